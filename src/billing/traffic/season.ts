import { WEEK_DAYS } from './window.js';

/** 52 whole weeks: the same weekday, last year. */
const YEAR_DAYS = 364;
/** The days before an instant that a season is measured against. */
const BEFORE_DAYS = 21;
/** How far ahead last year is tested on this year. */
const AFTER_DAYS = 14;
const CHANGE_MAX = 0.7;
/** Before it is tested, last year is believed by this much ... */
const BELIEF = 0.3;
/** ... and this is how much evidence (sum of squared changes) it takes to think otherwise. */
const BELIEF_WEIGHT = 0.15;

/**
 * Multiplies the expected days by what the same season did last year, for sites old enough to have one. How far last
 * year is believed is measured on the year since: a shop with a Christmas gets it again, a site whose last year says
 * nothing about this one is left alone. Works in logarithms, which single spikes hardly move.
 */
export function applySeason(
  expected: Float64Array,
  values: ArrayLike<number>,
  firstDay: number,
  today: number,
): void {
  const lastYear = today - firstDay - YEAR_DAYS;
  if (lastYear < BEFORE_DAYS) return;
  const sums = logSums(values, Math.max(0, lastYear - YEAR_DAYS - BEFORE_DAYS), today - firstDay);
  const before = meanLog(sums, lastYear - BEFORE_DAYS, lastYear);
  if (Number.isNaN(before)) return;
  const belief = tested(sums, lastYear);
  if (belief <= 0) return;
  for (let ahead = 0; ahead < expected.length; ahead += 1) {
    const day = lastYear + (ahead % YEAR_DAYS);
    const change = meanLog(sums, day - 3, Math.min(day + 4, today - firstDay)) - before;
    if (Number.isNaN(change)) continue;
    const bounded = Math.max(-CHANGE_MAX, Math.min(CHANGE_MAX, change));
    expected[ahead] = (expected[ahead] ?? 0) * Math.exp(belief * bounded);
  }
}

/** Running sums of the logarithms and of the known days, from index `from` on. */
interface LogSums {
  readonly from: number;
  readonly logs: Float64Array;
  readonly counts: Float64Array;
}

function logSums(values: ArrayLike<number>, from: number, to: number): LogSums {
  const logs = new Float64Array(to - from + 1);
  const counts = new Float64Array(to - from + 1);
  for (let index = 0; index < to - from; index += 1) {
    const value = values[from + index] ?? NaN;
    const known = !Number.isNaN(value);
    logs[index + 1] = (logs[index] ?? 0) + (known ? Math.log(value + 1) : 0);
    counts[index + 1] = (counts[index] ?? 0) + (known ? 1 : 0);
  }
  return { from, logs, counts };
}

/** The mean logarithm over the days [from, to); NaN when fewer than 60 % of them are known. */
function meanLog({ from: origin, logs, counts }: LogSums, from: number, to: number): number {
  const start = from - origin;
  const end = to - origin;
  if (start < 0 || end >= logs.length) return NaN;
  const known = (counts[end] ?? 0) - (counts[start] ?? 0);
  return known < 0.6 * (to - from) ? NaN : ((logs[end] ?? 0) - (logs[start] ?? 0)) / known;
}

/** By how much last year's changes came again in the year since: 0 not at all, 0.9 almost wholly. */
function tested(sums: LogSums, lastYear: number): number {
  let alike = BELIEF * BELIEF_WEIGHT;
  let size = BELIEF_WEIGHT;
  for (let weeks = 2; weeks <= 51; weeks += 1) {
    const then = changeAt(sums, lastYear - weeks * WEEK_DAYS);
    const now = changeAt(sums, lastYear + YEAR_DAYS - weeks * WEEK_DAYS);
    if (Number.isNaN(then) || Number.isNaN(now)) continue;
    alike += then * now;
    size += then * then;
  }
  return Math.max(0, Math.min(0.9, alike / size));
}

function changeAt(sums: LogSums, day: number): number {
  return meanLog(sums, day, day + AFTER_DAYS) - meanLog(sums, day - BEFORE_DAYS, day);
}
