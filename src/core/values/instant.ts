import { type Instant, LATEST } from './zone.js';

const TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * An RFC 3339 instant to the millisecond; NaN when it is none, names a day that does not exist, or is past the last one
 * by its offset (`9999-12-31T23:59:59-23:59`).
 */
export function parseInstant(text: string): Instant {
  return parseUtc(text) ?? parseAny(text);
}

function parseAny(text: string): Instant {
  const match = TIME.exec(text);
  if (match === null) return NaN;
  const [, year, month, day] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return NaN;
  const at = Date.parse(text);
  return at <= LATEST ? at : NaN;
}

const DATES_CACHED_MAX = 1_000;
/** The starts of UTC days by date, as a batch of usage repeats the same few. */
const dayStarts = new Map<string, Instant>();

/** Reads the form that programs write, `2026-03-01T12:00:00Z` or with milliseconds; undefined for all others. */
function parseUtc(text: string): Instant | undefined {
  const { length } = text;
  const isForm =
    (length === 20 || (length === 24 && text[19] === '.')) &&
    text[10] === 'T' &&
    text[13] === ':' &&
    text[16] === ':' &&
    text[length - 1] === 'Z';
  if (!isForm) return undefined;
  const [hour, minute, second] = [digitsAt(text, 11, 2), digitsAt(text, 14, 2), digitsAt(text, 17, 2)];
  const ms = length === 24 ? digitsAt(text, 20, 3) : 0;
  if (!(hour < 24 && minute < 60 && second < 60 && ms < 1_000)) return undefined;
  return dayStart(text.slice(0, 10)) + hour * 3_600_000 + minute * 60_000 + second * 1_000 + ms;
}

/** NaN when they are not all digits. */
function digitsAt(text: string, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
  }
  return value;
}

/** NaN for a day that does not exist. */
function dayStart(date: string): Instant {
  const known = dayStarts.get(date);
  if (known !== undefined) return known;
  const start = parseAny(`${date}T00:00:00Z`);
  if (dayStarts.size >= DATES_CACHED_MAX) dayStarts.clear();
  dayStarts.set(date, start);
  return start;
}
