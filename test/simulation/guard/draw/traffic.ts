import fc from 'fast-check';
import type { ArrivedPart } from '../../../../src/billing/traffic/rhythm.js';
import { dateOfEpochDay, DAY_MS, startOfDay } from '../../../../src/core/values/zone.js';
import { METERS } from './plans.js';

/**
 * How a meter's readings come: on which days there is something, at which hours of the day, and how long after. A
 * rhythm has a name, so that what a run has tried can be counted.
 */
export interface Rhythm {
  readonly name: string;
  /** Every so many days; 'month': on the first of each; 'once': a single time. */
  readonly every: number | 'month' | 'once';
  /** Hours of the day at which a part comes, each as large as the other. */
  readonly hours: readonly number[];
  /** Readings are sent together, every so many days; 1: as they come. */
  readonly bundle: number;
  /** How much later than they could be. */
  readonly lateDays: number;
}

const HOUR_MS = DAY_MS / 24;
const EVERY_HOUR = Array.from({ length: 24 }, (_, hour) => hour + 0.5);
/** Quiet nights: the parts of a day come closer together in the afternoon. */
const BY_DAY = [1, 5, 8, 10, 11, 12, 13, 13.7, 14.3, 15, 15.7, 16.3, 17, 18, 19, 20, 21, 22.5];

const asItComes = { every: 1, bundle: 1, lateDays: 0 };

export const RHYTHMS: readonly Rhythm[] = [
  { name: 'even', ...asItComes, hours: EVERY_HOUR },
  { name: 'day course', ...asItComes, hours: BY_DAY },
  { name: 'office hours', ...asItComes, hours: [9.5, 10.5, 11.5, 13.5, 14.5, 15.5, 16.5] },
  { name: 'four of the night', ...asItComes, hours: [0.5, 1.5, 2.5, 3.5] },
  { name: 'daily 00:05', ...asItComes, hours: [5 / 60] },
  { name: 'daily 00:35', ...asItComes, hours: [35 / 60] },
  { name: 'daily 12:00', ...asItComes, hours: [12] },
  { name: 'daily 23:30', ...asItComes, hours: [23.5] },
  { name: 'a day late', ...asItComes, hours: EVERY_HOUR, bundle: 1, lateDays: 1 },
  { name: 'two days at once', ...asItComes, hours: [6, 12, 18], bundle: 2 },
  { name: 'a week at once', ...asItComes, hours: [12], bundle: 7 },
  ...[7, 14, 21, 28, 30].map((every) => ({
    ...{ name: `every ${every} days`, ...asItComes, hours: [9], every },
  })),
  { name: 'monthly', ...asItComes, hours: [0.2], every: 'month' },
  { name: 'once in a lifetime', ...asItComes, hours: [15], every: 'once' },
];

export interface Traffic {
  /** Index into METERS. */
  readonly meter: number;
  /** Index into RHYTHMS. */
  readonly rhythm: number;
  /** On the day of the week that carries the most: one, or all alike. */
  readonly week: 'even' | 'work' | 'market' | 'sunday off';
  /** What a day with something usually has. */
  readonly size: number;
  /** How far days differ from one another, 0 to 1. */
  readonly scatter: number;
  readonly seed: number;
  /** Change a day, as a part. */
  readonly growth: number;
  /** Days without anything, by how long ago they began at the end of the history. */
  readonly gaps: readonly { readonly at: number; readonly days: number }[];
  readonly bursts: readonly { readonly at: number; readonly times: number }[];
  /** Days since it began. */
  readonly age: number;
}

const WEEKS: Record<Traffic['week'], readonly number[]> = {
  even: [1, 1, 1, 1, 1, 1, 1],
  work: [1.3, 1.3, 1.3, 1.3, 1.2, 0.3, 0.3],
  // Four fifths of a week on one day: markets, churches, backups.
  market: [0.23, 0.23, 0.23, 0.23, 0.23, 5.6, 0.25],
  'sunday off': [1.1, 1.2, 1.2, 1.2, 1.2, 1.1, 0],
};

const amount = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 5_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5_000_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 9e14) },
);

export const trafficOf = (most: { readonly age: number }): fc.Arbitrary<Traffic> =>
  fc.record({
    meter: fc.oneof(fc.constant(0), fc.nat({ max: METERS.length - 1 })),
    rhythm: fc.nat({ max: RHYTHMS.length - 1 }),
    week: fc.constantFrom('even', 'even', 'work', 'market', 'sunday off'),
    size: amount,
    scatter: fc.constantFrom(0, 0, 0.1, 0.4, 1),
    seed: fc.nat({ max: 9_999 }),
    growth: fc.constantFrom(0, 0, 0.01, -0.01, -0.05),
    gaps: fc.array(fc.record({ at: fc.nat({ max: 100 }), days: fc.integer({ min: 1, max: 90 }) }), {
      maxLength: 2,
    }),
    bursts: fc.array(fc.record({ at: fc.nat({ max: 60 }), times: fc.constantFrom(0.01, 3, 20, 1_000) }), {
      maxLength: 2,
    }),
    age: fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: most.age })),
  });

export function rhythmOf({ rhythm }: Pick<Traffic, 'rhythm'>): Rhythm {
  const found = RHYTHMS[rhythm];
  if (found === undefined) throw new Error(`there is no rhythm ${rhythm}`);
  return found;
}

/** What a local day has; `end` is the day that ages are counted back from. A whole number. */
export function quantityOf(traffic: Traffic, day: number, end: number): number {
  const { every } = rhythmOf(traffic);
  const first = end - traffic.age;
  if (day < first || !isTurn(every, day, first)) return 0;
  const ago = end - day;
  if (traffic.gaps.some(({ at, days }) => ago <= at && ago > at - days)) return 0;
  const weight = every === 1 ? (WEEKS[traffic.week][(((day + 3) % 7) + 7) % 7] ?? 1) : 1;
  const times = traffic.bursts.reduce((all, { at, times: own }) => (at === ago ? all * own : all), 1);
  const grown = Math.exp(traffic.growth * Math.min(90, Math.max(-90, day - first)));
  const noise = 1 + traffic.scatter * (2 * hashed(day, traffic.seed) - 1);
  return Math.min(9e14, Math.round(traffic.size * weight * times * grown * noise));
}

function isTurn(every: Rhythm['every'], day: number, first: number): boolean {
  if (every === 'once') return day === first;
  if (every === 'month') return dateOfEpochDay(day).endsWith('-01');
  return (day - first) % every === 0;
}

function hashed(day: number, seed: number): number {
  let hash = Math.imul(day ^ (seed * 0x9e37), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** One event as it is reported. */
export interface Report {
  readonly meter: number;
  /** Local epoch day it belongs to. */
  readonly day: number;
  readonly occurredAt: number;
  readonly sentAt: number;
  readonly quantity: number;
  /** When its day began. */
  readonly dayStartsAt: number;
}

/** What an event teaches of when usage is reported. */
export function arrivedOf({ day, sentAt, dayStartsAt, quantity }: Report): ArrivedPart {
  return { day, lag: Math.floor((sentAt - dayStartsAt) / HOUR_MS), quantity };
}

/** Starts of local days, each computed once in a run. */
export class Days {
  static readonly #zones = new Map<string, Map<number, number>>();
  readonly #zone: string;
  readonly #known: Map<number, number>;

  constructor(zone: string) {
    this.#zone = zone;
    this.#known = Days.#zones.get(zone) ?? new Map<number, number>();
    Days.#zones.set(zone, this.#known);
  }

  startOf(day: number): number {
    const known = this.#known.get(day);
    if (known !== undefined) return known;
    const startsAt = startOfDay(dateOfEpochDay(day), this.#zone);
    this.#known.set(day, startsAt);
    return startsAt;
  }
}

/** What a collector needs to send what it has read. */
const SENDING_MS = 60_000;

/** The events of the days [from, to), by the time they are sent. */
export function reportsOf(
  traffic: Traffic,
  days: Days,
  span: { readonly from: number; readonly to: number; readonly end: number },
): Report[] {
  const reports: Report[] = [];
  const { hours, bundle, lateDays } = rhythmOf(traffic);
  const isSum = METERS[traffic.meter]?.aggregation === 'sum';
  for (let day = span.from; day < span.to; day += 1) {
    const quantity = quantityOf(traffic, day, span.end);
    if (!isReported(traffic, day, quantity)) continue;
    const sentOn = day + (bundle - 1 - (((day % bundle) + bundle) % bundle)) + lateDays;
    for (const [index, hour] of hours.entries()) {
      const occurredAt = Math.min(days.startOf(day) + hour * HOUR_MS, days.startOf(day + 1) - 1);
      const isBundled = bundle > 1;
      const sentAt = isBundled ? days.startOf(sentOn) + 23 * HOUR_MS : occurredAt + lateDays * DAY_MS;
      const part = isSum ? partOf(quantity, index, hours.length) : quantity;
      const when = { dayStartsAt: days.startOf(day), occurredAt, sentAt: sentAt + SENDING_MS };
      reports.push({ meter: traffic.meter, day, ...when, quantity: part });
    }
  }
  return reports;
}

/** How many days after its own a day is wholly reported, at the most. */
export function daysUntilSent(traffic: Traffic): number {
  const { bundle, lateDays } = rhythmOf(traffic);
  return bundle + lateDays;
}

/** Whether a day says anything: of those without traffic, few report a zero. */
function isReported(traffic: Traffic, day: number, quantity: number): boolean {
  return quantity !== 0 || hashed(day, traffic.seed) >= 0.9;
}

/** The days [from, to) as they are once all of them has come. */
export function wholeDaysOf(
  traffic: Traffic,
  days: Days,
  span: { readonly from: number; readonly to: number; readonly end: number },
): Report[] {
  const { hours } = rhythmOf(traffic);
  const hour = hours[hours.length - 1] ?? 0;
  const reports: Report[] = [];
  for (let day = span.from; day < span.to; day += 1) {
    const quantity = quantityOf(traffic, day, span.end);
    if (!isReported(traffic, day, quantity)) continue;
    const dayStartsAt = days.startOf(day);
    const occurredAt = dayStartsAt + hour * HOUR_MS;
    reports.push({ meter: traffic.meter, day, dayStartsAt, occurredAt, sentAt: occurredAt, quantity });
  }
  return reports;
}

/** Whole parts that come to the whole. */
function partOf(quantity: number, index: number, count: number): number {
  return Math.floor((quantity * (index + 1)) / count) - Math.floor((quantity * index) / count);
}
