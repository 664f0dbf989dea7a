import { dateFormat } from '../../../../src/core/values/formatters.js';
import type { LimitRange } from '../../../../src/billing/projection/project.js';
import { DAY_MS, type Instant } from '../../../../src/core/values/zone.js';
import { formatMoney } from '../../../web/charts/format.js';

const MINUS = '−';

/** Amounts of a table: a single currency is named in the heading, several beside each amount. */
export function Amount({ minor, currency, named }: { minor: bigint; currency: string; named?: boolean }) {
  return (
    <span class={minor < 0n ? 'owed' : undefined}>
      {formatMoney(minor, currency)}
      {named === true && <span class="quiet small-inline"> {currency}</span>}
    </span>
  );
}

/** An amount of the API, formatted with a minus sign and thousands separators. */
export function formatMajor(major: string): string {
  const [whole = '0', fraction] = major.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${major.startsWith('-') ? MINUS : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** The distance to an instant in words: "in 6 days", "3 hours ago", "today". */
export function formatRelativeTime(at: Instant, now: Instant): string {
  const ahead = at >= now;
  const distance = Math.abs(at - now);
  const span = formatDuration(distance);
  return ahead ? `in ${span}` : `${span} ago`;
}

/** Rounded down, as a runway is, so that both agree beside each other. */
export function formatDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  if (hours < 1) return plural(Math.max(1, Math.floor(ms / 60_000)), 'minute');
  return hours < 36 ? plural(hours, 'hour') : formatDays(Math.floor(ms / DAY_MS));
}

export function formatDays(days: number): string {
  return days < 60 ? plural(days, 'day') : plural(Math.floor(days / 30.4), 'month');
}

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A number within a sentence: "three" as a word, larger numbers as digits. */
export function counting(count: number): string {
  return SMALL[count] ?? String(count);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "Wed 25 Nov", with the year if it is not the current one. */
export function formatDay(at: Instant, timeZone: string, now?: Instant): string {
  const year = (of: Instant): string => dateFormat('en-GB', { year: 'numeric', timeZone }).format(of);
  const isOther = now !== undefined && year(at) !== year(now);
  return dateFormat('en-GB', {
    ...(isOther ? { year: 'numeric' as const } : { weekday: 'short' as const }),
    day: 'numeric',
    month: 'short',
    timeZone,
  })
    .format(at)
    .replace(',', '');
}

/** The 80 % range of a limit date: "between Sat 3 Jan and Wed 7 Jan"; null if it is within one day. */
export function formatRange(range: LimitRange | null, timeZone: string, now: Instant): string | null {
  if (range === null) return null;
  const early = formatDay(range.earliest, timeZone, now);
  if (range.latest === null) return `not before ${early}`;
  const late = formatDay(range.latest, timeZone, now);
  return late === early ? null : `between ${early} and ${late}`;
}

/** "Wed 25 Nov 2026, 09:00 (Europe/London)". */
export function formatDateTime(at: Instant, timeZone: string): string {
  const text = dateFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(at);
  return `${text} (${timeZone})`;
}

/** "09:00" of an account's day. */
export function formatTime(at: Instant, timeZone: string): string {
  return dateFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at);
}

interface DayProps {
  readonly at: Instant;
  readonly timeZone: string;
  readonly now?: Instant;
  readonly withTime?: boolean;
}

/** A day in words, with the exact instant as its tooltip. */
export function Day({ at, timeZone, now, withTime = false }: DayProps) {
  return (
    <time datetime={new Date(at).toISOString()} title={formatDateTime(at, timeZone)}>
      {formatDay(at, timeZone, now)}
      {withTime && `, ${formatTime(at, timeZone)}`}
    </time>
  );
}

/** "in 6 days", with the exact instant as its tooltip. */
export function Near({ at, timeZone, now }: { at: Instant; timeZone: string; now: Instant }) {
  return (
    <time datetime={new Date(at).toISOString()} title={formatDateTime(at, timeZone)}>
      {formatRelativeTime(at, now)}
    </time>
  );
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The month of a local date: "November 2026". */
export function formatMonth(date: string, withYear = true): string {
  const name = MONTHS[Number(date.slice(5, 7)) - 1] ?? date;
  return withYear ? `${name} ${date.slice(0, 4)}` : name;
}

/** A local date: "3 Mar 2026". */
export function formatDate(date: string): string {
  return `${Number(date.slice(8, 10))} ${formatMonth(date, false).slice(0, 3)} ${date.slice(0, 4)}`;
}
