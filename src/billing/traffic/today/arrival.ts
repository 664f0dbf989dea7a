import { newFloats } from '../newFloats.js';
import { DAY_MS, type Instant } from '../../../core/values/zone.js';
import {
  hourlyPattern,
  type HourlyPattern,
  isOverdue,
  type Place,
  hourlyPlaceOf,
  shareBy,
  shareFrom,
  USUAL_HOURS,
} from './hours.js';
import { fadeBetween, type Rhythm, sessionsOf } from '../rhythm.js';
import { type Coming, stretchOf, type Swing } from '../spread/stretch.js';
import { WEEK_DAYS } from '../window.js';
import { restOfDay } from './today.js';

const HOURS = 24;

// Instants are days since today began here, and days are counted from today: -1 is yesterday.

/** A meter's rhythms combined: daily reports and sessions. */
export interface Reports {
  /** The part of the quantity in daily reports, 0 to 1. */
  readonly daily: number;
  readonly pattern: HourlyPattern;
  readonly sessions: readonly SessionPlan[];
}

/** What one site reports in sessions. */
interface SessionPlan {
  /** Part of the meter's quantity. */
  readonly part: number;
  readonly nextAt: number;
  readonly gap: number;
  /** The latest day it has reported. */
  readonly watermark: number;
  /** How many days before the day of a session its reports end. */
  readonly lag: number;
}

export const USUAL_REPORTS: Reports = { daily: 1, pattern: USUAL_HOURS, sessions: [] };

/** How a meter's usage will be reported; `today` is the epoch day that began at `startsAt`. */
export function reportsOf(
  rhythms: readonly Rhythm[],
  { asOf, today, startsAt, perDay }: { asOf: Instant; today: number; startsAt: Instant; perDay: number },
): Reports {
  if (rhythms.length === 0) return USUAL_REPORTS;
  const weightOf = (rhythm: Rhythm): number => rhythm.weight * fadeBetween(rhythm.lastAt, asOf);
  const weight = rhythms.reduce((sum, rhythm) => sum + weightOf(rhythm), 0);
  const sessions: SessionPlan[] = [];
  const streams: Rhythm[] = [];
  for (const rhythm of rhythms) {
    const found = sessionsOf(rhythm, asOf);
    if (found === null) {
      streams.push(rhythm);
      continue;
    }
    const began = Math.floor(((rhythm.sessions[0] ?? rhythm.lastAt) - startsAt) / DAY_MS);
    const watermark = rhythm.watermark - today;
    sessions.push({
      part: weight > 0 ? weightOf(rhythm) / weight : 1 / rhythms.length,
      nextAt: (found.nextAt - startsAt) / DAY_MS,
      gap: found.gapMs / DAY_MS,
      watermark,
      lag: Math.max(0, began - watermark),
    });
  }
  const daily = Math.max(0, 1 - sessions.reduce((sum, { part }) => sum + part, 0));
  return { daily, pattern: hourlyPattern(streams, asOf, perDay * daily), sessions };
}

/** A day counts as reported once this much of it has arrived. */
const COMPLETE = 0.95;
/** Sites that report less of a meter than this keep no day open. */
const PART_LEAST = 0.05;
const OPEN_DAYS_MAX = 62;

/** The first day that is not wholly reported, today at the latest. */
export function firstOpenDay(
  { daily, pattern, sessions }: Reports,
  elapsed: number,
  soFar: (day: number) => number,
): number {
  let open = 0;
  const isOpen = (day: number): boolean =>
    shareBy(pattern, elapsed - day) < COMPLETE || isOverdue(pattern, elapsed - day, soFar(day));
  if (daily >= PART_LEAST) while (isOpen(open - 1)) open -= 1;
  for (const { part, watermark } of sessions) if (part >= PART_LEAST) open = Math.min(open, watermark + 1);
  return Math.max(open, -OPEN_DAYS_MAX);
}

interface Pending {
  readonly day: number;
  /** The rest of it that is still to arrive. */
  readonly rest: number;
  readonly place: Place;
}

/** The expected arrivals of a meter from now on. */
export interface ArrivalPlan {
  readonly reports: Reports;
  /** Days not wholly reported, up to today. */
  readonly pending: readonly Pending[];
  readonly firstDay: number;
  /** When all of that has arrived, and how much it is. */
  readonly clearedAt: number;
  readonly cleared: number;
  /** Running sums of whole days from `firstDay` on; one longer than the days. */
  readonly sums: Float64Array;
}

/** The expected and the reported quantity of whole days, both from `firstDay` on. */
export interface OpenDays {
  readonly firstDay: number;
  readonly expected: Float64Array;
  readonly soFar: (day: number) => number;
}

export function planArrivals(reports: Reports, elapsed: number, open: OpenDays): ArrivalPlan {
  const { firstDay, expected } = open;
  const pending: Pending[] = [];
  if (reports.daily > 0)
    for (let day = firstDay; day <= 0; day += 1) pending.push(pendingOf(reports, elapsed, open, day));
  const clearedAt = Math.max(reports.pattern.length - 1, Math.floor(elapsed * HOURS) + 1) / HOURS;
  return {
    reports,
    pending,
    clearedAt,
    cleared: clearedBy(reports.pattern, pending, clearedAt),
    firstDay,
    sums: exactSums(expected),
  };
}

/** The same at an edge of what is likely; `expected` are the days of the plan, or the first of them. */
export function arrivalsAtEdge(plan: ArrivalPlan, expected: Float64Array, swing: Swing): ArrivalPlan {
  const { reports, firstDay, clearedAt } = plan;
  const stretch = stretchOf(comingOf(plan, expected), swing);
  const pending = plan.pending.map((one) => ({
    ...one,
    rest: one.rest * (stretch[one.day - firstDay] ?? 1),
  }));
  // What is left of days that are reported daily is within `pending`.
  stretch.fill(1, 0, reports.sessions.length === 0 ? pending.length : 0);
  for (let index = 0; index < expected.length; index += 1)
    stretch[index] = (stretch[index] ?? 1) * (expected[index] ?? 0);
  const cleared = clearedBy(reports.pattern, pending, clearedAt);
  return { ...plan, pending, cleared, sums: exactSums(stretch, expected.length) };
}

/** Sessions bring whole days; of days that are reported daily, only the rest is still to come. */
function comingOf({ reports, pending, firstDay }: ArrivalPlan, expected: Float64Array): Coming {
  const { daily, pattern, sessions } = reports;
  const unreported = pending.map(({ day, rest }) => rest + (1 - daily) * (expected[day - firstDay] ?? 0));
  let inOneReport = 0;
  for (let hour = 1; hour < pattern.length; hour += 1) {
    const inHour = daily * ((pattern[hour] ?? 0) - (pattern[hour - 1] ?? 0));
    if (inHour > inOneReport) inOneReport = inHour;
  }
  for (const session of sessions) inOneReport = Math.max(inOneReport, session.part * session.gap);
  return { expected, unreported, inOneReport: inOneReport * meanOf(expected, 4 * WEEK_DAYS) };
}

function meanOf(days: Float64Array, most: number): number {
  const count = Math.min(most, days.length);
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += (days[index] ?? 0) / count;
  return sum;
}

/** The highest power of two to which a number of its own size can be added. */
const POWER_MOST = 1022;

/**
 * Running sums whose differences are exact, so that none is negative or shrinks over time. Each day is rounded to a
 * part of the whole that a float holds in every sum (adding and subtracting a power of two does that).
 */
function exactSums(days: Float64Array, count = days.length): Float64Array {
  const sums = newFloats(count + 1);
  let whole = 0;
  for (let index = 0; index < count; index += 1) whole += days[index] ?? 0;
  const coarse = 2 ** Math.min(POWER_MOST, Math.ceil(Math.log2(whole)));
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    sum += (days[index] ?? 0) + coarse - coarse;
    sums[index + 1] = sum;
  }
  return sums;
}

/** The rest of an open day in daily reports. */
export function pendingOf(
  { pattern, daily }: Reports,
  elapsed: number,
  { firstDay, expected, soFar }: OpenDays,
  day: number,
): Pending {
  const whole = (expected[day - firstDay] ?? 0) * daily;
  const come = soFar(day);
  const place = hourlyPlaceOf(pattern, elapsed - day, come, whole);
  return { day, place, rest: restOfDay(whole, come, place.gone) };
}

/** The arrivals from now until a later instant. */
export function arrivedBy(plan: ArrivalPlan, at: number): number {
  const { reports } = plan;
  let sum = at >= plan.clearedAt ? plan.cleared : clearedBy(reports.pattern, plan.pending, at);
  if (reports.daily > 0) sum += reports.daily * streamedBy(plan, at);
  for (const session of reports.sessions) sum += session.part * broughtBy(plan, session, at);
  return sum;
}

/** Arrivals of the open days. */
function clearedBy(pattern: HourlyPattern, pending: readonly Pending[], at: number): number {
  let sum = 0;
  for (const { day, rest, place } of pending) {
    if (rest > 0) sum += (rest * (shareFrom(pattern, place, at - day) - place.gone)) / (1 - place.gone);
  }
  return sum;
}

/** Arrivals of the days after today, in daily reports. */
function streamedBy(plan: ArrivalPlan, at: number): number {
  const { pattern } = plan.reports;
  const last = Math.floor(at);
  if (last <= 0) return 0;
  const whole = Math.max(0, Math.floor(at - (pattern.length - 1) / HOURS));
  let before = sumTo(plan, whole);
  let sum = before - sumTo(plan, 0);
  for (let day = whole + 1; day <= last; day += 1) {
    const to = sumTo(plan, day);
    sum += (to - before) * shareBy(pattern, at - day);
    before = to;
  }
  return sum;
}

/** Arrivals in sessions: each contains all days since the one before. */
function broughtBy(plan: ArrivalPlan, { nextAt, gap, watermark, lag }: SessionPlan, at: number): number {
  if (at < nextAt) return 0;
  const latest = nextAt + Math.floor((at - nextAt) / gap) * gap;
  return sumOver(plan, watermark, Math.max(watermark, Math.floor(latest) - lag));
}

/** The sum over the days after `from` up to and including `to`. */
function sumOver(plan: ArrivalPlan, from: number, to: number): number {
  return sumTo(plan, to) - sumTo(plan, from);
}

/** The sum over all days up to and including `day`. */
function sumTo({ firstDay, sums }: ArrivalPlan, day: number): number {
  return sums[Math.max(0, Math.min(sums.length - 1, day + 1 - firstDay))] ?? 0;
}
