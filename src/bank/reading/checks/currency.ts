import type { Figure } from '../figures.js';
import { currenciesOf } from '../words/currencies.js';
import { NAMES, plainName } from '../words/names.js';
import type { BankTable, Booking } from '../tables.js';

/** The currency of a line: one, one of several that share a symbol, or unknown. */
export type CurrencyFound =
  { readonly currency?: string; readonly among?: readonly string[] } | { readonly contradiction: string };

/** What the rows above a table contain about its currency: `Währung:;CHF`. */
export function preambleCurrency({ preamble }: Pick<BankTable, 'preamble'>): string | undefined {
  for (const { cells } of preamble) {
    const [name = '', value = ''] = cells.filter((cell) => cell !== '');
    const found = NAMES.currency.includes(plainName(name)) ? currenciesOf(value) : undefined;
    if (found?.length === 1) return found[0];
  }
  return undefined;
}

/** Compares every mention of a currency: the cell, its column, its heading and the rows above. */
export function currencyOfRow(
  { cells }: Pick<Booking, 'cells'>,
  figure: Figure,
  { columns, bookings }: Pick<BankTable, 'columns' | 'bookings'>,
  above: string | undefined,
): CurrencyFound {
  const written = columns.currency === undefined ? '' : (cells[columns.currency] ?? '');
  const column = written === '' ? undefined : currenciesOf(written);
  if (written !== '' && column === undefined)
    return { contradiction: `"${written.slice(0, 20)}" is not a currency.` };
  const claims = [
    figure.among,
    column,
    columns.headCurrency === undefined ? undefined : [columns.headCurrency],
    // A line's own currency is better evidence than the account's, but both must agree.
    above === undefined ? undefined : [above],
  ].filter((claim) => claim !== undefined);
  const [first, ...others] = claims;
  if (first === undefined) {
    const isNamedElsewhere =
      columns.currency !== undefined &&
      bookings.some((each) => (each.cells[columns.currency ?? 0] ?? '') !== '');
    return isNamedElsewhere
      ? { contradiction: 'The line has no currency, but other lines of the file have one.' }
      : {};
  }
  const common = first.filter((code) => others.every((claim) => claim.includes(code)));
  if (common.length === 0) {
    const named = [...new Set(claims.map(([code]) => code))].join(' and ');
    return { contradiction: `The line has several currencies: ${named}.` };
  }
  const [only = ''] = common;
  return common.length === 1 ? { currency: only } : { among: common };
}
