import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comingNotices } from '../../src/billing/comingNotices.js';
import type { AccountFacts } from '../../src/billing/facts.js';
import { compilePolicy } from '../../src/billing/policy/policy.js';
import { foreseeCharges } from '../../src/billing/projection/foresee.js';
import { type Outlook, outlookOn } from '../../src/billing/projection/outlook.js';
import { standingOf } from '../../src/billing/standing.js';
import { factsIf } from '../../src/billing/whatIf.js';
import { addDays, DAY_MS } from '../../src/core/values/zone.js';
import { account, assigned, at, taxOf, usageDay } from './account.js';
import { CALENDAR, terms } from './policy/policies.js';

const NOW = at('2026-03-10T12:00:00Z');
const TODAY = '2026-03-10';

const PLAN = assigned('p', {
  recurring: [{ id: 'base', name: 'Hosting', amount: '10.00', timing: 'arrears' }],
  usage: [
    { id: 'hits', name: 'Hits', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '0.01' }] },
  ],
});

/** An account with two months of even traffic. */
function client(overrides: Partial<AccountFacts> = {}): AccountFacts {
  const days = Array.from({ length: 60 }, (_, index) => ({
    date: addDays(TODAY, index - 60),
    quantity: 100,
  }));
  return account({
    balance: 50_00n,
    tax: taxOf('20'),
    assignments: [PLAN],
    usage: days.filter(({ date }) => date >= '2026-03-01').map(({ date }) => usageDay(date, '100')),
    history: [{ meter: 'requests', aggregation: 'sum', days }],
    ...overrides,
  });
}

function limitOf(facts: AccountFacts): number {
  return outlookOn(facts, NOW).projection.limitDate ?? Infinity;
}

describe('what if', () => {
  it('nothing changes: everything is as it is today', () => {
    fc.assert(
      fc.property(fc.bigInt(-100_00n, 1000_00n), fc.boolean(), (balance, isSuspended) => {
        const facts = client({ balance, state: isSuspended ? 'suspended' : 'active' });
        expect(outlookOn(factsIf(facts, {}, NOW), NOW)).toEqual(outlookOn(facts, NOW));
      }),
      { numRuns: 20 },
    );
  });

  it('a payment today or a higher limit counts like money in the account', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 500_00n), (minor) => {
        const richer = limitOf(client({ balance: 50_00n + minor }));
        expect(limitOf(factsIf(client(), { payment: { minor, on: TODAY } }, NOW))).toBe(richer);
        expect(limitOf(factsIf(client(), { creditLimit: minor }, NOW))).toBe(richer);
      }),
      { numRuns: 20 },
    );
  });

  it('a later payment helps if it arrives before the limit, and not at all after it', () => {
    const today = limitOf(client());
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.bigInt(1n, 500_00n), (days, minor) => {
        const on = addDays(TODAY, days);
        const limit = limitOf(factsIf(client(), { payment: { minor, on } }, NOW));
        const isInTime = at(`${on}T00:00:00Z`) < today;
        expect(limit).toBe(isInTime ? limitOf(client({ balance: 50_00n + minor })) : today);
      }),
      { numRuns: 50 },
    );
  });

  it('a payment while the account is exempt is in time, though its credit has run out', () => {
    fc.assert(
      fc.property(fc.bigInt(-90_00n, 90_00n), fc.integer({ min: 1, max: 9 }), (balance, days) => {
        const payment = { minor: 200_00n, on: addDays(TODAY, days) };
        const exempt = client({ balance, exemptUntil: at('2026-03-15T00:00:00Z') });
        const limit = limitOf(factsIf(exempt, { payment }, NOW));
        const isInTime = days <= 5 || at(`${payment.on}T00:00:00Z`) < limitOf(exempt);
        expect(limit).toBe(isInTime ? limitOf(client({ balance: balance + 200_00n })) : limitOf(exempt));
      }),
      { numRuns: 40 },
    );
    const below = client({
      ...{ balance: -50_00n, belowSince: NOW - DAY_MS, exemptUntil: at('2026-03-15T00:00:00Z') },
    });
    const since = (minor: bigint, on: string) => factsIf(below, { payment: { minor, on } }, NOW).belowSince;
    expect(since(200_00n, '2026-03-14')).toBeNull();
    expect(since(1_00n, '2026-03-14')).toBe(NOW - DAY_MS);
    expect(since(200_00n, '2026-03-16')).toBe(NOW - DAY_MS);
  });

  it('a later payment bears no tax', () => {
    const { asOf } = standingOf(client(), NOW);
    const paid = factsIf(client(), { payment: { minor: 100_00n, on: '2026-03-12' } }, NOW);
    const rich = outlookOn(client({ balance: 150_00n }), asOf);
    const { projection } = outlookOn(paid, asOf);
    expect(projection.limitDate).toBe(rich.projection.limitDate);
    expect(projection.suggestedTopUp).toBe(rich.projection.suggestedTopUp);
  });

  it('more traffic never moves the limit date away, and none leaves the recurring amounts', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (one, other) => {
          const [less, more] = [Math.min(one, other), Math.max(one, other)];
          const limitAt = (all: number): number => limitOf(factsIf(client(), { traffic: { all } }, NOW));
          expect(limitAt(more)).toBeLessThanOrEqual(limitAt(less));
        },
      ),
      { numRuns: 20 },
    );
    const none = factsIf(client(), { traffic: { all: 0 } }, NOW);
    const [, next] = foreseeCharges(none, standingOf(none, NOW), 3);
    expect(next).toMatchObject({ net: 10_00n, tax: 2_00n, total: 12_00n });
  });

  it('a factor of one meter replaces that of all', () => {
    const traffic = { all: 3, meters: { requests: 1 } };
    expect(limitOf(factsIf(client(), { traffic }, NOW))).toBe(limitOf(client()));
  });

  it('another suspension policy brings what it brings once it is set', () => {
    const daysAgo = fc.integer({ min: 0, max: 20 }).map((days) => NOW - days * DAY_MS);
    fc.assert(
      fc.property(
        ...[terms, terms, fc.bigInt(-100_00n, 200_00n), daysAgo, fc.option(daysAgo), fc.boolean()],
        (present, other, balance, since, noticeAcceptedAt, wasSuspended) => {
          const isBelow = standingOf(client({ balance }), NOW).headroom < 0n;
          const isSuspended = isBelow && wasSuspended;
          const facts = client({
            ...{ balance, policy: compilePolicy(present, 'EUR', CALENDAR), noticeAcceptedAt: null },
            ...{ belowSince: isBelow ? since : null, state: isSuspended ? 'suspended' : 'active' },
            suspension: isSuspended ? { id: 's', reason: 'limit', limitHitAt: since } : null,
            notified: { week: true, day: false },
          });
          const suspension = { policy: compilePolicy(other, 'EUR', CALENDAR), noticeAcceptedAt };
          const set = { ...facts, ...suspension, notified: { ...facts.notified, changed: true } };
          expect(outlookOn(factsIf(facts, { suspension }, NOW), NOW)).toEqual(outlookOn(set, NOW));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('a payment brings a suspended account back, and the email about it covers the notices', () => {
    const suspended = client({
      balance: -30_00n,
      state: 'suspended',
      suspension: { id: 's', reason: 'limit', limitHitAt: NOW - DAY_MS },
      notified: { week: true, day: true },
    });
    const back = factsIf(suspended, { payment: { minor: 60_00n, on: TODAY } }, NOW);
    expect(back).toMatchObject({ state: 'active', suspension: null, notified: { week: false, day: false } });
    const barely = factsIf(suspended, { payment: { minor: 45_00n, on: TODAY } }, NOW);
    expect(barely).toMatchObject({ state: 'active', notified: { week: true } });
    const short = factsIf(suspended, { payment: { minor: 1_00n, on: TODAY } }, NOW);
    expect(short).toMatchObject({ state: 'suspended', suspension: { id: 's' } });
  });
});

describe('coming notices', () => {
  function noticesOf(facts: AccountFacts): string[] {
    const outlook: Outlook = outlookOn(facts, NOW);
    const limitDate = outlook.projection.warnBy ?? Infinity;
    return comingNotices(facts, outlook).map(
      ({ kind, at: due }) => `${kind} ${due === NOW ? 'now' : `${(limitDate - due) / DAY_MS} before`}`,
    );
  }

  it('are the week and the day notice, without those that are out', () => {
    expect(noticesOf(client())).toEqual(['week 7 before', 'day 1 before']);
    expect(noticesOf(client({ balance: 24_00n }))).toEqual(['week now', 'day 1 before']);
    expect(noticesOf(client({ balance: 24_00n, notified: { week: true, day: false } }))).toEqual([
      'day 1 before',
    ]);
    expect(noticesOf(client({ state: 'suspended' }))).toEqual([]);
  });
});

describe('expected charges', () => {
  it('are rated like a settlement: usage so far and to come, recurring, scheduled, and tax on the sum', () => {
    const scheduled = [
      { id: 'd', dueOn: '2026-04-05', minor: 14_00n, description: 'Domain', category: 'domain' },
    ];
    const facts = client({ scheduled });
    const [march, april, may] = foreseeCharges(facts, standingOf(facts, NOW), 3);
    // 100 a day at one cent: 31 euros in March, 30 in April.
    expect(march).toMatchObject({ startDate: '2026-03-01', endDate: '2026-04-01' });
    expect(april?.lines.map(({ kind, name, minor }) => `${kind} ${name} ${minor}`)).toEqual([
      'recurring Hosting 1000',
      'usage Hits 3000',
      'scheduled Domain 1400',
    ]);
    expect(april).toMatchObject({ net: 54_00n, tax: 10_80n, total: 64_80n });
    expect(may).toMatchObject({ startDate: '2026-05-01', net: 41_00n });
    expect(Number(march?.net ?? 0n)).toBeGreaterThan(40_00);
    expect(Number(march?.net ?? 0n)).toBeLessThan(42_00);
  });

  it('reach over three periods of a year', () => {
    const facts = client({ intervalMonths: 12 });
    const years = foreseeCharges(facts, standingOf(facts, NOW), 3);
    expect(years.map(({ startDate }) => startDate)).toEqual(['2026-03-01', '2027-03-01', '2028-03-01']);
    expect(years.map(({ net }) => Number(net) > 360_00)).toEqual([true, true, true]);
  });

  it('have a start-up charge, a minimum and a maximum as lines', () => {
    const floor = assigned(
      'f',
      { startupCharge: '5.00', minimum: '80.00' },
      { startup: true, from: '2026-04-01' },
    );
    const facts = client({ assignments: [floor] });
    const [, april, may] = foreseeCharges(facts, standingOf(facts, NOW), 3);
    expect(april?.lines.map(({ kind, minor }) => `${kind} ${minor}`)).toEqual([
      'startup 500',
      'minimum 8000',
    ]);
    expect(may?.lines.map(({ kind, minor }) => `${kind} ${minor}`)).toEqual(['minimum 8000']);
  });
});
