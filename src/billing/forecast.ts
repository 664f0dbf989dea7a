/**
 * What each meter is expected to bring on the coming local days. Summed meters (requests, bytes) are forecast from
 * the site's own recent days: the level, the shape of its week, a damped trend, last year's season. Meters that stand
 * at a value (storage, users) are expected to go on from where they stand.
 */
import type { Aggregation } from './facts.js';
import { type Expectation, expectTraffic, TREND_FADE } from './traffic/expect.js';
import { isSound, plainPerDay } from './traffic/plain.js';
import { carryOver, restOfDay, usualShare } from './traffic/today.js';
import { median, QUANTITY_LEAST, WEEK_DAYS } from './traffic/window.js';

export interface MeterHistory {
  readonly meter: string;
  readonly aggregation: Aggregation;
  /** Epoch day, local, of the first value. */
  readonly firstDay: number;
  /**
   * The account's quantity of each local day up to and including today, which is partial; NaN: nothing is known.
   * Today may grow in place; whole days stay as they are for as long as this object is used.
   */
  readonly values: ArrayLike<number>;
}

/** Where in the local day the forecast is made. */
export interface Today {
  /** Epoch day, local. */
  readonly day: number;
  /** Part of it that has gone, 0 to 1. */
  readonly elapsed: number;
}

export interface MeterForecast {
  /** Summed meters: what is still to come today. */
  readonly restOfToday: number;
  /** Quantity (or standing value) of each whole day; index 0 is today. */
  readonly days: Float64Array;
  /** Days of the last 28 that the forecast rests on. */
  readonly daysObserved: number;
  readonly estimator: Estimator;
}

/** What made a forecast: what was learned of the meter or, where that is no sound number, the plainest mean. */
export type Estimator = 'learned' | 'plain';

/**
 * Forecasts one meter for today and `daysAhead` days after it. `fallbackPerDay` is used when the history holds no
 * whole day yet: what the open period has shown a day.
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

function isSoundForecast({ restOfToday, days }: MeterForecast): boolean {
  for (let ahead = 0; ahead < days.length; ahead += 1) if (!isSound(days[ahead])) return false;
  return isSound(restOfToday);
}

/** The same quantity every day, which is a number whatever the history holds. */
export function forecastPlain(
  { values, firstDay, aggregation }: MeterHistory,
  { day, elapsed }: Today,
  daysAhead: number,
): MeterForecast {
  const perDay = plainPerDay(values, firstDay, day);
  return {
    restOfToday: aggregation === 'sum' ? perDay * (1 - usualShare(elapsed)) : 0,
    days: new Float64Array(daysAhead + 1).fill(perDay),
    daysObserved: 0,
    estimator: 'plain',
  };
}

function forecastSum(
  history: MeterHistory,
  { day, elapsed }: Today,
  daysAhead: number,
  fallbackPerDay: number,
): MeterForecast {
  const expected = expect(history, day, daysAhead);
  const days = expected.days?.slice(0, daysAhead + 1) ?? new Float64Array(daysAhead + 1).fill(fallbackPerDay);
  const soFar = history.values[day - history.firstDay] ?? NaN;
  const restOfToday = restOfDay(days[0] ?? 0, soFar, elapsed);
  const usualToday = days[0] ?? 0;
  if (usualToday >= QUANTITY_LEAST && !Number.isNaN(soFar)) {
    const surprise = { ratio: (soFar + restOfToday) / usualToday, gone: usualShare(elapsed) };
    carryOver(days, 1, surprise, expected.persistence);
  }
  return { restOfToday, days, daysObserved: expected.daysObserved, estimator: 'learned' };
}

interface Expected extends Expectation {
  readonly day: number;
  readonly daysAhead: number;
}

/** Whoever looks every hour at the same history has its whole days judged once a day. */
const expectedBefore = new WeakMap<MeterHistory, Expected>();

function expect(history: MeterHistory, day: number, daysAhead: number): Expected {
  const before = expectedBefore.get(history);
  // What was expected of more days holds for fewer.
  if (before?.day === day && before.daysAhead >= daysAhead) return before;
  const expected = { day, daysAhead, ...expectTraffic(history.values, history.firstDay, day, daysAhead) };
  expectedBefore.set(history, expected);
  return expected;
}

/** The peak of a `max` meter is what it reached in the last week; the others go on from their latest days. */
function forecastStanding(
  { values, firstDay, aggregation }: MeterHistory,
  { day }: Today,
  daysAhead: number,
  fallbackPerDay: number,
): MeterForecast {
  const days = new Float64Array(daysAhead + 1);
  const month = knownValues(values, firstDay, day - 27, day);
  if (month.length === 0)
    return { restOfToday: 0, days: days.fill(fallbackPerDay), daysObserved: 0, estimator: 'learned' };
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
  return { restOfToday: 0, days, daysObserved: month.length, estimator: 'learned' };
}

function knownValues(values: ArrayLike<number>, firstDay: number, from: number, to: number): Float64Array {
  const known: number[] = [];
  for (let day = Math.max(from, firstDay); day <= to; day += 1) {
    const value = values[day - firstDay] ?? NaN;
    if (!Number.isNaN(value)) known.push(value);
  }
  return Float64Array.from(known);
}

/** The usual change from one known day to the next: a clean-up or an upload counts once and makes no trend. */
function dailyChange(values: Float64Array): number {
  if (values.length < WEEK_DAYS) return 0;
  return median(Float64Array.from(values.subarray(1), (value, index) => value - (values[index] ?? 0)));
}
