import { type RecentDays, WEEK_DAYS } from '../window.js';

/** Fewer days than this show no weekly shape. */
const DAYS_NEEDED = 14;

/** The place of a local day in the week; which weekday is 0 does not matter. */
export function weekdayOf(day: number): number {
  return ((day % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;
}

/**
 * The share of a usual day that each weekday carries, by `weekdayOf`; their mean is 1. Each factor is drawn towards 1
 * if weekdays differ no more than days of the same weekday do. An office site keeps its silent Sundays, and a site
 * without a weekly shape gets none by accident.
 */
export function weekShape({ values, firstDay, mean }: RecentDays): Float64Array {
  const shape = new Float64Array(WEEK_DAYS).fill(1);
  if (values.length < DAYS_NEEDED || mean <= 0) return shape;
  const sums = new Float64Array(WEEK_DAYS);
  const counts = new Float64Array(WEEK_DAYS);
  eachKnown(values, firstDay, (value, weekday) => {
    sums[weekday] = (sums[weekday] ?? 0) + value;
    counts[weekday] = (counts[weekday] ?? 0) + 1;
  });
  if (counts.some((count) => count === 0)) return shape;
  const weight = priorWeight(values, firstDay, mean, sums, counts);
  for (let weekday = 0; weekday < WEEK_DAYS; weekday += 1) {
    shape[weekday] = ((sums[weekday] ?? 0) + weight * mean) / (((counts[weekday] ?? 0) + weight) * mean);
  }
  let sum = 0;
  for (const factor of shape) sum += factor;
  const average = sum / WEEK_DAYS;
  for (let weekday = 0; weekday < WEEK_DAYS; weekday += 1) shape[weekday] = (shape[weekday] ?? 0) / average;
  return shape;
}

/** Empirical Bayes: the weight, in days, of the assumption "all weekdays alike". */
function priorWeight(
  values: Float64Array,
  firstDay: number,
  mean: number,
  sums: Float64Array,
  counts: Float64Array,
): number {
  let within = 0;
  let known = 0;
  eachKnown(values, firstDay, (value, weekday) => {
    within += (value - (sums[weekday] ?? 0) / (counts[weekday] ?? 1)) ** 2;
    known += 1;
  });
  const noise = within / Math.max(1, known - WEEK_DAYS);
  let between = 0;
  let noiseOfMeans = 0;
  for (let weekday = 0; weekday < WEEK_DAYS; weekday += 1) {
    between += ((sums[weekday] ?? 0) / (counts[weekday] ?? 1) - mean) ** 2 / (WEEK_DAYS - 1);
    noiseOfMeans += noise / (counts[weekday] ?? 1) / WEEK_DAYS;
  }
  return noise / Math.max(between - noiseOfMeans, 0.02 * noise, 1e-4 * mean * mean);
}

function eachKnown(
  values: Float64Array,
  firstDay: number,
  visit: (value: number, weekday: number) => void,
): void {
  let weekday = weekdayOf(firstDay);
  for (const value of values) {
    if (!Number.isNaN(value)) visit(value, weekday);
    weekday = weekday === WEEK_DAYS - 1 ? 0 : weekday + 1;
  }
}
