import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountFacts, MeterDays } from '../../src/billing/facts.js';
import { foresee } from '../../src/billing/projection/foresee.js';
import { offersOn } from '../../src/billing/projection/outlook.js';
import { smallestCharge } from '../../src/billing/rating/smallestCharge.js';
import { standingOf } from '../../src/billing/standing.js';
import { currencyCodes } from '../../src/core/values/currency.js';
import { minorPerMajor } from '../../src/core/values/money.js';
import { addDays, DAY_MS, localDateOf, startOfDay } from '../../src/core/values/zone.js';
import { account, assigned, taxOf, usageDay } from './account.js';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'America/Havana'];
const OPENED = Date.parse('2026-03-01T00:00:00Z');

const accounts: fc.Arbitrary<{ facts: AccountFacts; now: number }> = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'HUF'),
    minutes: fc.integer({ min: 0, max: 60 * 24 * 40 }),
    balance: fc.bigInt({ min: -200_000n, max: 50_000n }),
    disputed: fc.bigInt({ min: -5_000n, max: 20_000n }),
    creditLimit: fc.bigInt({ min: -20_000n, max: 20_000n }),
    recurring: fc.constantFrom('0', '1', '30', '900'),
    due: fc.constantFrom('advance' as const, 'arrears' as const),
    unitPrice: fc.constantFrom('0', '0.01', '0.5', '12'),
    perDay: fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 40 }),
    tax: fc.constantFrom(null, '19', '7.7'),
    planned: fc.option(fc.record({ days: fc.integer({ min: 0, max: 5 }), minor: fc.bigInt(1n, 90_000n) })),
    state: fc.constantFrom('active' as const, 'suspended' as const),
    exemptDays: fc.option(fc.integer({ min: 1, max: 20 })),
  })
  .map((drawn) => {
    const now = OPENED + 2 * DAY_MS + drawn.minutes * 60_000;
    const today = localDateOf(now, drawn.timeZone);
    const days = drawn.perDay.map((quantity, index) => ({
      date: addDays(today, index - drawn.perDay.length + 1),
      quantity,
    }));
    const history: MeterDays[] = [{ meter: 'requests', aggregation: 'sum', days }];
    const facts = account({
      timeZone: drawn.timeZone,
      currency: drawn.currency,
      openedAt: OPENED,
      balance: drawn.balance,
      disputed: drawn.disputed,
      creditLimit: drawn.creditLimit,
      tax: drawn.tax === null ? null : taxOf(drawn.tax),
      state: drawn.state,
      exemptUntil: drawn.exemptDays === null ? null : now + drawn.exemptDays * DAY_MS,
      assignments: [
        assigned('plan', {
          currency: drawn.currency,
          recurring: [{ id: 'base', name: 'Hosting', amount: drawn.recurring, timing: drawn.due }],
          usage: [
            {
              id: 'requests',
              meter: 'requests',
              model: 'graduated',
              per: '1000',
              bands: [{ unitPrice: drawn.unitPrice }],
            },
          ],
        }),
      ],
      usage: days
        .filter(({ date }) => date >= '2026-03-01')
        .map(({ date, quantity }) => usageDay(date, String(quantity))),
      history,
      scheduled:
        drawn.planned === null
          ? []
          : [
              {
                id: 'planned',
                dueOn: addDays(today, drawn.planned.days),
                minor: drawn.planned.minor,
                description: 'Domain',
                category: 'domain',
              },
            ],
    });
    return { facts, now };
  });

function endOfWeek({ timeZone }: AccountFacts, now: number): number {
  return startOfDay(addDays(localDateOf(now, timeZone), 8), timeZone);
}

describe('a suggested payment', () => {
  it('keeps any account up for at least 7 days, and is never less than a card can pay', () => {
    fc.assert(
      fc.property(accounts, ({ facts, now }) => {
        const standing = standingOf(facts, now);
        const { shortfall, least, keepsFor } = offersOn(facts, standing);
        const offers = [...(least === null ? [] : [least]), ...keepsFor];
        for (const { minor, lastsUntil } of offers) {
          expect(minor).toBeGreaterThanOrEqual(smallestCharge(facts.currency));
          // Whole units, but for a shortfall that nothing is added to.
          if (minor !== shortfall?.minor) {
            const whole = minor % minorPerMajor(facts.currency) === 0n;
            expect(whole || minor === smallestCharge(facts.currency)).toBe(true);
          }
          const paid = { ...facts, balance: facts.balance + minor };
          const after = standingOf(paid, now);
          expect(after.headroom).toBeGreaterThanOrEqual(0n);
          const { limitDate } = foresee(paid, after);
          expect(limitDate).toBe(lastsUntil);
          expect(limitDate ?? Infinity).toBeGreaterThanOrEqual(endOfWeek(facts, now));
        }
        expect(least === null).toBe(standing.headroom >= 0n);
        if (shortfall === null) return;
        const exact = { ...facts, balance: facts.balance + shortfall.minor };
        expect(standingOf(exact, now).headroom).toBe(0n);
        expect(foresee(exact, standingOf(exact, now)).limitDate).toBe(shortfall.lastsUntil);
      }),
      { numRuns: 150 },
    );
  });

  it('comes in the order of what it costs, each more than the one before', () => {
    fc.assert(
      fc.property(accounts, ({ facts, now }) => {
        const { least, keepsFor } = offersOn(facts, standingOf(facts, now));
        const minors = [...(least === null ? [] : [least]), ...keepsFor].map(({ minor }) => minor);
        for (const [index, minor] of minors.entries())
          expect(minor).toBeGreaterThanOrEqual(minors[index - 1] ?? 0n);
        expect(keepsFor.every(({ minor }) => minor > (least?.minor ?? 0n))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('does not request the cent that would last for minutes', () => {
    const now = OPENED + 10 * DAY_MS + DAY_MS / 2;
    const facts = account({
      balance: -1_201n,
      state: 'suspended',
      creditLimit: 1_000n,
      assignments: [
        assigned('plan', {
          recurring: [{ id: 'base', name: 'Hosting', amount: '31.00', timing: 'arrears' }],
        }),
      ],
    });
    const standing = standingOf({ ...facts, balance: 0n }, now);
    const owing = { ...facts, balance: standing.accrued - 1_000n - 1n };
    const { shortfall, least } = offersOn(owing, standingOf(owing, now));
    expect(shortfall?.minor).toBe(1n);
    expect((shortfall?.lastsUntil ?? 0) - now).toBeLessThan(30 * 60_000);
    // 7.5 days at 1.00 a day, and the cent.
    expect(least?.minor).toBe(800n);
    expect(least?.lastsUntil ?? 0).toBeGreaterThanOrEqual(endOfWeek(owing, now));
  });

  it('knows a least amount for every currency', () => {
    for (const code of currencyCodes()) expect(smallestCharge(code)).toBeGreaterThan(0n);
    expect([smallestCharge('EUR'), smallestCharge('GBP'), smallestCharge('JPY')]).toEqual([50n, 30n, 50n]);
  });
});
