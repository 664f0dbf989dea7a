import { describe, expect, it } from 'vitest';
import { isUnusualPayment } from '../../src/payments/unusualPayment.js';

const account = { currency: 'EUR', balance: -4_000n, pacePerDay: 150n, suggestedTopUp: 4_600n };

describe('a payment that is typed in', () => {
  it.each([
    [4_600n, false],
    [150n * 366n * 20n, false],
    [150n * 366n * 20n + 1n, true],
    [99_999_999_999_999_999_900n, true],
  ])('of %s cents is unusual: %s', (minor, is) => {
    expect(isUnusualPayment(minor, account)).toBe(is);
  });

  it('is usual up to 1,000 whatever the account costs, and up to 20 times a debt', () => {
    const idle = { currency: 'EUR', balance: 0n, pacePerDay: null, suggestedTopUp: null };
    expect([100_000n, 100_001n].map((minor) => isUnusualPayment(minor, idle))).toEqual([false, true]);
    const owing = { ...idle, balance: -1_000_000n };
    expect([20_000_000n, 20_000_001n].map((minor) => isUnusualPayment(minor, owing))).toEqual([false, true]);
  });
});
