import pino, { type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

export interface LogOptions {
  /** fatal, error, warn, info, debug, trace or silent (info). */
  level?: string;
  /** Whether people read it as it comes; otherwise it is JSON, a line an event. */
  isForPeople?: boolean;
  /** Where the lines go (standard output). */
  write?: (line: string) => void;
}

/** What must never be written down, wherever it turns up. */
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

/** Opens the program's log: JSON lines, or short lines for a person at a terminal. Secrets are left out. */
export function createLog(options: LogOptions = {}): Log {
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const destination: DestinationStream = {
    write: options.isForPeople === true ? (line) => write(shorten(line)) : write,
  };
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[left out]' },
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
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
  const trouble = err === undefined ? '' : `: ${(level === 'debug' ? err.stack : err.message) ?? ''}`;
  return `${time.slice(11, 19)} ${mark}${msg ?? ''}${trouble}${rest.join('')}\n`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
