import type { DateOrder } from './days.js';
import type { Mark } from './figures.js';

/** The columns that can be named where their headings are not known. */
export const COLUMN_FIELDS = [
  'date',
  'amount',
  'credit',
  'debit',
  'direction',
  'balance',
  'currency',
  'payer',
  'text',
] as const;
export type ColumnField = (typeof COLUMN_FIELDS)[number];

/** What a user specifies for a file, or specified for a similar one, where the file does not prove it. */
export interface StatementAnswers {
  /** Whether amounts without a minus came in, or went out as on a card's bill. */
  readonly amounts?: 'plus-in' | 'plus-out' | undefined;
  readonly dateOrder?: DateOrder | undefined;
  readonly decimalMark?: Mark | undefined;
  /** The words of a direction column that mean incoming money; unknown ones then mean outgoing. */
  readonly incoming?: readonly string[] | undefined;
  /** What the columns are called that hold each thing. */
  readonly columns?: Readonly<Partial<Record<ColumnField, string>>> | undefined;
  /** ISO 4217, of lines that name none. */
  readonly currency?: string | undefined;
  /** What the file's bytes are to be read as. */
  readonly encoding?: string | undefined;
}

/** What must be said before anything of a file is posted. */
export interface StatementQuestion {
  readonly field: Exclude<keyof StatementAnswers, 'columns'> | `${ColumnField}Column`;
  readonly asks: string;
  readonly choices: readonly string[];
}

/** What is said now goes before what was remembered. */
export function joinAnswers(said: StatementAnswers, remembered: StatementAnswers): StatementAnswers {
  const told = Object.entries(said).filter(([, value]) => value !== undefined);
  return { ...remembered, ...Object.fromEntries(told) };
}
