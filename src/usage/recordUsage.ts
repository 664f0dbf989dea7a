import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { REPEATED } from '../core/values/usageReasons.js';
import { basicsOf } from '../ledger/postMoney.js';
import { isUniqueViolation } from '../platform/sql/sql.js';
import { insertAudit } from '../store/core/audit.js';
import { compareRepeats, insertUsage, type Uncounted } from '../store/usage/countUsage.js';
import { insertMeter, listMeters, listUsage, type Meter, type UsageTotal } from '../store/usage/usage.js';
import { readBatch, type Rejection, type SoundEvents, type UsageEvent } from './readBatch.js';

export interface UsageVerdicts {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Rejection[];
}

interface Tally {
  accepted: number;
  duplicates: number;
  readonly rejected: Rejection[];
}

/**
 * Counts a batch of usage events, each only once by (source, id). Returns a reason for each event that does not count;
 * the others still count. Events may name the caller's own site and its child sites. An event counts for the account
 * that held the site at its time, or not at all if there was none.
 */
export async function recordUsage(
  context: SiteContext,
  events: readonly UsageEvent[],
): Promise<UsageVerdicts> {
  const { sound, again, rejected } = await readBatch(context, events);
  const tally: Tally = { accepted: 0, duplicates: 0, rejected };
  if (sound.indexes.length > 0) {
    const { same, other, voided, stale } = await count(context, sound);
    tally.accepted += sound.indexes.length - same.length - other.length - voided.length - stale.length;
    tally.duplicates += same.length;
    reject(tally, sound, other, 'other');
    reject(tally, sound, voided, 'voided');
    if (stale.length > 0) await recountStale(context, tally, { events, sound, stale });
  }
  if (again.indexes.length > 0) await judgeAgain(context, tally, again);
  return { ...tally, rejected: rejected.sort((left, right) => left.index - right.index) };
}

function reject(
  { rejected }: Tally,
  { indexes, eventIds }: SoundEvents,
  positions: readonly number[],
  why: keyof typeof REPEATED,
): void {
  for (const position of positions) {
    rejected.push({ index: indexes[position] ?? 0, id: eventIds[position] ?? null, reason: REPEATED[why] });
  }
}

/** A site moved to another account between the lookup and the count, so its account is looked up again. */
async function recountStale(
  context: SiteContext,
  tally: Tally,
  { events, sound, stale }: StaleEvents,
): Promise<void> {
  const places = stale.map((position) => sound.indexes[position] ?? 0);
  const again = await recordUsage(
    context,
    places.flatMap((index) => events[index] ?? []),
  );
  tally.accepted += again.accepted;
  tally.duplicates += again.duplicates;
  for (const { index, ...rejection } of again.rejected) {
    tally.rejected.push({ index: places[index] ?? index, ...rejection });
  }
}

interface StaleEvents {
  readonly events: readonly UsageEvent[];
  readonly sound: SoundEvents;
  readonly stale: readonly number[];
}

/** The faults of events by themselves; none of them is counted. */
export async function checkUsage(
  context: SiteContext,
  events: readonly UsageEvent[],
): Promise<UsageVerdicts['rejected']> {
  return (await readBatch(context, events)).rejected;
}

/** Each attempt means that another batch with some of the events was counted. */
const ATTEMPTS_MAX = 100;

async function count({ sql, now }: SiteContext, sound: SoundEvents): Promise<Uncounted> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await insertUsage(sql, now, sound);
    } catch (error) {
      if (!isUniqueViolation(error) || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

/**
 * An event counted before is a duplicate when its content is equal, and an error otherwise. A voided event stays
 * voided: its correction needs a different id.
 */
async function judgeAgain(context: SiteContext, tally: Tally, again: SoundEvents): Promise<void> {
  const repeats = await compareRepeats(context.sql, again);
  for (const [position, repeat] of repeats.entries()) {
    if (repeat === 'same') tally.duplicates += 1;
    else reject(tally, again, [position], repeat);
  }
}

/** The usage of an account's sites per meter and local day in [from, to). */
export async function loadUsage(
  context: SiteContext,
  accountId: string,
  days: { readonly from: string; readonly to: string },
): Promise<UsageTotal[] | Refusal> {
  const basics = await basicsOf(context, accountId);
  return isRefusal(basics) ? basics : listUsage(context.sql, accountId, days.from, days.to);
}

export type MeterInput = Omit<Meter, 'id' | 'builtIn'>;

/** An assessment of an account reads the days of all its meters. */
const METERS_MAX = 100;

/** Adds an owner-defined meter. */
export async function createMeter(context: SiteContext, input: MeterInput): Promise<MeterInput | Refusal> {
  const { siteId } = context;
  return transact(context.sql, async (transaction) => {
    if ((await listMeters(transaction, siteId)).length >= METERS_MAX) {
      return refuse('conflict', `A site can have at most ${METERS_MAX} meters.`);
    }
    const added = await insertMeter(transaction, siteId, input);
    if (!added) return refuse('conflict', `meter "${input.name}" already exists`, 'name');
    const subject = `meter/${input.name}`;
    await insertAudit(transaction, context, { siteId, action: 'meter.create', subject, after: input });
    return input;
  });
}

export async function loadMeters(context: SiteContext): Promise<Meter[]> {
  return listMeters(context.sql, context.siteId);
}
