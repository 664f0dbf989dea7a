import type { Tax } from '../billing/facts.js';
import type { TaxTreatment } from '../billing/tax/treatment.js';
import { parsePercent } from '../core/values/money.js';
import { isRefusal } from '../core/values/refusal.js';
import type { BilledRow } from '../store/invoices/billedLines.js';

/** A charge that bears no tax: outside its scope. */
const UNTAXED: TaxTreatment = { category: 'O', name: '', percent: 0n, reasonCode: 'VATEX-EU-O' };

/** How a line or a sum is taxed. */
export function treatmentOf(borne: Tax | Pick<BilledRow, 'taxName' | 'taxPercent'>): TaxTreatment {
  if ('percent' in borne) return taxed(borne.name, borne.percent);
  if (borne.taxName === null || borne.taxPercent === null) return UNTAXED;
  const percent = parsePercent(borne.taxPercent);
  if (isRefusal(percent)) throw new Error(`a stored tax is unreadable: ${percent.detail}`);
  return taxed(borne.taxName, percent);
}

function taxed(name: string, percent: bigint): TaxTreatment {
  return { category: percent === 0n ? 'Z' : 'S', name, percent };
}
