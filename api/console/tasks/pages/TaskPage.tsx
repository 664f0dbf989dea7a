import type { Task } from '../../../../src/store/tasks/tasks.js';
import type { TaskView } from '../../../../src/tasks/loadTasks.js';
import type { PageContent } from '../../../web/page.js';
import { counted, Head, Pill, When } from '../../../web/parts/parts.js';
import { plural } from '../../accounts/list/format.js';

interface TaskProps {
  readonly slug: string;
  readonly view: TaskView;
}

/** The progress of a replacement for all accounts; it continues after the page is closed. */
export function replacementTaskPage({ slug, view }: TaskProps): PageContent {
  const { task } = view;
  const planId = String(task.input['planId']);
  const body = (
    <>
      <Head
        title={progressTitle(task, 'moved')}
        lead={task.title}
        up={{ href: `/sites/${slug}/console/plans/${planId}`, label: 'The plan' }}
      />
      <Progress task={task} />
      <DetailedAccounts view={view} slug={slug} />
    </>
  );
  return { title: task.title, body };
}

export function progressTitle(task: Task, done: string): string {
  if (task.finishedAt === null)
    return `${task.done + task.failed} of ${plural(task.total, KINDS[task.kind].one)} done`;
  const good = `${counted(task.done, 'account', 'accounts')} ${done}`;
  return task.failed === 0 ? good : `${good}, ${task.failed} failed`;
}

/** The progress of a task: a bar, and its start and end. */
export function Progress({ task }: { readonly task: Task }) {
  const ended = task.done + task.failed;
  return (
    <>
      <progress max={Math.max(1, task.total)} value={ended} aria-label="Progress">
        {ended} of {task.total}
      </progress>
      <dl class="facts">
        {task.startedAt !== null && (
          <div>
            <dt>Started</dt>
            <dd>
              <When at={task.startedAt} />
            </dd>
          </div>
        )}
        <div>
          <dt>Ended</dt>
          <dd>
            {task.finishedAt === null ? (
              'not yet. This page updates automatically.'
            ) : (
              <When at={task.finishedAt} />
            )}
          </dd>
        </div>
      </dl>
    </>
  );
}

function DetailedAccounts({ view: { detailed }, slug }: TaskProps) {
  if (detailed.length === 0) return null;
  return (
    <section>
      <h2>Not moved</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {detailed.map(({ accountId, detail, number }) => (
            <tr>
              <td>
                {accountId === null ? (
                  number
                ) : (
                  <a href={`/sites/${slug}/console/accounts/${accountId}`}>Account {number}</a>
                )}
              </td>
              <td>{detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function TaskState({ task }: { readonly task: Task }) {
  if (task.startedAt === null) return <Pill tone="held">Checked, not started</Pill>;
  if (task.finishedAt === null)
    return <Pill tone="warning">{`${task.done + task.failed} of ${task.total}`}</Pill>;
  if (task.failed > 0) return <Pill tone="bad">{`Done, ${task.failed} failed`}</Pill>;
  return <Pill tone="good">Done</Pill>;
}

/** Where each kind of task is shown, and what its progress counts. */
const KINDS = {
  import: { folder: 'import', one: 'client', counts: 'Clients' },
  'replace-plan': { folder: 'plans/work', one: 'account', counts: 'Accounts' },
  usage: { folder: 'usage', one: 'day', counts: 'Days' },
  'bank-statement': { folder: 'bank/imports', one: 'line', counts: 'Lines' },
  bulk: { folder: 'bulk', one: 'account', counts: 'Accounts' },
  backtest: { folder: 'plans/backtests', one: 'account', counts: 'Accounts' },
} as const satisfies Readonly<Record<Task['kind'], object>>;

interface TaskListProps {
  /** All of one kind. */
  readonly tasks: readonly Task[];
  readonly slug: string;
}

/** The latest tasks, each linked to its progress. */
export function TaskList({ tasks, slug }: TaskListProps) {
  const path = (task: Task): string => `/sites/${slug}/console/${KINDS[task.kind].folder}/${task.id}`;
  const noun = KINDS[tasks[0]?.kind ?? 'import'].counts;
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">Time</th>
          <th scope="col">State</th>
          <th scope="col" class="amount">
            {noun}
          </th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <tr>
            <td>
              <a href={path(task)}>{task.title}</a>
            </td>
            <td data-label="Time">
              <When at={task.startedAt ?? task.createdAt} />
            </td>
            <td data-label="State">
              <TaskState task={task} />
            </td>
            <td data-label={noun} class="amount">
              {task.total}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
