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
  /** The start date of the last one shown, where there are more. */
  readonly more: string | undefined;
}

/** A statement for each period that is over. */
export function statementsPage({ slug, currency, timeZone, statements, more }: StatementsProps): PageContent {
  const base = `/sites/${slug}/statements`;
  const [newest] = statements;
  const title =
    newest === undefined
      ? 'There is no statement yet'
      : `Your newest statement is of ${formatDate(newest.startDate)} to ${formatDate(lastDay(newest))}`;
  const body = (
    <>
      <Head
        title={title}
        lead="A statement is written when a period ends. It stays as it is: a later correction stands on a later one."
      />
      {newest === undefined ? (
        <Empty>
          <p>The first one is written when the first period is over.</p>
        </Empty>
      ) : (
        <StatementTable base={base} currency={currency} timeZone={timeZone} statements={statements} />
      )}
      {more !== undefined && (
        <p class="more">
          <a href={`${base}?before=${more}`}>Earlier statements</a>
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
          <th scope="col">Written on</th>
          <th scope="col" class="amount">
            Balance at the end {currency}
          </th>
          <th scope="col" class="does">
            Read it
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
            <td data-label="Written on">
              <Day at={statement.settledAt} timeZone={timeZone} now={statement.settledAt} />
            </td>
            <td class="amount" data-label="Balance at the end">
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
