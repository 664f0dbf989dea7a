/**
 * When the usage of one site's meter arrives: live, once a night, a day late, once a week. Learned from each arrival;
 * `store/usage/countUsage.ts` stores the same figures by the same rules in one statement.
 */
import { DAY_MS, type Instant } from '../../core/values/zone.js';

const HOUR_MS = DAY_MS / 24;

/** After this long an arrival counts half. */
const RHYTHM_HALF_LIFE_MS = 14 * DAY_MS;
/** Logs come up to this many hours late; later ones are a backlog and show no rhythm. */
const LAG_HOURS = 9 * 24;
/** After a longer pause than this, an arrival begins a session. */
const SESSION_GAP_MS = 30 * HOUR_MS;
/** Arrivals sooner after a session's start may be accumulated usage, so their hours are not learned. */
const SESSION_SETTLES_MS = 20 * HOUR_MS;
const SESSIONS_KEPT = 8;

export interface Rhythm {
  /** Quantity that arrived in each hour since its own local day began; fades. */
  readonly hours: ArrayLike<number>;
  /** All quantity that arrived, whether its hour was learned or not; fades likewise. */
  readonly weight: number;
  readonly lastAt: Instant;
  /** The latest day with a report: an epoch day of the account's zone. */
  readonly watermark: number;
  /** The starts of the latest sessions, newest first; at least one. */
  readonly sessions: readonly Instant[];
}

/** One part of an arrival. */
export interface ArrivedPart {
  /** The epoch day it counts for. */
  readonly day: number;
  /** Whole hours between that day's start and its arrival. */
  readonly lag: number;
  readonly quantity: number;
}

/** A meter's rhythm after a further arrival. */
export function learnArrival(before: Rhythm | null, at: Instant, parts: readonly ArrivedPart[]): Rhythm {
  const begins = before === null || at - before.lastAt > SESSION_GAP_MS;
  const sessions = begins ? [at, ...(before?.sessions ?? [])].slice(0, SESSIONS_KEPT) : before.sessions;
  const fade = before === null ? 0 : fadeBetween(before.lastAt, at);
  const hours = Array.from(before?.hours ?? [], (weight) => weight * fade);
  const teaches = at - (sessions[0] ?? at) >= SESSION_SETTLES_MS;
  let weight = (before?.weight ?? 0) * fade;
  let watermark = before?.watermark ?? -Infinity;
  for (const { day, lag, quantity } of parts) {
    weight += quantity;
    watermark = Math.max(watermark, day);
    if (!teaches || lag >= LAG_HOURS) continue;
    while (hours.length <= lag) hours.push(0);
    hours[lag] = (hours[lag] ?? 0) + quantity;
  }
  return { hours, weight, lastAt: Math.max(at, before?.lastAt ?? at), watermark, sessions };
}

/** The part of an earlier weight that is left at an instant. */
export function fadeBetween(then: Instant, now: Instant): number {
  return 0.5 ** (Math.max(0, now - then) / RHYTHM_HALF_LIFE_MS);
}

/** A meter that is reported in sessions: accumulated usage comes at once, and then none for more than a day. */
interface Sessions {
  readonly gapMs: number;
  readonly nextAt: Instant;
}

/** Two sessions with a gap this long are a rhythm; a shorter gap may be a collector's outage. */
const SURE_GAP_MS = 5 * DAY_MS;
/** If more than this part of the quantity came in daily reports, the rhythm is daily. */
const DAILY_PART = 0.5;
/** After this many gaps without a session, it is no rhythm any more. */
const GAPS_OVERDUE = 2;

/** Whether a meter is reported every day, or every day except some weekdays: `taught` is the sum of `hours`. */
export function isReportedDaily({
  taught,
  weight,
}: {
  readonly taught: number;
  readonly weight: number;
}): boolean {
  return taught > DAILY_PART * weight;
}

/** The quantity that arrived in continuous reports. */
export function taughtOf({ hours }: Pick<Rhythm, 'hours'>): number {
  let taught = 0;
  for (let hour = 0; hour < hours.length; hour += 1) taught += hours[hour] ?? 0;
  return taught;
}

/** Null if reports come every day, nothing is known yet, or the sessions have stopped. */
export function sessionsOf(rhythm: Rhythm, asOf: Instant): Sessions | null {
  const { sessions, weight, lastAt } = rhythm;
  const gapMs = usualGapMs(sessions);
  if (gapMs === null || (sessions.length === 2 && gapMs < SURE_GAP_MS)) return null;
  if (isReportedDaily({ taught: taughtOf(rhythm), weight })) return null;
  if (asOf - lastAt > GAPS_OVERDUE * gapMs + 2 * DAY_MS) return null;
  const dueAt = (sessions[0] ?? lastAt) + gapMs;
  // An overdue session is expected after the same delay again, and in an hour at the soonest.
  const nextAt = dueAt > asOf ? dueAt : Math.min(asOf + Math.max(HOUR_MS, asOf - dueAt), dueAt + gapMs);
  return { gapMs, nextAt: Math.max(nextAt, asOf + 1) };
}

/** The median gap between sessions; null if there is none. */
function usualGapMs(sessions: readonly Instant[]): number | null {
  if (sessions.length < 2) return null;
  const gaps = sessions.slice(1).map((earlier, index) => (sessions[index] ?? earlier) - earlier);
  gaps.sort((one, other) => one - other);
  const middle = gaps.length >> 1;
  return gaps.length % 2 === 1 ? (gaps[middle] ?? null) : ((gaps[middle - 1] ?? 0) + (gaps[middle] ?? 0)) / 2;
}

/** The length of a whole round of reports: a day, or the longest gap between sessions. */
export function reportingCycleMs(
  meters: readonly { readonly rhythms?: readonly Rhythm[] }[],
  asOf: Instant,
): number {
  let longest = DAY_MS;
  for (const { rhythms = [] } of meters)
    for (const rhythm of rhythms) longest = Math.max(longest, sessionsOf(rhythm, asOf)?.gapMs ?? 0);
  return longest;
}

/** A meter whose sessions are far apart, for display. */
export interface Reported {
  readonly meter: string;
  readonly every: 'week' | 'month' | { readonly days: number };
  readonly nextAt: Instant;
}

const WEEK_MS = 7 * DAY_MS;
const MONTH_MS = 30.4 * DAY_MS;

/** The meter with the longest gap between its reports, if that is at least five days. */
export function reportedRarely(
  meters: readonly { readonly meter: string; readonly rhythms?: readonly Rhythm[] }[],
  asOf: Instant,
): Reported | null {
  let rarest: { meter: string; found: Sessions } | null = null;
  for (const { meter, rhythms = [] } of meters) {
    for (const rhythm of rhythms) {
      const found = sessionsOf(rhythm, asOf);
      if (found !== null && found.gapMs >= SURE_GAP_MS && found.gapMs > (rarest?.found.gapMs ?? 0))
        rarest = { meter, found };
    }
  }
  if (rarest === null) return null;
  const { gapMs, nextAt } = rarest.found;
  const isAbout = (ms: number, days: number): boolean => Math.abs(gapMs - ms) <= days * DAY_MS;
  const every = isAbout(WEEK_MS, 0.5)
    ? 'week'
    : isAbout(MONTH_MS, 2.5)
      ? 'month'
      : { days: Math.round(gapMs / DAY_MS) };
  return { meter: rarest.meter, every, nextAt };
}
