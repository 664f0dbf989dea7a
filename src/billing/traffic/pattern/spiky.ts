import { median } from '../window.js';

const LOOK_BACK_DAYS = 28;
/** If the mean exceeds the median by this factor, a few days make most of it. */
const MEAN_TO_MEDIAN = 1.1;

/** Whether a few days of the last four weeks were so large that the mean exceeds most days. */
export function isSpiky(values: ArrayLike<number>, firstDay: number, today: number): boolean {
  const known = new Float64Array(LOOK_BACK_DAYS);
  let count = 0;
  let sum = 0;
  for (let day = Math.max(firstDay, today - LOOK_BACK_DAYS); day < today; day += 1) {
    const value = values[day - firstDay] ?? NaN;
    if (Number.isNaN(value)) continue;
    known[count] = value;
    count += 1;
    sum += value;
  }
  return sum > MEAN_TO_MEDIAN * count * median(known, count);
}
