/** The recent days of a meter, made fit for judging: what is unknown, what is silence, what is a spike. */

export const WEEK_DAYS = 7;
/** Eight of each weekday: enough to know the week's shape, short enough to forget last season. */
const WINDOW_DAYS = 56;
/** A day counts for at most this many times the usual day, so that a single spike cannot own the pace. */
const SPIKE_CAP = 3;

export interface RecentDays {
  /** Whole local days, oldest first and ending yesterday; NaN where nothing is known, spikes cut down. */
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
  const days = new Float64Array(Math.max(0, today - from));
  for (let index = 0; index < days.length; index += 1) days[index] = values[from - firstDay + index] ?? NaN;
  fillSilence(days);
  const cap = SPIKE_CAP * usualDay(days);
  let sum = 0;
  let known = 0;
  let daysObserved = 0;
  for (let index = 0; index < days.length; index += 1) {
    const value = Math.min(days[index] ?? NaN, cap);
    days[index] = value;
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
    if (days.length - index <= 28) daysObserved += 1;
  }
  return { values: days, firstDay: from, mean: known > 0 ? sum / known : 0, daysObserved };
}

/** Before its first value a site was not metered, which is no silence. */
function firstKnownDay(values: ArrayLike<number>, firstDay: number, today: number): number {
  for (let day = firstDay; day < today; day += 1) {
    if (!Number.isNaN(values[day - firstDay] ?? NaN)) return day;
  }
  return today;
}

/**
 * A day without a value among days that have one is a day the record lost, so it says nothing. But where a weekday
 * is missing at least half the time, the silence is the site's own (closed on Sundays, a visitor a month, gone quiet
 * weeks ago), and its missing days count as zero.
 */
function fillSilence(days: Float64Array): void {
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
 * What a usual day is, for telling spikes: the median of four weeks, of the days with traffic where many have none.
 * The last week's median counts as well, so that a site that has really grown is not taken for spiking for weeks.
 */
function usualDay(days: Float64Array): number {
  const month = known(days.subarray(-28));
  const busy = month.filter((value) => value > 0);
  const sparse = busy.length < month.length * 0.6;
  return Math.max(median(sparse ? busy : month), median(known(days.subarray(-WEEK_DAYS))));
}

function known(days: Float64Array): Float64Array {
  return days.filter((value) => !Number.isNaN(value));
}

/** The middle value; 0 of nothing. Sorts what it is given. */
export function median(values: Float64Array): number {
  if (values.length === 0) return 0;
  values.sort();
  const middle = values.length >> 1;
  const upper = values[middle] ?? 0;
  return values.length % 2 === 1 ? upper : ((values[middle - 1] ?? 0) + upper) / 2;
}
