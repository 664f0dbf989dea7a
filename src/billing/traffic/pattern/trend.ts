import { type RecentDays, WEEK_DAYS, median } from '../window.js';

const WEEKS_NEEDED = 4;
/** No site is expected to grow or shrink by more than this a day. */
const SLOPE_MAX = 0.03;
/** Half of the past weeks' growth is expected to continue: growth seldom lasts as it began. */
const CONFIDENCE = 0.5;

/** Used again by each call, since making arrays would take much of the time; for all pairs of weeks. */
const SLOPES = new Float64Array(28);

/**
 * The present growth per day, as a logarithm (0.01: one percent). The median of the slopes between all pairs of recent
 * weeks, so that no single week makes a trend, and near 0 if the weeks scatter.
 */
export function dailyGrowth({ values }: RecentDays): number {
  const weeks = weeklyLogs(values);
  const count = weeks.length;
  if (count < WEEKS_NEEDED) return 0;
  let pair = 0;
  for (let later = 1; later < count; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) {
      SLOPES[pair] = ((weeks[later] ?? 0) - (weeks[earlier] ?? 0)) / (later - earlier);
      pair += 1;
    }
  }
  const slope = median(SLOPES, pair);
  const rests = new Float64Array(count);
  for (let week = 0; week < count; week += 1) rests[week] = (weeks[week] ?? 0) - slope * week;
  const middle = median(rests);
  for (let week = 0; week < count; week += 1) rests[week] = Math.abs((rests[week] ?? 0) - middle);
  const scatter = 1.48 * median(rests) + 0.02;
  const variance = (scatter * scatter * 12) / (count ** 3 - count);
  const trusted = (slope * slope) / (slope * slope + 4 * variance);
  const growth = (CONFIDENCE * trusted * slope) / WEEK_DAYS;
  return Math.max(-SLOPE_MAX, Math.min(SLOPE_MAX, growth));
}

/** The logarithms of the weekly means, oldest first, back to the first week with too few days. */
function weeklyLogs(values: Float64Array): number[] {
  const logs: number[] = [];
  for (let end = values.length; end >= WEEK_DAYS; end -= WEEK_DAYS) {
    let sum = 0;
    let known = 0;
    for (let index = end - WEEK_DAYS; index < end; index += 1) {
      const value = values[index] ?? NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      known += 1;
    }
    if (known < 4 || sum <= 0) break;
    logs.push(Math.log(sum / known));
  }
  return logs.reverse();
}
