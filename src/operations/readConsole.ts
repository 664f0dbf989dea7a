import {
  addMonths,
  DAY_MS,
  type Instant,
  type LocalDate,
  localDateOf,
  startOfDay,
} from '../billing/index.js';
import { inTransaction } from '../platform/index.js';
import {
  type BooksRow,
  findFirstOpening,
  keepMonth,
  listByUrgency,
  type ListedAccount,
  type ListFilter,
  listMonths,
  type ListPlace,
  type MonthRow,
  sumBooks,
  sumMonth,
  sumUsageCharged,
} from '../store/index.js';
import type { SiteContext } from './context.js';

/** The accounts of a site, the most urgent first, a page at a time. */
export async function readAccountList(
  context: SiteContext,
  filter: Omit<ListFilter, 'siteId'>,
  page: { readonly after?: ListPlace | undefined; readonly limit: number },
): Promise<ListedAccount[]> {
  return listByUrgency(context.sql, { ...filter, siteId: context.siteId }, page);
}

/** How the books stand, and what usage brought. */
export interface Books extends BooksRow {
  /** Charged in this calendar month so far, by UTC, and in the whole last one; minor units. */
  readonly usageThisMonth: bigint;
  readonly usageLastMonth: bigint;
}

export const RISK_DAYS = 7;

/** What a site's clients owe and hold, who is at risk and what usage brought, by currency; the largest first. */
export async function readBooks(context: SiteContext): Promise<Books[]> {
  const { sql, siteId, now } = context;
  const month = monthAt(now);
  const [rows, last, present] = await Promise.all([
    sumBooks(sql, siteId, now + RISK_DAYS * DAY_MS),
    monthSums(context, [addMonths(month, -1)]),
    sumUsageCharged(sql, siteId, startOfDay(month, 'UTC'), now + 1),
  ]);
  return rows.map((row) => ({
    ...row,
    usageThisMonth: present.get(row.currency) ?? 0n,
    usageLastMonth: last.find(({ currency }) => currency === row.currency)?.usage ?? 0n,
  }));
}

/** A month in one currency, with what all tabs came to at its end, or stand at now. */
export interface MonthSummary extends MonthRow {
  readonly balance: bigint;
}

/** The last months, newest first, the present one among them; a currency without entries in a month has no row. */
export async function readMonths(context: SiteContext, count: number): Promise<MonthSummary[]> {
  const { sql, siteId, now } = context;
  const present = monthAt(now);
  const opened = await findFirstOpening(sql, siteId);
  const first = opened === null ? present : monthAt(opened);
  const months = Array.from({ length: count }, (_, back) => addMonths(present, -back)).filter(
    (month) => month >= first,
  );
  const [books, sums] = await Promise.all([sumBooks(sql, siteId, now), monthSums(context, months)]);
  return books.flatMap(({ currency, held, owed }) => withBalances(currency, held - owed, sums)).sort(byMonth);
}

/** Backwards from what the tabs stand at now, each month's end is the next one's beginning. */
function withBalances(currency: string, now: bigint, sums: readonly MonthRow[]): MonthSummary[] {
  let balance = now;
  return sums
    .filter((row) => row.currency === currency)
    .sort(byMonth)
    .map((row) => {
      const summary = { ...row, balance };
      balance -= row.paid - row.invoiced;
      return summary;
    });
}

function byMonth(one: MonthRow, other: MonthRow): number {
  return one.month === other.month ? 0 : one.month < other.month ? 1 : -1;
}

/** A posting that began in the last moment of a month may still be on its way for a while. */
const MONTH_SURE_MS = 3_600_000;

async function monthSums(context: SiteContext, months: readonly LocalDate[]): Promise<MonthRow[]> {
  const { sql, siteId, now } = context;
  const { known, rows } = await listMonths(sql, siteId, months);
  const all = [...rows];
  for (const month of months) {
    if (known.has(month)) continue;
    const to = startOfDay(addMonths(month, 1), 'UTC');
    const sums = await sumMonth(sql, siteId, { month, from: startOfDay(month, 'UTC'), to });
    if (to + MONTH_SURE_MS < now) {
      await inTransaction(sql, (transaction) => keepMonth(transaction, siteId, month, sums));
    }
    all.push(...sums);
  }
  return all;
}

function monthAt(at: Instant): LocalDate {
  return `${localDateOf(at, 'UTC').slice(0, 7)}-01`;
}
