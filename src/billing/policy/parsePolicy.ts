import { parseAmount } from '../../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { addDays, isLocalDate, type LocalDate } from '../../core/values/zone.js';
import { opensOn } from './openTimes.js';
import {
  compilePolicy,
  type HolidayCalendar,
  minuteOf,
  type PolicyTerms,
  WEEKDAYS,
  type WindowTerms,
} from './policy.js';

/** The first notice goes out a week ahead, so a longer wait would always delay the suspension. */
export const NOTICE_HOURS_MAX = 168;
export const GRACE_DAYS_MAX = 90;
export const WINDOWS_MAX = 50;
export const HOLIDAY_DATES_MAX = 200;
const CLOSED_DAYS_MAX = 366;
const YEARS_AHEAD_MAX = 10;

/** Checks a suspension policy; `field` is its place in the caller's body, `today` the day it is entered. */
export function parsePolicy(
  terms: PolicyTerms,
  { today, calendar, field = 'suspensionPolicy' }: Checking,
): PolicyTerms | Refusal {
  const { noticeHours, graceDays } = terms;
  if (!isWholeUpTo(noticeHours, NOTICE_HOURS_MAX))
    return refuse('invalid', `must be a whole number from 1 to ${NOTICE_HOURS_MAX}`, `${field}.noticeHours`);
  if (!isWholeUpTo(graceDays, GRACE_DAYS_MAX))
    return refuse('invalid', `must be a whole number from 1 to ${GRACE_DAYS_MAX}`, `${field}.graceDays`);
  return (
    refuseWindows(terms, `${field}.windows`) ??
    refuseHolidays(terms, { today, calendar, field: `${field}.holidays` }) ??
    refuseCap(terms, `${field}.overrunCap`) ??
    refuseClosed(terms, { today, calendar, field }) ??
    withoutEmptyParts(terms)
  );
}

export interface Checking {
  readonly today: LocalDate;
  readonly calendar: HolidayCalendar;
  readonly field?: string;
}

function isWholeUpTo(value: number | undefined, most: number): boolean {
  return value === undefined || (Number.isInteger(value) && value >= 1 && value <= most);
}

function refuseWindows({ windows = [] }: PolicyTerms, field: string): Refusal | undefined {
  if (windows.length > WINDOWS_MAX) return refuse('invalid', `has more than ${WINDOWS_MAX} windows`, field);
  for (const [index, window] of windows.entries()) {
    const refusal = refuseWindow(window, `${field}[${index}]`);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function refuseWindow({ days, from, to }: WindowTerms, field: string): Refusal | undefined {
  if (days.length === 0) return refuse('invalid', 'names no weekday', `${field}.days`);
  const unknown = days.find((day) => !WEEKDAYS.includes(day));
  if (unknown !== undefined)
    return refuse('invalid', `must be weekdays: ${WEEKDAYS.join(', ')}`, `${field}.days`);
  if (!TIME.test(from)) return refuse('invalid', 'must be a time from 00:00 to 23:59', `${field}.from`);
  if (!TIME.test(to) && to !== '24:00')
    return refuse('invalid', 'must be a time from 00:00 to 24:00', `${field}.to`);
  return minuteOf(from) === minuteOf(to)
    ? refuse(
        'invalid',
        'is the time at which the window begins. For a whole day, use 00:00 to 24:00',
        `${field}.to`,
      )
    : undefined;
}

function refuseHolidays(
  { holidays }: PolicyTerms,
  { today, calendar, field }: Required<Checking>,
): Refusal | undefined {
  const { region, dates = [] } = holidays ?? {};
  if (dates.length > HOLIDAY_DATES_MAX)
    return refuse('invalid', `has more than ${HOLIDAY_DATES_MAX} dates`, `${field}.dates`);
  const latest = addDays(today, YEARS_AHEAD_MAX * 366);
  for (const [index, date] of dates.entries()) {
    if (!isLocalDate(date))
      return refuse('invalid', 'must be a date, as YYYY-MM-DD', `${field}.dates[${index}]`);
    if (date > latest)
      return refuse('invalid', `is more than ${YEARS_AHEAD_MAX} years ahead`, `${field}.dates[${index}]`);
  }
  if (region === undefined || calendar.holidaysIn(region, Number(today.slice(0, 4))) !== undefined)
    return undefined;
  return refuse('invalid', unknownRegion(region, calendar), `${field}.region`);
}

function unknownRegion(region: string, { holidaysIn, regionsOf }: HolidayCalendar): string {
  const country = region.slice(0, 2);
  const isCountry = /^[A-Z]{2}-/.test(region) && holidaysIn(country, 2026) !== undefined;
  const parts = isCountry ? regionsOf(country) : [];
  if (!isCountry) return 'is not a known country. Use the code of ISO 3166, such as DE or GB-SCT';
  return parts.length === 0
    ? `is not known. ${country} has no regions here: use ${country}`
    : `is not known. Regions of ${country}: ${parts.join(', ')}`;
}

function refuseCap({ overrunCap = {} }: PolicyTerms, field: string): Refusal | undefined {
  for (const [currency, text] of Object.entries(overrunCap)) {
    const minor = parseAmount(text, currency, `${field}.${currency}`);
    if (isRefusal(minor)) return minor;
    if (minor <= 0n) return refuse('invalid', 'must be more than 0', `${field}.${currency}`);
  }
  return undefined;
}

/** Refuses windows and holidays that leave no day of a whole year on which a site may be suspended. */
function refuseClosed(
  terms: PolicyTerms,
  { today, calendar, field }: Required<Checking>,
): Refusal | undefined {
  const policy = compilePolicy({ windows: terms.windows, holidays: terms.holidays }, 'EUR', calendar);
  if (policy.isHoliday === null) return undefined;
  const last = (terms.holidays?.dates ?? []).reduce((latest, date) => (date > latest ? date : latest), today);
  const end = addDays(last, CLOSED_DAYS_MAX);
  let openLast = today;
  for (let date = today; date <= end; date = addDays(date, 1)) {
    if (opensOn(policy, date)) openLast = date;
    else if (addDays(openLast, CLOSED_DAYS_MAX) <= date) {
      const detail =
        `leaves no day for a suspension from ${openLast} to ${date}: the windows open only on holidays. ` +
        'Add a weekday or remove dates';
      return refuse('invalid', detail, `${field}.windows`);
    }
  }
  return undefined;
}

/** A part without content restricts nothing, and is not stored. */
function withoutEmptyParts(terms: PolicyTerms): PolicyTerms {
  const { noticeHours, windows = [], holidays = {}, graceDays, overrunCap = {} } = terms;
  const { region, dates = [] } = holidays;
  return {
    ...(noticeHours === undefined ? {} : { noticeHours }),
    ...(windows.length === 0 ? {} : { windows }),
    ...(region === undefined && dates.length === 0
      ? {}
      : {
          holidays: { ...(region === undefined ? {} : { region }), ...(dates.length === 0 ? {} : { dates }) },
        }),
    ...(graceDays === undefined ? {} : { graceDays }),
    ...(Object.keys(overrunCap).length === 0 ? {} : { overrunCap }),
  };
}
