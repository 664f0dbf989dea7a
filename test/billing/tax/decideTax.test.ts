import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideTax,
  type TaxPolicy,
  type TaxQuestion,
  type TaxRule,
  treatmentIn,
} from '../../../src/billing/tax/decideTax.js';
import { isInEu, standardRate } from '../../../src/billing/tax/euRates.js';
import { parseTax } from '../../../src/billing/tax/parseTax.js';
import { reasonsOf } from '../../../src/billing/tax/reasons.js';
import { categoryOf, TAX_CATEGORIES } from '../../../src/billing/tax/treatment.js';
import type { Tax } from '../../../src/billing/facts.js';
import { formatPercent } from '../../../src/core/values/money.js';
import { isRefusal } from '../../../src/core/values/refusal.js';

const ON = '2026-12-01';

function tax(percent: string, category?: string, reasonCode?: string): Tax {
  const parsed = parseTax({ name: 'VAT', percent, category, reasonCode });
  if (parsed === null || isRefusal(parsed)) throw new Error(`not a tax: ${percent} ${category ?? ''}`);
  return parsed;
}

function ask(question: {
  readonly seller?: string;
  readonly buyer?: string;
  readonly kind?: 'business' | 'consumer';
  readonly vatId?: string;
  readonly check?: 'valid' | 'invalid';
  readonly charge?: string;
  readonly on?: string;
  readonly homeRate?: string;
  readonly policy?: Partial<TaxPolicy>;
}): string {
  const { seller = 'DE', buyer, kind, vatId, check, charge, on = ON, homeRate, policy } = question;
  const decision = decideTax({
    policy: {
      seller: 'registered',
      name: 'VAT',
      oss: false,
      rules: [],
      ...(homeRate === undefined ? {} : { homeRate: tax(homeRate).percent }),
      ...policy,
    },
    seller: { country: seller },
    buyer: {
      ...(buyer === undefined ? {} : { country: buyer }),
      ...(kind === undefined ? {} : { buyerKind: kind }),
      ...(vatId === undefined ? {} : { vatId }),
    },
    vatId: check ?? 'unverified',
    ...(charge === undefined ? {} : { charge }),
    on,
  });
  if (decision === undefined) return 'unknown';
  const { percent, reasonCode, country } = decision.tax;
  const parts = [
    `${categoryOf(decision.tax)} ${formatPercent(percent)}`,
    decision.cause,
    reasonCode,
    country,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

const SMALL = { seller: 'small-business' } as const;
const OSS = { oss: true } as const;

describe('a seller in Germany', () => {
  it.each([
    // At home it makes no difference who the buyer is.
    [{ buyer: 'DE', kind: 'business', vatId: 'DE811907980', check: 'valid' }, 'S 19, home'],
    [{ buyer: 'DE', kind: 'consumer' }, 'S 19, home'],
    // A service to a business is taxed where that is; it owes the tax itself (Articles 44 and 196).
    [{ buyer: 'FR', vatId: 'FR40303265045', check: 'valid' }, 'AE 0, reverse-charge, VATEX-EU-AE'],
    // VIES is down: the id has the right check digits, and a charge does not wait.
    [{ buyer: 'FR', vatId: 'FR40303265045' }, 'AE 0, reverse-charge, VATEX-EU-AE'],
    // VIES does not know the id: the seller would owe the tax, so it is charged.
    [{ buyer: 'FR', vatId: 'FR40303265045', check: 'invalid' }, 'S 19, no-vat-id'],
    [{ buyer: 'FR', kind: 'business' }, 'S 19, no-vat-id'],
    // The id of its German branch shows that the service is received in Germany.
    [{ buyer: 'FR', vatId: 'DE811907980', check: 'valid' }, 'S 19, no-vat-id'],
    // A French company buys with its Austrian id: another member state than the seller's.
    [{ buyer: 'FR', vatId: 'ATU37675002', check: 'valid' }, 'AE 0, reverse-charge, VATEX-EU-AE'],
    // Greece is GR as a country and EL in VAT ids; Monaco is France for VAT.
    [{ buyer: 'GR', vatId: 'EL094259216' }, 'AE 0, reverse-charge, VATEX-EU-AE'],
    [{ buyer: 'MC', vatId: 'FR40303265045' }, 'AE 0, reverse-charge, VATEX-EU-AE'],
    // Below the threshold of 10,000 EUR consumers in the EU bear the seller's rate; above it their country's, by OSS.
    [{ buyer: 'FR', kind: 'consumer' }, 'S 19, consumer-home'],
    [{ buyer: 'FR' }, 'S 19, consumer-home'],
    [{ buyer: 'FR', policy: OSS }, 'S 20, consumer-oss, FR'],
    [{ buyer: 'FI', policy: OSS }, 'S 25.5, consumer-oss, FI'],
    // A consumer with a VAT id (a private purchase) is one all the same.
    [{ buyer: 'FR', kind: 'consumer', vatId: 'FR40303265045' }, 'S 19, consumer-home'],
    // Outside the EU: not subject to VAT here, for businesses (Article 44) and for consumers of online services (58).
    [{ buyer: 'US', kind: 'business' }, 'O 0, outside, VATEX-EU-O'],
    [{ buyer: 'CH', kind: 'consumer' }, 'O 0, outside, VATEX-EU-O'],
    // Northern Ireland has ids of the EU for goods only: for services it is outside.
    [{ buyer: 'GB', vatId: 'XI980780684', check: 'valid' }, 'O 0, outside, VATEX-EU-O'],
    // An EU VAT id does not bring a buyer outside the EU back into it.
    [{ buyer: 'US', vatId: 'FR40303265045' }, 'O 0, outside, VATEX-EU-O'],
    // § 19 UStG exempts what would be taxed at home; services taxed elsewhere are no matter of it.
    [{ buyer: 'DE', policy: SMALL }, 'E 0, small-business, small-business-DE'],
    [
      { buyer: 'FR', kind: 'consumer', policy: { ...SMALL, ...OSS } },
      'E 0, small-business, small-business-DE',
    ],
    [{ buyer: 'FR', vatId: 'FR40303265045', policy: SMALL }, 'AE 0, reverse-charge, VATEX-EU-AE'],
    // Nothing is known about the buyer.
    [{}, 'unknown'],
  ] as const)('%j: %s', (question, expected) => {
    expect(ask(question)).toBe(expected);
  });
});

it.each([
  [{ seller: 'FR', buyer: 'FR', policy: SMALL }, 'E 0, small-business, VATEX-FR-FRANCHISE'],
  [{ seller: 'AT', buyer: 'AT', policy: SMALL }, 'E 0, small-business, small-business-AT'],
  [{ seller: 'NL', buyer: 'NL', policy: SMALL }, 'E 0, small-business, small-business'],
  // A seller outside the EU names its own rate.
  [{ seller: 'CH', buyer: 'CH' }, 'unknown'],
  [{ seller: 'CH', buyer: 'CH', homeRate: '8.1' }, 'S 8.1, home'],
  [{ seller: 'CH', buyer: 'DE', vatId: 'DE811907980' }, 'O 0, outside, VATEX-EU-O'],
  // The rate is that of the day.
  [{ seller: 'EE', buyer: 'EE', on: '2025-06-30' }, 'S 22, home'],
  [{ seller: 'EE', buyer: 'EE', on: '2025-07-01' }, 'S 24, home'],
] as const)('elsewhere, %j: %s', (question, expected) => {
  expect(ask(question)).toBe(expected);
});

describe('the owner’s rules', () => {
  const rules: TaxRule[] = [
    { charge: 'domain', tax: tax('0', 'E', 'VATEX-EU-79-C') },
    { country: 'CH', tax: tax('8.1') },
    { country: 'FR', buyer: 'business', tax: tax('0', 'K') },
    { country: 'other', buyer: 'business', tax: tax('0', 'G') },
    { country: 'EU', buyer: 'consumer', tax: tax('19') },
  ];

  it.each([
    // Of a kind of charge, wherever the buyer is.
    [{ buyer: 'DE', charge: 'domain' }, 'E 0, rule, VATEX-EU-79-C'],
    [{ buyer: 'DE', charge: 'design' }, 'S 19, home'],
    // Registered there: the tax is owed to that country.
    [{ buyer: 'CH' }, 'S 8.1, rule, CH'],
    [{ buyer: 'FR', vatId: 'FR40303265045' }, 'K 0, rule, VATEX-EU-IC'],
    [{ buyer: 'US', kind: 'business' }, 'G 0, rule, VATEX-EU-G'],
    [{ buyer: 'US', kind: 'consumer' }, 'O 0, outside, VATEX-EU-O'],
    // Written for all of the EU, a rate is the seller's own.
    [{ buyer: 'IT', oss: true }, 'S 19, rule'],
    [{ buyer: 'DE', kind: 'consumer' }, 'S 19, home'],
  ] as const)('%j: %s', (question, expected) => {
    expect(ask({ ...question, policy: { rules, oss: 'oss' in question } })).toBe(expected);
  });
});

describe('every decision', () => {
  const country = fc.constantFrom('DE', 'FR', 'GR', 'AT', 'CH', 'US', 'GB', 'MC', undefined);
  const anyTax = fc.constantFrom(
    ...[
      tax('19'),
      tax('0'),
      tax('0', 'E', 'VATEX-EU-132'),
      tax('0', 'K'),
      tax('0', 'G'),
      tax('0', 'O'),
      tax('0', 'AE'),
    ],
  );
  const rule: fc.Arbitrary<TaxRule> = fc.record(
    {
      country: fc.constantFrom('EU', 'other', 'FR', 'CH'),
      buyer: fc.constantFrom('business' as const, 'consumer' as const),
      charge: fc.constantFrom('design', 'domain'),
      tax: anyTax,
    },
    { requiredKeys: ['tax'] },
  );
  const question = (rules: fc.Arbitrary<TaxRule[]>): fc.Arbitrary<TaxQuestion> =>
    fc
      .record({
        seller: country,
        buyer: country,
        kind: fc.constantFrom('business' as const, 'consumer' as const, undefined),
        vatId: fc.constantFrom('FR40303265045', 'EL094259216', 'DE811907980', 'XI980780684', undefined),
        check: fc.constantFrom('valid' as const, 'invalid' as const, 'unverified' as const),
        charge: fc.constantFrom('design', 'domain', undefined),
        policy: fc.record({
          seller: fc.constantFrom('registered' as const, 'small-business' as const),
          name: fc.constantFrom('VAT', 'USt'),
          oss: fc.boolean(),
          rules,
        }),
      })
      .map(({ seller, buyer, kind, vatId, check, charge, policy }) => ({
        policy,
        seller: seller === undefined ? {} : { country: seller },
        buyer: {
          ...(buyer === undefined ? {} : { country: buyer }),
          ...(kind === undefined ? {} : { buyerKind: kind }),
          ...(vatId === undefined ? {} : { vatId }),
        },
        vatId: check,
        ...(charge === undefined ? {} : { charge }),
        on: ON,
      }));
  const unruled = question(fc.constant([]));
  const ruled = question(fc.array(rule, { maxLength: 3 }));

  it('has a rate above 0 in category S alone, and says why nothing is charged', () => {
    fc.assert(
      fc.property(ruled, (asked) => {
        const decision = decideTax(asked);
        if (decision === undefined) return;
        const category = categoryOf(decision.tax);
        expect(decision.tax.percent > 0n).toBe(category === 'S');
        const reasons: readonly string[] = reasonsOf(category);
        expect(decision.tax.reasonCode === undefined).toBe(reasons.length === 0);
        if (reasons.length > 0) expect(reasons).toContain(decision.tax.reasonCode);
        if (decision.tax.country !== undefined) {
          expect(category).toBe('S');
          expect(decision.tax.country).not.toBe(asked.seller.country);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is a reverse charge only for a business in another member state with a VAT id of one', () => {
    fc.assert(
      fc.property(unruled, (asked) => {
        const decision = decideTax(asked);
        if (decision === undefined || categoryOf(decision.tax) !== 'AE') return;
        const { seller, buyer, vatId } = asked;
        expect(isInEu(seller.country === 'MC' ? 'FR' : (seller.country ?? ''))).toBe(true);
        expect(buyer.country).not.toBe(seller.country);
        expect(buyer.buyerKind).not.toBe('consumer');
        expect(buyer.vatId).toMatch(/^(FR|EL|DE)/);
        expect(vatId).not.toBe('invalid');
      }),
      { numRuns: 500 },
    );
  });

  it('without a rule is never a supply of goods, and an id that VIES does not know never saves tax', () => {
    fc.assert(
      fc.property(unruled, (asked) => {
        const decision = decideTax(asked);
        if (decision === undefined) return;
        expect(['K', 'G', 'Z']).not.toContain(categoryOf(decision.tax));
        const refused = decideTax({ ...asked, vatId: 'invalid' });
        expect(refused?.tax.percent).toBeGreaterThanOrEqual(decision.tax.percent);
      }),
      { numRuns: 500 },
    );
  });

  it('is the first matching rule’s, whatever follows it', () => {
    fc.assert(
      fc.property(ruled, anyTax, (asked, first) => {
        const rules = [{ tax: first }, ...asked.policy.rules];
        const decision = decideTax({ ...asked, policy: { ...asked.policy, rules } });
        if (decision !== undefined) expect(decision).toEqual({ tax: first, cause: 'rule' });
      }),
      { numRuns: 100 },
    );
  });
});

it('documents say the reason in their language, and a code only where the VATEX list has one', () => {
  for (const category of TAX_CATEGORIES) {
    for (const code of reasonsOf(category)) {
      const [en, de] = ['en-GB', 'de-AT'].map((language) => treatmentIn(tax('0', category, code), language));
      expect(en?.reason).not.toBe(de?.reason);
      expect(en?.reasonCode).toBe(code.startsWith('VATEX-') ? code : undefined);
    }
  }
  expect(treatmentIn(tax('19'), 'de')).toEqual({ category: 'S', name: 'VAT', percent: tax('19').percent });
});

it('all 27 member states have a standard rate between those of the directive and of Hungary', () => {
  const codes = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
  for (const code of codes) {
    const rate = standardRate(code, ON) ?? 0n;
    expect(rate).toBeGreaterThanOrEqual(15_000_000_000_000n);
    expect(rate).toBeLessThanOrEqual(27_000_000_000_000n);
  }
  expect(['GB', 'CH', 'EL', 'MC'].map(isInEu)).toEqual([false, false, false, false]);
});
