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

/** Days of the past from which a number of days is forecast. */
export interface Origins {
  readonly first: Int32Array;
  readonly count: number;
  readonly days: number;
}

/**
 * The usual day that past days expect for a number of days; NaN if too little was known by then. Each is like the
 * forecast of one kind of site, and costs a few additions where the forecast itself would cost thousands. Every `step`th
 * is written to its place in `into`: one call for all of them costs a fraction of one call for each.
 */
export type Way = (past: Past, origins: Origins, step: number, into: Float64Array) => void;

function lastWeek({ sums }: Past, { first, count }: Origins, step: number, into: Float64Array): void {
  for (let index = 0; index < count; index += step) {
    const day = first[index] ?? 0;
    into[index] = ((sums[day] ?? 0) - (sums[day - WEEK_DAYS] ?? 0)) / WEEK_DAYS;
  }
}

function lastMonth({ sums }: Past, { first, count }: Origins, step: number, into: Float64Array): void {
  for (let index = 0; index < count; index += step) {
    const day = first[index] ?? 0;
    const over = day < MONTH_DAYS ? day : MONTH_DAYS;
    into[index] = ((sums[day] ?? 0) - (sums[day - over] ?? 0)) / over;
  }
}

function trend({ sums }: Past, { first, count, days }: Origins, step: number, into: Float64Array): void {
  const ahead = LEVEL_DAYS / 2 + (FADED[days] ?? 0);
  for (let index = 0; index < count; index += step) {
    const day = first[index] ?? 0;
    if (day < 2 * MONTH_DAYS) {
      into[index] = NaN;
      continue;
    }
    const now = sums[day] ?? 0;
    const over = now - (sums[day - MONTH_DAYS] ?? 0);
    const before = now - over - (sums[day - 2 * MONTH_DAYS] ?? 0);
    const growth = (TREND_PART * (over / before - 1)) / MONTH_DAYS;
    const slope = growth > SLOPE_MAX ? SLOPE_MAX : growth < -SLOPE_MAX ? -SLOPE_MAX : growth;
    const level = (now - (sums[day - LEVEL_DAYS] ?? 0)) / LEVEL_DAYS;
    into[index] = level * (1 + slope * ahead);
  }
}

function season({ sums }: Past, { first, count, days }: Origins, step: number, into: Float64Array): void {
  const over = days < WEEK_DAYS ? WEEK_DAYS : days;
  for (let index = 0; index < count; index += step) {
    const day = first[index] ?? 0;
    const then = day - YEAR_DAYS;
    if (then < LEVEL_DAYS) {
      into[index] = NaN;
      continue;
    }
    const before = ((sums[then] ?? 0) - (sums[then - LEVEL_DAYS] ?? 0)) / LEVEL_DAYS;
    const after = ((sums[then + over] ?? 0) - (sums[then] ?? 0)) / over;
    const level = ((sums[day] ?? 0) - (sums[day - LEVEL_DAYS] ?? 0)) / LEVEL_DAYS;
    into[index] = level * (1 - SEASON_PART + (SEASON_PART * after) / before);
  }
}

export const WAYS = [lastWeek, lastMonth, trend, season] as const;
