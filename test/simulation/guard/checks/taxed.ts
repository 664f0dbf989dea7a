import type { Tax, TaxedSum } from '../../../../src/billing/facts.js';
import { taxOn } from '../../../../src/core/values/money.js';

/** A cost as it is posted, with the tax of its own line. */
export function billed(tax: Tax | null, net: bigint): { readonly minor: bigint; readonly sums: TaxedSum[] } {
  if (tax === null) return { minor: net, sums: [] };
  const posted = taxOn(net, tax.percent);
  const sum = { tax, corrects: null, netBefore: 0n, net, posted, rounded: 0n };
  return { minor: net + posted, sums: [sum] };
}

/** What a statement's lines bear beyond the tax on their sum, rate by rate. */
export function roundedAway(sums: readonly TaxedSum[]): bigint {
  const nets = new Map<bigint, bigint>();
  let byLine = 0n;
  for (const { tax, net, posted } of sums) {
    nets.set(tax.percent, (nets.get(tax.percent) ?? 0n) + net);
    byLine += posted;
  }
  return [...nets].reduce((rest, [percent, net]) => rest - taxOn(net, percent), byLine);
}
