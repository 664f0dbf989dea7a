import type { Tax, TaxedSum } from '../facts.js';
import { taxOn } from '../../core/values/money.js';

/** What an entry that is not posted yet adds to its statement. */
export function sumOfLine(tax: Tax | null, net: bigint): TaxedSum[] {
  return tax === null ? [] : [{ tax, corrects: null, netBefore: 0n, net, posted: 0n, rounded: 0n }];
}

/** What one tax of a statement comes to, as a cost in minor units. */
export interface StatementTax {
  readonly name: string;
  readonly percent: string;
  /** The number of the earlier statement that is corrected; none: what this one charges. */
  readonly corrects?: string;
  readonly net: bigint;
  /** What is posted; with the other rows of this tax, the sum of its entries. */
  readonly minor: bigint;
  /** The same line by line, before it was brought to the tax on the sum. */
  readonly byLine: bigint;
}

/**
 * The tax that a sum comes to: rounded once, half away from zero. An earlier statement gives back what it bore less what
 * it bears on the rest, so that in the end it has given back exactly what it bore, in however many parts.
 */
export function taxOnSum({ tax, netBefore, net }: TaxedSum): bigint {
  return taxOn(net, tax.percent) - taxOn(netBefore, tax.percent);
}

/** Brings together what is of the same tax and the same statement. */
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

function keyOfTax({ name, percent }: Tax): string {
  return `${percent} ${name}`;
}

/** What is still to be posted of the tax on these sums; negative where the lines bear too much. */
export function taxMissing(sums: readonly TaxedSum[]): bigint {
  return mergeSums(sums).reduce((missing, sum) => missing + taxOnSum(sum) - sum.posted, 0n);
}

/** One tax of a statement: what it taxes, what comes of it, and what the lines bear. */
export interface TaxRounding {
  readonly tax: Tax;
  readonly net: bigint;
  readonly minor: bigint;
  readonly byLine: bigint;
}

/** For each tax, what it comes to on the sum and what it comes to line by line. */
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

/** What a statement taxes at one tax by its own entries. */
export function netTaxed(sums: readonly TaxedSum[], tax: Tax | null): bigint {
  if (tax === null) return 0n;
  const own = mergeSums(sums).find((sum) => sum.corrects === null && keyOfTax(sum.tax) === keyOfTax(tax));
  return own?.net ?? 0n;
}
