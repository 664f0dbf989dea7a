import type { DateOrder } from './days.js';
import type { Mark } from './figures.js';

/** The columns that a user can name where their headings are unknown. */
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

/** What a user specifies for a file, or has specified for a similar one, where the file does not prove it. */
export interface StatementAnswers {
  /** Whether amounts without a minus came in, or went out, as on a card's bill. */
  readonly amounts?: 'plus-in' | 'plus-out' | undefined;
  readonly dateOrder?: DateOrder | undefined;
  readonly decimalMark?: Mark | undefined;
  /** The words of a direction column that mean incoming money; unknown ones then mean outgoing. */
  readonly incoming?: readonly string[] | undefined;
  /** The names of the columns, by their meaning. */
  readonly columns?: Readonly<Partial<Record<ColumnField, string>>> | undefined;
  /** ISO 4217, for lines without a currency. */
  readonly currency?: string | undefined;
  /** The encoding of the file's bytes. */
  readonly encoding?: string | undefined;
}

/** What a user must specify before anything of a file is posted. */
export interface StatementQuestion {
  readonly field: Exclude<keyof StatementAnswers, 'columns'> | `${ColumnField}Column`;
  readonly asks: string;
  readonly choices: readonly string[];
}

/** Answers given now take precedence over remembered ones. */
export function joinAnswers(given: StatementAnswers, remembered: StatementAnswers): StatementAnswers {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...remembered, ...Object.fromEntries(present) };
}
