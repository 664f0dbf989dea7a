/** The recent days of a meter, prepared for estimation: unknown days, silent days and spikes are marked or reduced. */

export const WEEK_DAYS = 7;
/** Eight of each weekday: enough for the week's shape, short enough to forget last season. */
const WINDOW_DAYS = 56;
/** A day counts for at most this many times the usual day, so that a single spike cannot dominate the pace. */
const SPIKE_CAP = 3;

/** The smallest quantity (1e-12) spread over the window; anything smaller is no traffic. */
export const QUANTITY_LEAST = 1e-15;

/** Valid until they are asked for again. */
export interface RecentDays {
  /** Whole local days, oldest first and ending yesterday; NaN if unknown, spikes reduced. */
  readonly values: Float64Array;
  /** Epoch day of the first of them. */
  readonly firstDay: number;
  /** Mean of the known values; 0 when there are none. */
  readonly mean: number;
  /** How many of the last 28 are known. */
  readonly daysObserved: number;
}

export function recentDays(values: ArrayLike<number>, firstDay: number, today: number): RecentDays {
  const from = Math.max(firstKnownDay(values, firstDay, today), today - WINDOW_DAYS);
  const days = scratchDays(Math.max(0, today - from));
  for (let index = 0; index < days.length; index += 1) days[index] = values[from - firstDay + index] ?? NaN;
  fillGap(days);
  const caps = spikeCaps(days);
  let sum = 0;
  let known = 0;
  let daysObserved = 0;
  for (let index = 0; index < days.length; index += 1) {
    const value = Math.min(days[index] ?? NaN, caps[index % WEEK_DAYS] ?? Infinity);
    days[index] = value;
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
    if (days.length - index <= 28) daysObserved += 1;
  }
  const mean = known > 0 ? sum / known : 0;
  return { values: days, firstDay: from, mean: mean < QUANTITY_LEAST ? 0 : mean, daysObserved };
}

/** By length. Used again by each call, since making arrays would take much of the time. */
const SCRATCH_DAYS: Float64Array[] = [];

const MONTH = new Float64Array(28);

function scratchDays(count: number): Float64Array {
  return (SCRATCH_DAYS[count] ??= new Float64Array(count));
}

/** Before its first value a site was not metered, which is no silence. */
function firstKnownDay(values: ArrayLike<number>, firstDay: number, today: number): number {
  for (let day = firstDay; day < today; day += 1) {
    if (!Number.isNaN(values[day - firstDay] ?? NaN)) return day;
  }
  return today;
}

/**
 * A day without a value among days that have one was lost, so it is no evidence. But if a weekday is missing at least
 * half the time, the gap is the site's own (closed on Sundays, a visitor a month, quiet for weeks), and its missing
 * days count as zero.
 */
function fillGap(days: Float64Array): void {
  for (let weekday = 0; weekday < WEEK_DAYS; weekday += 1) {
    let missing = 0;
    let all = 0;
    for (let index = weekday; index < days.length; index += WEEK_DAYS) {
      all += 1;
      if (Number.isNaN(days[index])) missing += 1;
    }
    if (missing < 2 || missing * 2 < all) continue;
    for (let index = weekday; index < days.length; index += WEEK_DAYS) {
      if (Number.isNaN(days[index])) days[index] = 0;
    }
  }
}

/**
 * The quantity above which a day is a spike, by its place in the week (the first day's is 0): several usual days, or a
 * multiple of the usual for this weekday if one weekday carries the week, as at a market or a nightly backup on
 * Sundays.
 */
function spikeCaps(days: Float64Array): Float64Array {
  const usual = usualDay(days);
  const ofWeekday = new Float64Array(Math.ceil(days.length / WEEK_DAYS));
  const caps = new Float64Array(WEEK_DAYS);
  for (let weekday = 0; weekday < WEEK_DAYS; weekday += 1) {
    let count = 0;
    for (let index = weekday; index < days.length; index += WEEK_DAYS) {
      const value = days[index] ?? NaN;
      if (Number.isNaN(value)) continue;
      ofWeekday[count] = value;
      count += 1;
    }
    // One is no habit; of two the smaller counts, so that a single spike never sets its own threshold.
    median(ofWeekday, count);
    caps[weekday] = SPIKE_CAP * Math.max(usual, count < 2 ? 0 : (ofWeekday[(count - 1) >> 1] ?? 0));
  }
  return caps;
}

/**
 * The quantity of a usual day, for detecting spikes: the median of four weeks, of the days with traffic if many have
 * none. The last week's median counts as well, so that lasting growth does not count as a spike for weeks.
 */
function usualDay(days: Float64Array): number {
  const month = MONTH;
  const known = copyKnown(days, 28, 0, month);
  const busy = copyKnown(days, 28, Number.MIN_VALUE, month);
  const usual = median(month, busy < known * 0.6 ? busy : copyKnown(days, 28, 0, month));
  return Math.max(usual, median(month, copyKnown(days, WEEK_DAYS, 0, month)));
}

/** Copies the known values of at least `least` among the last days to the start of `into`; returns how many. */
function copyKnown(days: Float64Array, last: number, least: number, into: Float64Array): number {
  let count = 0;
  for (let index = Math.max(0, days.length - last); index < days.length; index += 1) {
    const value = days[index] ?? NaN;
    if (!(value >= least)) continue;
    into[count] = value;
    count += 1;
  }
  return count;
}

/**
 * The median of the first `count` values, which it sorts; 0 of none. By insertion, which for these few dozen values is
 * several times as fast as the general sort.
 */
export function median(values: Float64Array, count: number = values.length): number {
  if (count === 0) return 0;
  for (let end = 1; end < count; end += 1) {
    const value = values[end] ?? 0;
    let place = end;
    for (; place > 0 && (values[place - 1] ?? 0) > value; place -= 1) values[place] = values[place - 1] ?? 0;
    values[place] = value;
  }
  const middle = count >> 1;
  const upper = values[middle] ?? 0;
  return count % 2 === 1 ? upper : ((values[middle - 1] ?? 0) + upper) / 2;
}
