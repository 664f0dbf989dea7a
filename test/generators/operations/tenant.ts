import fc from 'fast-check';
import { DAY_MS } from '../../../src/billing/index.js';
import { TAXES } from '../accounts.js';

/** What is done to a client's site and its accounts. `pick` chooses among what there is to choose from. */
export type Deed =
  | { readonly do: 'use'; readonly hoursAgo: number; readonly quantity: number }
  | { readonly do: 'pay' | 'charge' | 'adjust'; readonly minor: number }
  | { readonly do: 'refund'; readonly minor: number; readonly pick: number | null }
  | { readonly do: 'reverse' | 'dispute' | 'void'; readonly pick: number }
  | { readonly do: 'resolve'; readonly pick: number; readonly isUpheld: boolean }
  | { readonly do: 'schedule'; readonly minor: number; readonly days: number }
  | { readonly do: 'exempt'; readonly hours: number | null }
  | { readonly do: 'limit'; readonly minor: number }
  | { readonly do: 'tax'; readonly percent: string | null }
  | { readonly do: 'hold' | 'release' | 'close' | 'reopen' | 'settle' };

export interface Step {
  /** Hours that pass before it. */
  readonly wait: number;
  readonly deed: Deed;
}

/** A client's site with whoever holds it, one after the other. */
export interface SiteLife {
  readonly openedAt: number;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly currency: string;
  readonly tax: string | null;
  /** Minor units for each request. */
  readonly price: number;
  /** Minor units a month, in advance. */
  readonly fee: number;
  readonly limit: number;
  readonly steps: readonly Step[];
}

const pick = fc.nat({ max: 40 });
const minor = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 100_000 }));

function weighed(weight: number, arbitrary: fc.Arbitrary<unknown>): fc.WeightedArbitrary<Deed> {
  return { weight, arbitrary: arbitrary as fc.Arbitrary<Deed> };
}

const deed: fc.Arbitrary<Deed> = fc.oneof(
  weighed(
    12,
    fc.record({
      do: fc.constant('use'),
      hoursAgo: fc.oneof(fc.constant(0), fc.nat({ max: 30 }), fc.nat({ max: 24 * 58 })),
      quantity: fc.oneof(fc.nat({ max: 500 }), fc.constantFrom(0, 1, 100_000)),
    }),
  ),
  weighed(6, fc.record({ do: fc.constantFrom('pay', 'pay', 'charge', 'adjust'), minor })),
  weighed(3, fc.record({ do: fc.constant('refund'), minor, pick: fc.option(pick, { nil: null, freq: 2 }) })),
  weighed(5, fc.record({ do: fc.constantFrom('reverse', 'dispute', 'void'), pick })),
  weighed(2, fc.record({ do: fc.constant('resolve'), pick, isUpheld: fc.boolean() })),
  weighed(1, fc.record({ do: fc.constant('schedule'), minor, days: fc.nat({ max: 40 }) })),
  weighed(
    1,
    fc.record({
      do: fc.constant('exempt'),
      hours: fc.option(fc.integer({ min: 1, max: 300 }), { nil: null }),
    }),
  ),
  weighed(1, fc.record({ do: fc.constant('limit'), minor: fc.integer({ min: -2_000, max: 20_000 }) })),
  weighed(2, fc.record({ do: fc.constant('tax'), percent: fc.constantFrom(...TAXES) })),
  weighed(
    6,
    fc.record({ do: fc.constantFrom('hold', 'release', 'close', 'close', 'reopen', 'reopen', 'settle') }),
  ),
);

const ZONES = ['UTC', 'Europe/Berlin', 'America/Havana', 'Asia/Kathmandu', 'Pacific/Apia'];

export const siteLife: fc.Arbitrary<SiteLife> = fc.record({
  openedAt: fc
    .integer({ min: 0, max: 400 * 24 })
    .map((hours) => Date.parse('2026-01-02T00:00:00Z') + (hours * DAY_MS) / 24),
  timeZone: fc.constantFrom(...ZONES),
  billingDay: fc.integer({ min: 1, max: 31 }),
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  tax: fc.constantFrom(...TAXES),
  price: fc.nat({ max: 20 }),
  fee: fc.constantFrom(0, 0, 1_000, 999),
  limit: fc.integer({ min: -500, max: 100_000 }),
  steps: fc.array(
    fc.record({
      wait: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 24 * 40 })),
      deed,
    }),
    {
      minLength: 2,
      maxLength: 20,
    },
  ),
});
