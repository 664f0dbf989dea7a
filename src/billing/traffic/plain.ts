/** How far back the plain estimator reaches. */
const PLAIN_DAYS = 28;

/**
 * The plain estimate of a day: the mean of the last four weeks, with days without a record counting as zero. It divides
 * once and multiplies never, so for any record the result is a number of 0 or more. It replaces a learned estimate that
 * is not.
 */
export function plainPerDay(values: ArrayLike<number>, firstDay: number, today: number): number {
  const from = Math.max(firstDay, today - PLAIN_DAYS);
  let sum = 0;
  for (let day = from; day < today; day += 1) sum += soundOr0(values[day - firstDay]);
  const perDay = sum / Math.max(1, today - from);
  return soundOr0(perDay);
}

/** Whether a figure can be a quantity: a number of 0 or more. */
export function isSound(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && value < Infinity;
}

function soundOr0(value: number | undefined): number {
  return isSound(value) ? value : 0;
}
