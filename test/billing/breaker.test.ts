import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BREAKER_RULE,
  tripsBreaker,
  parseBreakerRule,
  suspensionsAllowed,
} from '../../src/billing/breaker.js';
import { isRefusal } from '../../src/core/values/refusal.js';

const rule = fc.record({
  percent: fc.integer({ min: 1, max: 100 }),
  atLeast: fc.integer({ min: 1, max: 50 }),
});
const accounts = fc.integer({ min: 1, max: 2_000 });

/** How many of an agency fall when all of them hit the limit in the same hour. */
function fallAll(active: number, by: typeof BREAKER_RULE): number {
  let suspended = 0;
  while (suspended < active && !tripsBreaker({ suspended, active }, by)) suspended += 1;
  return suspended;
}

describe('the breaker', () => {
  it.each([
    [3, 3],
    [5, 5],
    [6, 5],
    [25, 5],
    [29, 5],
    [30, 6],
    [50, 10],
    [1_000, 200],
  ])('of %i accounts that reach their limit at once suspends %i', (active, suspended) => {
    expect(fallAll(active, BREAKER_RULE)).toBe(suspended);
  });

  it('suspends neither more than the share nor fewer than the minimum number', () => {
    fc.assert(
      fc.property(accounts, rule, (active, by) => {
        const suspended = fallAll(active, by);
        expect(suspended).toBe(Math.min(active, suspensionsAllowed(active, by)));
        expect(suspended).toBeGreaterThanOrEqual(Math.min(active, by.atLeast));
        expect(suspended <= by.atLeast || suspended * 100 <= by.percent * active).toBe(true);
      }),
    );
  });

  it('is never tripped by a trickle, however long it lasts', () => {
    fc.assert(
      fc.property(accounts, rule, (active, by) => {
        // Within any hour fewer sites were suspended than allowed: the next suspension is allowed, too.
        const within = suspensionsAllowed(active, by) - 1;
        expect(tripsBreaker({ suspended: within, active }, by)).toBe(false);
      }),
    );
  });

  it('is tripped no earlier for a larger tenant, nor with a larger share', () => {
    fc.assert(
      fc.property(accounts, accounts, rule, (active, more, by) => {
        expect(fallAll(active + more, by)).toBeGreaterThanOrEqual(fallAll(active, by));
        expect(fallAll(active, { ...by, percent: 100 })).toBe(active);
      }),
    );
  });
});

describe('the rule in the settings', () => {
  it('has its defaults when unset', () => {
    expect(parseBreakerRule({})).toEqual({ percent: 20, atLeast: 5 });
    expect(parseBreakerRule({ breakerPercent: '', breakerAtLeast: '' })).toEqual(BREAKER_RULE);
    expect(parseBreakerRule({ breakerPercent: '100', breakerAtLeast: '1' })).toEqual({
      percent: 100,
      atLeast: 1,
    });
  });

  it.each(['0', '101', '20.5', '-1', ' 20', '2e1', '020'])('is no percentage: %j', (breakerPercent) => {
    expect(parseBreakerRule({ breakerPercent })).toMatchObject({
      refused: 'invalid',
      field: 'breakerPercent',
    });
  });

  it.each(['0', '-5', '5.0', 'five', '1000000'])('is no number of accounts: %j', (breakerAtLeast) => {
    const rule = parseBreakerRule({ breakerAtLeast });
    expect(isRefusal(rule) && rule.field).toBe('breakerAtLeast');
  });
});
