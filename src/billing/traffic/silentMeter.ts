/**
 * Meters that stopped reporting: a collector that died, a log that moved, a shop that no longer reports
 * its turnover. Days are epoch days; in whose zone is the caller's to choose, as long as they all are of one.
 */

/** One meter of one site: its days with reports, and when no report was possible. */
export interface MeterHistoryReported {
  /** Ascending, each once. */
  readonly days: readonly number[];
  /** When the site was closed: then it has no traffic, and nothing follows from that. */
  readonly closures: readonly Closure[];
  readonly reported?: MeterReports;
}

/** When a meter was reported. */
export interface MeterReports {
  /** The days on which the latest sessions began, newest first. */
  readonly sessions: readonly number[];
  /** The day of the last arrival. */
  readonly last: number;
  /** Reports come every day, or on all but some weekdays: then sessions begin after those, and are no rhythm. */
  readonly isDaily: boolean;
}

export interface Closure {
  readonly from: number;
  /** The day it opened again; null: it is closed. */
  readonly to: number | null;
}

/** How far back a meter's habits are looked at. */
export const HABIT_DAYS = 56;
const MONTH_DAYS = 28;
/** Who spoke on fewer days of a month is new, or always was sparse. */
const SPOKEN_LEAST = 14;
/** A weekend and a holiday at each end of it; who pauses longer has no habit that silence could break. */
const PAUSE_MOST = 4;
/** By so many days more than the longest pause there was is silence odd. */
const PATIENCE_DAYS = 2;

/** Usage of earlier days is refused, so such a silence cannot be filled any more: it is an end. */
export const SILENT_DAYS_MAX = 60;

/**
 * The last day a meter spoke on, when its silence since is odd. Null where it speaks, pauses as it does, never spoke
 * regularly, cannot speak since its site is closed, or stopped reporting so long ago that it has ended. Today is not over and
 * counts for no silence.
 */
export function silentSince(
  { days, closures, reported }: MeterHistoryReported,
  today: number,
): number | null {
  const last = days[days.length - 1];
  if (last === undefined || today - last > SILENT_DAYS_MAX) return null;
  const pause = usualPause(longestPause(days, closures, last), reported);
  // Days that came late were not silent while they were on their way.
  const lastReported = Math.max(last, reported?.last ?? last);
  return pause !== null && quietDays(lastReported, closures, today) >= pause + PATIENCE_DAYS ? last : null;
}

/** Fewer sessions show no habit. */
const SESSIONS_LEAST = 4;
/** Nor do sessions whose longest gap is so many times the shortest. */
const GAPS_ALIKE = 2;

/** How long it usually reports nothing: by its days, or by the gaps between its reports where those are longer. */
function usualPause(byDays: number | null, reported: MeterReports | undefined): number | null {
  if (reported === undefined || reported.isDaily || reported.sessions.length < SESSIONS_LEAST) return byDays;
  const { sessions } = reported;
  const gaps = sessions.slice(1).map((earlier, index) => (sessions[index] ?? earlier) - earlier);
  const longest = Math.max(...gaps);
  // Uneven ones are an accident, and its days are evidence enough.
  if (longest > GAPS_ALIKE * Math.min(...gaps)) return byDays;
  return Math.max(byDays ?? 0, longest - 1);
}

/** Whole days without a report although one was possible. */
function quietDays(last: number, closures: readonly Closure[], today: number): number {
  const openSince = closures.reduce((since, { to }) => Math.max(since, to ?? today), last);
  return Math.max(0, today - openSince - 1);
}

/** The longest row of days without a report while it was active; null where it never reported regularly. */
function longestPause(days: readonly number[], closures: readonly Closure[], last: number): number | null {
  const habit = days.filter((day) => day > last - HABIT_DAYS);
  if (habit.filter((day) => day > last - MONTH_DAYS).length < SPOKEN_LEAST) return null;
  let longest = 0;
  for (let index = 1; index < habit.length; index += 1) {
    const [before = last, after = last] = [habit[index - 1], habit[index]];
    const wasClosed = closures.some(({ from, to }) => from <= after && (to === null || to >= before));
    if (!wasClosed) longest = Math.max(longest, after - before - 1);
  }
  return longest > PAUSE_MOST ? null : longest;
}
