import type { Visitor } from '../../../../src/auth/index.js';
import type { BankImport, BankLine, RefusedReports, Suggestion } from '../../../../src/operations/index.js';
import type { FormState, Shown } from '../../../site/page.js';
import { Empty, Head, When } from '../../../site/pages/parts.js';
import { counting, plural } from '../../pages/words.js';
import { ReportList } from './ReportList.js';
import { StatementForm } from './StatementForm.js';
import { WaitingLines } from './WaitingLines.js';

interface BankProps {
  readonly visitor: Visitor;
  readonly state: FormState;
  /** How many lines wait in all. */
  readonly count: number;
  readonly lines: readonly BankLine[];
  readonly moreLines: string | undefined;
  readonly suggestions: ReadonlyMap<string, readonly Suggestion[]>;
  readonly imports: readonly BankImport[];
  readonly moreImports: string | undefined;
  /** What providers reported and could not be posted. */
  readonly reports: RefusedReports;
}

/** What waits for somebody first, then where the next statement goes in, then what came of the earlier ones. */
export function bankPage(props: BankProps): Shown {
  const { visitor, state, count, lines, suggestions, moreLines, imports, reports } = props;
  const base = `/sites/${visitor.site.slug}/console/bank`;
  const mayPost = visitor.permissions.has('payments.write');
  const body = (
    <>
      <Head
        title={headline(count, imports.length === 0)}
        lead="Lines of a bank’s statement that name an account’s reference are posted by themselves, each once. The rest waits here for you to say whose it is."
      />
      {lines.length > 0 && (
        <WaitingLines base={base} lines={lines} suggestions={suggestions} mayPost={mayPost} />
      )}
      {moreLines !== undefined && (
        <p class="more">
          <a href={`${base}?lines=${moreLines}`}>Older lines</a>
        </p>
      )}
      {mayPost && <StatementForm action={base} state={state} />}
      <Imports {...props} base={base} />
      <ReportList slug={visitor.site.slug} reports={reports} mayPost={mayPost} />
    </>
  );
  return { title: 'Bank', body };
}

function headline(count: number, isFirst: boolean): string {
  if (count === 0)
    return isFirst ? 'No bank statement yet' : 'Every line of your bank statements is dealt with';
  const number = counting(count);
  const lines = `${number.charAt(0).toUpperCase()}${number.slice(1)} line${count === 1 ? '' : 's'}`;
  return `${lines} of your bank statements ${count === 1 ? 'belongs' : 'belong'} to nobody yet`;
}

function Imports({ base, imports, moreImports }: BankProps & { readonly base: string }) {
  return (
    <section>
      <h2>Earlier statements</h2>
      {imports.length === 0 ? (
        <Empty>
          <p>
            No statement has been taken in yet. Export one as CSV from your bank; any common separator, date
            and number format will do.
          </p>
        </Empty>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Statement</th>
              <th scope="col">Taken in</th>
              <th scope="col" class="number">
                Posted
              </th>
              <th scope="col" class="number">
                Seen before
              </th>
              <th scope="col" class="number">
                Left to you
              </th>
            </tr>
          </thead>
          <tbody>
            {imports.map((each) => (
              <ImportRow base={base} found={each} />
            ))}
          </tbody>
        </table>
      )}
      {moreImports !== undefined && (
        <p class="more">
          <a href={`${base}?imports=${moreImports}`}>Still earlier ones</a>
        </p>
      )}
    </section>
  );
}

function unfinished({ total, taken }: BankImport): string {
  if (total === null) return 'Not finished: take the same file in again.';
  return `Going on: ${taken} of ${plural(total, 'line')} so far`;
}

function ImportRow({ base, found }: { readonly base: string; readonly found: BankImport }) {
  const { id, name, importedAt, finishedAt, posted, doubles, unmatched, unreadable } = found;
  return (
    <tr>
      <td>
        <a href={`${base}/imports/${id}`}>
          <strong>{name}</strong>
        </a>
        {finishedAt === null && <span class="sub">{unfinished(found)}</span>}
        {unreadable.length > 0 && (
          <span class="sub">{plural(unreadable.length, 'line')} could not be read</span>
        )}
      </td>
      <td data-label="Taken in">
        <When at={importedAt} />
      </td>
      <td class="number" data-label="Posted">
        {posted}
      </td>
      <td class="number" data-label="Seen before">
        {doubles}
      </td>
      <td class="number" data-label="Left to you">
        {unmatched}
      </td>
    </tr>
  );
}
