/** The time formats of access logs. */

/** Turns a wall clock reading (as if it were UTC, epoch milliseconds) into an instant, for logs without an offset. */
export type LocalTimeReader = (wallClock: number) => number;

const MONTHS: Readonly<Record<string, number>> = {
  Jan: 0,
  Feb: 1,
  Mar: 2,
  Apr: 3,
  May: 4,
  Jun: 5,
  Jul: 6,
  Aug: 7,
  Sep: 8,
  Oct: 9,
  Nov: 10,
  Dec: 11,
};

/** `17/May/2015:10:05:03 +0000`, with or without a fraction or an offset; undefined if it is no valid time. */
export function clfTime(text: string, readLocalTime: LocalTimeReader): number | undefined {
  const month = MONTHS[text.slice(3, 6)];
  if (month === undefined || text.charCodeAt(2) !== 47 || text.charCodeAt(6) !== 47) return undefined;
  if (text.charCodeAt(11) !== 58 || text.charCodeAt(14) !== 58 || text.charCodeAt(17) !== 58)
    return undefined;
  const wallClock = wallClockOf(
    digits(text, 7, 4),
    month,
    digits(text, 0, 2),
    digits(text, 12, 2),
    digits(text, 15, 2),
    digits(text, 18, 2),
  );
  if (wallClock === undefined) return undefined;
  return atOffset(wallClock, text, fractionEnd(text, 20, text.length), text.length, readLocalTime);
}

/** Skips the `.123` that some formats put after the seconds; usage is counted by the quarter of an hour. */
function fractionEnd(line: string, from: number, end: number): number {
  if (line.charCodeAt(from) !== 46) return from;
  let at = from + 1;
  while (at < end && isDigitCode(line.charCodeAt(at))) at += 1;
  return at;
}

function atOffset(
  wallClock: number,
  line: string,
  from: number,
  end: number,
  readLocalTime: LocalTimeReader,
): number | undefined {
  if (from === end) return readLocalTime(wallClock);
  if (line.charCodeAt(from) !== 32 || end - from !== 6) return undefined;
  const sign = line.charCodeAt(from + 1);
  const offset_min = digits(line, from + 2, 2) * 60 + digits(line, from + 4, 2);
  if (!(offset_min < 24 * 60) || (sign !== 43 && sign !== 45)) return undefined;
  return sign === 43 ? wallClock - offset_min * 60_000 : wallClock + offset_min * 60_000;
}

/** The number written with exactly this many digits, or NaN. */
function digits(line: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const code = line.charCodeAt(at);
    if (!isDigitCode(code)) return NaN;
    value = value * 10 + code - 48;
  }
  return value;
}

function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * A leap second (60) counts as the first second of the next minute. A NaN in any part means that the time is invalid.
 */
function wallClockOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (!(year >= 1970 && day >= 1 && day <= daysInMonth(year, month))) return undefined;
  if (!(hour < 24 && minute < 60 && second <= 60)) return undefined;
  return Date.UTC(year, month, day, hour, minute, second);
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysInMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 1 && isLeap ? 29 : (DAYS_IN_MONTH[month] ?? 0);
}

const ISO = /^(\d{4})([-/])(\d\d)\2(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})? ?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** `2015-05-17T10:05:03.123+02:00` and similar forms; the fraction is dropped. */
export function isoTime(text: string, readLocalTime: LocalTimeReader): number | undefined {
  const found = ISO.exec(text);
  if (found === null) return undefined;
  const [, year, , month, day, hour, minute, second, offset] = found;
  const wallClock = wallClockOf(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return atNamedOffset(wallClock, offset, readLocalTime);
}

/** The named parts of a time, as a pattern of strftime finds them. */
export function wallClockTime(
  parts: Readonly<Record<string, string | undefined>>,
  readLocalTime: LocalTimeReader,
): number | undefined {
  const number = (name: string): number => Number(parts[name] ?? 0);
  const { monthName } = parts;
  const month = monthName === undefined ? number('month') - 1 : (MONTHS[monthName] ?? NaN);
  const wallClock = wallClockOf(
    number('year'),
    month,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  );
  return atNamedOffset(wallClock, parts['offset'], readLocalTime);
}

function atNamedOffset(
  wallClock: number | undefined,
  offset: string | undefined,
  readLocalTime: LocalTimeReader,
): number | undefined {
  if (wallClock === undefined) return undefined;
  return offset === undefined ? readLocalTime(wallClock) : wallClock - offsetOf(offset);
}

function offsetOf(text: string): number {
  if (text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', '') || 0);
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Times after 5138-11-16 are read in a finer unit, since logs contain epoch times close to the present. */
const SECONDS_MAX = 1e11;

/** An epoch time in seconds (nginx `$msec`, Caddy `ts`), milliseconds, microseconds or nanoseconds. */
export function epochTime(text: string): number | undefined {
  const value = /^\d+(?:\.\d+)?(?:e\+?\d{1,2})?$/i.test(text) ? Number(text) : NaN;
  let milliseconds = value * 1_000;
  // Dividing Infinity leaves Infinity, so the loop would not end.
  if (!(milliseconds > 0 && milliseconds < Infinity)) return undefined;
  while (milliseconds >= SECONDS_MAX * 1_000) milliseconds /= 1_000;
  return Math.floor(milliseconds);
}

/** A time in any of these forms, for formats that do not specify one. */
export function anyTime(text: string, readLocalTime: LocalTimeReader): number | undefined {
  return epochTime(text) ?? isoTime(text, readLocalTime) ?? clfTime(text, readLocalTime);
}

/** Reads a text that equals the one before only once: neighbouring lines often have the same second. */
export function cached(read: (text: string) => number | undefined): (text: string) => number | undefined {
  let last = '';
  let result: number | undefined;
  return (text) => {
    if (text !== last) [last, result] = [text, read(text)];
    return result;
  };
}
