import { attempt } from '../billing/projection/outlook.js';
import { isReportedDaily } from '../billing/traffic/rhythm.js';
import {
  type Closure,
  HABIT_DAYS,
  type MeterHistoryReported,
  SILENT_DAYS_MAX,
  silentSince,
} from '../billing/traffic/silentMeter.js';
import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { addDays, dateOfEpochDay, DAY_MS, epochDay, type Instant, localDateOf } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import { listOpenAccountIds } from '../store/accounts/accounts.js';
import {
  endOrphanSilentMeters,
  endSilentMeter,
  filterSilent,
  listClosures,
  listSilentMeters,
  listReportedDays,
  insertSilentMeter,
  type ReportedDaysRow,
} from '../store/usage/silentMeters.js';

const BATCH = 500;

/**
 * Checks all open accounts once for meters that stopped reporting, and for meters that report again. Days are compared
 * by UTC in every account's zone, so that meters which stopped together are found together.
 */
export async function updateSilentMeters(context: Context): Promise<void> {
  await endOrphanSilentMeters(context.sql, context.now);
  for (let after: string | undefined; ;) {
    const ids = await listOpenAccountIds(context.sql, after, BATCH);
    await checkMeters(context, ids);
    after = ids.at(-1);
    if (ids.length < BATCH) return;
  }
}

/** Checks the silent meters of accounts with new usage again, since such a meter may have reported. */
export async function recheckSilentMeters(context: Context, accountIds: readonly string[]): Promise<void> {
  const silent = await filterSilent(context.sql, accountIds);
  if (silent.length > 0) await checkMeters(context, silent);
}

async function checkMeters(context: Context, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  const { sql, now } = context;
  const today = epochDay(localDateOf(now, 'UTC'));
  const since = addDays(localDateOf(now, 'UTC'), -HABIT_DAYS - SILENT_DAYS_MAX);
  const [reported, closures, known] = await Promise.all([
    listReportedDays(sql, accountIds, since),
    listClosures(sql, accountIds, now - (HABIT_DAYS + SILENT_DAYS_MAX) * DAY_MS),
    listSilentMeters(sql, accountIds),
  ]);
  const found = new Map<string, Found>();
  // An error on one meter leaves it unchanged and does not affect the others.
  const unjudged = new Set<string>();
  for (const row of reported) {
    const { siteId, meterId, days } = row;
    const own = closures.filter((closure) => closure.siteId === siteId).map(closureOf);
    const judged = attempt(() => silentSince({ days, closures: own, ...reportsOf(row) }, today));
    if ('error' in judged) unjudged.add(`${siteId} ${meterId}`);
    const last = 'value' in judged ? judged.value : null;
    if (last !== null) found.set(`${siteId} ${meterId}`, { siteId, meterId, lastDay: dateOfEpochDay(last) });
  }
  const keyed = new Map(
    known.map((silentMeter) => [`${silentMeter.siteId} ${silentMeter.meterId}`, silentMeter]),
  );
  const fresh = [...found].filter(([key, { lastDay }]) => keyed.get(key)?.lastDay !== lastDay);
  const over = known.filter(({ siteId, meterId }) => {
    const key = `${siteId} ${meterId}`;
    return !found.has(key) && !unjudged.has(key);
  });
  if (fresh.length === 0 && over.length === 0) return;
  await transact(sql, async (transaction) => {
    for (const [, silentMeter] of fresh)
      await insertSilentMeter(transaction, { ...silentMeter, id: newId(now), at: now });
    for (const silentMeter of over) await endSilentMeter(transaction, silentMeter, now);
  });
}

interface Found {
  readonly siteId: string;
  readonly meterId: number;
  readonly lastDay: string;
}

function reportsOf(row: ReportedDaysRow): Pick<MeterHistoryReported, 'reported'> {
  const { sessions, lastAt } = row;
  if (lastAt === null) return {};
  return {
    reported: { sessions: sessions.map(dayOf), last: dayOf(lastAt), isDaily: isReportedDaily(row) },
  };
}

function closureOf({ from, to }: { readonly from: Instant; readonly to: Instant | null }): Closure {
  return { from: dayOf(from), to: to === null ? null : dayOf(to) };
}

function dayOf(at: Instant): number {
  return epochDay(localDateOf(at, 'UTC'));
}
