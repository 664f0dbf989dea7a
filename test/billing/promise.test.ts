import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mayPromise,
  parsePromiseRule,
  type PromiseFacts,
  type PromiseRule,
} from '../../src/billing/promise.js';
import type { Situation } from '../../src/billing/situation.js';
import { wantedState } from '../../src/billing/decide.js';
import { outlookOn } from '../../src/billing/projection/outlook.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { DAY_MS, localDateOf } from '../../src/core/values/zone.js';
import { account, assigned } from './account.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const RULE: PromiseRule = { days: 5, everyDays: 90, upTo: '' };
const SUSPENDED: Situation = { kind: 'suspended', missing: 500n, upstream: false };

const ask = (facts: Partial<PromiseFacts>, rule: Partial<PromiseRule> = {}): ReturnType<typeof mayPromise> =>
  mayPromise(
    {
      ...{ situation: SUSPENDED, currency: 'EUR', timeZone: 'Europe/London', exemptUntil: null },
      ...{ closing: false, owed: 500n, lastAskedAt: null },
      ...facts,
    },
    { ...RULE, ...rule },
    NOW,
  );

const situation: fc.Arbitrary<Situation> = fc.oneof(
  fc.constantFrom<Situation>(
    { kind: 'closed', balance: -5n, disputed: 0n },
    { kind: 'held', missing: 5n },
    { kind: 'upstream', missing: 0n },
    { kind: 'upstream', missing: 5n },
    { kind: 'owing', missing: 5n, until: null },
    { kind: 'fine', at: null, creditEnds: null },
    { kind: 'unforeseen' },
    { ...SUSPENDED, missing: 0n },
    SUSPENDED,
  ),
  fc.integer({ min: 0, max: 7 * DAY_MS }).map((ahead): Situation => {
    return { kind: 'soon', at: NOW + ahead, creditEnds: NOW + ahead };
  }),
);

describe('a client who asks for more time', () => {
  it('gets at most the tenant’s days, each to the end of a local day, and only while none of the refusals applies', () => {
    fc.assert(
      fc.property(
        fc.record({
          situation,
          closing: fc.boolean(),
          owed: fc.bigInt({ min: 0n, max: 20_000n }),
          exemptUntil: fc.option(fc.integer({ min: NOW - DAY_MS, max: NOW + DAY_MS })),
          lastAskedAt: fc.option(fc.integer({ min: NOW - 200 * DAY_MS, max: NOW })),
          timeZone: fc.constantFrom('Europe/London', 'Pacific/Auckland', 'America/New_York'),
        }),
        fc.record({
          days: fc.integer({ min: 0, max: 30 }),
          everyDays: fc.integer({ min: 1, max: 365 }),
          upTo: fc.constantFrom('', '100.00', '0'),
        }),
        (facts, rule) => {
          const answer = ask(facts, rule);
          if (answer.kind !== 'may') return;
          expect(rule.days).toBeGreaterThan(0);
          expect(facts.closing).toBe(false);
          expect(['suspended', 'owing', 'upstream', 'soon']).toContain(facts.situation.kind);
          expect(facts.exemptUntil ?? 0).toBeLessThanOrEqual(NOW);
          expect((facts.lastAskedAt ?? 0) + rule.everyDays * DAY_MS).toBeLessThanOrEqual(NOW);
          if (rule.upTo !== '') expect(facts.owed).toBeLessThanOrEqual(rule.upTo === '0' ? 0n : 10_000n);
          expect(answer.choices.map(({ days }) => days)).toEqual(
            Array.from({ length: rule.days }, (_, index) => index + 1),
          );
          const from = facts.situation.kind === 'soon' ? facts.situation.creditEnds : NOW;
          for (const { days, through, until } of answer.choices) {
            expect(localDateOf(until - 1, facts.timeZone)).toBe(through);
            expect(localDateOf(until, facts.timeZone)).not.toBe(through);
            expect(until - from).toBeGreaterThan(days * DAY_MS - 2 * 3_600_000);
            expect(until - from).toBeLessThanOrEqual((days + 1) * DAY_MS + 2 * 3_600_000);
          }
        },
      ),
    );
  });

  it('is refused with the reason', () => {
    expect(ask({}).kind).toBe('may');
    expect(ask({}, { days: 0 }).kind).toBe('off');
    expect(ask({ situation: { kind: 'fine', at: null, creditEnds: null } }).kind).toBe('off');
    expect(ask({ situation: { kind: 'held', missing: 5n } }).kind).toBe('held');
    expect(ask({ exemptUntil: NOW + 1 })).toEqual({ kind: 'exempt', until: NOW + 1 });
    expect(ask({ owed: 10_001n }, { upTo: '100.00' })).toEqual({ kind: 'amount', upTo: 10_000n });
    expect(ask({ owed: 10_000n }, { upTo: '100.00' }).kind).toBe('may');
    expect(ask({ owed: 101n, currency: 'JPY' }, { upTo: '100.50' })).toEqual({ kind: 'amount', upTo: 100n });
    const lastAskedAt = NOW - 89 * DAY_MS;
    expect(ask({ lastAskedAt })).toEqual({ kind: 'often', again: NOW + DAY_MS });
    expect(ask({ lastAskedAt: NOW - 90 * DAY_MS }).kind).toBe('may');
  });
});

it('settings are off at first, and wrong ones are named', () => {
  expect(parsePromiseRule({})).toEqual({ days: 0, everyDays: 90, upTo: '' });
  expect(parsePromiseRule({ promiseDays: '30', promiseEveryDays: '365', promiseUpTo: '99.5' })).toEqual({
    ...{ days: 30, everyDays: 365, upTo: '99.5' },
  });
  for (const [field, values] of Object.entries({
    promiseDays: ['31', '-1', '1.5', 'x'],
    promiseEveryDays: ['0', '366', '400', '1.5'],
    promiseUpTo: ['-1', '1,5', '1.00000', 'x'],
  })) {
    for (const value of values) {
      const rule = parsePromiseRule({ [field]: value });
      expect(isRefusal(rule) && rule.field).toBe(field);
    }
  }
});

describe('more time that a client asked for', () => {
  const care = assigned('care', { recurring: [{ id: 'care', amount: '62.00', timing: 'arrears' }] });

  it('ends at the millisecond at which more is owed than was allowed, as foreseen, and no later than promised', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 90_00n),
        fc.bigInt(0n, 50_00n),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(0n, 5_00n),
        (promisedUpTo, owed, days, creditLimit) => {
          const exemptUntil = NOW + days * DAY_MS;
          const facts = account({
            ...{ balance: -owed, creditLimit, assignments: [care] },
            ...{ exemptUntil, exemptFor: 'client', promisedUpTo },
          });
          const { decision, standing } = outlookOn(facts, NOW);
          const at = decision.suspension?.at ?? NaN;
          const { limitDate } = outlookOn({ ...facts, exemptUntil: null }, NOW).projection;
          expect(at).toBeGreaterThanOrEqual(limitDate ?? NaN);
          expect(at).toBeLessThanOrEqual(Math.max(exemptUntil, limitDate ?? NaN));
          if (creditLimit - standing.headroom > promisedUpTo) expect(at).toBe(limitDate);
          const stateAt = (when: number): string => wantedState(facts, outlookOn(facts, when).standing);
          expect(stateAt(at)).toBe('suspended');
          if (at === NOW) return;
          expect(stateAt(at - 1)).toBe('active');
          expect(decision.wakeAt ?? NaN).toBeLessThanOrEqual(at);
        },
      ),
      { numRuns: 100 },
    );
  });
});
