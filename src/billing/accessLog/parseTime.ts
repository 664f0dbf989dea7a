/** The ways access logs write a time. */

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

/**
 * The closing bracket of a time that begins here, or -1: `17/May/2015:10:05:03 +0000`. It looks only as far as a
 * time can reach, so that a forged line of nothing but brackets costs no more than any other.
 */
export function clfTimeEnd(line: string, from: number): number {
  for (let at = from + 20; at <= from + 40; at += 1) {
    if (line.charCodeAt(at) === 93) return at;
  }
  return -1;
}

/** The time between the brackets; undefined when there is no such time. */
export function parseClfTime(
  line: string,
  from: number,
  end: number,
  readLocalTime: LocalTimeReader,
): number | undefined {
  const month = MONTHS[line.slice(from + 3, from + 6)];
  if (month === undefined || line.charCodeAt(from + 11) !== 58) return undefined;
  if (line.charCodeAt(from + 14) !== 58 || line.charCodeAt(from + 17) !== 58) return undefined;
  const wallClock = wallClockOf(
    digits(line, from + 7, 4),
    month,
    digits(line, from, 2),
    digits(line, from + 12, 2),
    digits(line, from + 15, 2),
    digits(line, from + 18, 2),
  );
  if (wallClock === undefined) return undefined;
  return atOffset(wallClock, line, fractionEnd(line, from + 20, end), end, readLocalTime);
}

/** Skips the `.123` some formats put after the seconds; a bucket of usage has no use for it. */
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

/** The number written with exactly so many digits, or NaN. */
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

/** A leap second (60) counts as the first of the next minute. NaN in any part means: no such time. */
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

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})? ?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** `2015-05-17T10:05:03.123+02:00` and its relatives; the fraction is dropped. */
export function parseIsoTime(text: string, readLocalTime: LocalTimeReader): number | undefined {
  const found = ISO.exec(text);
  if (found === null) return undefined;
  const [year = NaN, month = NaN, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const wallClock = wallClockOf(year, month - 1, day ?? NaN, hour ?? NaN, minute ?? NaN, second ?? NaN);
  if (wallClock === undefined) return undefined;
  const offset = found[7];
  return offset === undefined ? readLocalTime(wallClock) : wallClock - offsetOf(offset);
}

function offsetOf(text: string): number {
  if (text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', '') || 0);
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Times after 5138-11-16 are taken for a finer unit, as every log writer's epoch times are of our own age. */
const SECONDS_MAX = 1e11;

/** An epoch time in seconds (nginx `$msec`, Caddy `ts`), milliseconds, microseconds or nanoseconds. */
export function parseEpochTime(value: number): number | undefined {
  if (!(value > 0)) return undefined;
  let milliseconds = value * 1_000;
  while (milliseconds >= SECONDS_MAX * 1_000) milliseconds /= 1_000;
  return Math.floor(milliseconds);
}
