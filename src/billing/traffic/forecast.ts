/**
 * The forecast of each meter for the coming local days. Summed meters (requests, bytes) are forecast from the site's
 * own recent days: the level, the shape of its week, a damped trend, last year's season. Meters with a standing value
 * (storage, users) are expected to continue from it.
 */
import { newFloats } from './newFloats.js';
import { TREND_FADE } from './expect.js';
import { type MeterHistory, type Outline, outlineOf, type Today } from './outline.js';
import { isSound, plainPerDay } from './plain.js';
import { learnSpread, type Spread, UNKNOWN_SPREAD } from './spread/spread.js';
import type { Edge } from './spread/stretch.js';
import { type ArrivalPlan, arrivalsAtEdge, planArrivals, USUAL_REPORTS } from './today/arrival.js';
import { median, WEEK_DAYS } from './window.js';

export type { MeterHistory, Today } from './outline.js';

export interface MeterForecast {
  /** Summed meters: the expected rest of today. */
  readonly restOfToday: number;
  /** Quantity (or standing value) of each whole day; index 0 is today. */
  readonly days: Float64Array;
  /** Summed meters: when it will be reported. */
  readonly arrivals: ArrivalPlan;
  /** The same at an edge of what is likely, for some of the days; a standing value has no edges. */
  readonly arrivalsAt?: (edge: Edge, daysAhead: number) => ArrivalPlan;
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
  const days = newFloats(daysAhead + 1).fill(perDay);
  const isSum = aggregation === 'sum';
  if (!isSum) return { ...STANDING, days, daysObserved: 0, estimator: 'plain' };
  const open = { firstDay: 0, expected: days, soFar: () => NaN };
  return summed({ reports: USUAL_REPORTS, open, daysObserved: 0 }, elapsed, 'plain', () => UNKNOWN_SPREAD);
}

function forecastSum(
  history: MeterHistory,
  today: Today,
  daysAhead: number,
  fallbackPerDay: number,
): MeterForecast {
  const outline = outlineOf(history, today, daysAhead, fallbackPerDay);
  return summed(outline, today.elapsed, 'learned', () =>
    learnSpread(history.values, history.firstDay, today.day + outline.open.firstDay),
  );
}

/** `learn`: called only if an edge is asked for. */
function summed(
  { reports, open, daysObserved }: Outline,
  elapsed: number,
  estimator: Estimator,
  learn: () => Spread,
): MeterForecast {
  const arrivals = planArrivals(reports, elapsed, open);
  let spread: Spread | null = null;
  return {
    restOfToday: arrivals.pending.at(-1)?.rest ?? 0,
    days: open.expected.subarray(-open.firstDay),
    arrivals,
    arrivalsAt: (edge, daysAhead) => {
      spread ??= learn();
      const expected = open.expected.subarray(0, daysAhead + 1 - open.firstDay);
      return arrivalsAtEdge(arrivals, expected, { spread, edge });
    },
    daysObserved,
    estimator,
  };
}

const STANDING = { restOfToday: 0, arrivals: NO_ARRIVALS, estimator: 'learned' } as const;

/** A `max` meter is expected to peak as in the last week; the others continue from their latest days. */
function forecastStanding(
  { values, firstDay, aggregation }: MeterHistory,
  { day }: Today,
  daysAhead: number,
  fallbackPerDay: number,
): MeterForecast {
  const days = newFloats(daysAhead + 1);
  const count = copyKnown(values, firstDay, day);
  if (count === 0) return { ...STANDING, days: days.fill(fallbackPerDay), daysObserved: 0 };
  const latest = MONTH[count - 1] ?? 0;
  let growth = aggregation === 'max' ? 0 : dailyChange(count);
  let value = aggregation === 'max' ? peakOfWeek(values, firstDay, day, latest) : latest;
  for (let ahead = 0; ahead < days.length; ahead += 1) {
    days[ahead] = Math.max(0, value);
    value += growth;
    growth *= TREND_FADE;
  }
  return { ...STANDING, days, daysObserved: count };
}

/** Used again by each call, since making arrays would take much of the time; nothing of them outlives a call. */
const MONTH = new Float64Array(28);
const CHANGES = new Float64Array(MONTH.length - 1);

/** Copies the known values of the month up to a day to the start of `MONTH`; returns how many. */
function copyKnown(values: ArrayLike<number>, firstDay: number, day: number): number {
  let count = 0;
  for (let known = Math.max(firstDay, day - MONTH.length + 1); known <= day; known += 1) {
    const value = values[known - firstDay] ?? NaN;
    if (!Number.isNaN(value)) MONTH[count++] = value;
  }
  return count;
}

/** The highest known value of the week up to a day. */
function peakOfWeek(values: ArrayLike<number>, firstDay: number, day: number, otherwise: number): number {
  let peak = -Infinity;
  for (let known = Math.max(firstDay, day - WEEK_DAYS + 1); known <= day; known += 1) {
    const value = values[known - firstDay] ?? NaN;
    if (value > peak) peak = value;
  }
  return peak > -Infinity ? peak : otherwise;
}

/** The usual change between known days: the median, so that a single clean-up or upload makes no trend. */
function dailyChange(count: number): number {
  if (count < WEEK_DAYS) return 0;
  for (let day = 0; day < count - 1; day += 1) CHANGES[day] = (MONTH[day + 1] ?? 0) - (MONTH[day] ?? 0);
  return median(CHANGES, count - 1);
}
