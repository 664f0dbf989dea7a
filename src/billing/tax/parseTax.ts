import { parsePercent } from '../../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import type { Tax } from '../facts.js';
import { isTaxReason, reasonsOf } from './reasons.js';
import { TAX_CATEGORIES, type TaxCategory } from './treatment.js';

/** A tax as somebody set it by hand. */
export interface TaxInput {
  readonly name: string;
  readonly percent: string;
  readonly category?: string | undefined;
  readonly reasonCode?: string | undefined;
}

/** The tax that accounts have by hand: a category goes with its rate, and says why where nothing is charged. */
export function parseTax(input: TaxInput | null | undefined, field = 'tax'): Tax | null | Refusal {
  if (input === undefined || input === null) return null;
  const percent = parsePercent(input.percent, `${field}.percent`);
  if (isRefusal(percent)) return percent;
  const category = input.category ?? (percent > 0n ? 'S' : 'Z');
  if (!isTaxCategory(category))
    return refuse('invalid', 'must be one of S, Z, E, AE, K, G and O', `${field}.category`);
  if ((category === 'S') !== percent > 0n) {
    const rate = category === 'S' ? 'above 0' : '0';
    return refuse('invalid', `must be ${rate} for category ${category}`, `${field}.percent`);
  }
  const known = reasonsOf(category);
  const reasonCode = input.reasonCode ?? (known.length === 1 ? known[0] : undefined);
  if (known.length === 0 && reasonCode !== undefined)
    return refuse('invalid', `is not used with category ${category}`, `${field}.reasonCode`);
  if (
    known.length > 0 &&
    (reasonCode === undefined || !isTaxReason(reasonCode) || !known.includes(reasonCode))
  )
    return refuse('invalid', `must be one of ${known.join(', ')}`, `${field}.reasonCode`);
  return { name: input.name, percent, category, ...(reasonCode === undefined ? {} : { reasonCode }) };
}

function isTaxCategory(text: string): text is TaxCategory {
  return (TAX_CATEGORIES as readonly string[]).includes(text);
}
