import { parseLateUsageDays, takesLateUsage } from '../billing/periods/lateUsage.js';
import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { parseInstant } from '../core/values/instant.js';
import { formatQuantity, parseQuantity, type Quantity } from '../core/values/quantity.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { REPEATED, UNOWNED } from '../core/values/usageReasons.js';
import { type Instant, type LocalDate, localDateOf, startOfDay } from '../core/values/zone.js';
import { basicsOf } from '../ledger/postMoney.js';
import { insertAudit } from '../store/core/audit.js';
import { findSettings } from '../store/sites/sites.js';
import type { Tenure, UsageSite } from '../store/sites/tenures.js';
import {
  compareRepeats,
  type Counted,
  insertMeter,
  insertUsage,
  listMeters,
  listUsage,
  lockForUsage,
  markLateUsage,
  type Meter,
  type NewUsage,
  type UsageTotal,
} from '../store/usage/usage.js';
import { OLDEST_MS, usageSites } from './usageSites.js';

/** One event as received: not validated, its fields may be missing or unknown. */
export interface UsageEvent {
  readonly id: unknown;
  readonly source: unknown;
  readonly site: unknown;
  readonly meter: unknown;
  readonly quantity: unknown;
  readonly time: unknown;
}

export interface UsageVerdicts {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly id: string | null;
    readonly reason: string;
  }[];
}

const AHEAD_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
const TEXT_LONGEST = 255;

/**
 * Counts a batch of usage events, each only once by (source, id). Returns a reason for each event that does not count;
 * the others still count. Events may name the caller's own site and its child sites. An event counts for the account
 * that held the site at its time, or not at all if there was none.
 */
export async function recordUsage(
  context: SiteContext,
  events: readonly UsageEvent[],
): Promise<UsageVerdicts> {
  const batch = await readBatch(context, events);
  if (batch.sound.length === 0) return verdictsOf(batch);
  const { fresh, stale } = await count(context, batch);
  batch.accepted = fresh.size;
  if (stale.size > 0) await recountStale(context, batch, { events, stale });
  const known = batch.sound.filter((_event, position) => !fresh.has(position) && !stale.has(position));
  await judgeRepeats(context, batch, [...known, ...batch.again]);
  return verdictsOf(batch);
}

/** A site moved to another account between the lookup and the count, so its account is looked up again. */
async function recountStale(
  context: SiteContext,
  batch: Batch,
  { events, stale }: { readonly events: readonly UsageEvent[]; readonly stale: ReadonlySet<number> },
): Promise<void> {
  const places = batch.sound.filter((_event, position) => stale.has(position)).map(({ index }) => index);
  const again = await recordUsage(
    context,
    places.flatMap((index) => events[index] ?? []),
  );
  batch.accepted += again.accepted;
  batch.duplicates += again.duplicates;
  for (const { index, ...rejection } of again.rejected) {
    batch.rejected.push({ index: places[index] ?? index, ...rejection });
  }
}

/** The faults of events by themselves; none of them is counted. */
export async function checkUsage(
  context: SiteContext,
  events: readonly UsageEvent[],
): Promise<UsageVerdicts['rejected']> {
  return (await readBatch(context, events)).rejected;
}

interface SoundEvent extends NewUsage {
  readonly index: number;
  readonly amount: Quantity;
  readonly accountId: string;
}

interface Batch {
  readonly sound: SoundEvent[];
  /** Events whose source and id occur earlier in the same batch. */
  readonly again: SoundEvent[];
  readonly rejected: { index: number; id: string | null; reason: string }[];
  accepted: number;
  duplicates: number;
}

async function readBatch(context: SiteContext, events: readonly UsageEvent[]): Promise<Batch> {
  const slugs = new Set(events.map((event) => event.site).filter(isLabel));
  const [sites, meters, settings] = await Promise.all([
    usageSites(context, [...slugs]),
    listMeters(context.sql, context.siteId),
    findSettings(context.sql, context.siteId),
  ]);
  const lateDays = parseLateUsageDays(settings);
  const known = {
    lateDays: isRefusal(lateDays) ? 0 : lateDays,
    sites: new Map(sites.map((site) => [site.slug, site])),
    meters: new Map(meters.map((meter) => [meter.name, meter])),
    beginOf: dayBegins(),
  };
  const batch: Batch = { sound: [], again: [], rejected: [], accepted: 0, duplicates: 0 };
  const first = new Set<string>();
  for (const [index, event] of events.entries()) {
    const read = readEvent(context.now, known, event, index);
    if (typeof read === 'string') {
      batch.rejected.push({ index, id: typeof event.id === 'string' ? event.id : null, reason: read });
      continue;
    }
    const key = `${read.source}\n${read.eventId}`;
    (first.has(key) ? batch.again : batch.sound).push(read);
    first.add(key);
  }
  return batch;
}

interface Known {
  readonly lateDays: number;
  readonly sites: ReadonlyMap<string, UsageSite>;
  readonly meters: ReadonlyMap<string, Meter>;
  readonly beginOf: (day: LocalDate, timeZone: string) => Instant;
}

function readEvent(now: Instant, known: Known, event: UsageEvent, index: number): SoundEvent | string {
  const { id, source } = event;
  for (const field in event) if (!FIELDS.has(field)) return `unknown field ${quoted(field)}`;
  if (!isLabel(id)) return `id must be a text of 1 to ${TEXT_LONGEST} characters`;
  if (!isLabel(source)) return `source must be a text of 1 to ${TEXT_LONGEST} characters`;
  const site = typeof event.site === 'string' ? known.sites.get(event.site) : undefined;
  if (site === undefined) return `unknown site ${quoted(event.site)}`;
  const meter = typeof event.meter === 'string' ? known.meters.get(event.meter) : undefined;
  if (meter === undefined) return `unknown meter ${quoted(event.meter)}`;
  const amount = parseQuantity(event.quantity);
  if (amount === undefined) return 'quantity must be a number of zero or more with at most 12 decimals';
  const occurredAt = typeof event.time === 'string' ? parseInstant(event.time) : NaN;
  if (Number.isNaN(occurredAt)) return 'time must be an instant like 2026-03-01T12:00:00Z';
  if (occurredAt > now + AHEAD_MS) return 'time is more than 5 minutes in the future';
  if (occurredAt < now - OLDEST_MS) return 'time is more than 60 days ago';
  const tenure = findTenure(site, now, occurredAt);
  if (tenure === undefined) return UNOWNED;
  const { closedAt } = tenure;
  if (closedAt !== null && !takesLateUsage(closedAt, known.lateDays, now)) {
    return `its account was closed on ${localDateOf(closedAt, tenure.timeZone)} and accepts late usage for ${known.lateDays} days`;
  }
  const day = localDateOf(occurredAt, tenure.timeZone);
  return {
    index,
    source,
    eventId: id,
    tenureId: tenure.id,
    accountId: tenure.accountId,
    meterId: meter.id,
    amount,
    quantity: formatQuantity(amount),
    occurredAt,
    day,
    lag: Math.max(0, Math.floor((now - known.beginOf(day, tenure.timeZone)) / HOUR_MS)),
  };
}

/** Cached starts of days: a batch has few days and many events, and time zone lookups are slow. */
function dayBegins(): Known['beginOf'] {
  const known = new Map<string, Instant>();
  return (day, timeZone) => {
    const key = `${day} ${timeZone}`;
    const begin = known.get(key) ?? startOfDay(day, timeZone);
    known.set(key, begin);
    return begin;
  };
}

/** The account that held the site at an instant; an instant slightly ahead of our clock counts as now. */
function findTenure({ tenures }: UsageSite, now: Instant, occurredAt: Instant): Tenure | undefined {
  const at = Math.min(occurredAt, now);
  return tenures.find(({ from, to }) => from <= at && (to === null || at < to));
}

const FIELDS: ReadonlySet<string> = new Set(['id', 'source', 'site', 'meter', 'quantity', 'time']);

/** PostgreSQL cannot store NUL in a text, and half a surrogate pair would be changed when stored. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

function isLabel(text: unknown): text is string {
  return typeof text === 'string' && text.length > 0 && text.length <= TEXT_LONGEST && !UNSTORABLE.test(text);
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : '(not a text)';
}

/** Counts the new events while settlement is locked out, and marks their settled periods for rating. */
async function count(context: SiteContext, batch: Batch): Promise<Counted> {
  const accountIds = [...new Set(batch.sound.map(({ accountId }) => accountId))];
  return transact(context.sql, async (transaction) => {
    // Pipelined: the second query does not wait for the first one's response.
    const [, counted] = await Promise.all([
      lockForUsage(transaction, accountIds),
      insertUsage(transaction, context.now, batch.sound),
    ]);
    const days = new Map<string, { accountId: string; day: string }>();
    for (const position of counted.fresh) {
      const event = batch.sound[position];
      if (event === undefined) continue;
      days.set(`${event.accountId} ${event.day}`, { accountId: event.accountId, day: event.day });
    }
    await markLateUsage(transaction, [...days.values()], context.now);
    return counted;
  });
}

/**
 * An event counted before is a duplicate when its content is equal, and an error otherwise. A voided event stays
 * voided: its correction needs a different id.
 */
async function judgeRepeats(
  context: SiteContext,
  batch: Batch,
  repeats: readonly SoundEvent[],
): Promise<void> {
  if (repeats.length === 0) return;
  const found = await compareRepeats(context.sql, repeats);
  for (const [position, { index, eventId: id }] of repeats.entries()) {
    const repeat = found[position] ?? 'other';
    if (repeat === 'same') batch.duplicates += 1;
    else batch.rejected.push({ index, id, reason: REPEATED[repeat] });
  }
}

function verdictsOf(batch: Batch): UsageVerdicts {
  return {
    accepted: batch.accepted,
    duplicates: batch.duplicates,
    rejected: batch.rejected.sort((left, right) => left.index - right.index),
  };
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
