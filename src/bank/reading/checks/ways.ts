import type { Figure } from '../figures.js';
import type { Booking } from '../tables.js';

export type Way = 'in' | 'out';

/** Which way a booking went, or why that is not to be told. */
export type WayFound = Way | { readonly doubt: string };

/** The figure of a booking, whichever column it stands in; nothing where it stands in both. */
export function figureOf({ amount, credit, debit }: Booking): Figure | undefined {
  const isNothing = (figure: Figure | undefined): boolean =>
    figure === undefined || !/[1-9]/.test(figure.digits);
  if (amount !== undefined) return amount;
  if (isNothing(debit)) return credit ?? debit;
  return isNothing(credit) ? debit : undefined;
}
