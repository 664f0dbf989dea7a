import { QUANTITY_LEAST } from '../window.js';
import { type Spread, SPREAD_DAYS } from './spread.js';

/** With as much usage as is seldom exceeded, or with as little. */
export type Edge = 'early' | 'late';

/** How uncertain the coming days are, and for which edge of that to plan. */
export interface Swing {
  readonly spread: Spread;
  readonly edge: Edge;
}

/**
 * An edge is nearer by this part of a report. Credit is used up by a whole report, so a range that counts every report
 * which it touches would have far more than 80 % of the suspensions in it.
 */
const PART_OF_REPORT = 0.4;

/** What is expected of each day, and of the first of them what is not reported yet. */
export interface Coming {
  readonly expected: Float64Array;
  readonly unreported: readonly number[];
  /** What usually comes at once. */
  readonly inOneReport: number;
}

let buffer = new Float64Array(0);

/**
 * By what each day has to be multiplied so that all that is to come until the end of any day is as much as it is at an
 * edge: a sum over many days differs less from what is expected than each of them. Valid until the next call, and
 * only as far as there are days.
 */
export function stretchOf(
  { expected, unreported, inOneReport }: Coming,
  { spread, edge }: Swing,
): Float64Array {
  const bounds = edge === 'early' ? spread.most : spread.least;
  const slack = PART_OF_REPORT * inOneReport;
  if (buffer.length < expected.length) buffer = new Float64Array(expected.length);
  const stretch = buffer;
  let sum = 0;
  let days = 0;
  let stretched = 0;
  let next = 0;
  for (let index = 0; index < expected.length; index += 1) {
    const whole = expected[index] ?? 0;
    const ofDay = index < unreported.length ? (unreported[index] ?? whole) : whole;
    days += ofDay < whole ? ofDay / whole : 1;
    while (next < SPREAD_DAYS.length - 1 && (SPREAD_DAYS[next] ?? 0) < days) next += 1;
    sum += ofDay;
    const difference = sum * boundAt(bounds, next, days);
    const until =
      edge === 'early' ? sum + Math.max(0, difference - slack) : sum + Math.min(0, difference + slack);
    // Usage is never taken back.
    const grows = until > stretched && ofDay > QUANTITY_LEAST;
    stretch[index] = grows ? (until - stretched) / ofDay : 0;
    if (grows) stretched = until;
  }
  return stretch;
}

/** The bound for a number of days: on a straight line between those for fewer and for more. */
export function boundFor(bounds: Float64Array, days: number): number {
  let next = 0;
  while (next < SPREAD_DAYS.length - 1 && (SPREAD_DAYS[next] ?? 0) < days) next += 1;
  return boundAt(bounds, next, days);
}

function boundAt(bounds: Float64Array, next: number, days: number): number {
  const after = bounds[next] ?? 0;
  const to = SPREAD_DAYS[next] ?? days;
  if (next === 0 || days >= to) return after;
  const from = SPREAD_DAYS[next - 1] ?? 0;
  const before = bounds[next - 1] ?? 0;
  return before + ((after - before) * (days - from)) / (to - from);
}
