import { TREND_FADE } from '../expect.js';
import { WEEK_DAYS } from '../window.js';
import { type Past, YEAR_DAYS } from './past.js';

const MONTH_DAYS = 28;
const LEVEL_DAYS = 14;
/** Half of the last month's growth continues, and fades. */
const TREND_PART = 0.5;
const SLOPE_MAX = 0.03;
/** This part of last year's change at the same season comes again. */
const SEASON_PART = 0.6;

/** By how many days' growth a day is higher on average over the coming days, if growth fades. */
const FADED = fadedGrowth();

function fadedGrowth(): Float64Array {
  const faded = new Float64Array(MONTH_DAYS + 1);
  let [sum, grown, growth] = [0, 0, 1];
  for (let days = 1; days < faded.length; days += 1) {
    sum += grown;
    growth *= TREND_FADE;
    grown += growth;
    faded[days] = sum / days;
  }
  return faded;
}

/**
 * The usual day that a past day expects for a number of days; NaN if too little was known by then. Each is like the
 * forecast of one kind of site, and costs a few additions where the forecast itself would cost thousands.
 */
export type Way = (past: Past, day: number, days: number) => number;

function lastWeek({ sums }: Past, day: number): number {
  return ((sums[day] ?? 0) - (sums[day - WEEK_DAYS] ?? 0)) / WEEK_DAYS;
}

function lastMonth({ sums }: Past, day: number): number {
  return ((sums[day] ?? 0) - (sums[day - MONTH_DAYS] ?? 0)) / (day < MONTH_DAYS ? day : MONTH_DAYS);
}

function trend({ sums }: Past, day: number, days: number): number {
  const now = sums[day] ?? 0;
  const over = now - (sums[day - MONTH_DAYS] ?? 0);
  const before = now - over - (sums[day - 2 * MONTH_DAYS] ?? NaN);
  const growth = (TREND_PART * (over / before - 1)) / MONTH_DAYS;
  const slope = growth > SLOPE_MAX ? SLOPE_MAX : growth < -SLOPE_MAX ? -SLOPE_MAX : growth;
  const level = (now - (sums[day - LEVEL_DAYS] ?? 0)) / LEVEL_DAYS;
  return level * (1 + slope * (LEVEL_DAYS / 2 + (FADED[days] ?? 0)));
}

function season({ sums }: Past, day: number, days: number): number {
  const then = day - YEAR_DAYS;
  const over = days < WEEK_DAYS ? WEEK_DAYS : days;
  const before = ((sums[then] ?? 0) - (sums[then - LEVEL_DAYS] ?? NaN)) / LEVEL_DAYS;
  const after = ((sums[then + over] ?? 0) - (sums[then] ?? 0)) / over;
  const level = ((sums[day] ?? 0) - (sums[day - LEVEL_DAYS] ?? 0)) / LEVEL_DAYS;
  return level * (1 - SEASON_PART + (SEASON_PART * after) / before);
}

export const WAYS = [lastWeek, lastMonth, trend, season] as const;
