import { formatPercent } from '../../core/values/money.js';
import type { Tax } from '../facts.js';
import { categoryOf } from '../tax/treatment.js';

/**
 * How revenue is taxed, as the accounting settings name it: `home/19`, `oss/FR/20`, `reverse-charge`, `eu-goods`,
 * `export`, `exempt`, `small-business`, `zero`, `outside`, or `untaxed` where no tax was decided.
 */
export type TreatmentKey = string;

export function treatmentKeyOf(tax: Tax | null): TreatmentKey {
  if (tax === null) return 'untaxed';
  switch (categoryOf(tax)) {
    case 'S':
      return tax.country === undefined
        ? `home/${formatPercent(tax.percent)}`
        : `oss/${tax.country}/${formatPercent(tax.percent)}`;
    case 'AE':
      return 'reverse-charge';
    case 'K':
      return 'eu-goods';
    case 'G':
      return 'export';
    case 'E':
      return tax.reasonCode?.startsWith('small-business') === true ? 'small-business' : 'exempt';
    case 'Z':
      return 'zero';
    case 'O':
      return 'outside';
  }
}

/** From the most specific to the most general: `oss/FR/20`, `oss/FR`, `oss`. */
export function generalised(key: string): string[] {
  const parts = key.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}
