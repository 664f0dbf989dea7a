import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, wantedState } from '../../../src/billing/decide.js';
import type { AccountFacts } from '../../../src/billing/facts.js';
import { AT_THE_LIMIT, compilePolicy, type PolicyTerms } from '../../../src/billing/policy/policy.js';
import { standingOf } from '../../../src/billing/standing.js';
import { DAY_MS } from '../../../src/core/values/zone.js';
import { account, at } from '../account.js';
import { CALENDAR, isOpenAt, terms } from './policies.js';

const NOW = at('2026-03-10T12:00:00Z');
const HOUR_MS = 3_600_000;
const near = fc.option(
  fc.integer({ min: -20 * 24, max: 20 * 24 }).map((hours) => NOW + hours * HOUR_MS),
  { nil: null },
);

const generated: fc.Arbitrary<AccountFacts> = fc
  .record({
    balance: fc.integer({ min: -100_00, max: 100_00 }).map(BigInt),
    creditLimit: fc.constantFrom(0n, 50_00n, -20_00n),
    exemptUntil: near,
    belowSince: near.map((time) => (time === null ? null : Math.min(time, NOW))),
    held: fc.boolean(),
    state: fc.constantFrom('active', 'active', 'suspended'),
    reason: fc.constantFrom('limit', 'hold'),
    week: fc.boolean(),
    day: fc.boolean(),
    noticeAcceptedAt: near.map((time) => (time === null ? null : Math.min(time, NOW))),
  })
  .map(({ state, reason, week, day, ...facts }) =>
    account({
      ...facts,
      state,
      suspension: state === 'active' ? null : { id: 's', reason, limitHitAt: NOW - DAY_MS },
      notified: { week, day },
    }),
  );

/** What the ledger, the Owner's hold and the exemption ask for without a policy, said once more. */
function plainState(facts: AccountFacts): 'active' | 'suspended' {
  if (facts.held) return 'suspended';
  const isExempt = facts.exemptUntil !== null && facts.exemptUntil > NOW;
  return facts.balance + facts.creditLimit < 0n && !isExempt ? 'suspended' : 'active';
}

const policyOf = (policy: PolicyTerms) => compilePolicy(policy, 'EUR', CALENDAR);

describe('an account without a policy', () => {
  it('is suspended at its limit, as if there were no policies', () => {
    fc.assert(
      fc.property(generated, fc.boolean(), (facts, isGiven) => {
        const known = isGiven ? { ...facts, policy: AT_THE_LIMIT } : facts;
        expect(wantedState(known, standingOf(known, NOW))).toBe(plainState(facts));
      }),
    );
  });

  it('has notices and wakes measured to its limit date or the end of its exemption', () => {
    fc.assert(
      fc.property(generated, near, (facts, limit) => {
        const standing = standingOf(facts, NOW);
        const limitDate = standing.headroom < 0n ? NOW : limit === null ? null : Math.max(NOW, limit);
        const { suspension } = decide(facts, standing, { limitDate });
        const expected = limitDate === null ? undefined : Math.max(limitDate, facts.exemptUntil ?? limitDate);
        expect([suspension?.at, suspension?.withNotice]).toEqual([expected, expected]);
      }),
    );
  });
});

describe('an account with a policy', () => {
  it('is suspended only when the plain rule asks for it, and then within the policy or beyond the cap', () => {
    fc.assert(
      fc.property(generated, terms, (facts, policy) => {
        const known = { ...facts, policy: policyOf(policy) };
        if (wantedState(known, standingOf(known, NOW)) === 'active') return;
        expect(plainState(facts)).toBe('suspended');
        const { overrunCap } = known.policy;
        const over = -(facts.balance + facts.creditLimit);
        const isSuspended = facts.state === 'suspended' && facts.suspension?.reason === 'limit';
        if (facts.held || isSuspended || (overrunCap !== null && over >= overrunCap)) return;
        expect(isOpenAt(policy, NOW, 'UTC')).toBe(true);
        expect(NOW - (facts.belowSince ?? NOW)).toBeGreaterThanOrEqual((policy.graceDays ?? 0) * DAY_MS);
        if (policy.noticeHours === undefined) return;
        const accepted = facts.noticeAcceptedAt ?? NOW;
        expect(NOW - accepted).toBeGreaterThanOrEqual(policy.noticeHours * HOUR_MS);
      }),
      { numRuns: 300 },
    );
  });

  it('stays suspended when the windows close, until it pays or is exempt', () => {
    const policy = policyOf({ windows: [{ days: ['sun'], from: '01:00', to: '02:00' }], graceDays: 30 });
    const facts = account({
      balance: -1n,
      policy,
      state: 'suspended',
      suspension: { id: 's', reason: 'limit', limitHitAt: NOW },
    });
    expect(wantedState(facts, standingOf(facts, NOW))).toBe('suspended');
    const paid = { ...facts, balance: 0n };
    expect(wantedState(paid, standingOf(paid, NOW))).toBe('active');
  });

  it('gets a notice whenever its suspension waits for one, and wakes no later than it may be suspended', () => {
    fc.assert(
      fc.property(
        generated,
        terms,
        fc.integer({ min: 1, max: 168 }),
        near,
        (drawn, rest, noticeHours, limit) => {
          const facts = {
            ...drawn,
            held: false,
            state: 'active' as const,
            suspension: null,
            policy: policyOf({ ...rest, noticeHours, overrunCap: undefined }),
            noticeAcceptedAt: null,
            notified: { week: false, day: false },
          };
          const standing = standingOf(facts, NOW);
          const limitDate = standing.headroom < 0n ? NOW : limit === null ? null : Math.max(NOW, limit);
          const decision = decide(facts, standing, { limitDate });
          if (decision.suspension === null) return;
          if (decision.suspension.reason === 'notice') expect(decision.due).toBe('topUpOrSendNotice');
          expect(decision.wakeAt ?? Infinity).toBeLessThanOrEqual(
            Math.max(decision.suspension.at, NOW + 60_000),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is asked for a payment by a week and a day notice before the date that the policy gives', () => {
    const facts = account({ policy: policyOf({ graceDays: 10 }) });
    const ahead = (days: number) => decide(facts, standingOf(facts, NOW), { limitDate: NOW + days * DAY_MS });
    expect(ahead(1)).toMatchObject({ due: null, wakeFor: 'week notice', wakeAt: NOW + 4 * DAY_MS });
    const below = { ...facts, balance: -1n, belowSince: NOW - 3.5 * DAY_MS };
    expect(decide(below, standingOf(below, NOW), { limitDate: NOW })).toMatchObject({
      due: 'topUpOrSendNotice',
      warning: 'week',
      suspension: { at: NOW + 6.5 * DAY_MS, reason: 'grace' },
    });
    const told = { ...below, notified: { week: true, day: false } };
    expect(decide(told, standingOf(told, NOW), { limitDate: NOW })).toMatchObject({
      due: null,
      wakeFor: 'day notice',
      wakeAt: NOW + 5.5 * DAY_MS,
    });
  });
});
