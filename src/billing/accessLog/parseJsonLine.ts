/**
 * A log line written as JSON. The names are those nginx, Caddy, Traefik and the usual recipes write; a time, a
 * size and, where the line has one, a host is all that is read.
 */
import { normalizeHost, parseJsonSize, type LogLine, type UnreadableLine } from './logLine.js';
import { clfTimeEnd, parseClfTime, parseEpochTime, parseIsoTime, type LocalTimeReader } from './parseTime.js';

const TIME_NAMES = [
  'msec',
  'time_iso8601',
  '@timestamp',
  'timestamp',
  'time',
  'time_local',
  'ts',
  'StartUTC',
  'datetime',
  'date',
];
const SIZE_NAMES = [
  'bytes_sent',
  'body_bytes_sent',
  'bytes',
  'size',
  'response_size',
  'bytesSent',
  'DownstreamContentSize',
];
const HOST_NAMES = ['host', 'http_host', 'vhost', 'server_name', 'RequestHost', 'virtual_host'];

type Fields = Readonly<Record<string, unknown>>;

export function parseJsonLine(line: string, readLocalTime: LocalTimeReader): LogLine | UnreadableLine {
  const fields = parseFields(line);
  if (fields === undefined) return 'not an access log line';
  const time = parseJsonTime(firstOf(fields, TIME_NAMES), readLocalTime);
  if (time === undefined) return 'no such time';
  const size = parseJsonSize(firstOf(fields, SIZE_NAMES));
  if (size === undefined) return 'no usable size';
  return { time, size_bytes: size, host: parseHost(fields) };
}

function parseFields(line: string): Fields | undefined {
  const parsed = tryParse(line) ?? tryParse(repairEscapes(line));
  return typeof parsed === 'object' && parsed !== null ? (parsed as Fields) : undefined;
}

function tryParse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** nginx without `escape=json` writes `\x22`, which is not JSON. */
function repairEscapes(line: string): string {
  return line.replace(/\\x([\da-fA-F]{2})/g, '\\u00$1');
}

/** The first of the names that the line itself has; a dash or an empty text stands for nothing. */
function firstOf(fields: Fields, names: readonly string[]): unknown {
  const name = names.find((candidate) => Object.hasOwn(fields, candidate) && fields[candidate] !== '');
  return name === undefined ? undefined : fields[name];
}

function parseJsonTime(value: unknown, readLocalTime: LocalTimeReader): number | undefined {
  if (typeof value === 'number') return parseEpochTime(value);
  if (typeof value !== 'string') return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return parseEpochTime(Number(value));
  return parseIsoTime(value, readLocalTime) ?? parseLocalLogTime(value, readLocalTime);
}

/** nginx `$time_local`: the time of the combined format without its brackets. */
function parseLocalLogTime(text: string, readLocalTime: LocalTimeReader): number | undefined {
  const bracketed = `${text}]`;
  const end = clfTimeEnd(bracketed, 0);
  return end === text.length ? parseClfTime(bracketed, 0, end, readLocalTime) : undefined;
}

function parseHost(fields: Fields): string | undefined {
  const own = firstOf(fields, HOST_NAMES);
  if (typeof own === 'string') return own === '-' ? undefined : normalizeHost(own);
  const request = fields['request'];
  if (typeof request !== 'object' || request === null) return undefined;
  // Caddy writes the request as an object of its own.
  const nested = (request as Fields)['host'];
  return typeof nested === 'string' ? normalizeHost(nested) : undefined;
}
