import { type Refusal, refuse } from '../refusal.js';
import type { LocalDate } from '../zone.js';
import { type Columns, findHeader, type StatementRow } from './columns.js';
import { readDay, readFigure, readStyle, type Style } from './figures.js';

/** Money that came in, as a bank tells it. */
export interface StatementLine {
  /** Where it stands in the file, counted from 1. */
  readonly line: number;
  readonly bookedOn: LocalDate;
  /** A plain decimal string, more than nothing. */
  readonly amount: string;
  /** ISO 4217, where the statement names one. */
  readonly currency?: string;
  readonly payer: string;
  /** Everything that the client or their bank may have written. */
  readonly text: string;
}

export interface Statement {
  readonly lines: readonly StatementLine[];
  /** Money that went out, and announcements of what is not booked yet: of no interest here. */
  readonly outgoing: number;
  readonly pending: number;
  readonly unreadable: readonly { readonly line: number; readonly reason: string }[];
}

/** A statement's rows and what parts their cells, which tells how its figures are written. */
export interface StatementTable {
  readonly rows: readonly StatementRow[];
  readonly separator: string;
}

const LINES_MAX = 10_000;
const TEXT_MAX = 1_000;

/** Reads the table of a bank, whichever of the common dialects it is in. */
export function readStatement({ rows, separator }: StatementTable): Statement | Refusal {
  const header = findHeader(rows);
  if (header === undefined) {
    return refuse('invalid', 'has no line that names a date and an amount or credit column', 'csv');
  }
  const body = rows.slice(header.index + 1);
  if (body.length > LINES_MAX) return refuse('invalid', `has more than ${LINES_MAX} lines`, 'csv');
  const { columns } = header;
  const cell = (row: StatementRow, index: number | undefined): string =>
    index === undefined ? '' : (row.cells[index] ?? '');
  const amounts = body.map((row) => cell(row, columns.amount ?? columns.credit));
  const style = readStyle(
    amounts,
    body.map((row) => cell(row, columns.date)),
    separator === ';' ? ',' : '.',
  );
  const outcomes = body.map((row) => readRow((index) => cell(row, index), row, columns, style));
  return {
    lines: outcomes.filter((outcome): outcome is StatementLine => 'bookedOn' in outcome),
    outgoing: outcomes.filter((outcome) => 'is' in outcome && outcome.is === 'outgoing').length,
    pending: outcomes.filter((outcome) => 'is' in outcome && outcome.is === 'pending').length,
    unreadable: outcomes.filter((outcome): outcome is Unreadable => 'reason' in outcome),
  };
}

interface Unreadable {
  readonly line: number;
  readonly reason: string;
}

type Outcome = StatementLine | Unreadable | { readonly is: 'outgoing' | 'pending' | 'nothing' };

/** What banks call a line that may still change or vanish. */
const NOT_BOOKED = /vorgemerkt|vormerk|pending|reverted|declined|failed|cancel|storniert|abgelehnt/i;

function readRow(
  cell: (index: number | undefined) => string,
  row: StatementRow,
  columns: Columns,
  style: Style,
): Outcome {
  const { line } = row;
  if (NOT_BOOKED.test(cell(columns.status))) return { is: 'pending' };
  const written = columns.amount === undefined ? cell(columns.credit) : cell(columns.amount);
  const bookedOn = readDay(cell(columns.date), style);
  if (columns.amount === undefined && (written === '' || Number(readFigure(written, style)) === 0)) {
    return { is: cell(columns.debit) === '' ? 'nothing' : 'outgoing' };
  }
  // A sum or a balance under the table has no day.
  if (bookedOn === undefined && cell(columns.date) === '') return { is: 'nothing' };
  if (bookedOn === undefined) return { line, reason: `"${clip(cell(columns.date))}" is not a date` };
  const figure = readFigure(written, style);
  if (figure === undefined) return { line, reason: `"${clip(written)}" is not an amount` };
  if (figure.startsWith('-') || isDebit(cell(columns.direction))) return { is: 'outgoing' };
  if (!/[1-9]/.test(figure)) return { is: 'nothing' };
  const currency = /^[A-Z]{3}$/.exec(cell(columns.currency).toUpperCase())?.[0] ?? columns.headCurrency;
  return {
    line,
    bookedOn,
    amount: figure,
    ...(currency === undefined ? {} : { currency }),
    payer: tidy(cell(columns.payer)),
    // Kept apart, so that what ends one column and begins the next is not read as one number.
    text: tidy(
      columns.texts
        .map(cell)
        .filter((part) => part !== '')
        .join(' · '),
    ),
  };
}

function isDebit(direction: string): boolean {
  return /^(s|soll|d|dr|dbit|debit|af|out|belastung)$/i.test(direction);
}

function tidy(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, TEXT_MAX);
}

function clip(text: string): string {
  return tidy(text).slice(0, 40);
}
