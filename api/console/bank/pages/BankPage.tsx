import type { Session } from '../../../../src/auth/sessions/session.js';
import { isTakenBack } from '../../../../src/bank/takeBack.js';
import { proposalOf, type Suggestion } from '../../../../src/bank/suggestAccounts.js';
import type { RefusedReports } from '../../../../src/payments/reports/resolveReport.js';
import type { BankImport, BankLine } from '../../../../src/store/bank/bank.js';
import type { BankProfile } from '../../../../src/store/bank/bankProfiles.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { Empty, Head, When } from '../../../web/parts/parts.js';
import { counting, formatMajor, plural } from '../../accounts/list/format.js';
import { ReportList } from './ReportList.js';
import { StatementForm } from './StatementForm.js';
import { WaitingLines } from './WaitingLines.js';

interface BankProps {
  readonly session: Session;
  readonly state: FormState;
  /** The number of all open lines. */
  readonly count: number;
  readonly lines: readonly BankLine[];
  readonly moreLines: string | undefined;
  /** Lines that are held back because they are contradictory or could not be read. */
  readonly heldCount: number;
  readonly held: readonly BankLine[];
  readonly moreHeld: string | undefined;
  /** The file formats remembered from confirmed files. */
  readonly profiles: readonly BankProfile[];
  readonly suggestions: ReadonlyMap<string, readonly Suggestion[]>;
  readonly imports: readonly BankImport[];
  readonly moreImports: string | undefined;
  /** Provider reports that could not be posted. */
  readonly reports: RefusedReports;
}

/** Open lines first, then the import form, then earlier statements. */
export function bankPage(props: BankProps): PageContent {
  const { session, state, count, lines, suggestions, moreLines, imports, reports } = props;
  const base = `/sites/${session.site.slug}/console/bank`;
  const mayPost = session.permissions.has('payments.write');
  const body = (
    <>
      <Head
        title={headline(count, imports.length === 0)}
        lead="Transfers with the reference of an account are posted automatically, each once. Match the other transfers to an account here."
      />
      {mayPost && <Proposals {...props} base={base} />}
      {lines.length > 0 && (
        <WaitingLines base={base} lines={lines} suggestions={suggestions} mayPost={mayPost} />
      )}
      {moreLines !== undefined && (
        <p class="more">
          <a href={`${base}?lines=${moreLines}`}>Older transfers</a>
        </p>
      )}
      {props.held.length > 0 && <HeldLines {...props} base={base} mayPost={mayPost} />}
      {mayPost && <StatementForm action={base} state={state} />}
      <Imports {...props} base={base} />
      {props.profiles.length > 0 && <Profiles profiles={props.profiles} base={base} mayForget={mayPost} />}
      <ReportList slug={session.site.slug} reports={reports} mayPost={mayPost} />
    </>
  );
  return { title: 'Bank transfers', body };
}

function headline(count: number, isFirst: boolean): string {
  if (count === 0) return isFirst ? 'No bank statement yet' : 'All transfers are matched';
  const number = counting(count);
  const transfers = `${number.charAt(0).toUpperCase()}${number.slice(1)} transfer${count === 1 ? '' : 's'}`;
  return `${transfers} to match`;
}

function Imports({ base, imports, moreImports }: BankProps & { readonly base: string }) {
  return (
    <section>
      <h2>Earlier statements</h2>
      {imports.length === 0 ? (
        <Empty>
          <p>
            No statements yet. Export a file from your bank: camt.053 (XML or zip) if it has that, otherwise
            OFX, MT940 or CSV.
          </p>
        </Empty>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Statement</th>
              <th scope="col">Imported</th>
              <th scope="col" class="amount">
                Posted
              </th>
              <th scope="col" class="amount">
                Duplicates
              </th>
              <th scope="col" class="amount">
                To match
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
          <a href={`${base}?imports=${moreImports}`}>Older statements</a>
        </p>
      )}
    </section>
  );
}

function unfinished({ total, taken }: BankImport): string {
  if (total === null) return 'Not finished: import the same file again.';
  return `Importing: ${taken} of ${plural(total, 'line')}`;
}

function ImportRow({ base, found }: { readonly base: string; readonly found: BankImport }) {
  const { id, name, kind, importedAt, finishedAt, posted, takenBack, doubles, unmatched, unreadable } = found;
  return (
    <tr>
      <td>
        <a href={`${base}/imports/${id}`}>
          <strong>{name}</strong>
        </a>
        <span class="sub">{kind}</span>
        {finishedAt === null && <span class="sub">{unfinished(found)}</span>}
        {takenBack > 0 && <span class="sub">{plural(takenBack, 'returned payment')} reversed</span>}
        {unreadable.length > 0 && <span class="sub">{plural(unreadable.length, 'line')} held back</span>}
      </td>
      <td data-label="Imported">
        <When at={importedAt} />
      </td>
      <td class="amount" data-label="Posted">
        {posted}
      </td>
      <td class="amount" data-label="Duplicates">
        {doubles}
      </td>
      <td class="amount" data-label="To match">
        {unmatched}
      </td>
    </tr>
  );
}

/** One button to post all shown lines with a clear match. */
function Proposals({ base, lines, suggestions }: BankProps & { readonly base: string }) {
  const pairs = lines.flatMap((line) => {
    const proposed = proposalOf(suggestions.get(line.id) ?? []);
    // Possible duplicates of posted lines, and returned payments, must be checked one by one.
    return proposed === undefined || line.reason?.code === 'alike' || isTakenBack(line)
      ? []
      : [{ line, account: proposed.account }];
  });
  if (pairs.length === 0) return null;
  return (
    <form method="post" action={`${base}/proposals`} class="fields">
      {pairs.map(({ line, account }) => (
        <input type="hidden" name="pair" value={`${line.id} ${account.id}`} />
      ))}
      <p class="hint">
        {pairs.map(({ line, account }) => `${formatMajor(line.amount ?? '')} to ${account.name}`).join(', ')}
      </p>
      <div class="actions">
        <button type="submit">
          {pairs.length === 1 ? 'Post the proposal' : `Post all ${pairs.length} proposals`}
        </button>
      </div>
    </form>
  );
}

function HeldLines(props: BankProps & { readonly base: string; readonly mayPost: boolean }) {
  const { base, held, heldCount, moreHeld, suggestions, mayPost } = props;
  return (
    <section>
      <h2>{plural(heldCount, 'line is', 'lines are')} held back</h2>
      <p class="lead">They are contradictory or could not be read, so they were not posted.</p>
      <WaitingLines base={base} lines={held} suggestions={suggestions} mayPost={mayPost} />
      {moreHeld !== undefined && (
        <p class="more">
          <a href={`${base}?held=${moreHeld}`}>Older lines</a>
        </p>
      )}
    </section>
  );
}

interface ProfilesProps {
  readonly profiles: readonly BankProfile[];
  readonly base: string;
  readonly mayForget: boolean;
}

function Profiles({ profiles, base, mayForget }: ProfilesProps) {
  return (
    <section>
      <h2>Saved file formats</h2>
      <p class="lead">
        Files with these headings are imported as you confirmed. After you remove a format, you see a preview
        of the next file.
      </p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Headings</th>
            <th scope="col">Confirmed</th>
            <th scope="col">
              <span class="hidden">Forget</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {profiles.map(({ id, name, headings, account, answers, confirmedAt }) => (
            <tr>
              <td>
                <strong>{account === '' ? name : account}</strong>
                <span class="sub">{headings.filter((head) => head !== '').join(', ')}</span>
                {Object.keys(answers).length > 0 && (
                  <span class="sub">Your answers: {formatAnswers(answers)}</span>
                )}
              </td>
              <td data-label="Confirmed">
                <When at={confirmedAt} />
              </td>
              <td class="does">
                {mayForget && (
                  <form method="post" action={`${base}/profiles/${id}/forget`}>
                    <button type="submit">
                      {' '}
                      Remove<span class="hidden"> {name}</span>
                    </button>
                  </form>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function formatAnswers(answers: BankProfile['answers']): string {
  const { columns = {}, ...plain } = answers;
  const said = [...Object.entries(plain), ...Object.entries(columns)];
  return said.map(([field, value]) => `${field} ${[value].flat().join(', ')}`).join('; ');
}
