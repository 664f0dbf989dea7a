import type { BookedAccount } from '../billing/accounting/booked.js';
import { type JournalLine, journalOf } from '../billing/accounting/journal.js';
import type { SiteContext } from '../core/context.js';
import { addMonths, type Instant, type LocalDate, startOfDay } from '../core/values/zone.js';
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

/** The accounts of a site that have something booked in a month, each with its journal; a few accounts at a time. */
export async function* readJournals(
  { sql, siteId }: SiteContext,
  first: LocalDate,
): AsyncGenerator<{ readonly account: BookedAccount; readonly lines: readonly JournalLine[] }> {
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
    for (const account of page) {
      const documents = [...invoicesOf(account.id), ...statementsOf(account.id)];
      const lines = journalOf(account, rowsOf(account.id), documents, first);
      if (lines.length > 0) yield { account, lines };
    }
    after = page.at(-1)?.id;
    if (page.length < ACCOUNTS_AT_ONCE) return;
  }
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
