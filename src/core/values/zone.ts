/**
 * Days and the instants they begin at in an account's time zone. A local day runs from its first instant to the first
 * instant of the next. If midnight does not exist, the day starts later; if it occurs twice, the first counts; a
 * skipped day is empty. `localDateOf` is the exact inverse, so every instant belongs to one day and days are
 * contiguous. Only this module queries the zone database, once per zone and day.
 */
import { Temporal } from 'temporal-polyfill';

/** Epoch milliseconds, UTC. */
export type Instant = number;
/** A calendar day as YYYY-MM-DD, from 0001-01-01 to 9999-12-31. */
export type LocalDate = string;

export const DAY_MS = 86_400_000;

/** As many as there are zones. The lines of a client list repeat the same few zones. */
const zonesKnown = new Set<string>();

/** Whether the text names a zone of the IANA database, written as the database writes it. */
export function isTimeZone(text: string): boolean {
  if (zonesKnown.has(text)) return true;
  const isKnown = /^[A-Z]/.test(text) && isInDatabase(text);
  if (isKnown) zonesKnown.add(text);
  return isKnown;
}

function isInDatabase(text: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId === text;
  } catch {
    return false;
  }
}

/** Whether this program's zone database has the zone: a stored zone may be newer than it, or removed from it since. */
export function knowsZone(timeZone: string): boolean {
  return zoneDays(timeZone).isKnown;
}

/** Whether the text is a day that exists in the calendar, as YYYY-MM-DD. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001') return false;
  const day = Date.parse(text) / DAY_MS;
  return Number.isInteger(day) && dateOfEpochDay(day) === text;
}

/** Days from 1970-01-01 to the date. */
export function epochDay(date: LocalDate): number {
  const day =
    Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS;
  // Date.UTC reads the years 0 to 99 as 1900 to 1999.
  return date < '0100' ? Date.parse(date) / DAY_MS : day;
}

const DATES_CACHED_MAX = 100_000;
const dateByEpochDay = new Map<number, LocalDate>();

/** The date that many days after 1970-01-01. */
export function dateOfEpochDay(day: number): LocalDate {
  const known = dateByEpochDay.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (dateByEpochDay.size >= DATES_CACHED_MAX) dateByEpochDay.clear();
  dateByEpochDay.set(day, date);
  return date;
}

/** Clamps a date to the first and last supported dates. */
const [FIRST_DAY, LAST_DAY] = ['0001-01-01', '9999-12-31'].map((date) => Date.parse(date) / DAY_MS) as [
  number,
  number,
];

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfEpochDay(Math.min(Math.max(epochDay(date) + days, FIRST_DAY), LAST_DAY));
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return epochDay(to) - epochDay(from);
}

/** Months since year 0, so that months can be counted and compared. */
export function monthIndex(date: LocalDate): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

/** The given day of a month, clamped to the month's last. */
export function dateInMonth(month: number, day: number): LocalDate {
  const year = Math.floor(month / 12);
  const monthOfYear = month - year * 12;
  const clamped = Math.min(day, daysInMonth(year, monthOfYear));
  return `${padded(year, 4)}-${padded(monthOfYear + 1, 2)}-${padded(clamped, 2)}`;
}

/** The same day that many months on, clamped to the month's last. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  return dateInMonth(monthIndex(date) + months, Number(date.slice(8, 10)));
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysInMonth(year: number, monthOfYear: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return monthOfYear === 1 && leap ? 29 : (DAYS_IN_MONTH[monthOfYear] ?? 31);
}

/** The last instant that UTC writes with a four-digit year, as every response does. */
export const LATEST: Instant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The instant at which that local day ends. */
export function endOfDay(date: LocalDate, timeZone: string): Instant {
  const day = epochDay(date);
  return day >= LAST_DAY ? LATEST : dayStart(zoneDays(timeZone), day + 1);
}

/** The first instant of that local day. */
export function startOfDay(date: LocalDate, timeZone: string): Instant {
  return dayStart(zoneDays(timeZone), epochDay(date));
}

/**
 * The instant at which the clocks of a zone show that many minutes after the midnight that begins the day, from 0 to
 * 24 × 60. Of a time that occurs twice or not at all, the earlier or the later reading.
 */
export function instantAt(
  date: LocalDate,
  minutes: number,
  timeZone: string,
  reading: 'earlier' | 'later',
): Instant {
  if (minutes === 0) return startOfDay(date, timeZone);
  if (minutes === 24 * 60) return endOfDay(date, timeZone);
  const time = { hour: Math.floor(minutes / 60), minute: minutes % 60 };
  const at = Temporal.PlainDate.from(date).toPlainDateTime(time);
  return at.toZonedDateTime(zoneDays(timeZone).timeZone, { disambiguation: reading }).epochMilliseconds;
}

/** The weekday of a date: 0 is Monday, 6 is Sunday. */
export function isoWeekdayOf(date: LocalDate): number {
  return (((epochDay(date) + 3) % 7) + 7) % 7;
}

/** The local day of an instant. */
export function localDateOf(at: Instant, timeZone: string): LocalDate {
  return dateOfEpochDay(localEpochDayOf(at, timeZone));
}

/** The local day of an instant, as days since 1970-01-01; for loops over many instants. */
export function localEpochDayOf(at: Instant, timeZone: string): number {
  const days = zoneDays(timeZone);
  let day = Math.floor(at / DAY_MS);
  while (at < dayStart(days, day)) day -= 1;
  while (at >= dayStart(days, day + 1)) day += 1;
  return day;
}

/** The day starts of one zone, in blocks of consecutive days, filled on demand. */
interface ZoneDays {
  readonly timeZone: string;
  readonly isKnown: boolean;
  readonly blocks: Map<number, Float64Array>;
}

const BLOCK_BITS = 8;
const BLOCK_DAYS = 1 << BLOCK_BITS;
const ZONES_CACHED_MAX = 1_000;
const BLOCKS_CACHED_MAX = 1_000;
const zones = new Map<string, ZoneDays>();

function zoneDays(timeZone: string): ZoneDays {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  if (zones.size >= ZONES_CACHED_MAX) zones.clear();
  const isKnown = canRead(timeZone);
  // An unknown zone rates no account, but lists that contain it still need names of days.
  const days: ZoneDays = { timeZone: isKnown ? timeZone : 'UTC', isKnown, blocks: new Map() };
  zones.set(timeZone, days);
  return days;
}

function canRead(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    return true;
  } catch {
    return false;
  }
}

function dayStart(days: ZoneDays, day: number): Instant {
  const block = days.blocks.get(day >> BLOCK_BITS) ?? addBlock(days, day >> BLOCK_BITS);
  const index = day & (BLOCK_DAYS - 1);
  const known = block[index];
  if (known !== undefined && !Number.isNaN(known)) return known;
  return (block[index] = findDayStart(day, days.timeZone));
}

function addBlock(days: ZoneDays, number: number): Float64Array {
  if (days.blocks.size >= BLOCKS_CACHED_MAX) days.blocks.clear();
  const block = new Float64Array(BLOCK_DAYS).fill(NaN);
  days.blocks.set(number, block);
  return block;
}

function findDayStart(day: number, timeZone: string): Instant {
  const date = Temporal.PlainDate.from(dateOfEpochDay(day));
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}
