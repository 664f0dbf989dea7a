import type { Tax } from '../facts.js';
import { treatmentIn } from '../tax/decideTax.js';
import type { TaxTreatment } from '../tax/treatment.js';

/** A charge that bears no tax. */
const UNTAXED: TaxTreatment = { category: 'O', name: '', percent: 0n, reasonCode: 'VATEX-EU-O' };

/** The tax of a charge as documents say it, in their language. */
export function documentedTax(tax: Tax | null, language: string): TaxTreatment {
  return tax === null ? UNTAXED : treatmentIn(tax, language);
}
