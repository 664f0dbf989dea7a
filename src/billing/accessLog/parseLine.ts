/**
 * One line of an access log. Read are the common, combined and vhost_combined formats of Apache and nginx
 * (also with fields of one's own after the size) and JSON lines. The line is taken byte for byte as latin1, so
 * that positions in the text are positions in the file and bytes that are no UTF-8 do no harm.
 */
import {
  hasPort,
  isDigitAt,
  normalizeHost,
  parseSize,
  type LogLine,
  type UnreadableLine,
} from './logLine.js';
import { parseJsonLine } from './parseJsonLine.js';
import { clfTimeEnd, parseClfTime, type LocalTimeReader } from './parseTime.js';

/** Reads one line without its newline; a carriage return at its end is ignored. */
export function parseLine(line: string, readLocalTime: LocalTimeReader): LogLine | UnreadableLine {
  const text = line.charCodeAt(line.length - 1) === 13 ? line.slice(0, -1) : line;
  if (text.charCodeAt(0) === 123) return parseJsonLine(text, readLocalTime);
  return parseTextLine(text, readLocalTime);
}

function parseTextLine(line: string, readLocalTime: LocalTimeReader): LogLine | UnreadableLine {
  const open = findTime(line);
  if (open < 0) return 'not an access log line';
  const close = clfTimeEnd(line, open + 1);
  const time = parseClfTime(line, open + 1, close, readLocalTime);
  if (time === undefined) return 'no such time';
  const statusAt = findStatus(line, close + 3);
  if (statusAt < 0) return 'not an access log line';
  const size = parseSize(line, line.indexOf(' ', statusAt) + 1);
  if (size === undefined) return 'no usable size';
  return { time, size_bytes: size, host: findVirtualHost(line, open) };
}

/**
 * Where the bracket of the time opens: the first one that holds a time and is followed by a quoted request. A
 * client picks its own user name, which may look like a time, but a quote in it is escaped by the server.
 */
function findTime(line: string): number {
  for (let at = line.indexOf('['); at >= 0; at = line.indexOf('[', at + 1)) {
    if (line.charCodeAt(at + 3) !== 47 || line.charCodeAt(at + 7) !== 47) continue;
    const end = clfTimeEnd(line, at + 1);
    if (end > 0 && line.charCodeAt(end + 1) === 32 && line.charCodeAt(end + 2) === 34) return at;
  }
  return -1;
}

/** Where the status stands: after the first quote that is not escaped and has a status behind it. */
function findStatus(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    if (!isEscaped(line, at, from) && isStatus(line, at + 1)) return at + 2;
  }
  return -1;
}

function isEscaped(line: string, at: number, from: number): boolean {
  let slashes = 0;
  while (at - slashes > from && line.charCodeAt(at - slashes - 1) === 92) slashes += 1;
  return slashes % 2 === 1;
}

/** Whether ` 200 ` (or ` - `, for a connection that ended without one) stands here. */
function isStatus(line: string, at: number): boolean {
  if (line.charCodeAt(at) !== 32) return false;
  if (line.charCodeAt(at + 1) === 45) return line.charCodeAt(at + 2) === 32;
  return (
    isDigitAt(line, at + 1) &&
    isDigitAt(line, at + 2) &&
    isDigitAt(line, at + 3) &&
    line.charCodeAt(at + 4) === 32
  );
}

/**
 * The virtual host before the client's address, as `%v:%p %h %l %u` writes it (or without the port, when an
 * address follows). In the combined format the second word is the identd name, almost always a dash.
 */
function findVirtualHost(line: string, timeAt: number): string | undefined {
  const firstEnd = line.indexOf(' ');
  if (line.charCodeAt(firstEnd + 1) === 45 && line.charCodeAt(firstEnd + 2) === 32) return undefined;
  const words = line.slice(0, timeAt).trimEnd().split(' ');
  const [first, second] = words;
  if (first === undefined || second === undefined || words.length < 4) return undefined;
  return hasPort(first) || isAddress(second) ? normalizeHost(first) : undefined;
}

function isAddress(word: string): boolean {
  return (
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(word) || (word.includes(':') && /^[\da-fA-F:.]+(?:%\w+)?$/.test(word))
  );
}
