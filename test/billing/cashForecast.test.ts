import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CashForecast,
  type Expected,
  FORECAST_WEEKS,
  type ForecastAccount,
  forecastCash,
} from '../../src/billing/cashForecast.js';
import { DAY_MS } from '../../src/core/values/zone.js';

const FROM = Date.UTC(2026, 0, 5);
const AS_OF = FROM + DAY_MS / 2;

const CLIENT: ForecastAccount = {
  currency: 'EUR',
  state: 'active',
  balance: 3_000n,
  limitDate: AS_OF + 30 * DAY_MS,
  earliest: AS_OF + 29 * DAY_MS,
  latest: AS_OF + 31 * DAY_MS,
  pacePerDay: 100n,
  usagePerDay: 60n,
  usualPayment: 3_000n,
};

function forecast(accounts: readonly ForecastAccount[]): CashForecast {
  const [only] = forecastCash(accounts, { asOf: AS_OF, from: FROM });
  if (only === undefined) throw new Error('no forecast');
  return only;
}

const money = fc.bigInt({ min: 0n, max: 10n ** 12n });
const ahead = fc.option(fc.integer({ min: -10, max: 400 }).map((days) => AS_OF + days * DAY_MS));
const anyAccount: fc.Arbitrary<ForecastAccount> = fc
  .record({
    currency: fc.constantFrom('EUR', 'JPY'),
    state: fc.constantFrom('active' as const, 'suspended' as const),
    balance: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    dates: fc.tuple(ahead, ahead, ahead),
    pacePerDay: money,
    usagePerDay: money,
    usualPayment: fc.option(money),
  })
  .map(({ dates, ...account }) => {
    const [earliest, limitDate, latest] = [...dates].sort(
      (one, other) => (one ?? Infinity) - (other ?? Infinity),
    );
    return { ...account, earliest: earliest ?? null, limitDate: limitDate ?? null, latest: latest ?? null };
  });

describe('the cash forecast', () => {
  it('expects a payment in the week in which the credit ends, and again when it is used up', () => {
    const { weeks, total } = forecast([CLIENT]);
    expect(weeks).toHaveLength(FORECAST_WEEKS);
    // Days 30 and 60, each within a day: weeks 5 (days 28 to 34) and 9 (days 56 to 62); day 90 is the last but one.
    expect(Number(weeks[4]?.payments.expected)).toBeGreaterThan(2_800);
    expect(Number(weeks[8]?.payments.expected)).toBeGreaterThan(2_200);
    expect(Number(weeks[1]?.payments.expected)).toBe(0);
    expect(Number(total.payments.expected)).toBeGreaterThan(6_000);
    expect(Number(total.payments.expected)).toBeLessThan(9_001);
  });

  it('expects usage at its pace, from now on', () => {
    const { weeks } = forecast([CLIENT]);
    expect(weeks.map(({ usage }) => usage.expected)).toEqual([390n, ...Array<bigint>(12).fill(420n)]);
  });

  it('leaves suspended accounts out of the weeks, and states what they owe', () => {
    const { active, suspended, owedBySuspended, total } = forecast([
      { ...CLIENT, state: 'suspended', balance: -4_321n },
    ]);
    expect({ active, suspended, owedBySuspended }).toEqual({
      active: 0,
      suspended: 1,
      owedBySuspended: 4_321n,
    });
    expect(total.payments.high + total.usage.high).toBe(0n);
  });

  it('has a narrower range, relative to the sum, for many clients than for one', () => {
    const width = (count: number): number => {
      const { payments } = forecast(Array<ForecastAccount>(count).fill(CLIENT)).total;
      return Number(payments.high - payments.low) / Number(payments.expected);
    };
    expect(width(100)).toBeLessThan(width(1) / 5);
  });

  it('adds up over any accounts: low ≤ expected ≤ high, and the total is the sum of the weeks', () => {
    const isOrdered = ({ low, expected: middle, high }: Expected): boolean =>
      low >= 0n && low <= middle && middle <= high;
    fc.assert(
      fc.property(fc.array(anyAccount, { maxLength: 6 }), (accounts) => {
        for (const { weeks, total } of forecastCash(accounts, { asOf: AS_OF, from: FROM })) {
          for (const { payments, usage } of [...weeks, total]) {
            expect(isOrdered(payments) && isOrdered(usage)).toBe(true);
          }
          const sum = weeks.reduce((all, { payments }) => all + payments.expected, 0n);
          const gap = sum - total.payments.expected;
          expect(gap < 14n && gap > -14n).toBe(true);
        }
      }),
    );
  });

  it('expects no more than the account costs over the weeks, plus one payment', () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        const [only] = forecastCash([{ ...account, state: 'active' }], { asOf: AS_OF, from: FROM });
        const usual = account.usualPayment ?? account.pacePerDay * 30n;
        const amount = usual > account.pacePerDay ? usual : account.pacePerDay;
        const cost = account.pacePerDay * 7n * BigInt(FORECAST_WEEKS);
        // Doubt about the time moves as much in as out, or less where the weeks end.
        const most = Number(cost) * 1.6 + Number(amount) + 20;
        expect(Number(only?.total.payments.expected ?? 0n)).toBeLessThanOrEqual(most);
      }),
    );
  });
});
