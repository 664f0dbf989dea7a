import { z } from '@hono/zod-openapi';
import { type AccountDetails, loadAccount } from '../../src/accounts/loadAccount.js';
import type { SiteContext } from '../../src/core/context.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { addDays, type Instant } from '../../src/core/values/zone.js';
import { loadStatements } from '../../src/ledger/loadHistory.js';
import { loadInvoices } from '../../src/invoices/loadInvoices.js';
import type { IssuedInvoice } from '../../src/store/invoices/invoices.js';
import type { Statement } from '../../src/store/ledger/periods.js';
import { formatDate, formatDateTime, formatDay } from '../console/accounts/list/format.js';
import { localDate } from '../v1/framework/fields.js';
import { formatMoney } from '../web/charts/format.js';
import type { PageContent } from '../web/page.js';
import { Empty, Head } from '../web/parts/parts.js';
import { type DocumentTableTexts, ENGLISH_DOCUMENTS, InvoiceTable } from './InvoiceTable.js';

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
  /** How the reader writes; English by default. */
  readonly writing?: (account: AccountDetails) => StatementWriting;
}

export interface StatementWriting {
  readonly texts: StatementTexts;
  readonly date: (date: string) => string;
  readonly day: (at: Instant, now: Instant) => string;
  readonly exact: (at: Instant) => string;
  readonly amount: (minor: bigint) => string;
}

interface StatementTexts {
  readonly title: string;
  /** The heading of statements, below invoices. */
  readonly statements: string;
  readonly invoices: string;
  readonly olderInvoices: string;
  readonly documents: DocumentTableTexts;
  readonly first: string;
  readonly older: string;
  readonly number: string;
  readonly period: string;
  readonly date: string;
  readonly closing: string;
  readonly download: string;
  readonly ofStatement: (number: string) => string;
  readonly days: (from: string, to: string) => string;
}

const ENGLISH: StatementTexts = {
  title: 'Statements',
  statements: 'Statements',
  invoices: 'Invoices and credit notes',
  olderInvoices: 'Older invoices',
  documents: ENGLISH_DOCUMENTS.texts,
  first: 'The first statement comes at the end of the first period.',
  older: 'Older statements',
  number: 'Statement',
  period: 'Period',
  date: 'Date',
  closing: 'Closing balance',
  download: 'Download',
  ofStatement: (number) => `of statement ${number}`,
  days: (from, to) => `${from} to ${to}`,
};

const inEnglish = ({ timeZone, currency }: AccountDetails): StatementWriting => ({
  texts: ENGLISH,
  date: formatDate,
  day: (at, now) => formatDay(at, timeZone, now),
  exact: (at) => formatDateTime(at, timeZone),
  amount: (minor) => formatMoney(minor, currency),
});

/** The invoices, credit notes and statements of an account, newest first. */
export async function showStatements(
  context: SiteContext,
  accountId: string,
  { base, invoiceBase, before, beforeInvoice, head, writing = inEnglish }: Shown,
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
  const written = writing(account);
  const { texts } = written;
  const statements = found.periods.slice(0, STATEMENTS_SHOWN);
  const last = found.periods.length > STATEMENTS_SHOWN ? statements[STATEMENTS_SHOWN - 1] : undefined;
  const body = (
    <>
      <Head {...head(account, statements[0])} />
      {issued.length > 0 && (
        <Invoices base={base} invoiceBase={invoiceBase} issued={issued} written={written} />
      )}
      {issued.length > 0 && <h2>{texts.statements}</h2>}
      {statements.length === 0 ? (
        <Empty>
          <p>{texts.first}</p>
        </Empty>
      ) : (
        <StatementTable base={base} account={account} statements={statements} written={written} />
      )}
      {last !== undefined && (
        <p class="more">
          <a href={`${base}?before=${last.startDate}`}>{texts.older}</a>
        </p>
      )}
    </>
  );
  return { title: texts.title, body };
}

interface InvoicesProps {
  readonly base: string;
  readonly invoiceBase: string;
  /** One more than is shown, if there are older ones. */
  readonly issued: readonly IssuedInvoice[];
  readonly written: StatementWriting;
}

function Invoices({ base, invoiceBase, issued, written }: InvoicesProps) {
  const { texts, date, amount } = written;
  const shown = issued.slice(0, STATEMENTS_SHOWN);
  const last = issued.length > STATEMENTS_SHOWN ? shown.at(-1) : undefined;
  return (
    <section>
      <h2>{texts.invoices}</h2>
      <InvoiceTable base={invoiceBase} invoices={shown} writing={{ texts: texts.documents, date, amount }} />
      {last !== undefined && (
        <p class="more">
          <a href={`${base}?invoices=${last.position}`}>{texts.olderInvoices}</a>
        </p>
      )}
    </section>
  );
}

/** The days of a statement: "1 Nov 2026 to 30 Nov 2026". */
export function daysOf(
  statement: Statement,
  { texts, date }: Pick<StatementWriting, 'texts' | 'date'> = { texts: ENGLISH, date: formatDate },
): string {
  return texts.days(date(statement.startDate), date(lastDay(statement)));
}

function lastDay({ endDate }: Statement): string {
  return addDays(endDate, -1);
}

interface TableProps {
  readonly base: string;
  readonly account: Pick<AccountDetails, 'currency'>;
  readonly written: StatementWriting;
  readonly statements: readonly Statement[];
}

function StatementTable({ base, account: { currency }, statements, written }: TableProps) {
  const { texts } = written;
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">{texts.number}</th>
          <th scope="col">{texts.period}</th>
          <th scope="col">{texts.date}</th>
          <th scope="col" class="amount">
            {texts.closing} {currency}
          </th>
          <th scope="col" class="does">
            {texts.download}
          </th>
        </tr>
      </thead>
      <tbody>
        {statements.map((statement) => (
          <tr>
            <td>{statement.document.number}</td>
            <td data-label={texts.period}>{daysOf(statement, written)}</td>
            <td data-label={texts.date}>
              <time
                datetime={new Date(statement.settledAt).toISOString()}
                title={written.exact(statement.settledAt)}
              >
                {written.day(statement.settledAt, statement.settledAt)}
              </time>
            </td>
            <td class="amount" data-label={texts.closing}>
              {written.amount(statement.closingBalance)}
            </td>
            <td class="does">
              <Files base={base} document={statement.document} texts={texts} />
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
  texts,
}: {
  base: string;
  texts: StatementTexts;
  document: NonNullable<Statement['document']>;
}) {
  return (
    <>
      {(['pdf', 'csv'] as const).map((form) => (
        <a class="button" href={`${base}/${id}/${form}`}>
          {form.toUpperCase()}
          <span class="hidden"> {texts.ofStatement(number)}</span>
        </a>
      ))}
    </>
  );
}
