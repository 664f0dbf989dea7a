/**
 * The forecast of each meter for the coming local days. Summed meters (requests, bytes) are forecast from the site's
 * own recent days: the level, the shape of its week, a damped trend, last year's season. Meters with a standing value
 * (storage, users) are expected to continue from it.
 */
import type { Aggregation } from '../facts.js';
import { type Expectation, expectTraffic, TREND_FADE } from './expect.js';
import { isSound, plainPerDay } from './plain.js';
import {
  type ArrivalPlan,
  firstOpenDay,
  pendingOf,
  planArrivals,
  reportsOf,
  USUAL_REPORTS,
} from './today/arrival.js';
import type { Rhythm } from './rhythm.js';
import { carryOver } from './today/today.js';
import { median, QUANTITY_LEAST, WEEK_DAYS } from './window.js';
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

export interface MeterForecast {
  /** Summed meters: the expected rest of today. */
  readonly restOfToday: number;
  /** Quantity (or standing value) of each whole day; index 0 is today. */
  readonly days: Float64Array;
  /** Summed meters: when it will be reported. */
  readonly arrivals: ArrivalPlan;
  /** Days of the last 28 that the forecast is based on. */
  readonly daysObserved: number;
  readonly estimator: Estimator;
}

/** The method of a forecast: learned from the meter or, if that is no valid number, the plain mean. */
export type Estimator = 'learned' | 'plain';

/**
 * Forecasts one meter for today and `daysAhead` days after it. `fallbackPerDay`, the open period's mean per day, is
 * used if the history has no whole day yet.
 */
export function forecastMeter(
  history: MeterHistory,
  today: Today,
  daysAhead: number,
  fallbackPerDay = 0,
): MeterForecast {
  const learned =
    history.aggregation === 'sum'
      ? forecastSum(history, today, daysAhead, fallbackPerDay)
      : forecastStanding(history, today, daysAhead, fallbackPerDay);
  return isSoundForecast(learned) ? learned : forecastPlain(history, today, daysAhead);
}

function isSoundForecast({ restOfToday, arrivals, days }: MeterForecast): boolean {
  for (let ahead = 0; ahead < days.length; ahead += 1) if (!isSound(days[ahead])) return false;
  return isSound(restOfToday) && arrivals.pending.every(({ rest }) => isSound(rest));
}

const NO_ARRIVALS: ArrivalPlan = {
  reports: USUAL_REPORTS,
  pending: [],
  clearedAt: 0,
  cleared: 0,
  firstDay: 1,
  sums: new Float64Array(1),
};

/** The same quantity every day, which is a valid number for any history. */
export function forecastPlain(
  { values, firstDay, aggregation }: MeterHistory,
  { day, elapsed }: Today,
  daysAhead: number,
): MeterForecast {
  const perDay = plainPerDay(values, firstDay, day);
  const days = new Float64Array(daysAhead + 1).fill(perDay);
  const isSum = aggregation === 'sum';
  const arrivals = isSum
    ? planArrivals(USUAL_REPORTS, elapsed, { firstDay: 0, expected: days, soFar: () => NaN })
    : NO_ARRIVALS;
  return { restOfToday: restToday(arrivals), days, arrivals, daysObserved: 0, estimator: 'plain' };
}

function forecastSum(
  history: MeterHistory,
  today: Today,
  daysAhead: number,
  fallbackPerDay: number,
): MeterForecast {
  const { day, elapsed } = today;
  const { firstDay, values } = history;
  const reports = reportsOf(history.rhythms ?? [], {
    today: day,
    startsAt: today.startsAt ?? day * DAY_MS,
    asOf: (today.startsAt ?? day * DAY_MS) + elapsed * DAY_MS,
    perDay: plainPerDay(values, firstDay, day),
  });
  const soFar = (ahead: number): number => values[day + ahead - firstDay] ?? NaN;
  // Incompletely reported days are no evidence of a usual day, and more of them is to come.
  const open = Math.min(0, Math.max(firstOpenDay(reports, elapsed, soFar), firstDay + 1 - day));
  const expected = expect(history, day + open, daysAhead - open);
  const whole =
    expected.days?.slice(0, daysAhead - open + 1) ??
    new Float64Array(daysAhead - open + 1).fill(fallbackPerDay);
  const openDays = { firstDay: open, expected: whole, soFar };
  const usual = whole[0] ?? 0;
  if (reports.daily > 0 && usual >= QUANTITY_LEAST && !Number.isNaN(soFar(open))) {
    const first = pendingOf(reports, elapsed, openDays, open);
    const surprise = { ratio: (soFar(open) + first.rest) / usual, gone: first.place.gone };
    carryOver(whole, 1, surprise, expected.persistence);
  }
  const arrivals = planArrivals(reports, elapsed, openDays);
  return {
    restOfToday: restToday(arrivals),
    days: whole.subarray(-open),
    arrivals,
    daysObserved: expected.daysObserved,
    estimator: 'learned',
  };
}

function restToday({ pending }: ArrivalPlan): number {
  return pending.at(-1)?.rest ?? 0;
}

interface Expected extends Expectation {
  readonly day: number;
  readonly daysAhead: number;
}

/** A cache: hourly assessments of the same history estimate its whole days once a day. */
const expectedBefore = new WeakMap<MeterHistory, Expected>();

function expect(history: MeterHistory, day: number, daysAhead: number): Expected {
  const before = expectedBefore.get(history);
  // A forecast for more days contains the one for fewer.
  if (before?.day === day && before.daysAhead >= daysAhead) return before;
  const expected = { day, daysAhead, ...expectTraffic(history.values, history.firstDay, day, daysAhead) };
  expectedBefore.set(history, expected);
  return expected;
}

const STANDING = { restOfToday: 0, arrivals: NO_ARRIVALS, estimator: 'learned' } as const;

/** A `max` meter is expected to peak as in the last week; the others continue from their latest days. */
function forecastStanding(
  { values, firstDay, aggregation }: MeterHistory,
  { day }: Today,
  daysAhead: number,
  fallbackPerDay: number,
): MeterForecast {
  const days = new Float64Array(daysAhead + 1);
  const month = knownValues(values, firstDay, day - 27, day);
  if (month.length === 0) return { ...STANDING, days: days.fill(fallbackPerDay), daysObserved: 0 };
  const week = knownValues(values, firstDay, day - 6, day);
  const latest = month[month.length - 1] ?? 0;
  const start = aggregation === 'max' ? (week.length > 0 ? Math.max(...week) : latest) : latest;
  let growth = aggregation === 'max' ? 0 : dailyChange(month);
  let value = start;
  for (let ahead = 0; ahead < days.length; ahead += 1) {
    days[ahead] = Math.max(0, value);
    value += growth;
    growth *= TREND_FADE;
  }
  return { ...STANDING, days, daysObserved: month.length };
}

function knownValues(values: ArrayLike<number>, firstDay: number, from: number, to: number): Float64Array {
  const first = Math.max(from, firstDay);
  const known = new Float64Array(Math.max(0, to - first + 1));
  let count = 0;
  for (let day = first; day <= to; day += 1) {
    const value = values[day - firstDay] ?? NaN;
    if (!Number.isNaN(value)) known[count++] = value;
  }
  return known.subarray(0, count);
}

/** The usual change between known days: the median, so that a single clean-up or upload makes no trend. */
function dailyChange(values: Float64Array): number {
  if (values.length < WEEK_DAYS) return 0;
  const changes = new Float64Array(values.length - 1);
  for (let day = 0; day < changes.length; day += 1)
    changes[day] = (values[day + 1] ?? 0) - (values[day] ?? 0);
  return median(changes);
}
