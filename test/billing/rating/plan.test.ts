import { describe, expect, test } from 'vitest';
import { compilePlan } from '../../../src/billing/plans/plan.js';
import type { PlanTerms, UsageTerms } from '../../../src/billing/plans/terms.js';
import { isRefusal } from '../../../src/core/values/refusal.js';

const EMPTY: PlanTerms = { currency: 'EUR', recurring: [], usage: [] };
const BANDS: UsageTerms = {
  id: 'traffic',
  meter: 'bandwidth',
  model: 'graduated',
  per: '1000000000',
  bands: [
    { unitPrice: '0', upTo: '50' },
    { unitPrice: '0.08', upTo: '500', fee: '2.505' },
    { unitPrice: '0.05' },
  ],
};

/** The fields a refusal names, in order. */
function faultsOf(terms: PlanTerms): string[] {
  const plan = compilePlan(terms);
  return isRefusal(plan) ? (plan.problems ?? []).map(({ field }) => field) : [];
}

function withUsage(...usage: unknown[]): PlanTerms {
  return { ...EMPTY, usage: usage as UsageTerms[] };
}

test('a sound plan is compiled with its numbers read', () => {
  const terms: PlanTerms = {
    name: 'Standard',
    currency: 'EUR',
    startupCharge: '150',
    recurring: [{ id: 'hosting', amount: '19.00', timing: 'advance', name: 'Hosting' }],
    usage: [BANDS],
    minimum: '5.00',
    maximum: '500.00',
    creditLimit: '-20.00',
    replaceAfterDays: 90,
    replaceWith: 'plan-2',
  };
  expect(compilePlan(terms)).toMatchObject({
    terms,
    currency: 'EUR',
    startupMinor: 15_000n,
    recurring: [{ id: 'hosting', name: 'Hosting', minor: 1900n, timing: 'advance' }],
    usage: [{ id: 'traffic', name: 'traffic', meter: 'bandwidth', model: 'graduated' }],
    minimumMinor: 500n,
    maximumMinor: 50_000n,
    creditLimitMinor: -2000n,
  });
});

test('what is left out is left out', () => {
  expect(compilePlan(EMPTY)).toEqual({
    terms: EMPTY,
    currency: 'EUR',
    startupMinor: 0n,
    recurring: [],
    usage: [],
  });
});

test('prices may have more decimals than the currency, up to 12', () => {
  const component = { ...BANDS, bands: [{ unitPrice: '0.000000000001', fee: '0.000000000001' }] };
  expect(faultsOf(withUsage(component))).toEqual([]);
});

describe('faults are named by their field', () => {
  test('a hundred of them at most, however many there are', () => {
    const bands = Array.from({ length: 500 }, () => ({ unitPrice: 'x', upTo: 'y' }));
    expect(faultsOf(withUsage({ ...BANDS, bands }))).toHaveLength(100);
  });

  test.each<[string, Partial<PlanTerms>, string[]]>([
    ['unknown currency', { currency: 'EURO', minimum: '1.00' }, ['currency']],
    [
      'too many decimals',
      { startupCharge: '1.005', minimum: '1.000', maximum: '2.001' },
      ['startupCharge', 'minimum', 'maximum'],
    ],
    ['decimals of the yen', { currency: 'JPY', creditLimit: '1.0' }, ['creditLimit']],
    [
      'negative amounts',
      { startupCharge: '-1', minimum: '-1', maximum: '-1' },
      ['startupCharge', 'minimum', 'maximum'],
    ],
    ['no amount', { minimum: 'much' }, ['minimum']],
    ['minimum above maximum', { minimum: '2.00', maximum: '1.99' }, ['minimum']],
    ['days without a plan', { replaceAfterDays: 30 }, ['replaceWith']],
    ['a plan without days', { replaceWith: 'x' }, ['replaceAfterDays']],
    ['no days', { replaceAfterDays: 0, replaceWith: 'x' }, ['replaceAfterDays']],
    ['half a day', { replaceAfterDays: 1.5, replaceWith: 'x' }, ['replaceAfterDays']],
    ['an empty plan id', { replaceAfterDays: 1, replaceWith: ' ' }, ['replaceWith']],
  ])('%s', (_, part, fields) => {
    expect(faultsOf({ ...EMPTY, ...part })).toEqual(fields);
  });

  test.each<[string, unknown, string[]]>([
    ['no bands', { ...BANDS, bands: [] }, ['bands']],
    ['a bounded last band', { ...BANDS, bands: [{ unitPrice: '1', upTo: '5' }] }, ['bands[0].upTo']],
    [
      'an endless band before the last',
      { ...BANDS, bands: [{ unitPrice: '1' }, { unitPrice: '2' }] },
      ['bands[0].upTo'],
    ],
    [
      'bands that do not ascend',
      {
        ...BANDS,
        bands: [{ unitPrice: '1', upTo: '5' }, { unitPrice: '1', upTo: '5.0' }, { unitPrice: '1' }],
      },
      ['bands[1].upTo'],
    ],
    [
      'a band up to 0',
      { ...BANDS, bands: [{ unitPrice: '1', upTo: '0' }, { unitPrice: '1' }] },
      ['bands[0].upTo'],
    ],
    [
      'a negative band',
      { ...BANDS, bands: [{ unitPrice: '1', upTo: '-1' }, { unitPrice: '1' }] },
      ['bands[0].upTo'],
    ],
    [
      'negative prices',
      { ...BANDS, bands: [{ unitPrice: '-1', fee: '-1' }] },
      ['bands[0].unitPrice', 'bands[0].fee'],
    ],
    ['13 decimals', { ...BANDS, bands: [{ unitPrice: '0.0000000000001' }] }, ['bands[0].unitPrice']],
    ['per nothing', { ...BANDS, per: '0' }, ['per']],
    ['per less than nothing', { ...BANDS, per: '-1' }, ['per']],
    ['no meter', { ...BANDS, meter: '' }, ['meter']],
    ['no id', { ...BANDS, id: '' }, ['id']],
    ['the id of a limit', { ...BANDS, id: 'maximum' }, ['id']],
    [
      'empty packages',
      { id: 'p', meter: 'm', model: 'package', packageSize: '0', packagePrice: '1' },
      ['packageSize'],
    ],
    [
      'negative packages',
      { id: 'p', meter: 'm', model: 'package', packageSize: '-5', packagePrice: '-1', freeUnits: '-1' },
      ['freeUnits', 'packageSize', 'packagePrice'],
    ],
    ['above 100 percent', { id: 'p', meter: 'm', model: 'percentage', percent: '100.1' }, ['percent']],
    ['below 0 percent', { id: 'p', meter: 'm', model: 'percentage', percent: '-1' }, ['percent']],
  ])('%s', (_, component, fields) => {
    expect(faultsOf(withUsage(component))).toEqual(fields.map((field) => `usage[0].${field}`));
  });

  test('the same id twice, also across recurring and usage', () => {
    const recurring = { id: 'traffic', amount: '1.00', timing: 'advance' } as const;
    expect(faultsOf({ ...EMPTY, recurring: [recurring, recurring], usage: [BANDS] })).toEqual([
      'recurring[1].id',
      'usage[0].id',
    ]);
  });

  test('an unknown timing, an amount below 0', () => {
    const recurring = {
      id: 'hosting',
      amount: '-1.00',
      timing: 'sometimes',
    } as unknown as PlanTerms['recurring'][0];
    expect(faultsOf({ ...EMPTY, recurring: [recurring] })).toEqual([
      'recurring[0].timing',
      'recurring[0].amount',
    ]);
  });

  test('all at once, the first one on top', () => {
    const refusal = compilePlan({ ...withUsage({ ...BANDS, per: '0', bands: [] }), startupCharge: 'x' });
    expect(refusal).toMatchObject({ refused: 'invalid', field: 'startupCharge' });
    expect(isRefusal(refusal) && refusal.problems?.map(({ field }) => field)).toEqual([
      'startupCharge',
      'usage[0].per',
      'usage[0].bands',
    ]);
  });
});

test('a plan has so many bands and no more, in however many components', () => {
  const many = (count: number, bands: number) =>
    withUsage(
      ...Array.from({ length: count }, (_, nth) => ({
        id: `u${nth}`,
        meter: 'requests',
        model: 'graduated',
        bands: Array.from({ length: bands }, (_band, index) =>
          index === bands - 1 ? { unitPrice: '1' } : { unitPrice: '1', upTo: String(index + 1) },
        ),
      })),
    );
  expect(faultsOf(many(5, 100))).toEqual([]);
  expect(faultsOf(many(6, 100))).toEqual(['usage']);
});
