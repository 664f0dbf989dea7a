import { isTakenBack } from '../../../../src/bank/takeBack.js';
import { formatLineReason } from '../../../../src/core/values/lineReason.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import type { BankImport, BankLine } from '../../../../src/store/bank/bank.js';
import type { PageContent } from '../../../web/page.js';
import { Head, Pill, When } from '../../../web/parts/parts.js';
import { formatDate, plural } from '../../accounts/list/format.js';
import { Figures } from './Figures.js';
import { LineCountList } from './LineCountList.js';
import { LineMoney } from './WaitingLines.js';

interface ImportProps {
  readonly session: Session;
  readonly found: BankImport;
  readonly lines: readonly BankLine[];
  /** The names of the accounts that lines were posted to. */
  readonly names: ReadonlyMap<string, string>;
  /** The cursor of the lines before these, if there are any. */
  readonly more: string | undefined;
}

const SEEN_SHOWN = 200;

/** The result of one statement, line by line. */
export function bankImportPage(props: ImportProps): PageContent {
  const { session, found, more } = props;
  const base = `/sites/${session.site.slug}/console/bank`;
  const body = (
    <>
      <Head
        title={headline(found)}
        lead={
          <>
            {found.name} ({found.kind}), imported <When at={found.importedAt} />.
            {found.finishedAt === null &&
              (found.total === null
                ? ' The import was interrupted. Import the same file again to complete it.'
                : ' The import continues in the background.')}
          </>
        }
        up={{ href: base, label: 'Bank transfers' }}
      />
      {found.finishedAt === null && found.total !== null && (
        <progress max={Math.max(1, found.total)} value={found.taken} aria-label="Progress">
          {found.taken} of {found.total}
        </progress>
      )}
      <Counts found={found} />
      <p class="lead">
        All lines: <LineCountList counts={found.counts} />.
      </p>
      {props.lines.length > 0 && <Lines {...props} base={base} />}
      {more !== undefined && (
        <p class="more">
          <a href={`${base}/imports/${found.id}?before=${more}`}>Earlier lines</a>
        </p>
      )}
      {found.seenBefore.length > 0 && <Seen found={found} base={base} />}
      {found.unreadable.length > 0 && <Unreadable found={found} />}
    </>
  );
  return { title: found.name, body };
}

function headline({ posted, takenBack, unmatched, doubles, finishedAt, total, taken }: BankImport): string {
  if (finishedAt === null && total !== null) return `${taken} of ${plural(total, 'line')} imported`;
  const returned = takenBack === 0 ? '' : `, ${plural(takenBack, 'returned payment')} reversed`;
  if (posted + takenBack + unmatched + doubles === 0) return 'No incoming payments in this statement';
  if (posted + takenBack + unmatched === 0) return 'Nothing new: all payments are duplicates';
  const nothing = takenBack === 0 ? 'Nothing could be posted' : 'No payments posted';
  const first = `${posted === 0 ? nothing : `${plural(posted, 'payment')} posted`}${returned}`;
  return unmatched === 0 ? first : `${first}, ${plural(unmatched, 'line')} to match`;
}

function Counts({ found }: { readonly found: BankImport }) {
  const { posted, takenBack, doubles, unmatched, outgoing, pending, unreadable } = found;
  const figures: readonly (readonly [string, number])[] = [
    ['Posted', posted],
    ...(takenBack === 0 ? [] : ([['Returned, reversed', takenBack]] as const)),
    ['Duplicates', doubles],
    ['Unmatched at import', unmatched],
    ['Skipped: outgoing', outgoing],
    ['Skipped: pending', pending],
    ['Held back', unreadable.length],
  ];
  return <Figures figures={figures} />;
}

function Lines({ lines, names, session, base }: ImportProps & { readonly base: string }) {
  return (
    <section>
      <h2>Lines</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col" class="number">
              Line
            </th>
            <th scope="col">Text</th>
            <th scope="col">Result</th>
            <th scope="col" class="amount">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <td class="number" data-label="Line">
                <a href={`${base}/lines/${line.id}`}>
                  <span class="hidden">Line </span>
                  {line.line}
                </a>
              </td>
              <td>
                {line.payer}
                <span class="sub">{line.remittance}</span>
                <span class="sub">{line.bookedOn === null ? 'no date' : formatDate(line.bookedOn)}</span>
              </td>
              <td>
                <Outcome line={line} names={names} slug={session.site.slug} />
              </td>
              <td class="amount" data-label="Amount">
                <LineMoney line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface OutcomeProps {
  readonly line: BankLine;
  readonly names: ReadonlyMap<string, string>;
  readonly slug: string;
}

function Outcome({ line, names, slug }: OutcomeProps) {
  const { state, accountId, reason } = line;
  if (state === 'posted') {
    return (
      <>
        {isTakenBack(line) ? <Pill tone="warning">Reversed</Pill> : <Pill tone="good">Posted</Pill>}{' '}
        <a href={`/sites/${slug}/console/accounts/${accountId ?? ''}`}>
          {names.get(accountId ?? '') ?? 'its account'}
        </a>
      </>
    );
  }
  const words = { unmatched: 'Unmatched', 'held-back': 'Held back', dismissed: 'Ignored' } as const;
  return (
    <>
      <Pill tone={state === 'dismissed' ? 'held' : 'warning'}>{words[state]}</Pill>{' '}
      {reason && formatLineReason(reason)}
    </>
  );
}

function Seen({
  found: { seenBefore, doubles },
  base,
}: {
  readonly found: BankImport;
  readonly base: string;
}) {
  return (
    <section>
      <h2>Duplicates, not posted again</h2>
      <p>
        {seenBefore.slice(0, SEEN_SHOWN).map(({ line, bankLineId }, index) => (
          <>
            {index > 0 && ', '}
            <a href={`${base}/lines/${bankLineId}`}>line {line}</a>
          </>
        ))}
        {doubles > Math.min(seenBefore.length, SEEN_SHOWN) &&
          ` and ${doubles - Math.min(seenBefore.length, SEEN_SHOWN)} more`}
      </p>
    </section>
  );
}

function Unreadable({ found: { unreadable } }: { readonly found: BankImport }) {
  return (
    <section>
      <h2>Held back, not posted automatically</h2>
      <ul>
        {unreadable.slice(0, SEEN_SHOWN).map(({ line, reason }) => (
          <li>
            Line {line}: {reason}
          </li>
        ))}
        {unreadable.length > SEEN_SHOWN && <li>and {unreadable.length - SEEN_SHOWN} more</li>}
      </ul>
    </section>
  );
}
