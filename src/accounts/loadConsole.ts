import type { SiteContext } from '../core/context.js';
import { addMonths, DAY_MS, type LocalDate, localDateOf } from '../core/values/zone.js';
import {
  listAccounts,
  type ListedAccount,
  type ListFilter,
  listFilteredIds,
  type ListPage,
} from '../store/accounts/accountList.js';
import { type TenantSummaryRow, type MonthRow, sumTenant } from '../store/accounts/tenantSums.js';
import { loadFigures } from './loadAccount.js';
import { monthAt, monthsSince, sumMonths } from './sumMonths.js';

/**
 * The accounts of a site, the most urgent first unless another order is given, a page at a time. The order is that of their last assessments, their
 * figures are those of now, as on their own pages; beyond a list's share of time, those of the last assessment. A page
 * is put in order by `byUrgency`.
 */
export async function loadAccountList(
  context: SiteContext,
  filter: Omit<ListFilter, 'siteId'>,
  page: ListPage,
): Promise<ListedAccount[]> {
  const rows = await listAccounts(context.sql, { ...filter, siteId: context.siteId }, page, todayOf(context));
  const figures = await loadFigures(
    context,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...row, ...figures.get(row.id) }));
}

/** All accounts that a filter finds, by id; at most `limit`. */
export async function findAccountIds(
  context: SiteContext,
  filter: Omit<ListFilter, 'siteId'>,
  limit: number,
): Promise<string[]> {
  return listFilteredIds(context.sql, { ...filter, siteId: context.siteId }, limit, todayOf(context));
}

function todayOf({ now }: SiteContext): LocalDate {
  return localDateOf(now, 'UTC');
}

/**
 * The accounts of a page in the order of the dates that it shows. Which accounts are on a page follows from their last
 * assessments, so its last one stays the place from which the next page goes on.
 */
export function byUrgency(page: readonly ListedAccount[]): ListedAccount[] {
  const atOf = ({ suspends }: ListedAccount): number => suspends?.at ?? Infinity;
  return [...page].sort((one, other) =>
    one.place.rank !== other.place.rank || atOf(one) === atOf(other)
      ? one.place.rank - other.place.rank
      : atOf(one) - atOf(other),
  );
}

/** The site's balances now, and its charges for usage. */
export interface TenantSummary extends TenantSummaryRow {
  /** Charged in the current calendar month so far, by UTC, and in the previous one; minor units. */
  readonly usageThisMonth: bigint;
  readonly usageLastMonth: bigint;
}

export const RISK_DAYS = 7;

/** Per currency: what clients owe and hold, which accounts are at risk, and charges for usage. The largest first. */
export async function loadTenantSummary(context: SiteContext): Promise<TenantSummary[]> {
  const { sql, siteId, now } = context;
  const month = monthAt(now);
  const last = addMonths(month, -1);
  const [rows, sums] = await Promise.all([
    sumTenant(sql, siteId, now + RISK_DAYS * DAY_MS),
    sumMonths(context, [last, month]),
  ]);
  const usageOf = (currency: string, of: LocalDate): bigint =>
    sums.find((row) => row.currency === currency && row.month === of)?.usage ?? 0n;
  return rows.map((row) => ({
    ...row,
    usageThisMonth: usageOf(row.currency, month),
    usageLastMonth: usageOf(row.currency, last),
  }));
}

/** A month in one currency, with the sum of all balances at its end, or now. */
export interface MonthSummary extends MonthRow {
  readonly balance: bigint;
}

/** The last months, newest first, the current one included. A currency without entries in a month has no row. */
export async function loadMonths(context: SiteContext, count: number): Promise<MonthSummary[]> {
  const { sql, siteId, now } = context;
  const months = await monthsSince(context, count);
  const [summary, sums] = await Promise.all([sumTenant(sql, siteId, now), sumMonths(context, months)]);
  return summary
    .flatMap(({ currency, held, owed }) => withBalances(currency, held - owed, sums))
    .sort(byMonth);
}

/** Computed backwards from present balances: a month's closing balance is the next month's opening balance. */
function withBalances(currency: string, now: bigint, sums: readonly MonthRow[]): MonthSummary[] {
  let balance = now;
  return sums
    .filter((row) => row.currency === currency)
    .sort(byMonth)
    .map((row) => {
      const summary = { ...row, balance };
      balance -= row.paid - row.invoiced + row.adjusted;
      return summary;
    });
}

function byMonth(one: MonthRow, other: MonthRow): number {
  return one.month === other.month ? 0 : one.month < other.month ? 1 : -1;
}
