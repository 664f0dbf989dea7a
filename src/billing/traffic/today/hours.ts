import { newFloats } from '../newFloats.js';
import type { Instant } from '../../../core/values/zone.js';
import { fadeBetween, type Rhythm } from '../rhythm.js';
import { usualShare } from './today.js';

const DAY_HOURS = 24;

/** The part of a day's quantity that has arrived by each whole hour since the day began; the last is 1. */
export type HourlyPattern = Float64Array;

/** A site without a known rhythm is assumed to be like most sites. */
export const USUAL_HOURS: HourlyPattern = Float64Array.from({ length: DAY_HOURS + 1 }, (_, hour) =>
  usualShare(hour / DAY_HOURS),
);

/** The pattern of most sites counts as one observed day, and half of that after every two observed days. */
const PRIOR_HALVES_DAYS = 2;
/** The last late arrivals are cut off: waiting nine days for them would keep every day open. */
const STRAYS = 0.005;

/** The learned hours of arrival, `perDay` being the usual quantity of a day. */
export function hourlyPattern(rhythms: readonly Rhythm[], asOf: Instant, perDay: number): HourlyPattern {
  const length = rhythms.reduce((most, { hours }) => Math.max(most, hours.length), DAY_HOURS);
  const weights = newFloats(length);
  let total = 0;
  for (const { hours, lastAt } of rhythms) {
    const fade = fadeBetween(lastAt, asOf);
    for (let hour = 0; hour < hours.length; hour += 1) {
      const weight = (hours[hour] ?? 0) * fade;
      weights[hour] = (weights[hour] ?? 0) + weight;
      total += weight;
    }
  }
  if (!(total > 0 && total < Infinity)) return USUAL_HOURS;
  const days = perDay > 0 ? total / perDay : 1;
  const prior = total * (0.5 ** (days / PRIOR_HALVES_DAYS) / Math.max(days, 0.25));
  return accumulate(weights, total, prior);
}

function accumulate(weights: Float64Array, total: number, prior: number): HourlyPattern {
  const pattern = newFloats(weights.length + 1);
  let sum = 0;
  let end = 0;
  while (end < weights.length && (end < DAY_HOURS || sum < total * (1 - STRAYS))) {
    sum += weights[end] ?? 0;
    end += 1;
    pattern[end] = sum + prior * (USUAL_HOURS[Math.min(end, DAY_HOURS)] ?? 1);
  }
  const all = pattern[end] ?? 1;
  for (let hour = 0; hour <= end; hour += 1) pattern[hour] = (pattern[hour] ?? 0) / all;
  return pattern.subarray(0, end + 1);
}

/** The part that has arrived a number of days after the day began. */
export function shareBy(pattern: HourlyPattern, days: number): number {
  const hours = days * DAY_HOURS;
  if (hours <= 0) return 0;
  if (hours >= pattern.length - 1) return 1;
  const hour = Math.floor(hours);
  return between(pattern[hour] ?? 0, pattern[hour + 1] ?? 1, hours - hour);
}

/** A day's progress: the days since it began, and the part of it that has elapsed. */
export interface Place {
  readonly days: number;
  readonly gone: number;
}

/** An hour with a larger part of a day than this is one report or a few, not a stream. */
const LUMP = 0.15;

/** A report is awaited for this many days after all of its day should have arrived. */
const OVERDUE_DAYS = 1;

/** Whether a day that is reported at once or in a few parts has had no report, although one was due. */
export function isOverdue(pattern: HourlyPattern, days: number, soFar: number): boolean {
  if (soFar > 0 || days >= (pattern.length - 1) / DAY_HOURS + OVERDUE_DAYS) return false;
  for (let hour = Math.min(Math.floor(days * DAY_HOURS), pattern.length - 1); hour > 0; hour -= 1)
    if ((pattern[hour] ?? 0) - (pattern[hour - 1] ?? 0) >= LUMP) return true;
  return false;
}

/**
 * The state of a day that is expected to have `expected` and has had `soFar`. Within an hour of a single report the
 * time does not show whether it has come, so the usage decides.
 */
export function hourlyPlaceOf(pattern: HourlyPattern, days: number, soFar: number, expected: number): Place {
  // A late report is usage that is still to come, not a day without usage.
  if (isOverdue(pattern, days, soFar)) return { days, gone: 0 };
  const hour = Math.floor(days * DAY_HOURS);
  const [from, to] = [shareBy(pattern, hour / DAY_HOURS), shareBy(pattern, (hour + 1) / DAY_HOURS)];
  if (to - from < LUMP) return { days, gone: shareBy(pattern, days) };
  const come = expected > 0 && soFar > 0 ? soFar / expected : 0;
  return { days, gone: Math.max(from, Math.min(to, come)) };
}

/** The part that has arrived a number of days after the day began, given the day's present state. */
export function shareFrom(pattern: HourlyPattern, place: Place, days: number): number {
  const end = (Math.floor(place.days * DAY_HOURS) + 1) / DAY_HOURS;
  if (days >= end) return shareBy(pattern, days);
  return between(place.gone, shareBy(pattern, end), (days - place.days) / (end - place.days));
}

/** Interpolates between two shares and, despite rounding, never beyond: arrived usage never shrinks. */
function between(from: number, to: number, part: number): number {
  return Math.min(to, from + (to - from) * part);
}
