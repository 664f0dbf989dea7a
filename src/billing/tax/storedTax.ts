import { formatPercent, parsePercent } from '../../core/values/money.js';
import { isRefusal, type Refusal } from '../../core/values/refusal.js';
import type { Tax } from '../facts.js';
import { categoryOf, type TaxCategory } from './treatment.js';

/** A tax as rows keep it, on accounts, entries and periods. */
export interface TaxColumns {
  readonly taxName?: string | null;
  readonly taxPercent?: string | null;
  readonly taxCategory?: string | null;
  readonly taxReasonCode?: string | null;
  readonly taxCountry?: string | null;
}

/** The tax of a row, null if it has none, or why it cannot be parsed. */
export function parseStoredTax(row: TaxColumns): Tax | null | Refusal {
  const { taxName: name, taxPercent: text, taxCategory: category } = row;
  if (name == null || text == null) return null;
  const percent = parsePercent(text);
  if (isRefusal(percent)) return percent;
  return {
    name,
    percent,
    // Only written by the program, so a row has no other text.
    category: category == null ? categoryOf({ percent }) : (category as TaxCategory),
    ...(row.taxReasonCode == null ? {} : { reasonCode: row.taxReasonCode }),
    ...(row.taxCountry == null ? {} : { country: row.taxCountry }),
  };
}

/** The tax of a row that the program wrote. */
export function storedTax(row: TaxColumns): Tax | null {
  const tax = parseStoredTax(row);
  if (isRefusal(tax)) throw new Error(`a stored tax is unreadable: ${tax.detail}`);
  return tax;
}

/** The columns of an entry for a tax that it bears. */
export function taxColumns(tax: Tax): {
  readonly taxName: string;
  readonly taxPercent: string;
  readonly taxCategory: TaxCategory;
  readonly taxReasonCode?: string;
  readonly taxCountry?: string;
} {
  return {
    taxName: tax.name,
    taxPercent: formatPercent(tax.percent),
    taxCategory: categoryOf(tax),
    ...(tax.reasonCode === undefined ? {} : { taxReasonCode: tax.reasonCode }),
    ...(tax.country === undefined ? {} : { taxCountry: tax.country }),
  };
}

/** Whether two taxes are one on a document: taxes of one category and rate are worked out on their sum (EN 16931). */
export function isSameTax(one: Tax, other: Tax): boolean {
  return keyOfTax(one) === keyOfTax(other);
}

export function keyOfTax(tax: Tax): string {
  return `${categoryOf(tax)} ${tax.percent}`;
}
