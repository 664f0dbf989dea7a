/**
 * Meters that stopped reporting: a crashed collector, a moved log, a shop that no longer reports its turnover. Days are
 * epoch days, all of one zone that the caller chooses.
 */

/** One meter of one site: its days with reports, and when no report was possible. */
export interface MeterHistoryReported {
  /** Ascending, without duplicates. */
  readonly days: readonly number[];
  /** When the site was closed: then it has no traffic, and silence means nothing. */
  readonly closures: readonly Closure[];
  readonly reported?: MeterReports;
}

/** When a meter was reported. */
export interface MeterReports {
  /** The days on which the latest sessions began, newest first. */
  readonly sessions: readonly number[];
  /** The day of the last arrival. */
  readonly last: number;
  /** Reports come every day, or on all but some weekdays: sessions that begin after those days are no rhythm. */
  readonly isDaily: boolean;
}

export interface Closure {
  readonly from: number;
  /** The day it opened again; null: it is closed. */
  readonly to: number | null;
}

/** How far back a meter's habits are measured. */
export const HABIT_DAYS = 56;
const MONTH_DAYS = 28;
/** A meter that reported on fewer days of a month is new or rare. */
const REPORTED_LEAST = 14;
/** A weekend with a holiday at each end; a meter with longer pauses has no habit to break. */
const PAUSE_MOST = 4;
/** Silence is unusual when it exceeds the longest pause so far by this many days. */
const PATIENCE_DAYS = 2;

/** Usage of earlier days is refused, so a longer silence cannot be filled any more: the meter has ended. */
export const SILENT_DAYS_MAX = 60;

/**
 * The last day with a report, if the silence since is unusual. Null if the meter reports, pauses as usual, never
 * reported regularly, cannot report since its site is closed, or has ended. Today is not over and does not count as
 * silence.
 */
export function silentSince(
  { days, closures, reported }: MeterHistoryReported,
  today: number,
): number | null {
  const last = days[days.length - 1];
  if (last === undefined || today - last > SILENT_DAYS_MAX) return null;
  const pause = usualPause(longestPause(days, closures, last), reported);
  // Days that came late were not silent while they were delayed.
  const lastReported = Math.max(last, reported?.last ?? last);
  return pause !== null && quietDays(lastReported, closures, today) >= pause + PATIENCE_DAYS ? last : null;
}

/** Fewer sessions show no habit. */
const SESSIONS_LEAST = 4;
/** Sessions whose longest gap exceeds the shortest by this factor show none either. */
const GAPS_ALIKE = 2;

/** Its usual silence: from its days, or from the gaps between its reports if those are longer. */
function usualPause(byDays: number | null, reported: MeterReports | undefined): number | null {
  if (reported === undefined || reported.isDaily || reported.sessions.length < SESSIONS_LEAST) return byDays;
  const { sessions } = reported;
  const gaps = sessions.slice(1).map((earlier, index) => (sessions[index] ?? earlier) - earlier);
  const longest = Math.max(...gaps);
  // Uneven gaps are accidental, and the days are evidence enough.
  if (longest > GAPS_ALIKE * Math.min(...gaps)) return byDays;
  return Math.max(byDays ?? 0, longest - 1);
}

/** Whole days without a report although one was possible. */
function quietDays(last: number, closures: readonly Closure[], today: number): number {
  const openSince = closures.reduce((since, { to }) => Math.max(since, to ?? today), last);
  return Math.max(0, today - openSince - 1);
}

/** The longest run of days without a report while it was active; null if it never reported regularly. */
function longestPause(days: readonly number[], closures: readonly Closure[], last: number): number | null {
  const habit = days.filter((day) => day > last - HABIT_DAYS);
  if (habit.filter((day) => day > last - MONTH_DAYS).length < REPORTED_LEAST) return null;
  let longest = 0;
  for (let index = 1; index < habit.length; index += 1) {
    const [before = last, after = last] = [habit[index - 1], habit[index]];
    const wasClosed = closures.some(({ from, to }) => from <= after && (to === null || to >= before));
    if (!wasClosed) longest = Math.max(longest, after - before - 1);
  }
  return longest > PAUSE_MOST ? null : longest;
}
