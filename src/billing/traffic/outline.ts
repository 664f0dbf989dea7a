import { newFloats } from './newFloats.js';
import type { Aggregation } from '../facts.js';
import { type Expectation, expectTraffic } from './expect.js';
import { plainPerDay } from './plain.js';
import type { Rhythm } from './rhythm.js';
import { firstOpenDay, type OpenDays, pendingOf, type Reports, reportsOf } from './today/arrival.js';
import { CARRIED_DAYS, carryOver } from './today/today.js';
import { QUANTITY_LEAST } from './window.js';
import { DAY_MS, type Instant } from '../../core/values/zone.js';

export interface MeterHistory {
  readonly meter: string;
  readonly aggregation: Aggregation;
  /** Epoch day, local, of the first value. */
  readonly firstDay: number;
  /**
   * The account's quantity of each local day up to and including today, which is partial; NaN: unknown. Today may grow
   * in place; whole days stay the same for as long as this object is used.
   */
  readonly values: ArrayLike<number>;
  /** When it is reported, one rhythm for each site; if empty, as most sites are. */
  readonly rhythms?: readonly Rhythm[];
}

/** The time of the forecast within the local day. */
export interface Today {
  /** Epoch day, local. */
  readonly day: number;
  /** The elapsed part of it, 0 to 1. */
  readonly elapsed: number;
  /** When it began; left out: at midnight UTC. */
  readonly startsAt?: Instant;
}

/** What is expected of a summed meter and how it is reported, before it is laid out in time. */
export interface Outline {
  readonly reports: Reports;
  /** From the first day that is not wholly reported. */
  readonly open: OpenDays;
  readonly daysObserved: number;
}

export function outlineOf(
  history: MeterHistory,
  at: Today,
  daysAhead: number,
  fallbackPerDay: number,
): Outline {
  const { day, elapsed, startsAt = day * DAY_MS } = at;
  const { firstDay, values } = history;
  const reports = reportsOf(history.rhythms ?? [], {
    today: day,
    startsAt,
    asOf: startsAt + elapsed * DAY_MS,
    perDay: plainPerDay(values, firstDay, day),
  });
  const soFar = (ahead: number): number => values[day + ahead - firstDay] ?? NaN;
  // Incompletely reported days are no evidence of a usual day, and more of them is to come.
  const first = Math.min(0, Math.max(firstOpenDay(reports, elapsed, soFar), firstDay + 1 - day));
  const { days, persistence, daysObserved } = expect(history, day + first, daysAhead - first);
  const expected = days ?? newFloats(daysAhead - first + 1).fill(fallbackPerDay);
  const open = { firstDay: first, expected, soFar };
  const usual = expected[0] ?? 0;
  if (reports.daily > 0 && usual >= QUANTITY_LEAST && !Number.isNaN(soFar(first))) {
    const { rest, place } = pendingOf(reports, elapsed, open, first);
    carryOver(expected, 1, { ratio: (soFar(first) + rest) / usual, gone: place.gone }, persistence);
  }
  return { reports, open, daysObserved };
}

interface Expected extends Expectation {
  readonly history: MeterHistory;
  readonly day: number;
  readonly daysAhead: number;
  /** The first days before today's surprise changes them. */
  readonly head: Float64Array;
}

/** A cache: hourly assessments of the same history estimate its whole days once a day. A WeakMap costs far more. */
const latest: Expected[] = [];
const LATEST_MOST = 4;
/** The caller may change so many of the days it gets. */
const CHANGED_DAYS = CARRIED_DAYS + 1;
let calls = 0;

function expect(history: MeterHistory, day: number, daysAhead: number): Expectation {
  // A forecast for more days contains the one for fewer.
  for (const before of latest)
    if (before.history === history && before.day === day && before.daysAhead >= daysAhead)
      return copyOf(before, daysAhead + 1);
  const expected = expectTraffic(history.values, history.firstDay, day, daysAhead);
  const head = expected.days?.slice(0, CHANGED_DAYS) ?? new Float64Array(0);
  latest[calls % LATEST_MOST] = { ...expected, history, day, daysAhead, head };
  calls += 1;
  return expected;
}

function copyOf({ days, head, persistence, daysObserved }: Expected, count: number): Expectation {
  if (days === null) return { days, persistence, daysObserved };
  const copy = newFloats(count);
  copy.set(days.length > count ? days.subarray(0, count) : days);
  copy.set(head.length > count ? head.subarray(0, count) : head);
  return { days: copy, persistence, daysObserved };
}
