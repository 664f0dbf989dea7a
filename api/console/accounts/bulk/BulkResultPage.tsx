import type { EndedLine, Task } from '../../../../src/store/tasks/tasks.js';
import type { PageContent } from '../../../web/page.js';
import { ActionButton } from '../../../web/parts/forms.js';
import { Head, Pill } from '../../../web/parts/parts.js';
import { Progress, progressTitle } from '../../tasks/pages/TaskPage.js';

interface ResultProps {
  readonly task: Task;
  readonly lines: readonly EndedLine[];
  readonly base: string;
  /** How it can be undone by this user now. */
  readonly undo: 'reverse' | 'restore' | null;
  /** Whether that was only just done. */
  readonly isFresh: boolean;
}

/** What a bulk action did and for whom it did nothing, and the way to undo it. */
export function bulkResultPage({ task, lines, base, undo, isFresh }: ResultProps): PageContent {
  const { undoneBy, of } = task.input;
  const action = `${base}bulk/${task.id}/`;
  const body = (
    <>
      <Head title={progressTitle(task, 'done')} lead={task.title} up={{ href: base, label: 'Clients' }} />
      <Progress task={task} />
      {typeof of === 'string' && (
        <p>
          This undoes <a href={`${base}bulk/${of}`}>an earlier bulk action</a>.
        </p>
      )}
      {typeof undoneBy === 'string' && (
        <p>
          This was undone. <a href={`${base}bulk/${undoneBy}`}>What was undone</a>
        </p>
      )}
      {undo === 'reverse' && (
        <>
          <ActionButton
            action={`${action}reverse`}
            label={isFresh ? 'Undo' : 'Reverse all'}
            first={isFresh}
          />
          <p class="quiet">Each entry is corrected by a linked reversal, its tax as well.</p>
        </>
      )}
      {undo === 'restore' && (
        <>
          <ActionButton action={`${action}undo`} label="Undo" first />
          <p class="quiet">For one minute. Emails that were already sent stay sent.</p>
        </>
      )}
      <section>
        <h2>Clients</h2>
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Client</th>
              <th scope="col">Result</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <LineRow line={line} base={base} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
  return { title: task.title, body };
}

function LineRow({ line, base }: { readonly line: EndedLine; readonly base: string }) {
  const { accountId, name, number, failed, detail, input } = line;
  const path = `${base}accounts/${accountId ?? ''}`;
  const { entryId } = (input['done'] ?? {}) as { readonly entryId?: string };
  return (
    <tr>
      <td>{accountId === null ? number : <a href={path}>{name ?? number}</a>}</td>
      <td data-label="Result">
        {failed ? <Pill tone="warning">Left out</Pill> : <Pill tone="good">Done</Pill>}{' '}
        {detail ?? (entryId !== undefined && <a href={`${path}/entries/${entryId}`}>Entry</a>)}
      </td>
    </tr>
  );
}
