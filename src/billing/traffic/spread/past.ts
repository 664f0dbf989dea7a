import { WEEK_DAYS } from '../window.js';

/** A meter's whole days, without gaps, prepared for sums over any of them. */
export interface Past {
  /** Running sums, until the next call. */
  readonly sums: Float64Array;
  readonly count: number;
  readonly mean: number;
  /** Parts of a usual day, by place in the week; the first day's is 0. Their sum is 7. */
  readonly shape: Float64Array;
}

/** The same weekday, last year. */
export const YEAR_DAYS = 364;
/** How far back forecasts are tested. */
export const LOOK_BACK_DAYS = 365;
const SHAPE_WEEKS = 8;

/** Used again by each call, since making arrays would take most of the time; nothing of it outlives a call. */
const SUMS = new Float64Array(LOOK_BACK_DAYS + YEAR_DAYS + 1);

/** The days that are tested, and the year before that a season is taken from; null if they show nothing. */
export function pastOf(values: ArrayLike<number>, firstDay: number, today: number): Past | null {
  const end = today - firstDay;
  let from = Math.max(0, end - LOOK_BACK_DAYS - YEAR_DAYS);
  while (from < end && Number.isNaN(values[from] ?? NaN)) from += 1;
  const count = end - from;
  if (count < WEEK_DAYS) return null;
  const sums = SUMS;
  let sum = 0;
  sums[0] = 0;
  for (let day = 0; day < count; day += 1) {
    let value = values[from + day] ?? NaN;
    // A lost day was like the week before; a weekday that never has usage has none there, either.
    if (Number.isNaN(value)) value = day < WEEK_DAYS ? 0 : (sums[day - 6] ?? 0) - (sums[day - 7] ?? 0);
    sum += value;
    sums[day + 1] = sum;
  }
  return sum > 0 && sum < Infinity ? { sums, count, mean: sum / count, shape: shapeOf(sums, count) } : null;
}

function shapeOf(sums: Float64Array, count: number): Float64Array {
  const shape = new Float64Array(WEEK_DAYS);
  const days = WEEK_DAYS * Math.min(SHAPE_WEEKS, Math.floor(count / WEEK_DAYS));
  const all = (sums[count] ?? 0) - (sums[count - days] ?? 0);
  if (!(all > 0)) return shape.fill(1);
  for (let day = count - days; day < count; day += 1) {
    const weekday = day % WEEK_DAYS;
    shape[weekday] = (shape[weekday] ?? 0) + (WEEK_DAYS * ((sums[day + 1] ?? 0) - (sums[day] ?? 0))) / all;
  }
  return shape;
}
