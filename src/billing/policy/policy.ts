import { parseAmount } from '../../core/values/money.js';
import { isRefusal } from '../../core/values/refusal.js';
import type { LocalDate } from '../../core/values/zone.js';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When sites may be suspended: from `from` to `to` on these weekdays, as HH:MM; a later `from` goes past midnight. */
export interface WindowTerms {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

/** A suspension policy as it is stored and shown (docs/concepts.md, Suspension). Each part left out does not restrict. */
export interface PolicyTerms {
  readonly noticeHours?: number | undefined;
  readonly windows?: readonly WindowTerms[] | undefined;
  readonly holidays?:
    { readonly region?: string | undefined; readonly dates?: readonly LocalDate[] | undefined } | undefined;
  readonly graceDays?: number | undefined;
  /** By currency, in major units. */
  readonly overrunCap?: Readonly<Record<string, string>> | undefined;
}

/** The public holidays of countries and their parts, named as in ISO 3166: DE, DE-BY. */
export interface HolidayCalendar {
  /** The public holidays of a year; undefined where the region is not known. */
  readonly holidaysIn: (region: string, year: number) => ReadonlySet<LocalDate> | undefined;
  /** The regions whose names begin with this region, or all countries. */
  readonly regionsOf: (region?: string) => readonly string[];
}

/** A window in minutes after midnight, with the weekdays it begins on. */
export interface OpenWindow {
  readonly weekdays: ReadonlySet<number>;
  readonly fromMinute: number;
  /** Not after `fromMinute`: on the next day. */
  readonly toMinute: number;
}

/** A suspension policy for the accounts of one currency. */
export interface SuspensionPolicy {
  readonly noticeHours: number | null;
  /** Empty: at any time. */
  readonly windows: readonly OpenWindow[];
  readonly isHoliday: ((date: LocalDate) => boolean) | null;
  readonly graceDays: number;
  /** In minor units. */
  readonly overrunCap: bigint | null;
}

/** The default: suspend at the limit. */
export const AT_THE_LIMIT: SuspensionPolicy = {
  noticeHours: null,
  windows: [],
  isHoliday: null,
  graceDays: 0,
  overrunCap: null,
};

/** The policy that was entered, ready to be applied. Whatever is no longer valid in it does not restrict. */
export function compilePolicy(
  terms: PolicyTerms,
  currency: string,
  calendar: HolidayCalendar,
): SuspensionPolicy {
  const { noticeHours = null, windows = [], graceDays = 0, overrunCap = {} } = terms;
  const cap = overrunCap[currency] === undefined ? null : parseAmount(overrunCap[currency], currency);
  return {
    noticeHours,
    windows: windows.map(compileWindow),
    isHoliday: compileHolidays(terms, calendar),
    graceDays,
    overrunCap: isRefusal(cap) ? null : cap,
  };
}

function compileWindow({ days, from, to }: WindowTerms): OpenWindow {
  return {
    weekdays: new Set(days.map((day) => WEEKDAYS.indexOf(day))),
    fromMinute: minuteOf(from),
    toMinute: minuteOf(to),
  };
}

/** Minutes after midnight of a time as HH:MM. */
export function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Whether a date is one of the policy's holidays; null where it has none. */
export function compileHolidays(
  { holidays }: Pick<PolicyTerms, 'holidays'>,
  { holidaysIn }: HolidayCalendar,
): ((date: LocalDate) => boolean) | null {
  const { region, dates = [] } = holidays ?? {};
  const own = new Set(dates);
  if (region === undefined) return own.size === 0 ? null : (date) => own.has(date);
  return (date) => own.has(date) || holidaysIn(region, Number(date.slice(0, 4)))?.has(date) === true;
}
