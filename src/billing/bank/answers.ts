import type { DateOrder, Mark } from './figures.js';

/** What somebody says of a file, or said of one like it, where the file does not prove it. */
export interface StatementAnswers {
  /** Whether amounts without a minus came in, or went out as on a card's bill. */
  readonly amounts?: 'plus-in' | 'plus-out' | undefined;
  readonly dateOrder?: DateOrder | undefined;
  readonly decimalMark?: Mark | undefined;
  /** The words of a direction column that mean that money came in; those that nobody knows then mean that it went out. */
  readonly incoming?: readonly string[] | undefined;
}

/** What must be said before anything of a file is posted. */
export interface StatementQuestion {
  readonly field: keyof StatementAnswers;
  readonly asks: string;
  readonly choices: readonly string[];
}
