import fc from 'fast-check';
import type { HolidayCalendar, PolicyTerms, WindowTerms } from '../../../src/billing/policy/policy.js';
import { WEEKDAYS } from '../../../src/billing/policy/policy.js';
import { DAY_MS, type Instant } from '../../../src/core/values/zone.js';

/** Nobody has holidays but the country XX, on the first day of each month. */
export const CALENDAR: HolidayCalendar = {
  holidaysIn: (region, year) =>
    region === 'XX'
      ? new Set(Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, '0')}-01`))
      : undefined,
  regionsOf: (region) => (region === undefined ? ['XX'] : []),
};

/** Zones whose clocks change, by an hour and by half of one, and some that never do. */
export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
];

/** On both sides of changes of clocks. */
export const instants = fc
  .integer({ min: Date.parse('2026-01-01'), max: Date.parse('2028-12-31') })
  .map((at) => at - (at % 60_000));

const time = fc
  .integer({ min: 0, max: 24 * 4 - 1 })
  .map(
    (quarter) =>
      `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  );

export const windows: fc.Arbitrary<WindowTerms> = fc
  .record({
    days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
    from: time,
    to: fc.oneof({ weight: 4, arbitrary: time }, { weight: 1, arbitrary: fc.constant('24:00') }),
  })
  .filter(({ from, to }) => from !== to);

const ownDate = fc
  .integer({ min: 0, max: 3 * 365 })
  .map((day) => new Date(Date.parse('2026-01-01') + day * DAY_MS).toISOString().slice(0, 10));

export const terms: fc.Arbitrary<PolicyTerms> = fc.record(
  {
    noticeHours: fc.integer({ min: 1, max: 168 }),
    windows: fc.array(windows, { minLength: 1, maxLength: 3 }),
    holidays: fc.record(
      { region: fc.constant('XX'), dates: fc.array(ownDate, { maxLength: 20 }) },
      { requiredKeys: [] },
    ),
    graceDays: fc.integer({ min: 1, max: 30 }),
    overrunCap: fc.constantFrom({ EUR: '50.00' }),
  },
  { requiredKeys: [] },
);

/** What the clocks of a zone show, by Intl's own data, which knows nothing of the code under test. */
export function wallClock(at: Instant, timeZone: string): { date: string; weekday: number; minute: number } {
  const shown = formatOf(timeZone).format(at);
  const [date = '', time = ''] = shown.split(' ');
  const weekday = (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;
  return { date, weekday, minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(timeZone, made);
  return made;
}

/** Whether a wall clock is within the windows and outside holidays, said once more in the plainest way. */
export function isOpenAt(policy: PolicyTerms, at: Instant, timeZone: string): boolean {
  const { date, weekday, minute } = wallClock(at, timeZone);
  const before = new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10);
  if (isHoliday(policy, date)) return false;
  if (policy.windows === undefined) return true;
  return policy.windows.some(({ days, from, to }) => {
    const [begins, ends] = [from, to].map(
      (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)),
    ) as [number, number];
    const on = (day: number): boolean => days.includes(WEEKDAYS[(day + 7) % 7] ?? 'mon');
    if (ends > begins) return on(weekday) && minute >= begins && minute < ends;
    if (minute >= begins) return on(weekday);
    return minute < ends && on(weekday - 1) && !isHoliday(policy, before);
  });
}

function isHoliday({ holidays = {} }: PolicyTerms, date: string): boolean {
  const { region, dates = [] } = holidays;
  return (region === 'XX' && date.endsWith('-01')) || dates.includes(date);
}
