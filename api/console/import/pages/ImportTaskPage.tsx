import { formatMoney } from '../../../web/charts/format.js';
import type { ImportInput } from '../../../../src/accounts/import/checkImport.js';
import type { Task } from '../../../../src/store/tasks/tasks.js';
import type { TaskView } from '../../../../src/tasks/loadTasks.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { field, Form } from '../../../web/parts/forms.js';
import { counted, Head } from '../../../web/parts/parts.js';
import { Progress, progressTitle } from '../../tasks/pages/TaskPage.js';
import { type ImportChoice, labelOf } from '../columns.js';
import { ImportColumns } from './ImportColumns.js';

interface TaskProps {
  readonly slug: string;
  readonly view: TaskView;
  /** The values of the status column. */
  readonly statuses: readonly string[];
  readonly state: FormState;
}

/** A file's check with its expected effect, then the progress of the import, then its result. */
export function importTaskPage({ slug, view, statuses, state }: TaskProps): PageContent {
  const { task, leftOut } = view;
  const base = `/sites/${slug}/console/import`;
  const isChecked = task.startedAt === null;
  const body = (
    <>
      <Head
        title={isChecked ? checkedTitle(task, leftOut) : progressTitle(task, 'opened')}
        lead={`${task.title}${leftOut > 0 ? `: ${counted(leftOut, 'line is', 'lines are')} skipped` : ''}.`}
        up={{ href: base, label: 'Import' }}
      />
      {isChecked ? <Start task={task} base={base} state={state} /> : <Progress task={task} />}
      {task.finishedAt !== null && task.done > 0 && (
        <p>
          The clients have no logins yet. <a href={`/sites/${slug}/sites`}>Send the invitations</a> when their
          accounts are as you want them.
        </p>
      )}
      {isChecked && <ImportColumns view={view} base={base} statuses={statuses} />}
      <Detailed view={view} slug={slug} />
      {isChecked && <First view={view} />}
    </>
  );
  return { title: task.title, body };
}

function checkedTitle(task: Task, leftOut: number): string {
  if (task.total === 0) return 'No line of this file can be imported yet';
  const ready = counted(task.total, 'client can', 'clients can');
  return leftOut === 0 ? `${ready} be imported, every line of the file` : `${ready} be imported`;
}

/** Imported accounts are exempt at first, so a mistake in the list suspends no site on the day of the move. */
export const GRACE_DAYS = '14';

function Start({
  task,
  base,
  state,
}: {
  readonly task: Task;
  readonly base: string;
  readonly state: FormState;
}) {
  if (task.total === 0) return <p>Choose the columns below, or correct the file and check it again.</p>;
  const { suspended, choice, inEnglish } = task.input as unknown as ImportInput;
  const { mapping } = choice as ImportChoice;
  return (
    <Form action={`${base}/${task.id}`} state={state}>
      {mapping.includes('openingBalance') && (
        <p>Balances are imported as credit: 20.00 is the client’s money, -20.00 is owed.</p>
      )}
      {mapping.includes('owed') && <p>Balances are imported as owed: 20.00 is owed, -20.00 is credit.</p>}
      <Suspended suspended={suspended} total={task.total} />
      {inEnglish !== undefined && inEnglish.count > 0 && (
        <p>
          {counted(inEnglish.count, 'client has', 'clients have')} a language without texts (
          {inEnglish.languages.join(', ')}) and will get emails and pages in English.
        </p>
      )}
      {field(state, 'graceDays', 'Days without suspension', {
        value: GRACE_DAYS,
        inputmode: 'numeric',
        maxlength: 2,
        hint: 'Gives you and your clients time to correct balances. Emails are sent as usual.',
      })}
      <label class="check">
        <input type="checkbox" name="atOnce" /> Suspend clients beyond the credit limit at once
      </label>
      <div class="actions">
        <button type="submit" class="first">
          Import {counted(task.total, 'client', 'clients').toLowerCase()}
        </button>
        <a class="button" href={base}>
          Cancel
        </a>
      </div>
    </Form>
  );
}

function Suspended({
  suspended: { count, first },
  total,
}: Pick<ImportInput, 'suspended'> & { readonly total: number }) {
  if (count === 0) {
    return (
      <p class="lead">
        Setup fees and fees in advance are charged at once. No client would exceed the credit limit.
      </p>
    );
  }
  return (
    <section class="careful">
      <h2>
        {count} of {total} would be suspended at once
      </h2>
      <p>
        Setup fees and fees in advance are charged at once. These clients would exceed their credit limit. If
        you have already charged them for this period, add a column “Charged until”.
      </p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Client</th>
            <th scope="col" class="amount">
              Beyond the limit by
            </th>
          </tr>
        </thead>
        <tbody>
          {first.map(({ number, name, short, currency }) => (
            <tr>
              <td data-label="Line">{number}</td>
              <td>{name}</td>
              <td data-label="Beyond the limit by" class="amount">
                {formatMoney(BigInt(short), currency)} {currency}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > first.length && <p>And {count - first.length} more.</p>}
    </section>
  );
}

function Detailed({ view: { detailed }, slug }: Pick<TaskProps, 'view' | 'slug'>) {
  if (detailed.length === 0) return null;
  return (
    <section>
      <h2>Problems</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Client</th>
            <th scope="col">Problem</th>
          </tr>
        </thead>
        <tbody>
          {detailed.map(({ number, input, problems, detail, accountId }) => (
            <tr>
              <td data-label="Line">{number}</td>
              <td>
                {accountId === null ? (
                  nameOf(input)
                ) : (
                  <a href={`/sites/${slug}/console/accounts/${accountId}`}>{nameOf(input)}</a>
                )}
              </td>
              <td>
                {detail}
                {problems.map(({ field, reason }) => (
                  <span class="line">
                    <strong>{labelOf(field)}</strong> {reason}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function First({ view: { first } }: { readonly view: TaskView }) {
  const sound = first
    .filter(({ problems }) => problems.length === 0)
    .map(({ number, input }) => ({ number, input: clientOf(input) }));
  if (sound.length === 0) return null;
  return (
    <section>
      <h2>Preview</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Client</th>
            <th scope="col">Email</th>
            <th scope="col">Plan</th>
            <th scope="col">Site</th>
            <th scope="col" class="amount">
              Opening balance
            </th>
          </tr>
        </thead>
        <tbody>
          {sound.map(({ number, input }) => (
            <tr>
              <td data-label="Line">{number}</td>
              <td>
                {textOf(input['name'])}
                <span class="sub">
                  {textOf(input['currency'])}, {textOf(input['timeZone'])}, day {textOf(input['billingDay'])}
                </span>
              </td>
              <td>{textOf(input['email'])}</td>
              <td data-label="Plan">{textOf(input['plan'])}</td>
              <td data-label="Site">{siteOf(input)}</td>
              <td data-label="Opening balance" class="amount">
                {textOf(input['openingBalance'])}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Values = Readonly<Record<string, unknown>>;

function clientOf(input: Values): Values {
  return (input['client'] ?? {}) as Values;
}

function nameOf(input: Values): string {
  return textOf(clientOf(input)['name']);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function siteOf({ sites }: Readonly<Record<string, unknown>>): string {
  const [site] = Array.isArray(sites) ? (sites as { readonly slug?: string }[]) : [];
  return site?.slug ?? '';
}
