import { createHash } from 'node:crypto';
import { DAY_MS, isLocalDate, type LocalDate, startOfDay } from '../core/values/zone.js';
import { showLines } from '../logs/format/detect.js';
import { isUnusable, type LogFormat, type TakenField } from '../logs/format/format.js';
import { parseFormat } from '../logs/format/parseFormat.js';
import { isWrap, unwrapped } from '../logs/format/unwrap.js';
import { usageEvents } from '../logs/reading/chunk.js';
import { normalizeHostText } from '../logs/reading/line.js';
import type { Loss } from '../logs/reading/losses.js';
import { type Head, readHead } from '../logs/reading/readHead.js';
import { createLogReader } from '../logs/reading/readLog.js';
import { rebaseDays } from '../logs/reading/rebase.js';
import { createRouter } from '../logs/reading/routeHost.js';
import { createLocalTimeReader } from '../logs/reading/zoneOffset.js';
import { decodeText, storable } from '../platform/files/decodeText.js';
import { asUtf8, openingOf } from '../platform/files/packing.js';
import { readTable } from '../platform/files/readTable.js';
import { unpackFile, UnreadableFile } from '../platform/files/unpackFile.js';
import type { UsageEvent } from './readBatch.js';

/** How a file is to be read. */
export interface UsageFileOptions {
  /** The site for lines of a log whose host belongs to no site, or for all lines where its format names no host. */
  readonly site?: string | undefined;
  /** The name or the text of a log's format; default: detected from the log. */
  readonly format?: string | undefined;
  readonly wrap?: string | undefined;
  /** The day to shift a log's first line to, for trying out an old log. */
  readonly rebaseStart?: LocalDate | undefined;
}

export interface UsageFile {
  readonly format: 'log' | 'csv';
  readonly events: readonly UsageEvent[];
  /** Requests that cannot count, by the reason. */
  readonly losses: readonly Loss[];
  /** How a log was interpreted. */
  readonly understood?: UnderstoodLog;
  /** The identity of the log and how far it was read; undefined for a table. */
  readonly generation?: string;
  readonly end?: number;
  readonly unfinished_bytes: number;
}

/** The format of a log, and how the fields of its first lines were interpreted. */
export interface UnderstoodLog {
  readonly format: string;
  readonly lines: readonly { readonly line: string; readonly fields: readonly TakenField[] }[];
}

interface Surroundings {
  /** Host to site. */
  readonly readHosts: () => Promise<ReadonlyMap<string, string>>;
  /** Where earlier readings of a log ended. */
  readonly endsOf: (generation: string) => Promise<readonly number[]>;
  readonly zonesOf: (sites: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** Reads a file of usage: an access log or a table, plain or packed. Throws `UnreadableFile` if it cannot be read. */
export async function readUsageFile(
  bytes: Buffer,
  options: UsageFileOptions,
  around: Surroundings,
): Promise<UsageFile> {
  const opening = openingOf(bytes);
  if (opening.kind === 'foreign') throw new UnreadableFile(opening.fault);
  const first = await firstLineOf(bytes);
  if (first === undefined) throw new UnreadableFile('is empty');
  return isTableHead(first) ? readUsageTable(bytes, around) : readLog(bytes, options, around);
}

function isTableHead(line: string): boolean {
  const cells = line.split(/[;,\t|]/).map((cell) => cell.replaceAll('"', '').trim().toLowerCase());
  return cells.includes('meter') || (cells.includes('site') && cells.includes('quantity'));
}

const START_BYTES = 65_536;

/** The first line with content, decoded as a table would be. */
async function firstLineOf(bytes: Buffer): Promise<string | undefined> {
  for await (const chunk of unpackFile(bytes)) {
    const lines = decodeText(chunk.subarray(0, START_BYTES)).split(/[\r\n]+/);
    return lines.find((line) => line.trim() !== '' && !/^"?sep=."?$/i.test(line));
  }
  return undefined;
}

const readUtc = createLocalTimeReader('UTC');
/** A month of fifty sites has half as many events. */
const EVENTS_MAX = 200_000;
const EVENTS_A_TALLY = 2;
const TOO_MANY_EVENTS =
  'adds up to more than 200,000 readings: split it by day, or use `sitetab collect access-log` on the server';

async function readLog(
  bytes: Buffer,
  { site, rebaseStart, format: written, wrap }: UsageFileOptions,
  { readHosts, endsOf }: Surroundings,
): Promise<UsageFile> {
  const isPacked = openingOf(bytes).kind === 'packed';
  const head = await findHead(bytes, declaredFormat(written, wrap), wrap);
  // Identified by its first line and its place, as in the collector, so a line counts once even if both send it.
  const hash = hashOf(`${head.first.at}\n${head.first.line}`);
  const generation = rebaseStart === undefined ? hash : `${hash}+${rebaseStart}`;
  const days = rebaseStart === undefined ? 0 : rebaseDays(head.first.time, rebaseStart, 'UTC');
  const source = `access-log:${site ?? 'hosts'}`;
  const hosts = head.format.namesHost || site === undefined ? await readHosts() : new Map<string, string>();
  const reader = createLogReader({
    read: head.format.open(readUtc),
    route: createRouter({ site, hosts: comparable(hosts), matchHosts: new Set() }),
    shift_ms: days * DAY_MS,
    cuts: new Set(await endsOf(`${source} ${generation}`)),
  });
  for await (const chunk of segmentsOf(bytes)) {
    reader.push(chunk);
    if (reader.tallies() * EVENTS_A_TALLY > EVENTS_MAX) throw new UnreadableFile(TOO_MANY_EVENTS);
  }
  const reading = reader.finish(isPacked);
  return {
    format: 'log',
    events: reading.tallies.flatMap((tally) => usageEvents(tally, source, generation)),
    losses: reading.losses,
    understood: understand(head),
    generation: `${source} ${generation}`,
    end: reading.end,
    unfinished_bytes: reading.unfinished_bytes,
  };
}

/** The declared format, in its wrapping; undefined: detected from the log. */
function declaredFormat(written: string | undefined, wrap: string | undefined): LogFormat | undefined {
  if (written === undefined) return undefined;
  const format = parseFormat(written);
  if (isUnusable(format)) throw new UnreadableFile(`cannot be read in this format. ${format.fault}`);
  return wrap !== undefined && isWrap(wrap) ? unwrapped(format, wrap) : format;
}

type FoundHead = Head & { readonly first: NonNullable<Head['first']> };

async function findHead(
  bytes: Buffer,
  format: LogFormat | undefined,
  wrap: string | undefined,
): Promise<FoundHead> {
  const rules = {
    format,
    wrap: wrap !== undefined && isWrap(wrap) ? wrap : undefined,
    readLocalTime: readUtc,
  };
  const isPacked = openingOf(bytes).kind === 'packed';
  const head = await readHead(segmentsOf(bytes), rules, isPacked);
  if (head === undefined) throw new UnreadableFile('holds no line that has an end');
  if ('fault' in head) throw new UnreadableFile(`cannot be read. ${head.fault}`);
  const { first } = head;
  if (first === undefined)
    throw new UnreadableFile(
      `holds no line that can be read as ${head.format.name}${head.unreadable === undefined ? '' : ` (${head.unreadable})`}. It begins:\n${showLines(head.sample)}`,
    );
  return { ...head, first };
}

async function* segmentsOf(bytes: Buffer): AsyncGenerator<string> {
  for await (const chunk of asUtf8(unpackFile(bytes))) yield chunk.toString('latin1');
}

function comparable(hosts: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(Array.from(hosts, ([host, site]) => [normalizeHostText(host) ?? host, site]));
}

const LINES_EXPLAINED = 3;
const LINE_SHOWN_CHARS = 1_000;

function understand({ format, sample }: Head): UnderstoodLog {
  const lines = format.explain(sample).flatMap((fields, index) => {
    if (fields === undefined) return [];
    const shown = fields.map((field) => ({ ...field, value: readable(field.value) }));
    return { line: readable(sample[index] ?? ''), fields: shown };
  });
  return { format: format.name, lines: lines.slice(0, LINES_EXPLAINED) };
}

/** Lines are bytes; a user reads characters. */
function readable(bytes: string): string {
  return storable(Buffer.from(bytes.slice(0, LINE_SHOWN_CHARS), 'latin1').toString('utf8'));
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
  return { format: 'csv', events, losses: [], unfinished_bytes: 0 };
}

/** The same reading in two files, or in a repeated file, has one id; two equal readings in one file are two. */
function eventOf(
  row: Readonly<Record<string, string>>,
  zone: string | undefined,
  seen: Map<string, number>,
): UsageEvent {
  const { site = '', meter = '', quantity = '', time: written = '' } = row;
  // A date means the start of the day in the client's zone.
  const isDay = zone !== undefined && isLocalDate(written);
  const time = isDay ? new Date(startOfDay(written, zone)).toISOString() : written;
  const place = `${site}/${meter}/${time}`;
  const nth = (seen.get(place) ?? 0) + 1;
  seen.set(place, nth);
  return { id: row['id'] ?? `${place}/${nth}`, source: 'csv', site, meter, quantity, time };
}
