import { attempt } from '../billing/projection/outlook.js';
import { isReportedDaily } from '../billing/traffic/rhythm.js';
import {
  type Closure,
  HABIT_DAYS,
  type MeterSpeech,
  SILENCE_DAYS_MAX,
  silentSince,
} from '../billing/traffic/silence.js';
import type { Context } from '../core/context.js';
import { addDays, dateOfEpochDay, DAY_MS, epochDay, type Instant, localDateOf } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import { inTransaction } from '../platform/sql/sql.js';
import { listOpenAccountIds } from '../store/accounts/accounts.js';
import {
  endOrphanSilences,
  endSilence,
  filterSilent,
  listClosures,
  listSilences,
  listSpeech,
  noteSilence,
  type SpeechRow,
} from '../store/usage/silences.js';

const BATCH = 500;

/**
 * Looks once over all open accounts for meters that always spoke and have fallen silent, and for those that speak again.
 * Days are compared by UTC, whatever the accounts' zones are: so what fell silent together is found together.
 */
export async function noticeSilences(context: Context): Promise<void> {
  await endOrphanSilences(context.sql, context.now);
  for (let after: string | undefined; ;) {
    const ids = await listOpenAccountIds(context.sql, after, BATCH);
    await judgeSilences(context, ids);
    after = ids.at(-1);
    if (ids.length < BATCH) return;
  }
}

/** Of accounts with fresh usage, those with a silent meter are looked at anew: it may have been that one which spoke. */
export async function hearSilent(context: Context, accountIds: readonly string[]): Promise<void> {
  const silent = await filterSilent(context.sql, accountIds);
  if (silent.length > 0) await judgeSilences(context, silent);
}

async function judgeSilences(context: Context, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  const { sql, now } = context;
  const today = epochDay(localDateOf(now, 'UTC'));
  const since = addDays(localDateOf(now, 'UTC'), -HABIT_DAYS - SILENCE_DAYS_MAX);
  const [speech, closures, known] = await Promise.all([
    listSpeech(sql, accountIds, since),
    listClosures(sql, accountIds, now - (HABIT_DAYS + SILENCE_DAYS_MAX) * DAY_MS),
    listSilences(sql, accountIds),
  ]);
  const found = new Map<string, Found>();
  // One meter that cannot be judged stays as it is, and the others are judged all the same.
  const unjudged = new Set<string>();
  for (const row of speech) {
    const { siteId, meterId, days } = row;
    const own = closures.filter((closure) => closure.siteId === siteId).map(closureOf);
    const judged = attempt(() => silentSince({ days, closures: own, ...reportsOf(row) }, today));
    if ('error' in judged) unjudged.add(`${siteId} ${meterId}`);
    const last = 'value' in judged ? judged.value : null;
    if (last !== null) found.set(`${siteId} ${meterId}`, { siteId, meterId, lastDay: dateOfEpochDay(last) });
  }
  const keyed = new Map(known.map((silence) => [`${silence.siteId} ${silence.meterId}`, silence]));
  const fresh = [...found].filter(([key, { lastDay }]) => keyed.get(key)?.lastDay !== lastDay);
  const over = known.filter(({ siteId, meterId }) => {
    const key = `${siteId} ${meterId}`;
    return !found.has(key) && !unjudged.has(key);
  });
  if (fresh.length === 0 && over.length === 0) return;
  await inTransaction(sql, async (transaction) => {
    for (const [, silence] of fresh) await noteSilence(transaction, { ...silence, id: newId(now), at: now });
    for (const silence of over) await endSilence(transaction, silence, now);
  });
}

interface Found {
  readonly siteId: string;
  readonly meterId: number;
  readonly lastDay: string;
}

function reportsOf(row: SpeechRow): Pick<MeterSpeech, 'reported'> {
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
