import { parseLateUsageDays, takesLateUsage } from '../billing/periods/lateUsage.js';
import type { SiteContext } from '../core/context.js';
import { digest } from '../core/values/digest.js';
import { parseInstant } from '../core/values/instant.js';
import { normalizeQuantity } from '../core/values/quantity.js';
import { isRefusal } from '../core/values/refusal.js';
import { UNOWNED } from '../core/values/usageReasons.js';
import { endOfDay, type Instant, localDateOf, startOfDay } from '../core/values/zone.js';
import { findSettings } from '../store/sites/sites.js';
import type { Tenure, UsageSite } from '../store/sites/tenures.js';
import type { NewUsage, UsageGroup } from '../store/usage/countUsage.js';
import { listMeters, type Meter } from '../store/usage/usage.js';
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

export interface Rejection {
  readonly index: number;
  readonly id: string | null;
  readonly reason: string;
}

/** Events that can count, by column. */
export interface SoundEvents extends NewUsage {
  /** Their places among the events as received. */
  readonly indexes: readonly number[];
}

export interface Batch {
  readonly sound: SoundEvents;
  /** Events whose source and id occur earlier in the same batch. */
  readonly again: SoundEvents;
  readonly rejected: Rejection[];
}

const AHEAD_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
const TEXT_LONGEST = 255;

/** Validates events and finds the account, day and meter that each counts for. */
export async function readBatch(context: SiteContext, events: readonly UsageEvent[]): Promise<Batch> {
  const { sql, siteId, now } = context;
  const slugs = new Set(events.map(({ site }) => site).filter(isLabel));
  const [sites, meters, settings] = await Promise.all([
    usageSites(context, [...slugs]),
    listMeters(sql, siteId),
    findSettings(sql, siteId),
  ]);
  const lateDays = parseLateUsageDays(settings);
  const known: Known = {
    now,
    lateDays: isRefusal(lateDays) ? 0 : lateDays,
    sites: new Map(sites.map((site) => [site.slug, site])),
    meters: new Map(meters.map((meter) => [meter.name, meter])),
  };
  const groups = new Groups(now);
  const [sound, again] = [new Columns(groups), new Columns(groups)];
  const rejected: Rejection[] = [];
  for (const [index, event] of events.entries()) {
    const read = readEvent(known, event);
    if (typeof read === 'string') {
      rejected.push({ index, id: typeof event.id === 'string' ? event.id : null, reason: read });
      continue;
    }
    const source = groups.sourceOf(read.source);
    const before = source.ids.size;
    const isFirst = source.ids.add(read.id).size > before;
    (isFirst ? sound : again).add(index, read, groups.find(source, read));
  }
  return { sound, again, rejected };
}

interface Known {
  readonly now: Instant;
  readonly lateDays: number;
  readonly sites: ReadonlyMap<string, UsageSite>;
  readonly meters: ReadonlyMap<string, Meter>;
}

interface ReadEvent {
  readonly id: string;
  readonly source: string;
  readonly site: UsageSite;
  readonly tenure: Tenure;
  readonly meter: Meter;
  readonly quantity: string;
  readonly at: Instant;
}

/** The event, or why it does not count. */
function readEvent({ now, lateDays, sites, meters }: Known, event: UsageEvent): ReadEvent | string {
  const { id, source } = event;
  for (const field in event) if (!FIELDS.has(field)) return `unknown field ${quoted(field)}`;
  if (!isLabel(id)) return `id must be a text of 1 to ${TEXT_LONGEST} characters`;
  if (!isLabel(source)) return `source must be a text of 1 to ${TEXT_LONGEST} characters`;
  const site = typeof event.site === 'string' ? sites.get(event.site) : undefined;
  if (site === undefined) return `unknown site ${quoted(event.site)}`;
  const meter = typeof event.meter === 'string' ? meters.get(event.meter) : undefined;
  if (meter === undefined) return `unknown meter ${quoted(event.meter)}`;
  const quantity = normalizeQuantity(event.quantity);
  if (quantity === undefined) return 'quantity must be a number of zero or more with at most 12 decimals';
  const at = typeof event.time === 'string' ? parseInstant(event.time) : NaN;
  if (Number.isNaN(at)) return 'time must be an instant like 2026-03-01T12:00:00Z';
  if (at > now + AHEAD_MS) return 'time is more than 5 minutes in the future';
  if (at < now - OLDEST_MS) return 'time is more than 60 days ago';
  const tenure = findTenure(site, now, at);
  if (tenure === undefined) return UNOWNED;
  const { closedAt } = tenure;
  if (closedAt !== null && !takesLateUsage(closedAt, lateDays, now)) {
    return `its account was closed on ${localDateOf(closedAt, tenure.timeZone)} and accepts late usage for ${lateDays} days`;
  }
  return { id, source, site, tenure, meter, quantity, at };
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

interface Source {
  readonly name: string;
  /** The ids of its events in the batch. */
  readonly ids: Set<string>;
  readonly days: Map<Tenure, Map<Meter, GroupOfDay[]>>;
}

interface GroupOfDay {
  readonly position: number;
  readonly begin: Instant;
  readonly end: Instant;
  /** The digest of site and meter. */
  readonly content: number;
}

/** The groups of a batch. Events are many and groups are few, so zones are asked and texts are joined once a group. */
class Groups {
  readonly list: UsageGroup[] = [];
  private readonly now: Instant;
  private readonly sources = new Map<string, Source>();

  constructor(now: Instant) {
    this.now = now;
  }

  sourceOf(name: string): Source {
    const known = this.sources.get(name);
    if (known !== undefined) return known;
    const source: Source = { name, ids: new Set(), days: new Map() };
    this.sources.set(name, source);
    return source;
  }

  find(source: Source, { tenure, meter, site, at }: ReadEvent): GroupOfDay {
    const meters = valueAt(source.days, tenure, () => new Map<Meter, GroupOfDay[]>());
    const days = valueAt(meters, meter, (): GroupOfDay[] => []);
    const known = days.find(({ begin, end }) => begin <= at && at < end);
    if (known !== undefined) return known;
    const { timeZone, id: tenureId } = tenure;
    const day = localDateOf(at, timeZone);
    const begin = startOfDay(day, timeZone);
    const lag = Math.max(0, Math.floor((this.now - begin) / HOUR_MS));
    const position = this.list.push({ source: source.name, tenureId, meterId: meter.id, day, lag }) - 1;
    // By name: after a site moved to another tenant, its usage is counted on that tenant's meter of the same name.
    const content = digest(`${site.id} ${meter.name} `);
    const group = { position, begin, end: endOfDay(day, timeZone), content };
    days.push(group);
    return group;
  }
}

function valueAt<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}

class Columns implements SoundEvents {
  readonly indexes: number[] = [];
  readonly eventIds: string[] = [];
  readonly groupOf: number[] = [];
  readonly quantities: string[] = [];
  readonly times: Instant[] = [];
  readonly contents: number[] = [];
  private readonly shared: Groups;

  constructor(shared: Groups) {
    this.shared = shared;
  }

  get groups(): readonly UsageGroup[] {
    return this.shared.list;
  }

  add(index: number, { id, quantity, at }: ReadEvent, { position, content }: GroupOfDay): void {
    this.indexes.push(index);
    this.eventIds.push(id);
    this.groupOf.push(position);
    this.quantities.push(quantity);
    this.times.push(at);
    this.contents.push(digest(quantity, content));
  }
}
