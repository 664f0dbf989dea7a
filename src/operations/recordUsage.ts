import type { Instant, Quantity, Refusal } from '../billing/index.js';
import {
  DAY_MS,
  formatQuantity,
  isRefusal,
  localDateOf,
  parseInstant,
  parseQuantity,
  refuse,
} from '../billing/index.js';
import { inTransaction } from '../platform/index.js';
import {
  findContradictions,
  findUsageSites,
  insertAudit,
  insertMeter,
  insertUsage,
  listMeters,
  listUsage,
  lockForUsage,
  markLateUsage,
  type Meter,
  type NewUsage,
  type UsageSite,
  type UsageTotal,
} from '../store/index.js';
import type { SiteContext } from './context.js';
import { transact } from './onceOnly.js';
import { basicsOf } from './postMoney.js';

/** One event as it came: nothing about it is trusted yet, not even that it has these fields and no others. */
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
const OLDEST_MS = 60 * DAY_MS;
const TEXT_LONGEST = 255;

/**
 * Counts a batch of usage events, each once for ever by (source, id), and says of each that does not count why; the
 * rest of the batch counts. The caller's own site and its child sites may be named.
 */
export async function recordUsage(
  context: SiteContext,
  events: readonly UsageEvent[],
): Promise<UsageVerdicts> {
  const batch = await readBatch(context, events);
  if (batch.sound.length === 0) return verdictsOf(batch, new Set());
  const fresh = await count(context, batch);
  const counted = batch.sound.filter((_event, position) => !fresh.has(position));
  await judgeRepeats(context, batch, [...counted, ...batch.again]);
  return verdictsOf(batch, fresh);
}

/** What is wrong with events as they stand, without counting any of them. */
export async function examineUsage(
  context: SiteContext,
  events: readonly UsageEvent[],
): Promise<UsageVerdicts['rejected']> {
  return (await readBatch(context, events)).rejected;
}

interface SoundEvent extends NewUsage {
  readonly index: number;
  readonly amount: Quantity;
  readonly accountId: string | null;
}

interface Batch {
  readonly sound: SoundEvent[];
  /** Those whose source and id an earlier event of the same batch has. */
  readonly again: SoundEvent[];
  readonly rejected: { index: number; id: string | null; reason: string }[];
  duplicates: number;
}

async function readBatch(context: SiteContext, events: readonly UsageEvent[]): Promise<Batch> {
  const slugs = new Set(events.map((event) => event.site).filter(isLabel));
  const [sites, meters] = await Promise.all([
    findUsageSites(context.sql, context.siteId, [...slugs]),
    listMeters(context.sql, context.siteId),
  ]);
  const known = {
    sites: new Map(sites.map((site) => [site.slug, site])),
    meters: new Map(meters.map((meter) => [meter.name, meter])),
  };
  const batch: Batch = { sound: [], again: [], rejected: [], duplicates: 0 };
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
  readonly sites: ReadonlyMap<string, UsageSite>;
  readonly meters: ReadonlyMap<string, Meter>;
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
  if (occurredAt > now + AHEAD_MS) return 'time lies more than 5 minutes ahead';
  if (occurredAt < now - OLDEST_MS) return 'time lies more than 60 days back';
  return {
    index,
    source,
    eventId: id,
    siteId: site.id,
    accountId: site.accountId,
    meterId: meter.id,
    amount,
    quantity: formatQuantity(amount),
    occurredAt,
    day: localDateOf(occurredAt, site.timeZone),
  };
}

const FIELDS: ReadonlySet<string> = new Set(['id', 'source', 'site', 'meter', 'quantity', 'time']);

/** PostgreSQL keeps no NUL in a text, and half a surrogate pair would be stored as something else than was sent. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

function isLabel(text: unknown): text is string {
  return typeof text === 'string' && text.length > 0 && text.length <= TEXT_LONGEST && !UNSTORABLE.test(text);
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : '(not a text)';
}

/** Counts what is new, out of settlement's way, and marks settled periods it falls into. */
async function count(context: SiteContext, batch: Batch): Promise<Set<number>> {
  const accountIds = [...new Set(batch.sound.flatMap(({ accountId }) => accountId ?? []))];
  return inTransaction(context.sql, async (transaction) => {
    // Sent together, done one after the other: the second does not wait for the first one's answer to travel.
    const [, fresh] = await Promise.all([
      lockForUsage(transaction, accountIds),
      insertUsage(transaction, context.siteId, batch.sound),
    ]);
    const days = new Map<string, { accountId: string; day: string }>();
    for (const position of fresh) {
      const event = batch.sound[position];
      if (event?.accountId === null || event === undefined) continue;
      days.set(`${event.accountId} ${event.day}`, { accountId: event.accountId, day: event.day });
    }
    await markLateUsage(transaction, [...days.values()]);
    return fresh;
  });
}

/** An event counted before is a duplicate when it says the same, and an error when it says something else. */
async function judgeRepeats(
  context: SiteContext,
  batch: Batch,
  repeats: readonly SoundEvent[],
): Promise<void> {
  if (repeats.length === 0) return;
  const contradictions = new Set(await findContradictions(context.sql, context.siteId, repeats));
  for (const [position, repeat] of repeats.entries()) {
    if (contradictions.has(position)) {
      const reason = 'this source and id were counted before with other content; the first is kept';
      batch.rejected.push({ index: repeat.index, id: repeat.eventId, reason });
    } else batch.duplicates += 1;
  }
}

function verdictsOf(batch: Batch, fresh: ReadonlySet<number>): UsageVerdicts {
  return {
    accepted: fresh.size,
    duplicates: batch.duplicates,
    rejected: batch.rejected.sort((left, right) => left.index - right.index),
  };
}

/** What an account's sites used per meter and local day in [from, to). */
export async function readUsage(
  context: SiteContext,
  accountId: string,
  days: { readonly from: string; readonly to: string },
): Promise<UsageTotal[] | Refusal> {
  const basics = await basicsOf(context, accountId);
  return isRefusal(basics) ? basics : listUsage(context.sql, accountId, days.from, days.to);
}

export type MeterInput = Omit<Meter, 'id' | 'builtIn'>;

/** Adds a meter of the owner's own. */
export async function createMeter(context: SiteContext, input: MeterInput): Promise<MeterInput | Refusal> {
  const { siteId } = context;
  return transact(context, async (transaction) => {
    const added = await insertMeter(transaction, siteId, input);
    if (!added) return refuse('conflict', `there is a meter "${input.name}" already`, 'name');
    const subject = `meter/${input.name}`;
    await insertAudit(transaction, context, { siteId, action: 'meter.create', subject, after: input });
    return input;
  });
}

export async function readMeters(context: SiteContext): Promise<Meter[]> {
  return listMeters(context.sql, context.siteId);
}
