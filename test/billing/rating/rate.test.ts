import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompiledComponent } from '../../../src/billing/plans/component.js';
import type { BandTerms, UsageTerms } from '../../../src/billing/plans/terms.js';
import { costCurve, rateComponent, ratePlan } from '../../../src/billing/rating/rate.js';
import { formatQuantity, QUANTITY_ONE, quantityToNumber } from '../../../src/core/values/quantity.js';
import { compiled, EMPTY, NAMED } from '../plans.js';

function component(terms: UsageTerms): CompiledComponent {
  const [only] = compiled({ ...EMPTY, usage: [terms] }).usage;
  if (only === undefined) throw new Error('no component');
  return only;
}

function banded(model: 'graduated' | 'volume', bands: BandTerms[], per = '1'): CompiledComponent {
  return component({ ...NAMED, model, per, bands });
}

const fixed = (max: bigint) => fc.bigInt({ min: 0n, max }).map(formatQuantity);
const price = fc.oneof(fixed(QUANTITY_ONE), fixed(10n ** 6n), fc.constant('0'));
const per = fc.constantFrom('1', '0.5', '7', '1000', '1000000000');
const quantity = fc.oneof(
  fc.bigInt({ min: 0n, max: 20_000n }).map((units) => units * QUANTITY_ONE),
  fc.bigInt({ min: 0n, max: 10n ** 28n }),
);

const bands: fc.Arbitrary<BandTerms[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: 10_000 }), { maxLength: 5 })
  .chain((bounds) => {
    const upTos = [...bounds.sort((one, other) => one - other).map(String), undefined];
    return fc.tuple(
      ...upTos.map((upTo) => fc.record({ unitPrice: price, fee: price, upTo: fc.constant(upTo) })),
    );
  });

const packages = fc.record({
  size: fc.bigInt({ min: 1n, max: 10n ** 16n }),
  free: fc.bigInt({ min: 0n, max: 10n ** 16n }),
  cents: fc.bigInt({ min: 0n, max: 100_000n }),
});

function packaged({ size, free, cents }: { size: bigint; free: bigint; cents: bigint }): CompiledComponent {
  return component({
    ...NAMED,
    model: 'package',
    packageSize: formatQuantity(size),
    freeUnits: formatQuantity(free),
    packagePrice: formatQuantity(cents * (QUANTITY_ONE / 100n)),
  });
}

describe('a quantity of 0', () => {
  test('costs 0 in every model, fees included', () => {
    fc.assert(
      fc.property(bands, packages, per, (some, pack, unit) => {
        expect(rateComponent(banded('graduated', some, unit), 0n)).toBe(0n);
        expect(rateComponent(banded('volume', some, unit), 0n)).toBe(0n);
        expect(rateComponent(packaged(pack), 0n)).toBe(0n);
      }),
    );
  });

  test('is what an absent meter has, whatever the meter is called', () => {
    const plan = compiled({
      ...EMPTY,
      usage: [{ id: 'u', meter: 'constructor', model: 'percentage', percent: '5' }],
    });
    expect(ratePlan(plan, {})).toEqual([
      { id: 'u', kind: 'usage', minor: 0n, meter: 'constructor', quantity: 0n },
    ]);
  });
});

describe('graduated', () => {
  test('never costs less for more', () => {
    fc.assert(
      fc.property(bands, per, quantity, quantity, (some, unit, one, other) => {
        const rated = banded('graduated', some, unit);
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(rateComponent(rated, less) <= rateComponent(rated, more)).toBe(true);
      }),
    );
  });

  test('is the volume price while in the first band', () => {
    fc.assert(
      fc.property(bands, fc.bigInt({ min: 0n, max: QUANTITY_ONE }), (some, amount) => {
        expect(rateComponent(banded('graduated', some), amount)).toBe(
          rateComponent(banded('volume', some), amount),
        );
      }),
    );
  });

  test('is never below volume where prices fall and nothing is added at a border', () => {
    fc.assert(
      fc.property(bands, quantity, (some, amount) => {
        const prices = some.map(({ unitPrice }) => Number(unitPrice)).sort((one, other) => other - one);
        const falling = some.map(({ upTo }, index) => ({ upTo, unitPrice: formatPrice(prices[index] ?? 0) }));
        expect(
          rateComponent(banded('graduated', falling), amount) >=
            rateComponent(banded('volume', falling), amount),
        ).toBe(true);
      }),
    );
  });

  test('a single band costs the same in both models', () => {
    fc.assert(
      fc.property(price, price, per, quantity, (unitPrice, fee, unit, amount) => {
        const one = [{ unitPrice, fee }];
        expect(rateComponent(banded('graduated', one, unit), amount)).toBe(
          rateComponent(banded('volume', one, unit), amount),
        );
      }),
    );
  });
});

function formatPrice(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '');
}

describe('bands', () => {
  const two: BandTerms[] = [
    { unitPrice: '0.10', upTo: '100', fee: '1' },
    { unitPrice: '0.05', fee: '2' },
  ];
  const just = 100n * QUANTITY_ONE;

  test('include their upper border', () => {
    expect(rateComponent(banded('graduated', two), just)).toBe(1100n);
    expect(rateComponent(banded('volume', two), just)).toBe(1100n);
  });

  test('the next one begins with the smallest quantity above it, its fee with it', () => {
    expect(rateComponent(banded('graduated', two), just + 1n)).toBe(1300n);
    expect(rateComponent(banded('volume', two), just + 1n)).toBe(700n);
  });

  test('count in units of per', () => {
    expect(rateComponent(banded('volume', two, '1000'), 1000n * just)).toBe(1100n);
    expect(rateComponent(banded('volume', two, '1000'), 1000n * just + 1n)).toBe(700n);
    expect(rateComponent(banded('volume', two, '0.000000000001'), 100n)).toBe(1100n);
    expect(rateComponent(banded('volume', two, '0.000000000001'), 101n)).toBe(705n);
  });
});

test('a line is rounded once, half away from zero, not band by band', () => {
  const thirds: BandTerms[] = [
    { unitPrice: '0.004', upTo: '1' },
    { unitPrice: '0.004', upTo: '2' },
    { unitPrice: '0.004' },
  ];
  expect(rateComponent(banded('graduated', thirds), 3n * QUANTITY_ONE)).toBe(1n);
  expect(rateComponent(banded('graduated', [{ unitPrice: '0.005' }]), QUANTITY_ONE)).toBe(1n);
  expect(rateComponent(banded('graduated', [{ unitPrice: '0.004999999999' }]), QUANTITY_ONE)).toBe(0n);
});

describe('packages', () => {
  test('every started one costs its price, the free units none', () => {
    fc.assert(
      fc.property(packages, fc.bigInt({ min: 0n, max: 1000n }), (pack, count) => {
        const rated = packaged(pack);
        const full = pack.free + count * pack.size;
        expect(rateComponent(rated, full)).toBe(full === 0n ? 0n : count * pack.cents);
        expect(rateComponent(rated, full + 1n)).toBe((count + 1n) * pack.cents);
        expect(rateComponent(rated, full + pack.size)).toBe((count + 1n) * pack.cents);
      }),
    );
  });
});

test('a percentage is exact far beyond 2^53', () => {
  const rated = component({ ...NAMED, model: 'percentage', percent: '2.546' });
  expect(rateComponent(rated, 258_502_340_938_438n * QUANTITY_ONE)).toBe(658_146_960_029_263n);
});

describe('the curve for projections', () => {
  test('runs along the exact cost, never more than rounding away', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('graduated' as const, 'volume' as const),
        bands,
        per,
        quantity,
        (model, some, unit, amount) => {
          const rated = banded(model, some, unit);
          const exact = Number(rateComponent(rated, amount));
          const error = Math.abs(costCurve(rated)(quantityToNumber(amount)) - exact);
          expect(error).toBeLessThanOrEqual(0.5 + 1e-6 + Math.abs(exact) * 1e-9);
        },
      ),
    );
  });

  test('of graduated bands never decreases, not by the last bit of a float beside the largest of bounds', () => {
    const bounds = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 999 }), fc.maxSafeInteger()), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(bounds, fc.array(price, { minLength: 4, maxLength: 4 }), per, (drawn, prices, unit) => {
        const ascending = drawn.map((bound) => Math.abs(bound) + 1).sort((one, other) => one - other);
        fc.pre(new Set(ascending).size === ascending.length);
        const upTos = [...ascending.map(String), undefined];
        const some = upTos.map((upTo, index) => ({ unitPrice: prices[index] ?? '0', upTo }));
        const curve = costCurve(banded('graduated', some, unit));
        for (const bound of ascending) {
          const at = bound * Number(unit);
          const bit = at * Number.EPSILON;
          const costs = [-4, -2, -1, 0, 1, 2, 3, 4, 8].map((bits) => curve(at + bits * bit));
          const least = costs.map((_, index) => costs[index - 1] ?? 0);
          expect(costs.every((cost, index) => cost >= (least[index] ?? 0))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('steps with the packages', () => {
    const curve = costCurve(packaged({ size: 10n * QUANTITY_ONE, free: 5n * QUANTITY_ONE, cents: 250n }));
    expect([0, 5, 5.5, 15, 15.5].map(curve)).toEqual([0, 0, 250, 250, 500]);
  });
});

test('lines come in the order of the plan, recurring first', () => {
  const plan = compiled({
    ...EMPTY,
    recurring: [
      { id: 'b', amount: '1.00', timing: 'arrears' },
      { id: 'a', amount: '2.00', timing: 'advance' },
    ],
    usage: [
      { id: 'z', meter: 'm', model: 'percentage', percent: '10' },
      { id: 'y', meter: 'm', model: 'percentage', percent: '1' },
    ],
    minimum: '20.00',
  });
  expect(ratePlan(plan, { m: 100n * QUANTITY_ONE })).toEqual([
    { id: 'b', kind: 'recurring', minor: 100n, timing: 'arrears' },
    { id: 'a', kind: 'recurring', minor: 200n, timing: 'advance' },
    { id: 'z', kind: 'usage', minor: 1000n, meter: 'm', quantity: 100n * QUANTITY_ONE },
    { id: 'y', kind: 'usage', minor: 100n, meter: 'm', quantity: 100n * QUANTITY_ONE },
    { id: 'minimum', kind: 'minimum', minor: 600n },
  ]);
});
