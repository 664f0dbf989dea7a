import type { Percent } from '../../core/values/money.js';

/** How a line is taxed, a code of UNCL 5305 as EN 16931 allows it. */
export type TaxCategory = 'S' | 'Z' | 'E' | 'AE' | 'K' | 'G' | 'O';

export const TAX_CATEGORIES = ['S', 'Z', 'E', 'AE', 'K', 'G', 'O'] as const satisfies readonly TaxCategory[];

/** The tax of a line: its category and rate, and why where nothing is charged. */
export interface TaxTreatment {
  readonly category: TaxCategory;
  /** `VAT`, or as the owner calls it. */
  readonly name: string;
  /** Above 0 for `S`, otherwise 0. */
  readonly percent: Percent;
  /** A code of the VATEX list, e.g. `VATEX-EU-AE`. */
  readonly reasonCode?: string;
  /** The same in words, in the language of the document. */
  readonly reason?: string;
}

/** The category of a tax; one set by hand as a name and a percentage has none of its own. */
export function categoryOf(tax: { readonly percent: Percent; readonly category?: TaxCategory }): TaxCategory {
  return tax.category ?? (tax.percent > 0n ? 'S' : 'Z');
}
