import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openingTerms } from '../../src/accounts/opening/openingTerms.js';
import { isRefusal, problemsOf } from '../../src/core/values/refusal.js';

const NOW = Date.parse('2026-12-01T12:00:00Z');

/** Each field with what is right and what is wrong about it. */
const FIELDS = {
  currency: { field: 'currency', right: 'EUR', wrong: 'GLD' },
  timeZone: { field: 'timeZone', right: 'Europe/London', wrong: 'Mars/Phobos' },
  creditLimit: { field: 'creditLimit', right: '10.50', wrong: 'ten' },
  openingBalance: { field: 'openingBalance', right: '-20.00', wrong: '1,5' },
  chargedUntil: { field: 'chargedUntil', right: '2026-12-31', wrong: '2099-01-01' },
  openingPayment: { field: 'openingPayment.amount', right: { amount: '5' }, wrong: { amount: 'a' } },
  tax: { field: 'tax.percent', right: { name: 'VAT', percent: '19' }, wrong: { name: 'VAT', percent: 'x' } },
  particulars: { field: 'particulars.country', right: { country: 'DE' }, wrong: { country: 'Utopia' } },
} as const;
const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

describe('the terms of an opening', () => {
  it('are refused with every field at fault at once, and only those', () => {
    fc.assert(
      fc.property(fc.subarray(NAMES), (wrong) => {
        // What is charged already is only known to be too far ahead in a known time zone.
        fc.pre(!(wrong.includes('timeZone') && wrong.includes('chargedUntil')));
        const input = Object.fromEntries(
          NAMES.map((name) => [name, FIELDS[name][wrong.includes(name) ? 'wrong' : 'right']]),
        );
        const terms = openingTerms(input as unknown as Parameters<typeof openingTerms>[0], NOW, {
          tax: null,
        });
        const named = isRefusal(terms) ? problemsOf(terms).map(({ field }) => field) : [];
        expect(new Set(named)).toEqual(new Set(wrong.map((name) => FIELDS[name].field)));
      }),
    );
  });

  it.each(['0', '0.00', '-0.00', undefined])('have no opening balance for %s', (openingBalance) => {
    const input = { currency: 'EUR', timeZone: 'UTC', openingBalance };
    expect(openingTerms(input, NOW, { tax: null })).toMatchObject({ balance: 0n });
  });
});
