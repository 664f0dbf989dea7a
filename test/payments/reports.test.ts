import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProviderEvent } from '../../src/billing/payment.js';
import { handleProviderEvent } from '../../src/payments/reports/handleProviderEvent.js';
import { newId } from '../../src/platform/ids.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
/** Left out, a short run; `REPORTS_MINUTES=60` runs for an hour. */
const MINUTES = process.env['REPORTS_MINUTES'];

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture(10);
});
afterAll(async () => {
  for (const { sum } of await ledgerSums(fixture.database.sql)) expect(sum).toBe(0n);
});

type Kind = ProviderEvent['kind'];

/** What becomes of a refund or a dispute, one state after the other; what a bank only asks is no report at all. */
const COURSES: Readonly<Record<string, readonly Kind[]>> = {
  'refund under way': [],
  refund: ['refunded'],
  'refund that comes back': ['refunded', 'refund-failed'],
  'refund that fails': ['refund-failed'],
  'open dispute': ['disputed'],
  'dispute won': ['disputed', 'dispute-won'],
  'dispute lost': ['disputed', 'dispute-lost'],
  'dispute won back': ['disputed', 'dispute-lost', 'dispute-won'],
  'dispute lost after all': ['disputed', 'dispute-won', 'dispute-lost'],
};

interface Leg {
  readonly course: string;
  readonly minor: bigint;
  readonly currency: string;
  /** A course whose states all have the same second. */
  readonly isQuick: boolean;
  /** How many of its first reports never come; its last state is fetched then. */
  readonly lost: number;
}

const leg: fc.Arbitrary<Leg> = fc.record({
  course: fc.constantFrom(...Object.keys(COURSES)),
  minor: fc.bigInt({ min: 1n, max: 7_000n }),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'GBP'),
  isQuick: fc.boolean(),
  lost: fc.constantFrom(0, 0, 0, 1, 2, 3),
});

interface Scenario {
  readonly legs: readonly Leg[];
  readonly order: readonly number[];
  readonly twice: readonly number[];
  readonly together: number;
  readonly isPaymentFetched: boolean;
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  legs: fc.array(leg, { minLength: 1, maxLength: 5 }),
  order: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
  twice: fc.array(fc.nat({ max: 20 }), { maxLength: 4 }),
  together: fc.constantFrom(1, 1, 3, 20),
  isPaymentFetched: fc.boolean(),
});

const PAID = 10_000n;
let named = 0;

/** All reports that come, with ids and times of their own, in the order in which things happened. */
function reportsOf(
  { legs, isPaymentFetched }: Scenario,
  accountId: string,
  paymentId: string,
): ProviderEvent[] {
  named += 1;
  const frame = { paymentId, at: NOW - 900_000 };
  const paid = { accountId, minor: PAID, currency: 'EUR', method: 'card' };
  const eventId = `${isPaymentFetched ? 'fetched' : 'evt'}/${named}`;
  const failed = { accountId, detail: 'Your card was declined.' };
  return [
    { kind: 'failed', eventId: `evt/${named}/failed`, ...frame, ...failed },
    { kind: 'paid', eventId, ...frame, ...paid },
    { kind: 'paid', eventId: `${eventId}/session`, ...frame, ...paid },
    ...legs.flatMap((each, index) => reportsOfLeg(each, `${named}/${index}`, paymentId)),
  ];
}

function reportsOfLeg(
  { course, minor, currency, lost, isQuick }: Leg,
  name: string,
  paymentId: string,
): ProviderEvent[] {
  const kinds = COURSES[course] ?? [];
  const all = kinds.map((kind, step) => {
    const at = NOW - 800_000 + (isQuickSafe(course, isQuick) ? 0 : step * 1_000);
    const about = { refundId: `re_${name}`, disputeId: `du_${name}`, minor, currency, reason: 'general' };
    return { kind, eventId: `evt/${name}/${step}`, paymentId, at, ...about } as unknown as ProviderEvent;
  });
  const last = all.at(-1);
  if (lost === 0 || last === undefined) return all;
  const fetched = { ...last, eventId: `fetched/${name}`, at: NOW };
  return [...all.slice(Math.min(lost, all.length)), fetched];
}

/** Within one second what was lost is won back, and not the other way round. */
function isQuickSafe(course: string, isQuick: boolean): boolean {
  return isQuick && course !== 'dispute lost after all';
}

/** The reports in another order, some of them twice. */
function shuffled(events: readonly ProviderEvent[], { order, twice }: Scenario): ProviderEvent[] {
  const all = [...events, ...twice.flatMap((index) => events[index % events.length] ?? [])];
  return all
    .map((event, index) => ({ event, place: order[index % order.length] ?? 0 }))
    .sort((left, right) => left.place - right.place)
    .map(({ event }) => event);
}

async function deliver(events: readonly ProviderEvent[], together: number): Promise<void> {
  const context = { ...fixture.at(NOW), actor: 'system/stripe' };
  for (let from = 0; from < events.length; from += together)
    await Promise.all(
      events.slice(from, from + together).map((event) => handleProviderEvent(context, 'stripe', event)),
    );
}

/** What the legs sum up to, without a look at the order. */
function sumOf({ legs }: Scenario) {
  const endOf = (each: Leg): Kind | undefined => (COURSES[each.course] ?? []).at(-1);
  const ours = legs.filter(({ currency }) => currency === 'EUR');
  const sum = (kinds: readonly string[]) =>
    ours.filter((each) => kinds.includes(endOf(each) ?? '')).reduce((all, { minor }) => all + minor, 0n);
  const gone = sum(['refunded', 'dispute-lost']);
  const taken = gone < PAID ? gone : PAID;
  const open = sum(['disputed']);
  const disputed = open < PAID - taken ? open : PAID - taken;
  const ends = ['refunded', 'disputed', 'dispute-lost'];
  const mismatched = legs.filter((each) => each.currency !== 'EUR' && ends.includes(endOf(each) ?? ''));
  const isBeyond = gone > PAID || (open > 0n && taken === PAID);
  return { balance: PAID - taken, disputed, mismatched: mismatched.length, isBeyond };
}

interface Found {
  readonly balance: string;
  readonly disputed: string;
  readonly refused: number;
  readonly waiting: number;
  readonly legs: string;
}

async function found(accountId: string, paymentId: string): Promise<Found> {
  const [row] = await fixture.database.sql<Found[]>`
    select balance::text as balance, disputed::text as disputed,
           (select count(*)::integer from payment_events where payment_id = ${paymentId} and state = 'refused') as refused,
           (select count(*)::integer from payment_events where payment_id = ${paymentId} and state = 'waiting') as waiting,
           (select coalesce(sum(amount), 0)::text from entries where account_id = a.id) as legs
      from accounts a where id = ${accountId}`;
  if (row === undefined) throw new Error('the account is gone');
  return row;
}

it('ends at the sum of the legs, whatever comes in whatever order, twice, at once, or is fetched in the end', async () => {
  let reports = 0;
  const property = fc.asyncProperty(scenario, async (reported) => {
    const accountId = await fixture.open({}, NOW);
    const paymentId = `pi_${newId(0)}`;
    const events = shuffled(reportsOf(reported, accountId, paymentId), reported);
    await deliver(events, reported.together);
    reports += events.length;
    const right = sumOf(reported);
    const { balance, disputed, waiting, refused, legs } = await found(accountId, paymentId);
    expect({ balance, disputed, waiting, legs }).toEqual({
      balance: right.balance.toString(),
      disputed: right.disputed.toString(),
      waiting: 0,
      legs: right.balance.toString(),
    });
    // What exceeds the payment is listed, and nothing else needs the owner.
    if (right.isBeyond) expect(refused).toBeGreaterThan(right.mismatched);
    else expect(refused).toBe(right.mismatched);
  });
  const limits =
    MINUTES === undefined
      ? { numRuns: 60 }
      : {
          numRuns: 10_000_000,
          interruptAfterTimeLimit: Number(MINUTES) * 60_000,
          markInterruptAsFailure: false,
        };
  const { failed, numRuns, counterexample, errorInstance } = await fc.check(property, limits);
  const said = errorInstance instanceof Error ? errorInstance.message : '';
  console.log(`${numRuns} payments with ${reports} reports`);
  expect({ failed, counterexample, said }).toMatchObject({ failed: false });
}, 7_200_000);
