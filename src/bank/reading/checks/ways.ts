import type { Figure } from '../figures.js';
import type { Booking } from '../tables.js';

export type Way = 'in' | 'out';

/** The direction of a booking, or why it is unknown. */
export type WayFound = Way | { readonly doubt: string };

/** The figure of a booking, from either column; undefined if both have one. */
export function figureOf({ amount, credit, debit }: Booking): Figure | undefined {
  const isNothing = (figure: Figure | undefined): boolean =>
    figure === undefined || !/[1-9]/.test(figure.digits);
  if (amount !== undefined) return amount;
  if (isNothing(debit)) return credit ?? debit;
  return isNothing(credit) ? debit : undefined;
}
