import type { Tax, TaxedSum } from '../facts.js';
import { taxOn } from '../../core/values/money.js';
import { isSameTax, keyOfTax } from '../tax/storedTax.js';
import type { TaxCategory } from '../tax/treatment.js';

/** What an unposted entry adds to its statement. */
export function sumOfLine(tax: Tax | null, net: bigint): TaxedSum[] {
  return tax === null ? [] : [{ tax, corrects: null, netBefore: 0n, net, posted: 0n, rounded: 0n }];
}

/** The amounts of one tax of a statement, as costs in minor units. */
export interface StatementTax {
  readonly name: string;
  readonly percent: string;
  readonly category: TaxCategory;
  readonly reasonCode?: string;
  /** The number of the earlier statement that is corrected; none: this statement's own charges. */
  readonly corrects?: string;
  readonly net: bigint;
  /** The posted tax; with the other rows of this tax, the sum of its entries. */
  readonly minor: bigint;
  /** The same line by line, before the adjustment to the tax on the sum. */
  readonly byLine: bigint;
}

/**
 * The tax on a sum, rounded once, half away from zero. A correction of an earlier statement returns its former tax less
 * the tax on the rest, so that all corrections together return exactly the tax it bore.
 */
export function taxOnSum({ tax, netBefore, net }: TaxedSum): bigint {
  return taxOn(net, tax.percent) - taxOn(netBefore, tax.percent);
}

/** Groups sums by category, rate and statement. */
export function mergeSums(sums: readonly TaxedSum[]): TaxedSum[] {
  const merged = new Map<string, TaxedSum>();
  for (const sum of sums) {
    const key = `${keyOfTax(sum.tax)} ${sum.corrects ?? ''}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? sum : plus(known, sum));
  }
  return [...merged.values()];
}

function plus(one: TaxedSum, other: TaxedSum): TaxedSum {
  return {
    ...one,
    netBefore: one.netBefore + other.netBefore,
    net: one.net + other.net,
    posted: one.posted + other.posted,
    rounded: one.rounded + other.rounded,
  };
}

/** The tax still to be posted on these sums; negative if the lines bear too much. */
export function taxMissing(sums: readonly TaxedSum[]): bigint {
  return mergeSums(sums).reduce((missing, sum) => missing + taxOnSum(sum) - sum.posted, 0n);
}

/** One tax of a statement: the taxed sum, the tax on it, and the tax line by line. */
export interface TaxRounding {
  readonly tax: Tax;
  readonly net: bigint;
  readonly minor: bigint;
  readonly byLine: bigint;
}

/** For each tax, the tax on the sum and the tax line by line. */
export function roundingsOf(sums: readonly TaxedSum[]): TaxRounding[] {
  const roundings = new Map<string, TaxRounding>();
  for (const sum of mergeSums(sums)) {
    const key = keyOfTax(sum.tax);
    const { net, minor, byLine } = roundings.get(key) ?? { net: 0n, minor: 0n, byLine: 0n };
    roundings.set(key, {
      tax: sum.tax,
      net: net + sum.net - sum.netBefore,
      minor: minor + taxOnSum(sum),
      byLine: byLine + sum.posted,
    });
  }
  return [...roundings.values()];
}

/** What a statement's own entries tax at one tax. */
export function netTaxed(sums: readonly TaxedSum[], tax: Tax | null): bigint {
  if (tax === null) return 0n;
  const own = mergeSums(sums).find((sum) => sum.corrects === null && isSameTax(sum.tax, tax));
  return own?.net ?? 0n;
}
