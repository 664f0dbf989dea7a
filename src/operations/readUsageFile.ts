import { createHash } from 'node:crypto';
import {
  createLineSplitter,
  createLocalTimeReader,
  createLogReader,
  createRouter,
  DAY_MS,
  isLocalDate,
  type LocalDate,
  type LogReading,
  parseLine,
  rebaseDays,
  startOfDay,
  usageEvents,
} from '../billing/index.js';
import { decodeText, isGzip, readTable, UnreadableFile, unpackFile } from '../platform/index.js';
import type { UsageEvent } from './recordUsage.js';

/** How a file is to be read. */
export interface UsageFileOptions {
  /** For lines of a log that name no host of a site; without it, they are left out. */
  readonly site?: string | undefined;
  /** The day that a log's first line is moved to, for trying an old log out. */
  readonly rebaseStart?: LocalDate | undefined;
}

export interface UsageFile {
  readonly format: 'log' | 'csv';
  readonly events: readonly UsageEvent[];
  /** Lines that hold no usage, by what is wrong with them. */
  readonly unread: ReadonlyMap<string, number>;
  /** Which log it is and how far it was read; a table has neither. */
  readonly generation?: string;
  readonly end?: number;
  readonly unfinished_bytes: number;
  readonly strangers: readonly string[];
}

interface Surroundings {
  /** Host to site. */
  readonly readHosts: () => Promise<ReadonlyMap<string, string>>;
  /** Where earlier readings of a log ended. */
  readonly endsOf: (generation: string) => Promise<readonly number[]>;
  readonly zonesOf: (sites: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** Reads a file of usage: an access log or a table, plain or packed. Throws what is wrong with it as `UnreadableFile`. */
export async function readUsageFile(
  bytes: Buffer,
  options: UsageFileOptions,
  around: Surroundings,
): Promise<UsageFile> {
  const first = await firstLineOf(bytes);
  if (first === undefined) throw new UnreadableFile('is empty');
  return isTableHead(first) ? readUsageTable(bytes, around) : readLog(bytes, options, around);
}

function isTableHead(line: string): boolean {
  const cells = line.split(/[;,\t|]/).map((cell) => cell.replaceAll('"', '').trim().toLowerCase());
  return cells.includes('meter') || (cells.includes('site') && cells.includes('quantity'));
}

const HEAD_BYTES_MAX = 64 * 1_048_576;

/** The first line that a test likes. */
async function findLine<Found>(
  bytes: Buffer,
  test: (line: string, at: number) => Found | undefined,
): Promise<Found | undefined> {
  const found: Found[] = [];
  const splitter = createLineSplitter(0, (line, at) => {
    if (found.length > 0 || line === undefined) return;
    const liked = test(line, at);
    if (liked !== undefined) found.push(liked);
  });
  let read_bytes = 0;
  for await (const piece of unpackFile(bytes)) {
    splitter.push(piece.toString('latin1'));
    read_bytes += piece.length;
    if (found.length > 0 || read_bytes > HEAD_BYTES_MAX) return found[0];
  }
  splitter.finish();
  return found[0];
}

const START_BYTES = 65_536;

/** The first line that says something, decoded as a table would be. */
async function firstLineOf(bytes: Buffer): Promise<string | undefined> {
  for await (const piece of unpackFile(bytes)) {
    const lines = decodeText(piece.subarray(0, START_BYTES)).split(/[\r\n]+/);
    return lines.find((line) => line.trim() !== '' && !/^"?sep=."?$/i.test(line));
  }
  return undefined;
}

const readUtc = createLocalTimeReader('UTC');
/** Of fifty sites a month has half as many. */
const EVENTS_MAX = 200_000;
const EVENTS_A_TALLY = 2;
const TOO_MANY_EVENTS =
  'adds up to more than 200,000 readings: cut it up by the day, or let `sitetab collect access-log` read it where it lies';

async function readLog(
  bytes: Buffer,
  { site, rebaseStart }: UsageFileOptions,
  { readHosts, endsOf }: Surroundings,
): Promise<UsageFile> {
  const head = await findLine(bytes, (line, at) => {
    const parsed = parseLine(line, readUtc);
    // Known by its first line and its place, as the collector knows it: brought in by either, a line counts once.
    return typeof parsed === 'string' ? undefined : { time: parsed.time, hash: hashOf(`${at}\n${line}`) };
  });
  if (head === undefined) {
    throw new UnreadableFile('holds no line of an access log, and no table that names its columns');
  }
  const generation = rebaseStart === undefined ? head.hash : `${head.hash}+${rebaseStart}`;
  const days = rebaseStart === undefined ? 0 : rebaseDays(head.time, rebaseStart, 'UTC');
  const source = `access-log:${site ?? 'hosts'}`;
  const reader = createLogReader({
    readLocalTime: readUtc,
    route: createRouter({ site, hosts: await readHosts(), matchHosts: new Set() }),
    shift_ms: days * DAY_MS,
    cuts: new Set(await endsOf(`${source} ${generation}`)),
  });
  for await (const piece of unpackFile(bytes)) {
    reader.push(piece.toString('latin1'));
    if (reader.tallies() * EVENTS_A_TALLY > EVENTS_MAX) throw new UnreadableFile(TOO_MANY_EVENTS);
  }
  const reading = reader.finish(isGzip(bytes));
  return {
    format: 'log',
    events: reading.tallies.flatMap((tally) => usageEvents(tally, source, generation)),
    unread: unreadOf(reading),
    generation: `${source} ${generation}`,
    end: reading.end,
    unfinished_bytes: reading.unfinished_bytes,
    strangers: reading.strangers,
  };
}

function unreadOf({ unreadable, leftOut }: LogReading): Map<string, number> {
  const counts = new Map<string, number>([...unreadable]);
  for (const [reason, count] of leftOut) counts.set(reason, count);
  return counts;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 20);
}

const COLUMNS = {
  site: 'site',
  meter: 'meter',
  quantity: 'quantity',
  time: 'time',
  day: 'time',
  date: 'time',
  id: 'id',
} as const;
type Column = (typeof COLUMNS)[keyof typeof COLUMNS];
const NEEDED: readonly Column[] = ['site', 'meter', 'quantity', 'time'];

async function readUsageTable(bytes: Buffer, around: Surroundings): Promise<UsageFile> {
  const table = await readTable(bytes);
  if ('fault' in table) throw new UnreadableFile(table.fault);
  const [head, ...rows] = table.rows;
  const titles = (head?.cells ?? []).map((title) => title.toLowerCase());
  const columns = titles.map((title) =>
    Object.hasOwn(COLUMNS, title) ? COLUMNS[title as keyof typeof COLUMNS] : undefined,
  );
  const foreign = titles.find((title, index) => title !== '' && columns[index] === undefined);
  if (foreign !== undefined) {
    throw new UnreadableFile(`has a column "${foreign.slice(0, 40)}", which a table of usage does not know`);
  }
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) throw new UnreadableFile(`has no column for ${missing.join(', ')}`);
  const seen = new Map<string, number>();
  const readings = rows.map(({ cells }) =>
    Object.fromEntries(columns.map((name, index) => [name ?? '', cells[index] ?? ''])),
  );
  const zones = await around.zonesOf([...new Set(readings.map(({ site = '' }) => site))]);
  const events = readings.map((row) => eventOf(row, zones.get(row['site'] ?? ''), seen));
  return { format: 'csv', events, unread: new Map(), unfinished_bytes: 0, strangers: [] };
}

/** The same reading in two files, or in one that is brought in twice, has one id; two alike in one file are two. */
function eventOf(
  row: Readonly<Record<string, string>>,
  zone: string | undefined,
  seen: Map<string, number>,
): UsageEvent {
  const { site = '', meter = '', quantity = '', time: written = '' } = row;
  // A day stands for its first instant where the client is.
  const isDay = zone !== undefined && isLocalDate(written);
  const time = isDay ? new Date(startOfDay(written, zone)).toISOString() : written;
  const place = `${site}/${meter}/${time}`;
  const nth = (seen.get(place) ?? 0) + 1;
  seen.set(place, nth);
  return { id: row['id'] ?? `${place}/${nth}`, source: 'csv', site, meter, quantity, time };
}
