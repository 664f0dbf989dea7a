import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coveredByReactivation,
  decide,
  type Decision,
  settlementSpreadMs,
  wantedState,
} from '../../src/billing/decide.js';
import type { AccountFacts, SiteFacts } from '../../src/billing/facts.js';
import { foresee } from '../../src/billing/projection/foresee.js';
import { standingOf } from '../../src/billing/standing.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { account, assigned, at, postedOf, usageDay } from './account.js';

const NOW = at('2026-03-10T12:00:00Z');
const APRIL = at('2026-04-01T00:00:00Z');
const SUSPENDED = {
  state: 'suspended',
  suspension: { id: 's', reason: 'limit', limitHitAt: NOW - DAY_MS },
} as const;
const NO_EMAILS = {
  suspended: false,
  reactivated: false,
  receipt: false,
  statement: false,
  upstream: false,
};

/** Decides with a limit date of the test's choosing. */
function decided(facts: AccountFacts, limitDate: number | null = null, asOf = NOW): Decision {
  return decide(facts, standingOf(facts, asOf), { limitDate });
}

function site(more: Partial<SiteFacts> = {}): SiteFacts {
  return { id: 'site', slug: 'site', name: 'site', upstream: false, confirmed: true, retryAt: null, ...more };
}

describe('which act comes first', () => {
  const scheduled = [
    { id: 's', dueOn: '2026-03-10', minor: 5_00n, description: 'domain', category: 'domain' },
  ];
  const plan = assigned('p', { recurring: [{ id: 'r', amount: '5.00', timing: 'advance' }] });
  const emails = { suspended: true, reactivated: true, receipt: true, statement: true, upstream: true };
  const everything = account({ scheduled, assignments: [plan], emails, balance: -1n });

  it('is money, then the sites, then emails, statements last', () => {
    const steps: [AccountFacts, string | null][] = [
      [everything, 'chargeScheduled'],
      [{ ...everything, scheduled: [] }, 'chargeUsage'],
      [{ ...everything, scheduled: [], assignments: [] }, 'switchSites'],
      [{ ...everything, scheduled: [], assignments: [], ...SUSPENDED }, 'queueEmail'],
      [account({ emails: { ...NO_EMAILS, upstream: true, statement: true } }), 'emailOwners'],
      [account({ emails: { ...NO_EMAILS, statement: true } }), 'queueStatement'],
      [account({ carriedFrom: 0 }), 'switchSites'],
      [account({ sites: [site({ confirmed: false, upstream: true })] }), 'switchSites'],
      [account({ carriedFrom: NOW + 1 }), null],
      [account(), null],
    ];
    for (const [facts, due] of steps) expect(decided(facts).due).toBe(due);
  });

  it('is only emails once the account is closed, and then nothing for ever', () => {
    const closed = account({ ...everything, state: 'closed', closedAt: NOW, closeRequestedAt: NOW });
    expect(decided(closed, NOW + DAY_MS)).toMatchObject({ due: 'queueEmail', wakeAt: null, warning: null });
    expect(decided({ ...closed, emails: NO_EMAILS })).toMatchObject({ due: null, wakeAt: null });
  });

  it('is the last settlement when closing was requested', () => {
    expect(decided(account({ closeRequestedAt: NOW })).due).toBe('chargeUsage');
  });

  it('is settlement after the account’s own spread, and not before', () => {
    const facts = account({ balance: 5_00n, assignments: [assigned('p', { minimum: '3.00' })] });
    const due = APRIL + settlementSpreadMs(facts.id);
    expect(decided(facts, null, due - 1)).toMatchObject({ due: null, wakeAt: due, wakeFor: 'settlement' });
    expect(decided(facts, null, due).due).toBe('chargeUsage');
    expect(settlementSpreadMs(facts.id)).toBeGreaterThan(0);
    expect(settlementSpreadMs(facts.id)).toBeLessThan(3_600_000);
  });

  it('is spread over the hour, so that a million accounts do not settle at once', () => {
    const quarters = [0, 0, 0, 0];
    for (let number = 0; number < 4_000; number += 1) {
      const id = `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
      const quarter = Math.floor(settlementSpreadMs(id) / 900_000);
      quarters[quarter] = (quarters[quarter] ?? 0) + 1;
    }
    for (const accounts of quarters) expect(accounts).toBeGreaterThan(800);
  });

  it('is settlement for late usage that came long ago, even where it comes to nothing', () => {
    const facts = account({
      openFrom: APRIL,
      openFromDate: '2026-04-01',
      latePeriods: ['2026-03-01'],
    });
    expect(decided(facts, null, APRIL + 5 * DAY_MS).due).toBe('chargeUsage');
  });

  it('waits a day for more of late usage, unless the account closes or has something else to charge', () => {
    const lateSince = APRIL + 5 * DAY_MS;
    const facts = account({
      openFrom: APRIL,
      openFromDate: '2026-04-01',
      latePeriods: ['2026-03-01'],
      lateSince,
    });
    expect(decided(facts, null, lateSince)).toMatchObject({
      due: null,
      wakeAt: lateSince + DAY_MS,
      wakeFor: 'settlement',
    });
    expect(decided(facts, null, lateSince + DAY_MS - 1).due).toBeNull();
    expect(decided(facts, null, lateSince + DAY_MS).due).toBe('chargeUsage');
    expect(decided({ ...facts, closeRequestedAt: lateSince }, null, lateSince).due).toBe('chargeUsage');
  });
});

describe('the state called for', () => {
  const wanted = (facts: AccountFacts) => wantedState(facts, standingOf(facts, NOW));

  it('turns at one minor unit below zero and not at zero', () => {
    expect(wanted(account({ balance: -100_00n, creditLimit: 100_00n }))).toBe('active');
    expect(wanted(account({ balance: -100_01n, creditLimit: 100_00n }))).toBe('suspended');
    expect(wanted(account({ balance: 20_00n, creditLimit: -20_00n }))).toBe('active');
    expect(wanted(account({ balance: 19_99n, creditLimit: -20_00n }))).toBe('suspended');
  });

  it('waits for a promise to pay until its very instant, and for nothing when held', () => {
    const below = account({ balance: -1n });
    expect(wanted({ ...below, exemptUntil: NOW + 1 })).toBe('active');
    expect(wanted({ ...below, exemptUntil: NOW })).toBe('suspended');
    expect(wanted({ ...below, exemptUntil: NOW + 1, held: true })).toBe('suspended');
    expect(wanted(account({ held: true, balance: 1_000n }))).toBe('suspended');
  });

  it('makes a lifted hold a suspension for the limit while the limit is exceeded', () => {
    const hold = { id: 's', reason: 'hold' as const, limitHitAt: NOW };
    const facts = account({ balance: -1n, state: 'suspended', suspension: hold });
    expect(decided({ ...facts, held: true }).due).toBeNull();
    expect(decided(facts).due).toBe('switchSites');
    expect(decided({ ...facts, balance: 0n }).due).toBe('switchSites');
  });
});

describe('connectors', () => {
  it('are retried until they confirm, at their retry time and not before', () => {
    const waiting = (more: Partial<SiteFacts>) =>
      account({ balance: -1n, ...SUSPENDED, sites: [site(more)] });
    expect(decided(waiting({ confirmed: false })).due).toBe('switchSites');
    expect(decided(waiting({ confirmed: false, retryAt: NOW })).due).toBe('switchSites');
    const emails = {
      receipt: true,
      suspended: false,
      reactivated: false,
      upstream: false,
      statement: false,
    };
    const owed = (retryAt: number | null) => ({ ...waiting({ confirmed: false, retryAt }), emails });
    // An email is queued with the change of state, before a connector that may take ten seconds.
    expect(decided(owed(null)).due).toBe('queueEmail');
    expect(decided(owed(NOW)).due).toBe('queueEmail');
    const later = decided(waiting({ confirmed: false, retryAt: NOW + 5_000 }));
    expect(later).toMatchObject({ due: null, wakeAt: NOW + 5_000, wakeFor: 'connector' });
    expect(decided(account({ sites: [site({ confirmed: false })] })).due).toBe('switchSites');
  });
});

describe('warnings and wakes', () => {
  it('wakes a week ahead, a day ahead and at the limit', () => {
    const limit = NOW + 9 * DAY_MS;
    expect(decided(account(), limit)).toMatchObject({ wakeAt: limit - 7 * DAY_MS, wakeFor: 'week notice' });
    const week = account({ notified: { week: true, day: false } });
    expect(decided(week, NOW + 6 * DAY_MS)).toMatchObject({
      wakeAt: NOW + 5 * DAY_MS,
      wakeFor: 'day notice',
    });
    const day = account({ notified: { week: true, day: true } });
    expect(decided(day, NOW + 3_600_000)).toMatchObject({ wakeAt: NOW + 3_600_000, wakeFor: 'limit' });
  });

  it('warns at exactly seven days and at exactly one', () => {
    expect(decided(account(), NOW + 7 * DAY_MS)).toMatchObject({ due: 'topUpOrSendNotice', warning: 'week' });
    expect(decided(account(), NOW + 7 * DAY_MS + 1).warning).toBeNull();
    expect(decided(account(), NOW + DAY_MS)).toMatchObject({ due: 'topUpOrSendNotice', warning: 'day' });
  });

  it('reckons the warnings from the end of a promise to pay when that is later', () => {
    const facts = account({ balance: -1n, exemptUntil: NOW + 3 * DAY_MS });
    expect(decided(facts, NOW)).toMatchObject({ due: 'topUpOrSendNotice', warning: 'week' });
    const notified = { ...facts, notified: { week: true, day: false } };
    expect(decided(notified, NOW)).toMatchObject({
      due: null,
      wakeAt: NOW + 2 * DAY_MS,
      wakeFor: 'day notice',
    });
  });

  it('a reactivation covers exactly the notices that would be due at once, a promise to pay included', () => {
    const hours = fc.option(fc.integer({ min: -48, max: 12 * 24 }), { nil: null });
    const after = (count: number | null) => (count === null ? null : NOW + count * 3_600_000);
    fc.assert(
      fc.property(hours, hours, hours, (limit, warn, exempt) => {
        const facts = account({ exemptUntil: after(exempt) });
        const limitDate = after(limit);
        const ahead = warn === null ? { limitDate } : { limitDate, warnBy: after(warn) };
        const { week, day } = coveredByReactivation(facts, standingOf(facts, NOW), ahead);
        const { warning } = decide(facts, standingOf(facts, NOW), ahead);
        return warning === (day ? 'day' : week ? 'week' : null);
      }),
    );
  });

  it('sends none while suspended or held, and re-arms none then', () => {
    const notified = { week: true, day: true };
    for (const facts of [
      account({ balance: -1n, ...SUSPENDED, notified }),
      account({ held: true, ...SUSPENDED, notified }),
    ]) {
      expect(decided(facts, null)).toMatchObject({ due: null, warning: null, rearmed: [] });
    }
    expect(decided(account({ notified: { ...notified, changed: true } }), null).rearmed).toEqual([
      'week',
      'day',
    ]);
  });

  it('wakes for a change of plan, for a planned charge and for the end of a promise', () => {
    const change = account({ assignments: [assigned('q', {}, { from: '2026-03-20' })] });
    expect(decided(change)).toMatchObject({ wakeAt: at('2026-03-20T00:00:00Z'), wakeFor: 'plan change' });
    const never = account({ assignments: [assigned('q', {}, { from: '2026-03-20', to: '2026-03-20' })] });
    expect(decided(never).wakeFor).toBe('settlement');
    const charge = { id: 's', dueOn: '2026-03-12', minor: 1n, description: 'x', category: 'x' };
    expect(decided(account({ scheduled: [charge] }))).toMatchObject({ wakeFor: 'scheduled charge' });
    expect(decided(account({ exemptUntil: NOW + 1 }))).toMatchObject({ wakeFor: 'end of exemption' });
  });
});

const amount = fc.integer({ min: 0, max: 5_000 }).map((minor) => (minor / 100).toFixed(2));
const day = fc
  .integer({ min: 0, max: 45 })
  .map((days) => new Date(at('2026-02-20T00:00:00Z') + days * DAY_MS));
const dateOf = (moment: Date): string => moment.toISOString().slice(0, 10);

const anyAssignment = fc
  .record({
    startup: amount,
    advance: amount,
    arrears: amount,
    price: fc.constantFrom('0', '0.001', '1', '250'),
    minimum: fc.option(amount, { nil: undefined }),
    from: fc.constantFrom('2026-02-20', '2026-03-01', '2026-03-15', '2026-04-02'),
    days: fc.option(fc.integer({ min: 0, max: 40 }), { nil: null }),
  })
  .map((parts) => ({
    terms: {
      startupCharge: parts.startup,
      recurring: [
        { id: 'a', amount: parts.advance, timing: 'advance' as const },
        { id: 'b', amount: parts.arrears, timing: 'arrears' as const },
      ],
      usage: [{ id: 'u', meter: 'requests', model: 'volume' as const, bands: [{ unitPrice: parts.price }] }],
      ...(parts.minimum === undefined ? {} : { minimum: parts.minimum }),
    },
    span: {
      from: parts.from,
      startup: true,
      to: parts.days === null ? null : dateOf(new Date(at(`${parts.from}T00:00:00Z`) + parts.days * DAY_MS)),
    },
  }));

const anyFacts: fc.Arbitrary<AccountFacts> = fc
  .record({
    assignments: fc.array(anyAssignment, { maxLength: 3 }),
    usage: fc.array(fc.record({ day, quantity: fc.integer({ min: 0, max: 2_000 }) }), { maxLength: 20 }),
    balance: fc.bigInt({ min: -20_000n, max: 50_000n }),
    disputed: fc.bigInt({ min: -500n, max: 500n }),
    creditLimit: fc.bigInt({ min: -1_000n, max: 10_000n }),
    scheduled: fc.array(day, { maxLength: 2 }),
    suspended: fc.constantFrom(null, 'limit' as const, 'hold' as const),
    held: fc.boolean(),
    exemptUntil: fc.option(day, { nil: null }),
    notified: fc.record({ week: fc.boolean(), day: fc.boolean() }),
    retryAt: fc.option(day, { nil: null }),
    timeZone: fc.constantFrom('UTC', 'Europe/London', 'America/Santiago', 'Pacific/Apia'),
    billingDay: fc.constantFrom(1, 15, 31),
    intervalMonths: fc.constantFrom(1 as const, 3 as const, 12 as const),
  })
  .map((parts) =>
    account({
      openedAt: at('2026-02-20T15:30:00Z'),
      timeZone: parts.timeZone,
      billingDay: parts.billingDay,
      intervalMonths: parts.intervalMonths,
      balance: parts.balance,
      disputed: parts.disputed,
      creditLimit: parts.creditLimit,
      held: parts.held,
      notified: parts.notified,
      exemptUntil: parts.exemptUntil?.getTime() ?? null,
      assignments: parts.assignments.map(({ terms, span }, index) => assigned(`p${index}`, terms, span)),
      usage: parts.usage.map((used) => usageDay(dateOf(used.day), String(used.quantity))),
      scheduled: parts.scheduled.map((due, index) => ({
        id: `s${index}`,
        dueOn: dateOf(due),
        minor: 500n,
        description: 'x',
        category: 'x',
      })),
      sites: [site({ confirmed: parts.retryAt === null, retryAt: parts.retryAt?.getTime() ?? null })],
      state: parts.suspended === null ? 'active' : 'suspended',
      suspension: parts.suspended === null ? null : { id: 's', reason: parts.suspended, limitHitAt: 0 },
    }),
  );

describe('whatever an account looks like', () => {
  it('has something due or a wake that lies ahead', () => {
    fc.assert(
      fc.property(anyFacts, day, fc.nat(DAY_MS), (facts, moment, ms) => {
        const asOf = moment.getTime() + ms;
        const standing = standingOf(facts, asOf);
        const decision = decide(facts, standing, foresee(facts, standing));
        if (decision.due === null) expect(decision.wakeAt).not.toBeNull();
        if (decision.wakeAt !== null) expect(decision.wakeAt).toBeGreaterThan(standing.asOf);
        expect(decision.wakeAt === null).toBe(decision.wakeFor === null);
      }),
      { numRuns: 500 },
    );
  });

  it('has nothing more to post once what settlement posts is posted', () => {
    fc.assert(
      fc.property(anyFacts, day, (facts, moment) => {
        const standing = standingOf(facts, moment.getTime());
        const settled = { ...facts, posted: postedOf(standing) };
        const again = standingOf(settled, moment.getTime());
        expect(again.dueLines).toEqual([]);
        expect(standing.accrued - again.accrued).toBe(
          standing.dueLines.reduce((sum, line) => sum + line.dueMinor, 0n),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('never owes less by elapsed time alone, and comes to the same whether advance amounts were posted or not', () => {
    fc.assert(
      fc.property(anyFacts, day, fc.nat(20 * DAY_MS), (facts, moment, ms) => {
        const early = standingOf(facts, moment.getTime());
        const late = standingOf(facts, moment.getTime() + ms);
        expect(late.accrued).toBeGreaterThanOrEqual(early.accrued);
        const posted = postedOf(early, (advance) => advance);
        const paid = posted.reduce((sum, line) => sum + line.minor, 0n);
        const after = standingOf({ ...facts, posted, balance: facts.balance - paid }, moment.getTime() + ms);
        expect(after.headroom).toBe(late.headroom);
      }),
      { numRuns: 300 },
    );
  });
});
