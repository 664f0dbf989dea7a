import {
  addDays,
  endOfDay,
  type Instant,
  instantAt,
  isoWeekdayOf,
  type LocalDate,
  localDateOf,
} from '../../core/values/zone.js';
import type { OpenWindow, SuspensionPolicy } from './policy.js';

type OpenTimes = Pick<SuspensionPolicy, 'windows' | 'isHoliday'>;

/** Nothing stays closed for longer; `parsePolicy` refuses what would. */
const SEARCH_DAYS = 400;

const ALWAYS: OpenWindow = { weekdays: new Set([0, 1, 2, 3, 4, 5, 6]), fromMinute: 0, toMinute: 24 * 60 };

/**
 * The first instant, not before `from`, at which the policy lets sites be suspended. A window belongs to the day on
 * which it begins, and does not open on a holiday; one that goes past midnight ends there if a holiday follows. Where
 * clocks change within a window, it begins at the later and ends at the earlier reading.
 */
export function nextOpenAt({ windows, isHoliday }: OpenTimes, from: Instant, timeZone: string): Instant {
  if (windows.length === 0 && isHoliday === null) return from;
  // The window of the evening before may still be open.
  let date = addDays(localDateOf(from, timeZone), -1);
  for (let count = 0; count <= SEARCH_DAYS; count += 1, date = addDays(date, 1)) {
    if (isHoliday?.(date) === true) continue;
    const spans = (windows.length === 0 ? [ALWAYS] : windows)
      .filter(({ weekdays }) => weekdays.has(isoWeekdayOf(date)))
      .map((window) => spanOf(window, date, isHoliday, timeZone))
      .filter(({ start, end }) => Math.max(start, from) < end);
    if (spans.length > 0) return Math.min(...spans.map(({ start }) => Math.max(start, from)));
  }
  return from;
}

function spanOf(
  { fromMinute, toMinute }: OpenWindow,
  date: LocalDate,
  isHoliday: OpenTimes['isHoliday'],
  timeZone: string,
): { readonly start: Instant; readonly end: Instant } {
  const start = instantAt(date, fromMinute, timeZone, 'later');
  if (toMinute > fromMinute) return { start, end: instantAt(date, toMinute, timeZone, 'earlier') };
  const next = addDays(date, 1);
  const end =
    isHoliday?.(next) === true ? endOfDay(date, timeZone) : instantAt(next, toMinute, timeZone, 'earlier');
  return { start, end };
}

/** Whether the instant is on a holiday of the policy. */
export function isOnHoliday({ isHoliday }: OpenTimes, at: Instant, timeZone: string): boolean {
  return isHoliday?.(localDateOf(at, timeZone)) === true;
}

/** Whether anything may be suspended on a day, as far as weekdays and holidays go. */
export function opensOn({ windows, isHoliday }: OpenTimes, date: LocalDate): boolean {
  if (isHoliday?.(date) === true) return false;
  return windows.length === 0 || windows.some(({ weekdays }) => weekdays.has(isoWeekdayOf(date)));
}
