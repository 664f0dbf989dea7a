import type { LocalDate } from '../../core/values/zone.js';
import type { Columns, StatementRow } from './columns.js';
import { readDay } from './days.js';
import { readMoney } from './figures.js';
import { namesBalance } from './words/balances.js';

/** A line that is not posted by itself, the reason, and what could be parsed of it. */
export interface Fault {
  readonly line: number;
  readonly reason: string;
  /** All its cells. */
  readonly text: string;
  readonly bookedOn?: LocalDate;
  /** A plain decimal string; below zero where an earlier payment came back. */
  readonly amount?: string;
  readonly currency?: string;
  readonly payer?: string;
}

/** Names in all cells, and as many as the table's own heading has. */
export function looksLikeHeading({ cells }: StatementRow, columns: Columns | undefined): boolean {
  const named = cells.filter((cell) => cell !== '');
  const isName = (cell: string): boolean =>
    cell.length <= 40 &&
    /\p{L}|\ufffd/u.test(cell) &&
    readDay(cell) === undefined &&
    readMoney(cell) === undefined;
  if (named.length < 3 || !named.every(isName)) return false;
  if (columns === undefined) return true;
  const heads = columns.heads.filter((head) => head !== '').length;
  return (cells[columns.date] ?? '') !== '' && named.length >= heads - 1 && !cells.some(namesBalance);
}

export function looksLikeBooking({ cells }: StatementRow): boolean {
  return (
    cells.some((cell) => readDay(cell) !== undefined) &&
    cells.some((cell) => readDay(cell) === undefined && /[1-9]/.test(cell))
  );
}

/** An amount such as 12,34 or 1,200.00, unquoted between commas. */
export function isCutInTwo(cells: readonly string[], columns: Columns): boolean {
  const money = moneyColumns(columns);
  const pairs = [...money.map((index) => [index, index + 1]), ...money.map((index) => [index - 1, index])];
  return pairs.some(([one = 0, next = 0]) => {
    // `-71001` is part of a card's name.
    if (one === columns.account) return false;
    const [head = '', tail = ''] = [cells[one], cells[next]];
    return /^[-+(]?\D{0,4}\d+$/.test(head) && /^(\d{2}|\d{3}([.]\d+)?)\D{0,5}$/.test(tail);
  });
}

export function faultAt(row: StatementRow, reason: string): Fault {
  return { line: row.line, reason, text: rowText(row.cells) };
}

/** An error about a row whose quotes span several lines names all of them. */
export function alsoOn({ line, end }: StatementRow): string {
  return end > line ? ` (lines ${line} to ${end})` : '';
}

export function moneyColumns({ amount, credit, debit, direction }: Columns): number[] {
  const found = [amount, credit, debit].filter((index) => index !== undefined);
  return found.length > 0 || direction === undefined ? found : [direction];
}

export function joined(above: string, below: string): string {
  return above === '' || below === '' ? above + below : `${above} ${below}`;
}

/** The content of a row, in one line. */
export function rowText(cells: readonly string[]): string {
  return tidyText(cells.filter((cell) => cell !== '').join(' · ')).slice(0, 1_000);
}

export function clip(text: string): string {
  return tidyText(text).slice(0, 40);
}

export function tidyText(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
