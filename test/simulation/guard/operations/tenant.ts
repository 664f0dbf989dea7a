import fc from 'fast-check';
import { DAY_MS } from '../../../../src/core/values/zone.js';
import { TAXES } from '../draw/accounts.js';

/** What is done to a client's site and its accounts. `pick` counts back from the latest there is to choose from. */
export type Deed =
  | { readonly do: 'use'; readonly hoursAgo: number; readonly quantity: number }
  | { readonly do: 'useBefore'; readonly hours: number; readonly quantity: number }
  | { readonly do: 'handOver'; readonly hours: number }
  | { readonly do: 'plan'; readonly days: number | 'period' }
  | {
      readonly do: 'pay' | 'charge' | 'adjust' | 'writeOff' | 'refund' | 'refundBeyond';
      readonly minor: number;
    }
  | { readonly do: 'refundOf' | 'credit'; readonly minor: number; readonly pick: number }
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

/** A client's site with the accounts that hold it, one after the other. */
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

const quantity = fc.oneof(fc.nat({ max: 500 }), fc.constantFrom(0, 1, 100_000));
const usage = fc.record({
  do: fc.constant('use'),
  hoursAgo: fc.oneof(fc.constant(0), fc.nat({ max: 30 }), fc.nat({ max: 24 * 58 })),
  quantity,
});
/** Of a period that is settled: so many hours before the present one began. */
const usageBefore = fc.record({ do: fc.constant('useBefore'), hours: fc.nat({ max: 24 * 40 }), quantity });
const onPick = fc.record({ do: fc.constantFrom('reverse', 'dispute', 'void'), pick });
const voiding = fc.record({ do: fc.constant('void'), pick });
/** One account is closed, and another has the site within the day. */
const handOver = fc.record({ do: fc.constant('handOver'), hours: fc.nat({ max: 20 }) });
const refundOf = fc.record({ do: fc.constantFrom('refundOf', 'refundOf', 'credit'), minor, pick });
const refund = fc.record({ do: fc.constantFrom('refund', 'refund', 'refundBeyond'), minor });
const tax = fc.record({ do: fc.constant('tax'), percent: fc.constantFrom(...TAXES) });
const plan = fc.record({
  do: fc.constant('plan'),
  days: fc.oneof(fc.nat({ max: 40 }), fc.constant('period' as const)),
});

const deed: fc.Arbitrary<Deed> = fc.oneof(
  weighed(10, usage),
  weighed(6, usageBefore),
  weighed(7, fc.record({ do: fc.constantFrom('pay', 'pay', 'pay', 'charge', 'adjust', 'writeOff'), minor })),
  weighed(3, refund),
  weighed(3, refundOf),
  weighed(4, onPick),
  weighed(3, voiding),
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
  weighed(2, tax),
  weighed(2, plan),
  weighed(3, handOver),
  weighed(4, fc.record({ do: fc.constantFrom('hold', 'release', 'close', 'reopen', 'reopen', 'settle') })),
);

const wait = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 24 * 40 }));
const soon = fc.integer({ min: 1, max: 30 });
const nextMonth = fc.integer({ min: 24 * 20, max: 24 * 34 });

function step(after: fc.Arbitrary<number>, what: fc.Arbitrary<unknown>): fc.Arbitrary<Step> {
  return fc.record({ wait: after, deed: what as fc.Arbitrary<Deed> });
}

const latest = fc.constant(0);
const hours = fc.integer({ min: 1, max: 3 });
const usageNow = fc.record({
  ...{ do: fc.constant('use'), hoursAgo: latest },
  quantity: fc.integer({ min: 100, max: 100_000 }),
});
const voidLatest = fc.record({ do: fc.constant('void'), pick: latest });
const handOverNow = fc.record({ do: fc.constant('handOver'), hours: latest });
/** The entry before the latest. */
const reverseBefore = fc.record({ do: fc.constant('reverse'), pick: fc.constant(1) });

/** What hardly comes about by chance: the next deed is about the one before. */
const scenario: fc.Arbitrary<readonly Step[]> = fc.oneof(
  // A period is settled at one rate and corrected at another.
  fc.tuple(step(soon, usage), step(nextMonth, tax), step(soon, fc.oneof(usageBefore, voiding))),
  fc.tuple(step(soon, usageNow), step(nextMonth, tax), step(soon, voidLatest)),
  fc.tuple(step(soon, usage), step(soon, handOver), step(soon, usage), step(soon, usage)),
  // Within one day the site has usage, changes hands and has usage again.
  fc.tuple(step(hours, usageNow), step(hours, handOverNow), step(hours, usageNow)),
  fc.tuple(step(soon, usage), step(nextMonth, voiding), step(soon, voiding)),
  fc.tuple(
    step(soon, fc.record({ do: fc.constant('pay'), minor })),
    step(soon, fc.oneof(refund, refundOf, onPick)),
    step(soon, fc.oneof(refund, refundOf, onPick)),
    step(soon, fc.record({ do: fc.constant('resolve'), pick, isUpheld: fc.boolean() })),
  ),
  // Money comes and goes after the closing.
  fc.tuple(
    step(soon, fc.record({ do: fc.constant('close') })),
    step(soon, fc.record({ do: fc.constantFrom('pay', 'pay', 'refund', 'writeOff'), minor })),
  ),
  // Of a payment of which a part went back, more goes back: another part, or all of it.
  fc.tuple(
    step(soon, fc.record({ do: fc.constant('pay'), minor: fc.integer({ min: 1, max: 100_000 }) })),
    step(
      soon,
      fc.record({ do: fc.constant('refundOf'), minor: fc.integer({ min: 1, max: 5_000 }), pick: latest }),
    ),
    step(soon, fc.oneof(fc.record({ do: fc.constant('refundOf'), minor, pick: latest }), reverseBefore)),
  ),
);

const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: step(wait, deed).map((one): readonly Step[] => [one]) },
      { weight: 1, arbitrary: scenario },
    ),
    { minLength: 2, maxLength: 14 },
  )
  .map((parts) => parts.flat());

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
  steps,
});
