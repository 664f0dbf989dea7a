import { WEEK_DAYS } from '../window.js';

/** The same weekday, last year. */
const YEAR_WEEKS = 52;
/** The weeks before an instant that a season is compared with. */
const BEFORE_WEEKS = 3;
/** How far ahead last year is tested on this year. */
const AFTER_WEEKS = 2;
const CHANGE_MAX = 0.7;
/** The initial weight of last year ... */
const BELIEF = 0.3;
/** ... and the evidence (sum of squared changes) needed to outweigh it. */
const BELIEF_WEIGHT = 0.15;

/**
 * Multiplies the expected days by last year's change in the same season, for sites old enough to have one. The year
 * since shows how reliable last year is: a shop with a Christmas peak gets it again, and last year is ignored if it
 * does not predict this one. Uses mean logarithms of weeks, which single spikes hardly move.
 */
export function applySeason(
  expected: Float64Array,
  values: ArrayLike<number>,
  firstDay: number,
  today: number,
): void {
  const end = today - firstDay;
  const count = Math.min(WEEKS_MAX, Math.floor(end / WEEK_DAYS));
  const lastYear = count - YEAR_WEEKS;
  if (lastYear < BEFORE_WEEKS) return;
  const weeks = weeklyLogs(values, end, count);
  const before = meanLog(weeks, lastYear - BEFORE_WEEKS, lastYear);
  const belief = Number.isNaN(before) ? 0 : tested(weeks, lastYear);
  if (belief <= 0) return;
  const factorOf = (ahead: number): number => {
    const week = lastYear + (ahead < 0 ? ahead : ahead % YEAR_WEEKS);
    const change = meanLog(weeks, week, week + 1) - before;
    return Number.isNaN(change) ? 1 : Math.exp(belief * Math.max(-CHANGE_MAX, Math.min(CHANGE_MAX, change)));
  };
  // A week's factor applies to its middle, with straight lines between two middles.
  let [left, right] = [factorOf(-1), factorOf(0)];
  for (let day = 0, place = 0.5 + 0.5 / WEEK_DAYS, next = 1; day < expected.length; day += 1) {
    if (place >= 1) {
      place -= 1;
      left = right;
      right = factorOf(next);
      next += 1;
    }
    expected[day] = (expected[day] ?? 0) * (left + (right - left) * place);
    place += 1 / WEEK_DAYS;
  }
}

/** For each whole week that ends with yesterday or 7, 14, … days before, oldest first. */
interface WeeklyLogs {
  readonly count: number;
  readonly sums: Float64Array;
  readonly known: Float64Array;
}

/** Two years, and the days before that the tests of the older one need. */
const WEEKS_MAX = 2 * YEAR_WEEKS + BEFORE_WEEKS;
/** Used again by each call, since making arrays would take much of the time; nothing of them outlives a call. */
const SUMS = new Float64Array(WEEKS_MAX);
const KNOWN = new Float64Array(WEEKS_MAX);

function weeklyLogs(values: ArrayLike<number>, end: number, count: number): WeeklyLogs {
  const [sums, known] = [SUMS, KNOWN];
  let index = end - count * WEEK_DAYS;
  for (let week = 0; week < count; week += 1) {
    // One logarithm of a product instead of seven: a float can hold the product of seven daily quantities.
    let product = 1;
    let days = 0;
    for (let day = 0; day < WEEK_DAYS; day += 1, index += 1) {
      const value = values[index] ?? NaN;
      if (Number.isNaN(value)) continue;
      product *= value + 1;
      days += 1;
    }
    known[week] = days;
    sums[week] = Math.log(product);
  }
  return { count, sums, known };
}

/** The mean daily logarithm over the weeks [from, to); NaN when fewer than 60 % of their days are known. */
function meanLog({ sums, known, count }: WeeklyLogs, from: number, to: number): number {
  if (from < 0 || to > count) return NaN;
  let sum = 0;
  let days = 0;
  for (let week = from; week < to; week += 1) {
    sum += sums[week] ?? 0;
    days += known[week] ?? 0;
  }
  return days < 0.6 * WEEK_DAYS * (to - from) ? NaN : sum / days;
}

/** How much last year's changes recurred in the year since: 0 not at all, 0.9 almost wholly. */
function tested(weeks: WeeklyLogs, lastYear: number): number {
  let alike = BELIEF * BELIEF_WEIGHT;
  let size = BELIEF_WEIGHT;
  const agoMost = Math.min(YEAR_WEEKS - 1, lastYear - BEFORE_WEEKS);
  for (let ago = AFTER_WEEKS; ago <= agoMost; ago += 1) {
    const then = changeAt(weeks, lastYear - ago);
    const now = changeAt(weeks, lastYear + YEAR_WEEKS - ago);
    if (Number.isNaN(then) || Number.isNaN(now)) continue;
    alike += then * now;
    size += then * then;
  }
  return Math.max(0, Math.min(0.9, alike / size));
}

function changeAt(weeks: WeeklyLogs, week: number): number {
  return meanLog(weeks, week, week + AFTER_WEEKS) - meanLog(weeks, week - BEFORE_WEEKS, week);
}
