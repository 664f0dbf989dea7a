/** Reading a bank's CSV: whichever separator it uses, quoted or not, with or without lines before the header. */

const SEPARATORS = [';', ',', '\t', '|'] as const;
type Separator = (typeof SEPARATORS)[number];

/** More columns than any bank's; a text that is no table is not read as one with a million cells. */
const CELLS_MAX = 200;

/** Rows of trimmed cells with the number of the line each began on; empty rows are left out. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export function readCsv(text: string): CsvRow[] {
  const clean = text.replace(/^\ufeff/, '').replace(/^sep=.\r?\n/i, '');
  return splitRows(clean, guessSeparator(clean));
}

/** The one that cuts most of the first lines into the same number of cells, and into the most. */
function guessSeparator(text: string): Separator {
  const sample = text.slice(0, 20_000);
  const scored = SEPARATORS.map((separator) => {
    const counts = new Map<number, number>();
    for (const { cells } of splitRows(sample, separator).slice(0, 60)) {
      if (cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
    }
    const score = Math.max(0, ...Array.from(counts, ([cells, rows]) => rows * Math.log2(cells + 1)));
    return { separator, score };
  });
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).separator;
}

function splitRows(text: string, separator: Separator): CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let [at, line, began] = [0, 1, 1];
  const endRow = (): void => {
    if (cells.some((cell) => cell !== '')) rows.push({ line: began, cells });
    cells = [];
    began = line;
  };
  while (at <= text.length) {
    const cell = text[at] === '"' ? readQuoted(text, at) : readPlain(text, at, separator);
    if (cells.length < CELLS_MAX) cells.push(cell.value.trim());
    line += countBreaks(text, at, cell.end);
    at = cell.end;
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    at += 1;
    line += 1;
    endRow();
  }
  return rows;
}

interface Cell {
  readonly value: string;
  readonly end: number;
}

function readPlain(text: string, from: number, separator: Separator): Cell {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(from, end), end };
}

function readQuoted(text: string, from: number): Cell {
  let value = '';
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    // A quote that is never closed: the rest of the text is the cell, and the row will not read as a payment.
    if (close === -1) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, close);
    if (text[close + 1] !== '"') return { value, end: close + 1 };
    value += '"';
    at = close + 2;
  }
}

function countBreaks(text: string, from: number, to: number): number {
  let breaks = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) breaks += 1;
  return breaks;
}
