import { addDays } from '../../../src/core/values/zone.js';
import type { Statement } from '../../../src/store/ledger/periods.js';
import { formatDate, Day } from '../../console/accounts/list/format.js';
import { formatMoney } from '../../web/charts/format.js';
import type { PageContent } from '../../web/page.js';
import { Empty, Head } from '../../web/parts/parts.js';

interface StatementsProps {
  readonly slug: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly statements: readonly Statement[];
  /** The start date of the last one shown, if there are more. */
  readonly more: string | undefined;
}

/** The statements of all past periods. */
export function statementsPage({ slug, currency, timeZone, statements, more }: StatementsProps): PageContent {
  const base = `/sites/${slug}/statements`;
  const [newest] = statements;
  const title =
    newest === undefined
      ? 'No statements yet'
      : `Your latest statement: ${formatDate(newest.startDate)} to ${formatDate(lastDay(newest))}`;
  const body = (
    <>
      <Head
        title={title}
        lead="You get a statement at the end of each period. Statements never change. Corrections appear on a later statement."
      />
      {newest === undefined ? (
        <Empty>
          <p>You get the first statement at the end of the first period.</p>
        </Empty>
      ) : (
        <StatementTable base={base} currency={currency} timeZone={timeZone} statements={statements} />
      )}
      {more !== undefined && (
        <p class="more">
          <a href={`${base}?before=${more}`}>Older statements</a>
        </p>
      )}
    </>
  );
  return { title: 'Statements', body };
}

function lastDay({ endDate }: Statement): string {
  return addDays(endDate, -1);
}

function StatementTable({
  base,
  currency,
  timeZone,
  statements,
}: Omit<StatementsProps, 'slug' | 'more'> & { readonly base: string }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Statement</th>
          <th scope="col">Period</th>
          <th scope="col">Date</th>
          <th scope="col" class="amount">
            Closing balance {currency}
          </th>
          <th scope="col" class="does">
            Download
          </th>
        </tr>
      </thead>
      <tbody>
        {statements.map((statement) => (
          <tr>
            <td>{statement.document.number}</td>
            <td data-label="Period">
              {formatDate(statement.startDate)} – {formatDate(lastDay(statement))}
            </td>
            <td data-label="Date">
              <Day at={statement.settledAt} timeZone={timeZone} now={statement.settledAt} />
            </td>
            <td class="amount" data-label="Closing balance">
              {formatMoney(statement.closingBalance, currency)}
            </td>
            <td class="does">
              <Files base={base} document={statement.document} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Files({
  base,
  document: { id, number },
}: {
  base: string;
  document: NonNullable<Statement['document']>;
}) {
  return (
    <>
      {(['pdf', 'csv'] as const).map((form) => (
        <a class="button" href={`${base}/${id}/${form}`}>
          {form.toUpperCase()}
          <span class="hidden"> of statement {number}</span>
        </a>
      ))}
    </>
  );
}
