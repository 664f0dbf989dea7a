import type { Context, SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { addMonths, type Instant, type LocalDate, localDateOf, startOfDay } from '../core/values/zone.js';
import {
  addToMonth,
  findFirstOpening,
  listTenants,
  listMonths,
  lockMonth,
  type MonthRow,
  type MonthUntil,
  sumMonth,
} from '../store/accounts/tenantSums.js';

/** A posting that began at the end of an hour may be committed a while later. */
const SURE_MS = 3_600_000;
/** Below this number of entries, adding them up again is faster than storing the sum. */
const ENTRIES_ANEW_MAX = 1_000;

/** The first day of the month of an instant, by UTC. */
export function monthAt(at: Instant): LocalDate {
  return `${localDateOf(at, 'UTC').slice(0, 7)}-01`;
}

/** The last months in which a site had accounts, newest first, the current one included. */
export async function monthsSince({ sql, siteId, now }: SiteContext, count: number): Promise<LocalDate[]> {
  const present = monthAt(now);
  const opened = await findFirstOpening(sql, siteId);
  const first = opened === null ? present : monthAt(opened);
  return Array.from({ length: count }, (_, back) => addMonths(present, -back)).filter(
    (month) => month >= first,
  );
}

/**
 * Sums of months by currency, up to now. Entries are never posted into the past, so stored sums stay valid and only
 * newer entries are added.
 */
export async function sumMonths(context: SiteContext, months: readonly LocalDate[]): Promise<MonthRow[]> {
  const { known, rows } = await listMonths(context.sql, context.siteId, months);
  const all: MonthRow[] = [...rows];
  for (const month of months) {
    const until = known.get(month);
    if (until !== null) all.push(...(await sumSince(context, month, until)));
  }
  return merged(all);
}

async function sumSince(context: SiteContext, month: LocalDate, until?: Instant): Promise<MonthRow[]> {
  const { sql, siteId, now } = context;
  const from = until ?? startOfDay(month, 'UTC');
  const end = startOfDay(addMonths(month, 1), 'UTC');
  const sums = await sumMonth(sql, siteId, { month, from, to: end });
  const isOver = end + SURE_MS < now;
  const isMuch = sums.reduce((count, { entries }) => count + entries, 0) > ENTRIES_ANEW_MAX;
  if (isOver) await updateMonth(context, month, until, null);
  else if (isMuch && now - SURE_MS > from) await updateMonth(context, month, until, now - SURE_MS);
  return sums;
}

/** Stores the sums of a month until an instant; another process may have stored them first. */
async function updateMonth(
  { sql, siteId }: SiteContext,
  month: LocalDate,
  before: Instant | undefined,
  until: MonthUntil,
): Promise<void> {
  await transact(sql, async (transaction) => {
    if ((await lockMonth(transaction, siteId, month)) !== before) return;
    const from = before ?? startOfDay(month, 'UTC');
    const to = until ?? startOfDay(addMonths(month, 1), 'UTC');
    const sums = await sumMonth(transaction, siteId, { month, from, to });
    await addToMonth(transaction, siteId, { month, until }, sums);
  });
}

/** One row a month and currency. */
function merged(rows: readonly MonthRow[]): MonthRow[] {
  const sums = new Map<string, MonthRow>();
  for (const row of rows) {
    const key = `${row.month} ${row.currency}`;
    const { invoiced = 0n, adjusted = 0n, paid = 0n, usage = 0n, entries = 0 } = sums.get(key) ?? {};
    sums.set(key, {
      ...row,
      invoiced: invoiced + row.invoiced,
      adjusted: adjusted + row.adjusted,
      paid: paid + row.paid,
      usage: usage + row.usage,
      entries: entries + row.entries,
    });
  }
  return [...sums.values()];
}

const MONTHS_KEPT = 12;

/** Sums the last months of every site in advance, so that requests are fast. */
export async function updateMonths(context: Context): Promise<void> {
  for (const siteId of await listTenants(context.sql)) {
    const own = { ...context, siteId };
    await sumMonths(own, await monthsSince(own, MONTHS_KEPT));
  }
}
