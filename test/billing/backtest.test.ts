import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backtest, type PastMonths, type PastPeriod } from '../../src/billing/backtest/backtest.js';
import { CreditUse } from '../../src/billing/promotions/reductions.js';
import { replayDays } from '../../src/billing/backtest/replayDays.js';
import type { AccountFacts, Aggregation, UsageDay } from '../../src/billing/facts.js';
import { firstPeriod, nextPeriod, type Period } from '../../src/billing/periods/period.js';
import type { PlanTerms } from '../../src/billing/plans/terms.js';
import { linesOf, scheduleOf } from '../../src/billing/rating/lines.js';
import { addDays, startOfDay } from '../../src/core/values/zone.js';
import { account, assigned, taxOf, usageDay } from './account.js';
import { compiled, EMPTY } from './plans.js';

const HITS = {
  id: 'hits',
  meter: 'requests',
  model: 'graduated' as const,
  bands: [{ unitPrice: '0.02', upTo: '100' }, { unitPrice: '0.01' }],
};
const OLD: Partial<PlanTerms> = {
  recurring: [
    { id: 'base', amount: '10.00', timing: 'advance' },
    { id: 'care', amount: '7.00', timing: 'arrears' },
  ],
  usage: [HITS],
};

function periodsOf(facts: AccountFacts, count: number): Period[] {
  const periods = [firstPeriod(scheduleOf(facts))];
  for (let period = firstPeriod(scheduleOf(facts)); periods.length < count; periods.push(period))
    period = nextPeriod(scheduleOf(facts), period);
  return periods;
}

/** Two settled months of an account, charged by its own plans. */
function past(facts: AccountFacts, more: Partial<PastMonths> = {}): PastMonths {
  const periods = periodsOf(facts, 2);
  const charged = new Map<string, bigint>();
  for (const period of periods) {
    for (const { assignmentId, minor } of linesOf(facts, period, period.endsAt))
      charged.set(assignmentId, (charged.get(assignmentId) ?? 0n) + minor);
  }
  const withUsage = periods.map(({ startDate, endDate, startsAt, endsAt }): PastPeriod => ({
    ...{ startDate, endDate, startsAt, endsAt },
    usage: facts.usage.filter(({ date }) => date >= startDate && date < endDate),
  }));
  return { facts, periods: withUsage, charged, opening: 0n, others: new Map(), ...more };
}

const days: fc.Arbitrary<UsageDay[]> = fc
  .array(
    fc.record({
      offset: fc.integer({ min: 0, max: 60 }),
      quantity: fc.integer({ min: 0, max: 500 }),
      site: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 60 },
  )
  .map((found) => {
    const seen = new Map(found.map((day) => [`${day.site} ${day.offset}`, day]));
    return [...seen.values()].map(({ offset, quantity, site }) =>
      usageDay(addDays('2026-03-01', offset), String(quantity), { siteId: site }),
    );
  });

const aggregation = fc.constantFrom<Aggregation[]>('sum', 'max', 'last', 'average');

const terms: fc.Arbitrary<Partial<PlanTerms>> = fc.record({
  startupCharge: fc.constantFrom('0.00', '5.00'),
  recurring: fc.constant(OLD.recurring ?? []),
  usage: fc.constant([HITS]),
  minimum: fc.constantFrom('0.00', '25.00'),
  maximum: fc.constantFrom('30.00', '1000.00'),
});

function client(usage: readonly UsageDay[], plan: Partial<PlanTerms>, change: string | null): AccountFacts {
  const assignments =
    change === null
      ? [assigned('p', plan, { startup: true })]
      : [
          assigned('p', plan, { startup: true, to: change }),
          assigned('q', { ...EMPTY, ...OLD }, { from: change }),
        ];
  return account({ usage, assignments, tax: taxOf('20') });
}

const change = fc.constantFrom(null, '2026-03-20', '2026-04-01', '2026-04-15');

describe('a backtest', () => {
  it('with the same plan comes to what was charged, whatever the plan, its changes and the usage', () => {
    fc.assert(
      fc.property(days, terms, change, aggregation, (usage, plan, changed, kind) => {
        const facts = client(
          usage.map((day) => ({ ...day, aggregation: kind })),
          plan,
          changed,
        );
        const result = backtest(past(facts), compiled({ ...EMPTY, ...plan }), ({ id }) => id === 'p');
        expect(result?.draft).toBe(result?.charged);
        expect(result?.belowDraft).toBe(result?.belowCharged);
      }),
      { numRuns: 60 },
    );
  });

  it('replaces only the plan in question, and leaves out an account that was not on it', () => {
    const usage = [usageDay('2026-03-05', '100')];
    const facts = client(usage, OLD, '2026-04-01');
    const free = compiled(EMPTY);
    expect(backtest(past(facts), free, ({ id }) => id === 'p')).toMatchObject({
      ...{ periods: 2, from: '2026-03-01', until: '2026-05-01' },
      ...{ charged: 19_00n, draft: 0n },
    });
    expect(backtest(past(facts), free, () => true)).toMatchObject({ charged: 36_00n, draft: 0n });
    expect(backtest(past(facts), free, ({ id }) => id === 'z')).toBeNull();
  });

  it('puts one draft in place of different plans at once or one after the other', () => {
    fc.assert(
      fc.property(days, terms, change, fc.boolean(), (usage, plan, changed, isBeside) => {
        const alone = client(usage, plan, null);
        const [own] = alone.assignments;
        if (own === undefined) throw new Error('a client has a plan');
        const moved = changed ?? '2026-03-15';
        const facts = {
          ...alone,
          assignments: [
            isBeside ? own : { ...own, toDate: moved },
            assigned('q', OLD, { from: moved, startup: true }),
          ],
        };
        const draft = compiled({ ...EMPTY, ...plan });
        const result = backtest(past(facts), draft, () => true);
        expect(result?.draft).toBe(backtest(past(alone), draft, () => true)?.charged);
      }),
      { numRuns: 60 },
    );
  });

  it('names the first day that ends below the limit, with tax, payments and charges by hand as they were', () => {
    // 100 requests at 2 cents on the 10th, beside 10.00 in advance; all with 20 % tax.
    const facts = client([usageDay('2026-03-10', '100')], { ...OLD, recurring: [] }, null);
    const dearer = compiled({
      ...EMPTY,
      recurring: [{ id: 'base', amount: '10.00', timing: 'advance' }],
      usage: [HITS],
    });
    const belowIn = (opening: bigint, others: [string, bigint][] = []): string => {
      const result = backtest(past(facts, { opening, others: new Map(others) }), dearer, () => true);
      return `${result?.belowCharged ?? '–'} ${result?.belowDraft ?? '–'}`;
    };
    expect(belowIn(11_99n)).toBe('– 2026-03-01');
    expect(belowIn(12_00n)).toBe('– 2026-03-10');
    expect(belowIn(14_39n)).toBe('– 2026-03-10');
    expect(belowIn(14_40n)).toBe('– 2026-04-01');
    expect(belowIn(14_40n, [['2026-04-01', 12_00n]])).toBe('– –');
    expect(belowIn(14_40n, [['2026-03-20', -20_00n]])).toBe('2026-03-20 2026-03-20');
    expect(belowIn(2_39n)).toBe('2026-03-10 2026-03-01');
  });
});

describe('the cost by day', () => {
  it('is what the rating gives for the usage up to that day, within a unit a line', () => {
    fc.assert(
      fc.property(days, terms, change, aggregation, (usage, plan, changed, kind) => {
        const facts = client(
          usage.map((day) => ({ ...day, aggregation: kind })),
          plan,
          changed,
        );
        const period = firstPeriod(scheduleOf(facts));
        for (const { date, net } of replayDays(facts, period, new CreditUse(facts))) {
          const end = startOfDay(addDays(date, 1), 'UTC');
          const byThen = { ...facts, usage: facts.usage.filter((day) => day.date <= date) };
          const lines = linesOf(byThen, period, end).filter(({ beganAt }) => beganAt < end);
          const exact = lines.reduce((sum, { minor }) => sum + minor, 0n);
          expect(Math.abs(Number(net - exact))).toBeLessThanOrEqual(lines.length + 1);
        }
      }),
      { numRuns: 40 },
    );
  });
});
