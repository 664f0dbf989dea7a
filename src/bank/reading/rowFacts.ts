import { seemsToNameReference } from '../../core/values/reference.js';
import type { Columns, StatementRow } from './columns.js';
import { type Day, readDay } from './days.js';
import { moneyColumns } from './rows.js';
import { namesBalance } from './words/balances.js';
import { isNoDayYet, isNotBooked } from './words/status.js';

/** What is known of a row below a heading before its kind is decided. */
export interface RowFacts {
  readonly row: StatementRow;
  readonly columns: Columns;
  readonly separator: string;
  readonly when: string;
  readonly day: Day | undefined;
  readonly hasMoney: boolean;
  /** Some cell contains the account's balance. */
  readonly mentionsBalance: boolean;
  readonly isPending: boolean;
  /** The cells of the payer and text columns. */
  readonly written: readonly string[];
}

export function factsOf(row: StatementRow, columns: Columns, separator: string): RowFacts {
  const when = cellIn(row, columns.date);
  const words = new Set([columns.payer, ...columns.texts]);
  return {
    ...{ row, columns, separator, when, day: readDay(when), hasMoney: holdsMoney(row, columns) },
    mentionsBalance: row.cells.some(namesBalance) && !row.cells.some((each) => seemsToNameReference(each)),
    isPending:
      isNotBooked(cellIn(row, columns.status)) ||
      row.cells.some((each, index) => isNoDayYet(each) && !words.has(index)),
    written: [...words].map((index) => cellIn(row, index)).filter((each) => each !== ''),
  };
}

export function cellIn({ cells }: StatementRow, index: number | undefined): string {
  return index === undefined ? '' : (cells[index] ?? '');
}

/** Whether a column of money has something in it. */
export function holdsMoney(row: StatementRow, columns: Columns): boolean {
  return moneyColumns(columns).some((index) => cellIn(row, index) !== '');
}
