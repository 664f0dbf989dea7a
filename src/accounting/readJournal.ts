import type { BookedAccount } from '../billing/accounting/booked.js';
import { type JournalLine, journalOf } from '../billing/accounting/journal.js';
import type { SiteContext } from '../core/context.js';
import { addMonths, type Instant, type LocalDate, startOfDay } from '../core/values/zone.js';
import type { Sql } from '../platform/sql/sql.js';
import { transact } from '../core/transact.js';
import { assignDebtors, findDebtors } from '../store/accounting/settings.js';
import {
  listBookedAccounts,
  listBookedInvoices,
  listBookedRows,
  listBookedStatements,
  type Span,
} from '../store/accounting/journalRows.js';

const HOUR_MS = 3_600_000;
/** The first and the last zone to begin a day: UTC+14 and UTC−12. */
const FIRST_ZONE_MS = 14 * HOUR_MS;
const LAST_ZONE_MS = 12 * HOUR_MS;
const ACCOUNTS_AT_ONCE = 200;

/** The first day of a month (`2026-11`). */
export function firstOf(month: string): LocalDate {
  return `${month}-01`;
}

/** All instants at which it is that month somewhere. */
export function spanOf(first: LocalDate): Span {
  return {
    from: startOfDay(first, 'UTC') - FIRST_ZONE_MS,
    to: startOfDay(addMonths(first, 1), 'UTC') + LAST_ZONE_MS,
  };
}

/** From when on a month never changes: it is over in every time zone, and what was begun in it is committed. */
export function finalFrom(first: LocalDate): Instant {
  return spanOf(first).to + HOUR_MS;
}

interface AccountJournal {
  readonly account: BookedAccount;
  readonly lines: readonly JournalLine[];
}

/**
 * The accounts of a site that have something booked in a month, each with its journal; a few accounts at a time. With
 * `numbersFrom`, those without a debtor number get the next ones.
 */
export async function* readJournals(
  { sql, siteId }: Pick<SiteContext, 'sql' | 'siteId'>,
  first: LocalDate,
  { numbersFrom }: { readonly numbersFrom?: number } = {},
): AsyncGenerator<AccountJournal> {
  const span = spanOf(first);
  for (let after: string | undefined; ;) {
    const page = await listBookedAccounts(sql, {
      ...{ siteId, limit: ACCOUNTS_AT_ONCE },
      ...(after === undefined ? {} : { after }),
    });
    const ids = page.map(({ id }) => id);
    const [rows, invoices, statements] = await Promise.all([
      listBookedRows(sql, ids, span),
      listBookedInvoices(sql, ids, span),
      listBookedStatements(sql, ids, span),
    ]);
    const [rowsOf, invoicesOf, statementsOf] = [byAccount(rows), byAccount(invoices), byAccount(statements)];
    const journals = page
      .map((account) => {
        const documents = [...invoicesOf(account.id), ...statementsOf(account.id)];
        return { account, lines: journalOf(account, rowsOf(account.id), documents, first) };
      })
      .filter(({ lines }) => lines.length > 0);
    yield* numbersFrom === undefined
      ? journals
      : await numbered(sql, siteId, { journals, start: numbersFrom });
    after = page.at(-1)?.id;
    if (page.length < ACCOUNTS_AT_ONCE) return;
  }
}

async function numbered(
  sql: Sql,
  siteId: string,
  { journals, start }: { readonly journals: readonly AccountJournal[]; readonly start: number },
): Promise<readonly AccountJournal[]> {
  const missing = journals.filter(({ account }) => account.debtor === null).map(({ account }) => account.id);
  if (missing.length === 0) return journals;
  const numbers = await transact(sql, async (transaction) => {
    await assignDebtors(transaction, siteId, { accountIds: missing, start });
    return findDebtors(transaction, siteId, missing);
  });
  return journals.map(({ account, lines }) => {
    const own = { ...account, debtor: account.debtor ?? numbers.get(account.id) ?? null };
    return { account: own, lines: lines.map((line) => ({ ...line, account: own })) };
  });
}

function byAccount<Row extends { readonly accountId: string }>(
  rows: readonly Row[],
): (accountId: string) => readonly Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.accountId);
    if (group === undefined) groups.set(row.accountId, [row]);
    else group.push(row);
  }
  return (accountId) => groups.get(accountId) ?? [];
}
