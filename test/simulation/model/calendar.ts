import { dayAfter, daysFrom, localDay } from '../chaos/checker/calendar.js';

/** Months of any length and days of any zone, worked out anew: nothing here comes from the product. */

const HOUR_MS = 3_600_000;

const firstInstants = new Map<string, number>();

/** The first instant of a local day: midnight, or what comes instead of it where the clocks leap over it. */
export function firstInstantOf(day: string, timeZone: string): number {
  const key = `${timeZone} ${day}`;
  const known = firstInstants.get(key);
  if (known !== undefined) return known;
  const middle = Date.parse(`${day}T00:00:00Z`);
  let [before, within] = [middle - 30 * HOUR_MS, middle + 30 * HOUR_MS];
  while (within - before > 1) {
    const between = Math.floor((before + within) / 2);
    if (localDay(between, timeZone) < day) before = between;
    else within = between;
  }
  firstInstants.set(key, within);
  return within;
}

/** A billing period: from a local day to another that is no longer in it. */
export interface Month {
  readonly start: string;
  readonly end: string;
  readonly startsAt: number;
  readonly endsAt: number;
  /** Days of the whole period that a short one is a part of. */
  readonly wholeDays: number;
}

export interface Rhythm {
  readonly openedAt: number;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
}

/** The periods of an account that have begun by `until`, the first of them from its opening. */
export function monthsUntil(rhythm: Rhythm, until: number): Month[] {
  const { openedAt, timeZone, billingDay, intervalMonths } = rhythm;
  const opened = localDay(openedAt, timeZone);
  const months: Month[] = [];
  let [start, startsAt] = [opened, openedAt];
  // Whether its first day is a billing day: else it is short, up to the next one.
  let next = 0;
  const billing = (index: number): string => billingDate(opened, billingDay, index);
  while (billing(next) < opened) next += 1;
  do {
    const isWhole = billing(next) === start;
    if (isWhole) next += intervalMonths;
    const end = billing(next);
    const wholeStart = billing(next - intervalMonths);
    const endsAt = firstInstantOf(end, timeZone);
    months.push({ start, end, startsAt, endsAt, wholeDays: daysFrom(isWhole ? start : wholeStart, end) });
    [start, startsAt] = [end, endsAt];
  } while (startsAt <= until);
  return months;
}

/** The billing day in the month so many months after the one a day lies in; the last day of a month too short for it. */
function billingDate(day: string, billingDay: number, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
  const nextFirst = new Date(Date.UTC(year, month + months, 1)).toISOString().slice(0, 10);
  return dayAfter(first, Math.min(billingDay, daysFrom(first, nextFirst)) - 1);
}
