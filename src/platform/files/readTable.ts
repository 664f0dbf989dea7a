import { finished } from 'node:stream/promises';
import { Parser } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { decodeText, encodingOf, storable } from './decodeText.js';
import { UnreadableFile, unpackFile } from './unpackFile.js';

/** Trimmed cells with the number of the line they began on; empty rows are left out. */
export interface TableRow {
  readonly line: number;
  /** The number of the line it ended on. */
  readonly end: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly rows: readonly TableRow[];
  readonly separator: string;
  /** How many lines the file has, including empty ones. */
  readonly lines: number;
  /** The detected encoding; undefined for pasted text. */
  readonly encoding?: string;
}

/** What is wrong with the whole file, as text that follows "The file". */
export interface FileFault {
  readonly fault: string;
}

/** Checked while reading, so that a file that is too large is refused before its end. */
export interface TableLimits {
  readonly bytes: number;
  readonly lineLength: number;
  /** The limits of one row. */
  readonly cells: number;
  readonly rows: number;
  readonly allCells: number;
}

const LIMITS: TableLimits = {
  bytes: 32 * 1_048_576,
  lineLength: 100_000,
  cells: 500,
  rows: 200_000,
  allCells: 2_000_000,
};

const SEPARATORS = [';', ',', '\t', '|'] as const;
const SAMPLE_LENGTH = 20_000;
const SAMPLE_ROWS = 60;
const CHUNK_LENGTH = 65_536;
/** Cells may span lines, and lines may be empty. */
const LINES_A_ROW = 2;
/** The number of unclosed quotes that are tolerated; the rest of the file is then read without quoting. */
const OPEN_QUOTES_MAX = 10;
/** If more lines than this are split wrongly, the cause is not a quoting mistake. */
const REPAIRED_MAX = 1_000;

/**
 * Reads a table as text: packed or not, in any supported encoding, with any separator, quoted well, badly or not at
 * all. Bank statements, client lists and usage are all read through it.
 */
export async function readTable(
  content: Uint8Array | string,
  changes: Partial<TableLimits> = {},
  specified?: string,
): Promise<Table | FileFault> {
  const limits = { ...LIMITS, ...changes };
  try {
    if (typeof content === 'string') return await readText(storable(content), limits);
    const { text, encoding } = await textOf(content, limits.bytes, specified);
    return { ...(await readText(text, limits)), encoding };
  } catch (error) {
    if (error instanceof UnreadableFile) return { fault: error.message };
    throw error;
  }
}

/** The text of a file, packed or not. Throws `UnreadableFile` if it is not text. */
async function textOf(
  bytes: Uint8Array,
  most: number,
  specified: string | undefined,
): Promise<{ readonly text: string; readonly encoding: string }> {
  const chunks: Buffer[] = [];
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for await (const chunk of unpackFile(whole, most)) chunks.push(chunk);
  const unpacked = Buffer.concat(chunks);
  const kind = kindOf(unpacked);
  if (kind !== undefined) throw new UnreadableFile(`is ${kind}: save it as CSV`);
  const encoding = specified ?? encodingOf(unpacked);
  return { text: decodeText(unpacked, encoding), encoding };
}

function kindOf(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 5);
  if (start.startsWith('PK\x03\x04')) return 'a spreadsheet or another archive';
  if (start.startsWith('\xd0\xcf\x11\xe0')) return 'a spreadsheet of an old kind';
  return start === '%PDF-' ? 'a PDF' : undefined;
}

async function readText(text: string, limits: TableLimits): Promise<Table> {
  if (text.length > limits.bytes)
    throw new UnreadableFile(`is longer than ${formatRowCount(limits.bytes)} characters`);
  const lines = linesOf(text, limits.rows * LINES_A_ROW);
  const long = lines.findIndex((line) => line.length > limits.lineLength);
  if (long >= 0) {
    throw new UnreadableFile(
      `has a line of more than ${formatRowCount(limits.lineLength)} characters, line ${long + 1}`,
    );
  }
  const declared = /^"?sep=(.)"?$/i.exec(lines[0] ?? '')?.[1];
  if (declared !== undefined) lines[0] = '';
  const separator = declared ?? guessSeparator(lines);
  const reading = new Reading(lines, separator, limits);
  const rows = repairRows(await reading.read(), lines, separator);
  // The line break after the last line starts no further line.
  return { rows, separator, lines: lines.at(-1) === '' ? lines.length - 1 : lines.length };
}

function linesOf(text: string, most: number): string[] {
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const lines = plain.split('\n', most + 1);
  if (lines.length > most) throw new UnreadableFile(`has more than ${formatRowCount(most)} lines`);
  return lines;
}

/** The separator that splits most of the first lines into the same number of cells, and into the most. */
function guessSeparator(lines: readonly string[]): string {
  const sample: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length > SAMPLE_LENGTH || sample.length >= SAMPLE_ROWS * 4) break;
    sample.push(line.slice(0, SAMPLE_LENGTH));
    length += line.length;
  }
  const scored = SEPARATORS.map((separator) => {
    const counts = new Map<number, number>();
    for (const { length: cells } of splitSample(sample.join('\n'), separator).slice(0, SAMPLE_ROWS)) {
      if (cells > 1) counts.set(cells, (counts.get(cells) ?? 0) + 1);
    }
    const score = Math.max(0, ...Array.from(counts, ([cells, rows]) => rows * Math.log2(cells + 1)));
    return { separator, score };
  });
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).separator;
}

function optionsOf(separator: string, isQuoted: boolean) {
  return {
    delimiter: separator,
    quote: isQuoted ? '"' : null,
    escape: isQuoted ? '"' : null,
    record_delimiter: '\n',
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    ltrim: true,
  } as const;
}

function splitSample(text: string, separator: string): string[][] {
  try {
    return parse(text, optionsOf(separator, true));
  } catch {
    return parse(text, optionsOf(separator, false));
  }
}

/** One pass over a table; an unclosed quote does not swallow the lines below it. */
class Reading {
  readonly #lines: readonly string[];
  readonly #separator: string;
  readonly #limits: TableLimits;
  readonly #rows: TableRow[] = [];
  #cells = 0;
  /** How many lines are read and final. */
  #done = 0;

  constructor(lines: readonly string[], separator: string, limits: TableLimits) {
    this.#lines = lines;
    this.#separator = separator;
    this.#limits = limits;
  }

  async read(): Promise<TableRow[]> {
    for (let open = 0; !(await this.#readOn(open < OPEN_QUOTES_MAX)); open += 1) {
      // The line with the quote is read literally, and the following lines are read again.
      const line = this.#nextLine();
      this.#add(splitPlain(this.#lines[line] ?? '', this.#separator), line + 1);
    }
    return this.#rows;
  }

  /** The position of the next line that is not empty. */
  #nextLine(): number {
    let at = this.#done;
    while (at < this.#lines.length - 1 && this.#lines[at] === '') at += 1;
    return at;
  }

  /** Reads to the end, or up to an invalid row; returns whether the end was reached. */
  async #readOn(isQuoted: boolean): Promise<boolean> {
    const from = this.#done;
    const parser = new Parser({
      ...optionsOf(this.#separator, isQuoted),
      on_record: (cells: string[], { lines }) => {
        this.#add(cells, from + lines);
        return null;
      },
    });
    takeAnyWidth(parser);
    // Errors are handled where the promise is awaited.
    parser.on('error', () => undefined).resume();
    for (let at = from; at < this.#lines.length && parser.errored === null;) {
      const chunk = this.#pieceFrom(at);
      at += chunk.length;
      parser.write(`${chunk.join('\n')}${at < this.#lines.length ? '\n' : ''}`);
      if (this.#isOpen(at)) {
        parser.destroy();
        return false;
      }
    }
    try {
      if (parser.errored !== null) throw parser.errored;
      parser.end();
      await finished(parser);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED') return false;
      throw error;
    }
  }

  #pieceFrom(at: number): string[] {
    let end = at;
    for (let length = 0; end < this.#lines.length && length < CHUNK_LENGTH; end += 1) {
      length += (this.#lines[end]?.length ?? 0) + 1;
    }
    return this.#lines.slice(at, end);
  }

  /** Whether the row being read is longer than a line may be. */
  #isOpen(readTo: number): boolean {
    let length = 0;
    for (let at = this.#nextLine(); at < readTo; at += 1) {
      length += (this.#lines[at]?.length ?? 0) + 1;
      if (length > this.#limits.lineLength) return at > this.#nextLine();
    }
    return false;
  }

  #add(cells: readonly string[], end: number): void {
    const line = this.#nextLine() + 1;
    const { cells: most, rows, allCells } = this.#limits;
    if (cells.length > most) throw new UnreadableFile(`has more than ${most} cells in a row, line ${line}`);
    this.#done = end;
    const tidy = cells.map(tidyCell);
    if (tidy.every((cell) => cell === '')) return;
    this.#cells += tidy.length;
    this.#rows.push({ line, end, cells: tidy });
    if (this.#rows.length > rows) throw new UnreadableFile(`has more than ${formatRowCount(rows)} rows`);
    if (this.#cells > allCells) throw new UnreadableFile(`has more than ${formatRowCount(allCells)} cells`);
  }
}

/**
 * For each row of another width than the first, the parser would create an error and discard it, at ten times a row's
 * cost.
 */
function takeAnyWidth(parser: Parser): void {
  const { state } = parser as unknown as { state: { record: readonly unknown[] } };
  Object.defineProperty(state, 'expectedRecordLength', {
    get: () => state.record.length,
    set: () => undefined,
  });
}

/** Quotes left around a cell come from bad quoting. */
function tidyCell(cell: string): string {
  const plain = cell.trim();
  if (plain.length < 2 || !plain.startsWith('"') || !plain.endsWith('"')) return plain;
  return plain.slice(1, -1).replaceAll('""', '"').trim();
}

function splitPlain(line: string, separator: string): string[] {
  return line.split(separator).map((cell) => tidyCell(cell).replace(/^"|"$/g, ''));
}

/** Splits rows that bad quoting has split wrongly again, line by line: without quoting, or each by itself. */
function repairRows(rows: readonly TableRow[], lines: readonly string[], separator: string): TableRow[] {
  const usual = usualCount(rows);
  const cell = wellQuotedCell(separator);
  let repaired = 0;
  return rows.flatMap((row) => {
    const { line, end, cells } = row;
    const isOdd = cells.length !== usual || end > line;
    if (!isOdd || repaired >= REPAIRED_MAX) return [row];
    const written = lines.slice(line - 1, end);
    if (!written.some((each) => each.includes('"'))) return [row];
    repaired += written.length;
    if (cells.length === usual && isWellQuoted(written.join('\n').trimStart(), cell)) return [row];
    return cutAgain(written, line, { usual, separator }) ?? [row];
  });
}

/** The lines as separate rows; undefined as soon as one of them does not have the usual width. */
function cutAgain(
  written: readonly string[],
  from: number,
  { usual, separator }: { readonly usual: number; readonly separator: string },
): TableRow[] | undefined {
  const rows: TableRow[] = [];
  for (const [index, text] of written.entries()) {
    if (text.trim() === '') continue;
    const plain = splitPlain(text, separator);
    const [cells = []] = plain.length === usual ? [plain] : splitSample(text, separator);
    if (cells.length !== usual) return undefined;
    rows.push({ line: from + index, end: from + index, cells: cells.map(tidyCell) });
  }
  return rows;
}

/** A cell with its terminator, quoted correctly or not at all. Fails where the quoting is bad or the row is over. */
function wellQuotedCell(separator: string): RegExp {
  const end = separator.replace(/[^\w\s]/g, '\\$&');
  return new RegExp(`(?:[^\\S\\n${end}]*"[^"]*(?:""[^"]*)*"|[^"\\n${end}]*)(?:${end}|$)`, 'y');
}

/**
 * Whether cells that span lines were meant to. A parser creates an error for each row, which would cost 100 times as
 * much.
 */
function isWellQuoted(text: string, cell: RegExp): boolean {
  cell.lastIndex = 0;
  while (cell.test(text)) if (cell.lastIndex === text.length) return true;
  return false;
}

function usualCount(rows: readonly TableRow[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let usual = 0;
  for (const [cells, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = cells;
  return usual;
}

function formatRowCount(count: number): string {
  return count.toLocaleString('en-US');
}
