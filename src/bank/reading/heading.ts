import type { StatementQuestion } from './answers.js';
import type { StatementRow } from './columns.js';
import { readDay } from './days.js';
import { readMoney } from './figures.js';
import { isAfterFee, NAMES, plainName } from './words/names.js';
import type { ReadRow } from './mapping.js';
import { rowText } from './rows.js';
import { partTables } from './parting.js';
import type { StatementTable } from './tables.js';

/** What all files of one export of one account share. */
export interface Heading {
  /** The names of all columns, table by table. */
  readonly names: readonly string[];
  /** The receiving account; '' if the file names none. */
  readonly account: string;
}

const SAMPLE_ROWS = 5;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/;

/** The headings and the receiving account of a file, independent of the user's answers about its columns. */
export function headingOf(file: StatementTable): Heading {
  const { tables } = partTables(file);
  const guessed = tables.length > 0 ? undefined : guessHeading(file);
  const heads = new Set(tables.map(({ columns }) => columns.heads.join('\n')));
  const accounts = new Set<string>();
  for (const { columns, bookings, preamble } of tables) {
    if (columns.account !== undefined)
      for (const { cells } of bookings) accounts.add(cells[columns.account] ?? '');
    for (const { cells } of preamble) accounts.add(IBAN.exec(cells.join(' '))?.[0].replaceAll(' ', '') ?? '');
  }
  accounts.delete('');
  return {
    names: guessed === undefined ? [...heads].flatMap((head) => head.split('\n')) : [...guessed.cells],
    account: [...accounts].sort().join(' '),
  };
}

/** Questions about the columns of a file whose headings name no day or no amount; none if there is no table. */
export function questionsOfColumns(file: StatementTable): StatementQuestion[] {
  const heading = guessHeading(file);
  if (heading === undefined) return [];
  const choices = heading.cells.map(columnName);
  const heads = heading.cells.map(plainName);
  const isNamed = (fields: readonly ('date' | 'amount' | 'credit')[]): boolean =>
    heads.some((head) => fields.some((field) => NAMES[field].includes(head)) && !isAfterFee(head, heads));
  const questions: StatementQuestion[] = [];
  if (!isNamed(['date']))
    questions.push({ field: 'dateColumn', asks: 'Which column is the booking date?', choices });
  if (!isNamed(['amount', 'credit']))
    questions.push({ field: 'amountColumn', asks: 'Which column is the amount?', choices });
  return questions;
}

/** Some rows below unknown headings, each cell with the name of its column. */
export function sampleRows(file: StatementTable): ReadRow[] {
  const heading = guessHeading(file);
  if (heading === undefined) return [];
  const below = file.rows.slice(file.rows.indexOf(heading) + 1).slice(0, SAMPLE_ROWS);
  const named = (cell: string, index: number): string[] =>
    cell === '' ? [] : [`${columnName(heading.cells[index] ?? '', index)}: ${cell}`];
  return below.map(({ line, cells }) => ({
    ...{ line, is: 'held back', bookedOn: null, amount: null, currency: null },
    text: rowText(cells.flatMap(named)),
  }));
}

/** The column's name in a question. */
function columnName(head: string, index: number): string {
  return head === '' ? `Column ${index + 1}` : head;
}

/** The first row of names with a row below it that has a day and an amount. */
function guessHeading({ rows }: StatementTable): StatementRow | undefined {
  return rows.slice(0, 60).find(({ cells }, index) => {
    const named = cells.filter((cell) => cell !== '');
    if (named.length < 2 || named.some((cell) => cell.length > 80 || isValue(cell))) return false;
    const next = rows[index + 1]?.cells ?? [];
    return (
      next.length === cells.length &&
      next.some((cell) => readDay(cell) !== undefined) &&
      next.some((cell) => readDay(cell) === undefined && readMoney(cell) !== undefined)
    );
  });
}

function isValue(cell: string): boolean {
  return readDay(cell) !== undefined || readMoney(cell) !== undefined;
}
