import pino, { type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

export interface LogOptions {
  /** fatal, error, warn, info, debug, trace or silent (info). */
  level?: string;
  /** Whether the output is for people; otherwise it is JSON, one line per event. */
  isHumanReadable?: boolean;
  /** Where the lines go (standard output). */
  write?: (line: string) => void;
}

/** Fields that must never be logged, wherever they occur. */
const SECRETS = [
  'authorization',
  'cookie',
  'password',
  'apiKey',
  'api_key',
  'token',
  'secret',
  'smtpUrl',
  'databaseUrl',
];

/** Opens the program's log: JSON lines, or short lines for a terminal. Secrets and clients' identities are removed. */
export function createLog(options: LogOptions = {}): Log {
  const print = options.write ?? ((line: string) => void process.stdout.write(line));
  const write = (line: string): void => print(makeVisible(scrub(line)));
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const destination: DestinationStream = {
    write: options.isHumanReadable === true ? (line) => write(shorten(line)) : write,
  };
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[left out]' },
      formatters: { level: (level) => ({ level }) },
      serializers: { err: describeFailure },
    },
    destination,
  );
}

interface Failure {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
  readonly cause?: Failure;
}

/** How many levels of causes are logged. */
const CAUSES_MAX = 3;

/**
 * What the log may contain of an error: its name, message, stack and code. Not its other properties: PostgreSQL's
 * `detail` quotes the offending row, and an HTTP client's error the request.
 */
function describeFailure(error: unknown, depth = 0): Failure {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' };
  const { code, cause } = error as Error & { readonly code?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack ?? '',
    ...(typeof code === 'string' ? { code } : {}),
    ...(cause instanceof Error && depth < CAUSES_MAX ? { cause: describeFailure(cause, depth + 1) } : {}),
  };
}

/**
 * Removes secrets from a line just before it is written. A refused client may have chosen the text, so the work must
 * grow only linearly with its length.
 */
const SCRUBBED: readonly (readonly [RegExp, string])[] = [
  // The part of a URL before an @ is user and password.
  [/(?<=[a-z0-9+.-]):\/\/[^\s/@"]+@/gi, '://[left out]@'],
  [/\b(?:sk|pk|rk|whsec|live|test)_[A-Za-z0-9+/=_-]{12,}/g, '[secret]'],
  [/\b(Bearer|Basic) [A-Za-z0-9+/=._~-]{8,}/g, '$1 [secret]'],
];

function scrub(line: string): string {
  const [urls, ...others] = SCRUBBED;
  const first = urls === undefined ? line : line.replace(...urls);
  return others.reduce((text, [pattern, instead]) => text.replace(pattern, instead), scrubAddresses(first));
}

const OUTSIDE_ADDRESS = /[\s"'<>()[\]{}:;,=/\\@]/;
const DOMAIN = /^.+\.[a-z][a-z0-9-]+/i;

/** Searches from each @ in both directions; a pattern would search from every letter for an @ that may not exist. */
function scrubAddresses(line: string): string {
  let scrubbed = '';
  let done = 0;
  for (let at = line.indexOf('@'); at >= 0; at = line.indexOf('@', at + 1)) {
    let from = at;
    while (from > done && !OUTSIDE_ADDRESS.test(line.charAt(from - 1))) from -= 1;
    let to = at + 1;
    while (to < line.length && !OUTSIDE_ADDRESS.test(line.charAt(to))) to += 1;
    const domain = DOMAIN.exec(line.slice(at + 1, to))?.[0];
    if (from === at || domain === undefined) continue;
    scrubbed += `${line.slice(done, from)}[address]`;
    done = at + 1 + domain.length;
  }
  return scrubbed + line.slice(done);
}

/** Terminal control sequences, and characters that reverse a line's text. pino escapes those below a space itself. */
const UNSEEN = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

function makeVisible(line: string): string {
  return line.replace(UNSEEN, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

interface Line {
  level: string;
  time: string;
  msg?: string;
  err?: { message?: string; stack?: string };
  [field: string]: unknown;
}

/** `12:30:05 warn  mail refused  account=… detail=…`: the time of day, the level unless it is info, the rest. */
function shorten(line: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(line) as Line;
  const mark = level === 'info' ? '' : `${level.padEnd(5)} `;
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${plain(value)}`);
  const cause = level === 'debug' ? err?.stack : inOneLine(err?.message ?? '');
  const trouble = err === undefined ? '' : `: ${cause ?? ''}`;
  return `${time.slice(11, 19)} ${mark}${inOneLine(msg ?? '')}${trouble}${rest.join('')}\n`;
}

/** A client that chose the text must not be able to add a line, or to overwrite one. */
function inOneLine(text: string): string {
  return text.replace(/[\u0000-\u001f]/g, escapeCharacter);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? inOneLine(value) : JSON.stringify(value);
}
