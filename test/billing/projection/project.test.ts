import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HORIZON_DAYS, project, projectLimitDate } from '../../../src/billing/projection/project.js';
import { divideRounded, taxOn } from '../../../src/core/values/money.js';
import { DAY_MS, startOfDay } from '../../../src/core/values/zone.js';
import { AS_OF, historyOf, inputOf, perThousand, planOf, spansFrom, ZONE } from './projection-samples.js';

const steady = (perDay: number, days = 60): number[] => [
  ...new Array<number>(days).fill(perDay),
  perDay * 0.4,
];

describe('what time alone costs is exact', () => {
  const arrears = planOf({ recurring: [{ id: 'care', amount: '60.00', timing: 'arrears' }] });

  it('is the millisecond in which the rounded arrears exceed the headroom', () => {
    const limitDate = project(inputOf(arrears, { headroom: 1_000n })).limitDate ?? 0;
    const startsAt = startOfDay('2026-02-01', ZONE);
    const whole = BigInt(startOfDay('2026-03-01', ZONE) - startsAt);
    const accruedAt = (at: number): bigint => divideRounded(6_000n * BigInt(at - startsAt), whole);
    expect(accruedAt(limitDate) - accruedAt(AS_OF)).toBe(1_001n);
    expect(accruedAt(limitDate - 1) - accruedAt(AS_OF)).toBe(1_000n);
  });

  it('counts tax as it will be rounded', () => {
    const limitDate = project(inputOf(arrears, { headroom: 1_000n, taxPercent: 19 })).limitDate ?? 0;
    const startsAt = startOfDay('2026-02-01', ZONE);
    const whole = BigInt(startOfDay('2026-03-01', ZONE) - startsAt);
    const accruedAt = (at: number): bigint => {
      const minor = divideRounded(6_000n * BigInt(at - startsAt), whole);
      return minor + taxOn(minor, 19_000_000_000_000n);
    };
    expect(accruedAt(limitDate) - accruedAt(AS_OF)).toBeGreaterThan(1_000n);
    expect(accruedAt(limitDate - 1) - accruedAt(AS_OF)).toBeLessThanOrEqual(1_000n);
  });

  it('counts tax on the sum of a statement: what is on it already, all its lines and what is planned', () => {
    const lines = ['a', 'b', 'c'].map((id) => ({ id, amount: '20.00', timing: 'arrears' as const }));
    const charge = { at: AS_OF + DAY_MS, minor: 3n, description: 'x', date: '2026-02-11' };
    const input = { headroom: 1_000n, taxPercent: 19, netTaxed: 3n, planned: [charge] };
    const limitDate = project(inputOf(planOf({ recurring: lines }), input)).limitDate ?? 0;
    const startsAt = startOfDay('2026-02-01', ZONE);
    const whole = BigInt(startOfDay('2026-03-01', ZONE) - startsAt);
    const accruedAt = (at: number): bigint => 3n * divideRounded(2_000n * BigInt(at - startsAt), whole);
    const spentAt = (at: number): bigint => {
      const net = accruedAt(at) - accruedAt(AS_OF) + (at >= charge.at ? 3n : 0n);
      return net + taxOn(3n + net, 19_000_000_000_000n) - taxOn(3n, 19_000_000_000_000n);
    };
    expect(spentAt(limitDate)).toBeGreaterThan(1_000n);
    expect(spentAt(limitDate - 1)).toBeLessThanOrEqual(1_000n);
  });

  it('is the start of the period whose advance charge is not covered', () => {
    const plan = planOf({ recurring: [{ id: 'hosting', amount: '49.00', timing: 'advance' }] });
    const at = (headroom: bigint): number | null => project(inputOf(plan, { headroom })).limitDate;
    expect(at(4_899n)).toBe(startOfDay('2026-03-01', ZONE));
    expect(at(4_900n)).toBe(startOfDay('2026-04-01', ZONE));
    expect(project(inputOf(plan, { headroom: 0n })).reason).toBe('recurring');
  });

  it('is the instant of the planned charge it cannot pay, and names it', () => {
    const charge = {
      at: startOfDay('2026-03-03', ZONE),
      minor: 1_500n,
      description: 'domain renewal',
      date: '2026-03-03',
    };
    const projection = project(inputOf(planOf({}), { headroom: 1_499n, planned: [charge] }));
    expect(projection.limitDate).toBe(charge.at);
    expect(projection.reason).toEqual({ planned: 'domain renewal', date: '2026-03-03' });
    expect(projection.suggestedTopUp).toBe(100n);
    expect(projection.pacePerDay).toBe(0n);
    expect(project(inputOf(planOf({}), { headroom: 1_500n, planned: [charge] })).limitDate).toBeNull();
  });

  it('counts every planned charge before it', () => {
    const planned = [3, 4, 5].map((day) => {
      const date = `2026-03-0${day}`;
      return { at: startOfDay(date, ZONE), minor: 500n, description: date, date };
    });
    const { limitDate, reason } = project(inputOf(planOf({}), { headroom: 1_499n, planned }));
    expect([limitDate, reason]).toEqual([planned[2]?.at, { planned: '2026-03-05', date: '2026-03-05' }]);
  });

  it('has a minimum due at the end of the period and stops at a maximum', () => {
    const minimum = planOf({ minimum: '20.00' });
    expect(project(inputOf(minimum, { headroom: 1_999n })).limitDate).toBe(startOfDay('2026-03-01', ZONE));
    const maximum = planOf({ ...perThousand('1.00'), maximum: '30.00' });
    const capped = project(
      inputOf(maximum, { headroom: 2_999n + 9n * 3_000n, history: [historyOf(AS_OF, steady(5_000))] }),
    );
    expect(capped.limitDate).toBeGreaterThan(startOfDay('2026-11-01', ZONE));
    expect(capped.limitDate).toBeLessThan(startOfDay('2026-12-01', ZONE));
  });

  it('costs the maximum exactly, however much is used', () => {
    const plan = planOf({ ...perThousand('1.00'), maximum: '64.86' });
    const pacePerDay = (perDay: number): bigint => {
      const periods = spansFrom(AS_OF, plan, { requests: 9 * perDay });
      const history = [historyOf(AS_OF, steady(perDay))];
      return project(inputOf(plan, { headroom: 0n, periods, history })).pacePerDay;
    };
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 24 }), fc.integer({ min: 1, max: 99 }), (size, digits) => {
        expect(pacePerDay(digits * 10 ** size)).toBe(pacePerDay(1e7));
      }),
      { numRuns: 50 },
    );
  });

  it('is a day’s part of a recurring amount at any time of any period, however it is charged', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 800 * 24 }),
        fc.constantFrom('advance' as const, 'arrears' as const),
        fc.constantFrom(1 as const, 3 as const, 12 as const),
        (hours, timing, months) => {
          const plan = planOf({ recurring: [{ id: 'hosting', amount: '3000.00', timing }] });
          const asOf = AS_OF + hours * 3_600_000;
          const periods = spansFrom(asOf, plan, {}, ZONE, months);
          const { pacePerDay } = project({ ...inputOf(plan, { headroom: 0n }), asOf, periods });
          expect(Math.abs(Number(pacePerDay) / (300_000 / (months * 30.4)) - 1)).toBeLessThan(0.13);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('adds the start-up charge of a plan that begins later', () => {
    const plan = planOf({ startupCharge: '25.00' });
    const [open, next] = spansFrom(AS_OF, plan);
    if (open === undefined || next === undefined) throw new Error('no periods');
    const periods = [
      open,
      { ...next, segments: next.segments.map((segment) => ({ ...segment, startup: true })) },
    ];
    expect(project(inputOf(plan, { headroom: 2_499n, periods })).limitDate).toBe(next.startsAt);
    expect(project(inputOf(plan, { headroom: 2_500n, periods })).limitDate).toBeNull();
  });

  it('knows amounts no float can name', () => {
    const headroom = 9_007_199_254_740_993_000_000n;
    const charge = {
      at: AS_OF + 5 * DAY_MS,
      minor: headroom + 10n ** 12n,
      description: 'x',
      date: '2026-02-15',
    };
    const projection = project(inputOf(planOf({}), { headroom, planned: [charge] }));
    expect(projection.limitDate).toBe(charge.at);
    expect(projection.suggestedTopUp).toBeGreaterThanOrEqual(10n ** 12n);
    expect(
      project(inputOf(planOf({}), { headroom: headroom + projection.suggestedTopUp, planned: [charge] }))
        .limitDate,
    ).toBeNull();
  });
});

describe('what is used is forecast', () => {
  it('follows steady traffic through the bands of each period', () => {
    const plan = planOf({
      usage: [
        {
          id: 'requests',
          meter: 'requests',
          model: 'graduated',
          per: '1000',
          bands: [{ unitPrice: '0', upTo: '20' }, { unitPrice: '1.00' }],
        },
      ],
    });
    const periods = spansFrom(AS_OF, plan, { requests: 9_400 });
    const projection = project(
      inputOf(plan, { headroom: 500n, periods, history: [historyOf(AS_OF, steady(1_000))] }),
    );
    // 9,400 so far and 1,000 a day: the allowance ends on 21 February, five more days cost 5.00.
    expect(projection.limitDate).toBeGreaterThan(startOfDay('2026-02-25', ZONE));
    expect(projection.limitDate).toBeLessThan(startOfDay('2026-02-27', ZONE));
    expect(projection.reason).toBe('traffic');
    expect(projection.basis.daysObserved).toBe(28);
  });

  it('rates standing meters by where they stand', () => {
    const storage = {
      id: 'storage',
      meter: 'storage',
      model: 'graduated',
      per: '1',
      bands: [{ unitPrice: '1.00' }],
    } as const;
    const plan = planOf({ usage: [storage] });
    for (const aggregation of ['average', 'last', 'max'] as const) {
      const history = [historyOf(AS_OF, steady(10).fill(10), aggregation, 'storage')];
      const periods = spansFrom(AS_OF, plan, { storage: 10 });
      const projection = project(inputOf(plan, { headroom: 1_500n, periods, history }));
      // This month's 10.00 are in the headroom already; the month after the next cannot be paid.
      expect(projection.limitDate, aggregation).toBeGreaterThanOrEqual(startOfDay('2026-04-01', ZONE));
      expect(projection.limitDate, aggregation).toBeLessThanOrEqual(startOfDay('2026-04-02', ZONE));
    }
  });

  it('without a history goes by what the open period shows, and without that by nothing', () => {
    const plan = planOf(perThousand('1.00'));
    const shown = spansFrom(AS_OF, plan, { requests: 9_400 });
    const projection = project(inputOf(plan, { headroom: 1_000n, periods: shown }));
    expect(projection.pacePerDay).toBeGreaterThan(90n);
    expect(projection.pacePerDay).toBeLessThan(110n);
    expect(project(inputOf(plan)).limitDate).toBeNull();
    expect(project(inputOf(plan)).reason).toBeNull();
  });

  it('returns the headroom of each coming day on request', () => {
    const plan = planOf(perThousand('1.00'));
    const daily =
      project(inputOf(plan, { history: [historyOf(AS_OF, steady(1_000))], wantsDaily: true })).daily ?? [];
    expect(daily).toHaveLength(HORIZON_DAYS);
    expect(daily[0]?.at).toBe(startOfDay('2026-02-11', ZONE));
    expect(daily[1]?.headroom).toBeLessThan(daily[0]?.headroom ?? 0n);
  });

  it('is at the limit when headroom is below 0, and not at exactly 0', () => {
    expect(project(inputOf(planOf({}), { headroom: -1n })).limitDate).toBe(AS_OF);
    expect(project(inputOf(planOf({}), { headroom: -1n })).suggestedTopUp).toBe(100n);
    expect(project(inputOf(planOf({}), { headroom: 0n })).limitDate).toBeNull();
  });
});

describe('for any account', () => {
  const inputs = fc
    .record({
      advance: fc.integer({ min: 0, max: 5_000 }),
      arrears: fc.integer({ min: 0, max: 5_000 }),
      unitPrice: fc.integer({ min: 0, max: 500 }),
      minimum: fc.integer({ min: 0, max: 3_000 }),
      values: fc.array(fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.constant(NaN)), { maxLength: 80 }),
      headroom: fc.bigInt({ min: -10_000n, max: 200_000n }),
      taxPercent: fc.constantFrom(0, 19, 8.25),
      planned: fc.array(
        fc.record({ days: fc.integer({ min: 1, max: 390 }), minor: fc.bigInt({ min: 1n, max: 9_000n }) }),
        {
          maxLength: 3,
        },
      ),
      asOf: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
    })
    .map(({ advance, arrears, unitPrice, minimum, values, planned, asOf, ...rest }) => {
      const euros = (minor: number): string => (minor / 100).toFixed(2);
      const plan = planOf({
        ...perThousand(euros(unitPrice)),
        recurring: [
          { id: 'advance', amount: euros(advance), timing: 'advance' },
          { id: 'arrears', amount: euros(arrears), timing: 'arrears' },
        ],
        minimum: euros(minimum),
      });
      return inputOf(plan, {
        ...rest,
        asOf,
        periods: spansFrom(asOf, plan, { requests: 1_234 }),
        history: [historyOf(asOf, values)],
        planned: planned.map(({ days, minor }) => ({
          at: asOf + days * DAY_MS + 12_345,
          minor,
          description: 'planned',
          date: '2026-05-05',
        })),
      });
    });

  it('more headroom never brings the limit date nearer', () => {
    fc.assert(
      fc.property(inputs, fc.bigInt({ min: 0n, max: 100_000n }), (input, more) => {
        const before = projectLimitDate(input) ?? Infinity;
        const after = projectLimitDate({ ...input, headroom: input.headroom + more }) ?? Infinity;
        expect(after).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it('what keeps it up for so many days does, and a major unit less does not', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const projection = project(input);
        expect(projection.limitDate).toBe(projectLimitDate(input));
        expect(projection.keepsFor[0]?.minor).toBe(projection.suggestedTopUp);
        for (const { days, minor } of projection.keepsFor) {
          const until = input.asOf + days * DAY_MS;
          expect(minor % 100n).toBe(0n);
          const paid = project({ ...input, headroom: input.headroom + minor });
          expect(paid.limitDate ?? Infinity).toBeGreaterThanOrEqual(until);
          if (days === 30) expect(paid.suggestedTopUp).toBe(0n);
          if (minor === 0n) continue;
          const short = projectLimitDate({ ...input, headroom: input.headroom + minor - 100n });
          expect(short ?? Infinity).toBeLessThanOrEqual(until);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has the same figures, whether it is checked daily or only where an amount becomes due', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const checked = project({ ...input, wantsDaily: true });
        expect(checked).toEqual({ ...project(input), daily: checked.daily });
      }),
      { numRuns: 100 },
    );
  });

  it('has no limit date exactly when headroom covers all 400 days', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const daily = project({ ...input, headroom: 10n ** 12n, wantsDaily: true }).daily ?? [];
        const spent = daily.map(({ headroom }) => 10n ** 12n - headroom);
        const most = spent.reduce((largest, minor) => (minor > largest ? minor : largest), 0n);
        const limitDate = projectLimitDate(input);
        if (limitDate === null) expect(input.headroom).toBeGreaterThanOrEqual(most);
        // A charge between the last midnight and the horizon is in no daily figure.
        else if (limitDate <= (daily.at(-1)?.at ?? 0)) expect(input.headroom).toBeLessThan(most);
      }),
      { numRuns: 200 },
    );
  });
});

describe('whatever a client uses and whenever', () => {
  const packages = planOf({
    usage: [
      { id: 'requests', meter: 'requests', model: 'package', packageSize: '1000', packagePrice: '5.00' },
    ],
  });
  const bands = planOf(perThousand('0.20'));

  it('an account used on every second Sunday has a date, a pace and no estimate but what was learned', () => {
    const fortnights = Array.from({ length: 60 }, (_, index) => (index % 14 === 0 ? 1_000 : NaN));
    const projection = project(
      inputOf(packages, { headroom: 4_500n, history: [historyOf(AS_OF, fortnights)] }),
    );
    expect(projection.estimator).toBe('learned');
    expect(projection.limitDate).toBeGreaterThan(AS_OF);
    expect(projection.pacePerDay).toBeGreaterThan(0n);
  });

  it('every figure is finite and none negative', () => {
    const size = fc.constantFrom(0, 1e-12, 3, 1_000, 1e18, 1e24);
    const shape = fc.record({
      nth: fc.integer({ min: 1, max: 200 }),
      days: fc.integer({ min: 1, max: 400 }),
      size,
    });
    fc.assert(
      fc.property(
        shape,
        fc.constantFrom(NaN, 0),
        fc.constantFrom(packages, bands),
        fc.integer({ min: -10_000, max: 100_000 }),
        ({ nth, days, size: quantity }, rest, plan, headroom) => {
          const values = Array.from({ length: days }, (_, index) => (index % nth === 0 ? quantity : rest));
          const input = inputOf(plan, { headroom: BigInt(headroom), history: [historyOf(AS_OF, values)] });
          const projection = project(input);
          expect(projection.estimator).toBe('learned');
          expect(projection.pacePerDay).toBeGreaterThanOrEqual(0n);
          expect(projection.suggestedTopUp).toBeGreaterThanOrEqual(0n);
          expect(projection.limitDate ?? AS_OF).toBeGreaterThanOrEqual(AS_OF);
          expect(projectLimitDate(input)).toBe(projection.limitDate);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a past that no meter can read is projected by its plain mean, and flagged', () => {
    const values = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? Infinity : 1_000));
    const projection = project(inputOf(bands, { history: [historyOf(AS_OF, values)] }));
    expect(projection.estimator).toBe('plain');
    expect(projection.pacePerDay).toBe(10n);
  });
});
