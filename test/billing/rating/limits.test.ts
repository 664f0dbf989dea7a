import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prorate, ratePlan, totalOf } from '../../../src/billing/rating/rate.js';
import { type Quantity, QUANTITY_ONE } from '../../../src/core/values/quantity.js';
import { compiled, EMPTY, NAMED } from '../plans.js';

describe('minimum and maximum', () => {
  const money = fc.integer({ min: 0, max: 100_000 });
  const euros = (cents: number) => (cents / 100).toFixed(2);
  const share = fc
    .integer({ min: 1, max: 366 })
    .chain((wholeDays) =>
      fc.record({ wholeDays: fc.constant(wholeDays), activeDays: fc.integer({ min: 0, max: wholeDays }) }),
    );

  test('a line makes the total exactly the prorated limit, and only where it applies', () => {
    fc.assert(
      fc.property(money, money, money, share, (amount, one, other, part) => {
        const plan = compiled({
          ...EMPTY,
          recurring: [{ id: 'r', amount: euros(amount), timing: 'arrears' }],
          minimum: euros(Math.min(one, other)),
          maximum: euros(Math.max(one, other)),
        });
        const lines = ratePlan(plan, {}, part);
        const [minimum, maximum] = [
          prorate(plan.minimumMinor ?? 0n, part),
          prorate(plan.maximumMinor ?? 0n, part),
        ];
        const plain = prorate(BigInt(amount), part);
        const expected = plain < minimum ? minimum : plain > maximum ? maximum : plain;
        expect(totalOf(lines)).toBe(expected);
        expect(lines.slice(1).map(({ kind }) => kind)).toEqual(
          plain < minimum ? ['minimum'] : plain > maximum ? ['maximum'] : [],
        );
      }),
    );
  });

  test('two parts of a cut period add up to the whole, to within one minor unit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), share, (minor, { activeDays, wholeDays }) => {
        const before = prorate(minor, { activeDays, wholeDays });
        const after = prorate(minor, { activeDays: wholeDays - activeDays, wholeDays });
        const error = before + after - minor;
        expect(error >= -1n && error <= 1n).toBe(true);
        expect(prorate(minor, { activeDays: wholeDays, wholeDays })).toBe(minor);
        expect(prorate(minor, { activeDays: 0, wholeDays })).toBe(0n);
      }),
    );
  });

  test('usage is not prorated', () => {
    const plan = compiled({ ...EMPTY, usage: [{ ...NAMED, model: 'volume', bands: [{ unitPrice: '1' }] }] });
    const usage: Record<string, Quantity> = { m: 10n * QUANTITY_ONE };
    expect(ratePlan(plan, usage, { activeDays: 1, wholeDays: 30 })).toEqual(ratePlan(plan, usage));
  });

  test.each([
    { activeDays: 2, wholeDays: 1 },
    { activeDays: -1, wholeDays: 1 },
    { activeDays: 0, wholeDays: 0 },
  ])('%j is no share: a bug', (part) => {
    expect(() => prorate(100n, part)).toThrow(RangeError);
  });
});
