import { median, WEEK_DAYS } from '../window.js';

/** How far back to search for occurrences: half a year has six months in it. */
const LOOK_BACK_DAYS = 190;
const DAYS_MOST = 2 + LOOK_BACK_DAYS / 4;
/** Usage that comes at least weekly has a week and a level; rarer usage has a size and an interval. */
const INTERVAL_LEAST = WEEK_DAYS + 1;
/** One size counts at most this many times the median. */
const SIZE_CAP = 3;
/** The weight of the latest size. */
const GAIN = 0.3;
/** After this multiple of its interval without usage, it counts as rarer, or as ended. */
const LATE = 1.5;

/**
 * The mean per day of usage that comes every eight days or more rarely: size by interval (Croston's method), less the
 * longer it is overdue. Null if it comes more often, or came only once.
 */
export function sparsePerDay(values: ArrayLike<number>, firstDay: number, today: number): number | null {
  const from = Math.max(firstDay, today - LOOK_BACK_DAYS);
  if (areMany(values, from - firstDay, today - firstDay)) return null;
  const days: number[] = [];
  const sizes: number[] = [];
  for (let day = from; day < today; day += 1) {
    const value = values[day - firstDay] ?? NaN;
    if (!(value > 0)) continue;
    days.push(day);
    sizes.push(value);
  }
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || last === first) return null;
  const gaps = Float64Array.from(days.slice(1), (day, index) => day - (days[index] ?? day));
  if (median(gaps.slice()) < INTERVAL_LEAST) return null;
  const interval = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const overdue = today - last > LATE * interval ? today - last : interval;
  return levelOf(sizes) / overdue;
}

/** Whether too many days have usage for it to be rare, as with most meters. */
function areMany(values: ArrayLike<number>, from: number, to: number): boolean {
  let count = 0;
  for (let index = from; index < to && count <= DAYS_MOST; index += 1)
    if ((values[index] ?? NaN) > 0) count += 1;
  return count > DAYS_MOST;
}

function levelOf(sizes: readonly number[]): number {
  const cap = SIZE_CAP * median(Float64Array.from(sizes));
  let level = Math.min(cap, sizes[0] ?? 0);
  for (const size of sizes) level += GAIN * (Math.min(cap, size) - level);
  return level;
}
