import fc from 'fast-check';
import { CURRENCIES, type DrawnPlan, planTerms } from './plans.js';

/** Zones whose days begin late, end twice, or are not whole hours away from other zones. */
const ZONES = [
  ...['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'America/Havana', 'Africa/Cairo', 'America/Santiago'],
  ...['Asia/Kathmandu', 'Pacific/Apia', 'Australia/Lord_Howe', 'Atlantic/Azores', 'Pacific/Kiritimati'],
];

export interface DrawnAccount {
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  /** Minor units. */
  readonly creditLimit: number;
  readonly tax: string | null;
  readonly plans: readonly DrawnPlan[];
}

/** Taxes that there are, and the edges. */
export const TAXES = [null, '19', '7.7', '0', '100'] as const;

export const drawnAccount: fc.Arbitrary<DrawnAccount> = fc.record({
  currency: fc.constantFrom(...CURRENCIES),
  timeZone: fc.constantFrom(...ZONES),
  billingDay: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 28, max: 31 })),
  intervalMonths: fc.constantFrom(1 as const, 1 as const, 1 as const, 3 as const, 12 as const),
  creditLimit: fc.oneof(
    fc.constant(0),
    fc.integer({ min: -5_000, max: 20_000 }),
    fc.constantFrom(-9e15, 9e15),
  ),
  tax: fc.constantFrom(...TAXES),
  plans: fc.array(planTerms, { minLength: 1, maxLength: 3 }),
});

/** An instant of some two years, any minute of them. */
export const instant = fc
  .integer({ min: 0, max: 2 * 365 * 24 * 60 })
  .map((minutes) => Date.parse('2026-01-02T00:00:00Z') + minutes * 60_000);
