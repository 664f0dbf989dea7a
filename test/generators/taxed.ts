import { type AccountFacts, taxOn } from '../../src/billing/index.js';

/** A cost with the tax that its entry bears beside it. */
export function taxed({ tax }: Pick<AccountFacts, 'tax'>, minor: bigint): bigint {
  return tax === null ? minor : minor + taxOn(minor, tax.percent);
}
