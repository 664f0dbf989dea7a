import type { Percent } from '../../core/values/money.js';

/** How a line is taxed, a code of UNCL 5305 as EN 16931 allows it. */
export type TaxCategory = 'S' | 'Z' | 'E' | 'AE' | 'K' | 'G' | 'O';

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
