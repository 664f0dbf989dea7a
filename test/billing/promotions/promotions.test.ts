import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlookOn } from '../../../src/billing/projection/outlook.js';
import { type Promotion, inOrder, lastDayOf } from '../../../src/billing/promotions/promotion.js';
import { CreditUse, keyOfLine, reducedLines } from '../../../src/billing/promotions/reductions.js';
import { firstPeriod, nextPeriod } from '../../../src/billing/periods/period.js';
import { linesOf, scheduleOf } from '../../../src/billing/rating/lines.js';
import { standingOf } from '../../../src/billing/standing.js';
import { HUNDRED_PERCENT } from '../../../src/core/values/money.js';
import { addDays } from '../../../src/core/values/zone.js';
import { account, assigned, at, usageDay } from '../account.js';
import { assignments, dayAt, History, promotions, usage } from './history.js';

const credit = (more: Partial<Promotion> = {}): Promotion => ({
  id: 'credit',
  name: 'Welcome credit',
  kind: 'credit',
  minor: 50_00n,
  percent: 0n,
  scope: 'all',
  startsOn: '2026-03-01',
  endsOn: null,
  periods: null,
  place: 0,
  used: 0n,
  ...more,
});
const percent = (value: bigint, more: Partial<Promotion> = {}): Promotion =>
  credit({ id: 'percent', kind: 'percent', minor: 0n, percent: (HUNDRED_PERCENT * value) / 100n, ...more });

const PLAN = assigned('hosting', {
  recurring: [{ id: 'base', name: 'Hosting', amount: '10.00', timing: 'advance' }],
  usage: [
    { id: 'use', name: 'Requests', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '1' }] },
  ],
});

const lines = (facts: ReturnType<typeof account>, when: string): string[] =>
  standingOf(facts, at(when)).dueLines.map(
    ({ line, reduction, dueMinor }) => `${line}${reduction === undefined ? '' : '−'} ${dueMinor}`,
  );

describe('a credit', () => {
  it('pays advance charges first, then usage, and nothing that comes after its last day', () => {
    const facts = account({
      assignments: [PLAN],
      promotions: [credit({ endsOn: '2026-03-10' })],
      usage: [usageDay('2026-03-10', '5'), usageDay('2026-03-11', '7')],
    });
    expect(lines(facts, '2026-03-20T00:00:00Z')).toEqual([
      'base 1000',
      'base− -1000',
      'use 1200',
      'use− -500',
    ]);
    const settled = standingOf(facts, at('2026-04-01T00:00:00Z'));
    expect(settled.promotions?.used.get('credit')).toBe(15_00n);
  });

  it('is left again for what is used later, if late usage turns out to be less', () => {
    const history = new History({ assignments: [PLAN], promotions: [credit({ minor: 30_00n })] });
    history.change([usageDay('2026-03-05', '20')]);
    history.settle(dayAt(31));
    expect(history.facts.promotions?.[0]?.used).toBe(30_00n);
    history.change([usageDay('2026-03-05', '4')]);
    history.settle(dayAt(32));
    expect(history.facts.promotions?.[0]?.used).toBe(24_00n);
    expect(history.facts.balance).toBe(0n);
  });

  it('is not used again for a charge that was reversed, and is left for the next period', () => {
    const history = new History({ assignments: [PLAN], promotions: [credit({ minor: 15_00n })] });
    history.settle(dayAt(0));
    const posted = history.facts.posted.map((line) => ({ ...line, reversed: line.minor }));
    const given = (history.facts.promotions ?? []).map((one) => ({ ...one, used: 0n }));
    history.facts = { ...history.facts, posted, promotions: given };
    expect(history.standing(dayAt(5)).dueLines).toEqual([]);
    history.settle(dayAt(31));
    history.settle(dayAt(31));
    expect(history.facts.promotions?.[0]?.used).toBe(10_00n);
  });

  it('that ends soonest is used first, then the owner’s order, then the oldest', () => {
    const all = [
      credit({ id: 'd' }),
      credit({ id: 'c', place: 1, endsOn: '2026-05-01' }),
      credit({ id: 'b', endsOn: '2026-05-01' }),
      credit({ id: 'a', endsOn: '2026-04-01' }),
      percent(10n, { id: 'e' }),
    ];
    expect(inOrder(all).map(({ id }) => id)).toEqual(['e', 'a', 'b', 'c', 'd']);
  });
});

describe('a discount', () => {
  it('is rounded once a line, half away from zero, and comes after a maximum', () => {
    const plan = assigned('hosting', {
      recurring: [{ id: 'base', name: 'Hosting', amount: '0.05', timing: 'advance' }],
      usage: PLAN.plan.terms.usage,
      maximum: '4.05',
    });
    const facts = account({
      assignments: [plan],
      promotions: [percent(50n)],
      usage: [usageDay('2026-03-02', '9')],
    });
    expect(lines(facts, '2026-03-20T00:00:00Z')).toEqual([
      'base 5',
      'base− -3',
      'use 900',
      'use− -200',
      'maximum -500',
    ]);
  });

  it('of three periods reduces three whole ones and the short one before them', () => {
    const facts = account({
      openedAt: at('2026-03-20T00:00:00Z'),
      assignments: [{ ...PLAN, fromDate: '2026-03-20' }],
    });
    const given = percent(50n, { periods: 3, startsOn: '2026-03-20' });
    const use = new CreditUse({ ...facts, promotions: [given] });
    let period = firstPeriod(scheduleOf(facts));
    const reduced: bigint[] = [];
    for (let count = 0; count < 5; count += 1) {
      const found = reducedLines({ ...facts, promotions: [given] }, period, period.endsAt, use);
      reduced.push(found.reduce((sum, { minor }) => sum + minor, 0n));
      period = nextPeriod(scheduleOf(facts), period);
    }
    expect(reduced).toEqual([1_93n, 5_00n, 5_00n, 5_00n, 10_00n]);
    expect(lastDayOf(given, scheduleOf(facts))).toBe('2026-06-30');
  });

  it('as an amount is prorated in a short period', () => {
    const facts = account({
      openedAt: at('2026-03-16T00:00:00Z'),
      assignments: [{ ...PLAN, fromDate: '2026-03-16' }],
      promotions: [credit({ kind: 'amount', minor: 6_20n, startsOn: '2026-03-16' })],
    });
    expect(lines(facts, '2026-03-16T00:00:00Z')).toEqual(['base 516', 'base− -320']);
  });
});

const history = fc.record({ assignments, promotions, usage, before: usage });

describe('any credits and discounts', () => {
  it('are worth what the rule says, whatever is known when, and posting twice posts nothing', () => {
    fc.assert(
      fc.property(history, fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }), (given, gaps) => {
        const told = new History({ assignments: given.assignments, promotions: given.promotions });
        let days = 0;
        for (const [index, gap] of gaps.entries()) {
          days += gap;
          const known = index % 2 === 0 ? given.before : given.usage;
          told.change(known.filter(({ date }) => date <= addDays('2026-03-01', days)));
          told.settle(dayAt(days));
          const again = told.standing(dayAt(days));
          expect(again.dueLines.filter(({ late, advance }) => late || advance)).toEqual([]);
        }
        told.change(given.usage);
        told.settle(dayAt(122));
        told.settle(dayAt(122));
        expect(told.standing(dayAt(122)).dueLines.filter(({ late, advance }) => late || advance)).toEqual([]);
        for (const { minor, kind, used } of told.facts.promotions ?? []) {
          expect(used).toBeGreaterThanOrEqual(0n);
          if (kind === 'credit') expect(used <= minor).toBe(true);
        }
        checkPeriods(told);
      }),
      { numRuns: 150 },
    );
  });

  it('come to the same at once as step by step, if nothing is corrected', () => {
    fc.assert(
      fc.property(history, (given) => {
        const told = new History({ assignments: given.assignments, promotions: given.promotions });
        for (let days = 0; days <= 122; days += 1) {
          told.change(given.usage.filter(({ date }) => date < addDays('2026-03-01', days)));
          told.facts = { ...told.facts, latePeriods: [] };
          if (days % 7 === 0 || days === 31 || days === 61 || days === 92 || days === 122)
            told.settle(dayAt(days));
        }
        const facts = account({
          assignments: given.assignments,
          promotions: given.promotions,
          usage: given.usage,
        });
        const use = new CreditUse(facts);
        let period = firstPeriod(scheduleOf(facts));
        for (; period.endsAt <= dayAt(122); period = nextPeriod(scheduleOf(facts), period)) {
          const start = period.startDate;
          const wanted = reducedLines(facts, period, period.endsAt, use).reduce(
            (sum, { minor }) => sum + minor,
            0n,
          );
          const posted = told.entries.filter(({ periodDate }) => periodDate === start);
          expect(posted.reduce((sum, { minor }) => sum + minor, 0n)).toBe(wanted);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** No plan of a period comes to less than zero, and nothing is reduced that a promotion does not cover. */
function checkPeriods({ facts, entries }: History): void {
  for (const { startDate, endDate, ...period } of periodsOf(facts)) {
    const lines = linesOf(facts, { ...period, startDate, endDate }, period.endsAt);
    for (const { id } of facts.assignments) {
      const raw = lines
        .filter(({ assignmentId }) => assignmentId === id)
        .reduce((sum, { minor }) => sum + minor, 0n);
      const net = entries
        .filter((entry) => entry.assignmentId === id && entry.periodDate === startDate)
        .reduce((sum, { minor }) => sum + minor, 0n);
      expect(net >= 0n && net <= raw).toBe(true);
    }
    for (const { reduction, minor, ...line } of entries) {
      if (reduction === undefined || line.periodDate !== startDate || minor === 0n) continue;
      const { startsOn, endsOn, scope } = reduction.promotion;
      expect(startsOn < endDate && (endsOn === null || endsOn >= startDate)).toBe(true);
      const found = lines.find((one) => keyOfLine(one) === keyOfLine(line));
      if (found !== undefined && scope !== 'all') expect(scope === 'usage').toBe(found.category === 'usage');
    }
  }
}

function periodsOf(facts: ReturnType<typeof account>) {
  const all = [firstPeriod(scheduleOf(facts))];
  for (let last = all[0]; last !== undefined && last.endsAt <= dayAt(100); last = all[all.length - 1])
    all.push(nextPeriod(scheduleOf(facts), last));
  return all.filter(({ endsAt }) => endsAt <= dayAt(122));
}

describe('the limit date', () => {
  it('is the instant at which headroom really goes below zero, if nothing more is used', () => {
    fc.assert(
      fc.property(
        history,
        fc.integer({ min: 0, max: 15_000 }),
        fc.integer({ min: 0, max: 70 }),
        (given, more, day) => {
          const told = new History({
            assignments: given.assignments,
            promotions: given.promotions,
            balance: BigInt(more),
          });
          told.change(given.usage.filter(({ date }) => date < addDays('2026-03-01', day)));
          for (const settled of [20, 31, 61]) if (settled <= day) told.settle(dayAt(settled));
          const { idleLimit, standing } = outlookOn(told.facts, dayAt(day));
          if (idleLimit === null || standing.headroom < 0n) return;
          expect(standingOf(told.facts, idleLimit).headroom < 0n).toBe(true);
          expect(standingOf(told.facts, idleLimit - 1).headroom >= 0n).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
