import { z } from '@hono/zod-openapi';
import { type AccountDetails, loadAccount } from '../../src/accounts/loadAccount.js';
import type { SiteContext } from '../../src/core/context.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { addDays } from '../../src/core/values/zone.js';
import { loadStatements } from '../../src/ledger/loadHistory.js';
import { loadInvoices } from '../../src/invoices/loadInvoices.js';
import type { IssuedInvoice } from '../../src/store/invoices/invoices.js';
import type { Statement } from '../../src/store/ledger/periods.js';
import { formatDate, Day } from '../console/accounts/list/format.js';
import { localDate } from '../v1/framework/fields.js';
import { formatMoney } from '../web/charts/format.js';
import type { PageContent } from '../web/page.js';
import { Empty, Head } from '../web/parts/parts.js';
import { InvoiceTable } from './InvoiceTable.js';

const STATEMENTS_SHOWN = 24;

/** Where a page of documents begins. */
export const documentsQuery = z.strictObject({
  before: localDate.optional(),
  invoices: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional(),
});

interface Shown {
  /** The page's own path; statements and their files are below it. */
  readonly base: string;
  /** The path below which the files of invoices are. */
  readonly invoiceBase: string;
  /** Show statements before this date, and invoices before this position. */
  readonly before: string | undefined;
  readonly beforeInvoice?: number | undefined;
  /** What the page says above the table. */
  readonly head: (account: AccountDetails, newest: Statement | undefined) => Parameters<typeof Head>[0];
}

/** The invoices, credit notes and statements of an account, newest first. */
export async function showStatements(
  context: SiteContext,
  accountId: string,
  { base, invoiceBase, before, beforeInvoice, head }: Shown,
): Promise<PageContent | Refusal> {
  const page = { limit: STATEMENTS_SHOWN + 1, ...(before === undefined ? {} : { before }) };
  const invoicePage = {
    limit: STATEMENTS_SHOWN + 1,
    ...(beforeInvoice === undefined ? {} : { before: beforeInvoice }),
  };
  const [account, found, issued] = await Promise.all([
    loadAccount(context, accountId),
    loadStatements(context, accountId, page),
    loadInvoices(context, accountId, invoicePage),
  ]);
  if (isRefusal(account)) return account;
  if (isRefusal(found)) return found;
  if (isRefusal(issued)) return issued;
  const statements = found.periods.slice(0, STATEMENTS_SHOWN);
  const last = found.periods.length > STATEMENTS_SHOWN ? statements[STATEMENTS_SHOWN - 1] : undefined;
  const body = (
    <>
      <Head {...head(account, statements[0])} />
      {issued.length > 0 && <Invoices base={base} invoiceBase={invoiceBase} issued={issued} />}
      {issued.length > 0 && <h2>Statements</h2>}
      {statements.length === 0 ? (
        <Empty>
          <p>The first statement comes at the end of the first period.</p>
        </Empty>
      ) : (
        <StatementTable base={base} account={account} statements={statements} />
      )}
      {last !== undefined && (
        <p class="more">
          <a href={`${base}?before=${last.startDate}`}>Older statements</a>
        </p>
      )}
    </>
  );
  return { title: 'Statements', body };
}

interface InvoicesProps {
  readonly base: string;
  readonly invoiceBase: string;
  /** One more than is shown, if there are older ones. */
  readonly issued: readonly IssuedInvoice[];
}

function Invoices({ base, invoiceBase, issued }: InvoicesProps) {
  const shown = issued.slice(0, STATEMENTS_SHOWN);
  const last = issued.length > STATEMENTS_SHOWN ? shown.at(-1) : undefined;
  return (
    <section>
      <h2>Invoices and credit notes</h2>
      <InvoiceTable base={invoiceBase} invoices={shown} />
      {last !== undefined && (
        <p class="more">
          <a href={`${base}?invoices=${last.position}`}>Older invoices</a>
        </p>
      )}
    </section>
  );
}

/** The days of a statement: "1 Nov 2026 to 30 Nov 2026". */
export function daysOf(statement: Statement): string {
  return `${formatDate(statement.startDate)} to ${formatDate(lastDay(statement))}`;
}

function lastDay({ endDate }: Statement): string {
  return addDays(endDate, -1);
}

interface TableProps {
  readonly base: string;
  readonly account: Pick<AccountDetails, 'currency' | 'timeZone'>;
  readonly statements: readonly Statement[];
}

function StatementTable({ base, account: { currency, timeZone }, statements }: TableProps) {
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
            <td data-label="Period">{daysOf(statement)}</td>
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
