import type { Aggregation } from '../facts.js';
import { type Expectation, expectTraffic } from './expect.js';
import { plainPerDay } from './plain.js';
import type { Rhythm } from './rhythm.js';
import { firstOpenDay, type OpenDays, pendingOf, type Reports, reportsOf } from './today/arrival.js';
import { carryOver } from './today/today.js';
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
  const expected =
    days?.slice(0, daysAhead - first + 1) ?? new Float64Array(daysAhead - first + 1).fill(fallbackPerDay);
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
}

/** A cache: hourly assessments of the same history estimate its whole days once a day. A WeakMap costs far more. */
const latest: Expected[] = [];
const LATEST_MOST = 4;
let calls = 0;

function expect(history: MeterHistory, day: number, daysAhead: number): Expected {
  // A forecast for more days contains the one for fewer.
  for (const before of latest)
    if (before.history === history && before.day === day && before.daysAhead >= daysAhead) return before;
  const { days, persistence, daysObserved } = expectTraffic(history.values, history.firstDay, day, daysAhead);
  const expected = { history, day, daysAhead, days, persistence, daysObserved };
  latest[calls % LATEST_MOST] = expected;
  calls += 1;
  return expected;
}
