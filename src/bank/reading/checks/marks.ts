import type { StatementAnswers } from '../answers.js';
import { type Figure, type Mark, markOf, plainFigure } from '../figures.js';
import { markByBalance } from './balanceSteps.js';
import type { BankTable } from '../tables.js';

export interface MarkFound {
  readonly mark: Mark | undefined;
  /** Whether only the mark makes some amounts unambiguous. */
  readonly isNeeded: boolean;
  /** Whether the file writes its amounts in two ways. */
  readonly isMixed: boolean;
}

/** The decimal mark, from amounts that can be read in one way only, or from the balance. */
export function findMark(tables: readonly BankTable[], answers: StatementAnswers): MarkFound {
  const figures = tables.flatMap(({ bookings }) =>
    bookings.flatMap(({ amount, credit, debit, balance }) => [amount, credit, debit, balance]),
  );
  const digits = figures.flatMap((figure) => (figure === undefined ? [] : [figure.digits]));
  const votes = new Set(digits.map(markOf).filter((mark) => mark !== undefined));
  const isNeeded = digits.some((each) => /[.,]/.test(each) && markOf(each) === undefined);
  const [voted] = votes;
  if (votes.size > 1) return { mark: undefined, isNeeded, isMixed: true };
  if (voted !== undefined || !isNeeded) return { mark: voted, isNeeded, isMixed: false };
  const byBalance = tables.map(markByBalance).find((mark) => mark !== undefined);
  return { mark: byBalance ?? answers.decimalMark, isNeeded, isMixed: false };
}

/** A plain decimal string of a figure; undefined if its mark is ambiguous. */
export function amountOf({ digits }: Figure, { mark }: MarkFound): string | undefined {
  const own = markOf(digits) ?? mark;
  if (own === undefined) return /[.,]/.test(digits) ? undefined : plainFigure(digits, '.');
  return plainFigure(digits, own);
}
