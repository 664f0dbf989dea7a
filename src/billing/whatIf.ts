import { coveredByReactivation, wantedState } from './decide.js';
import type { AccountFacts, Assignment, MeterDays } from './facts.js';
import type { SuspensionPolicy } from './policy/policy.js';
import { outlookOn, standOn } from './projection/outlook.js';
import { type Instant, type LocalDate, localDateOf, startOfDay } from '../core/values/zone.js';

/** What is assumed of an account. What is left out stays as it is. */
export interface Assumptions {
  /** Its plans, present and future. */
  readonly assignments?: readonly Assignment[];
  readonly creditLimit?: bigint;
  /** Today or later; it counts from the start of its day, and today's from now on. */
  readonly payment?: { readonly minor: bigint; readonly on: LocalDate };
  readonly traffic?: TrafficFactors;
  readonly suspension?: AssumedSuspension;
}

/** Another suspension policy. The notice that has been accepted is known only under a policy that asks for one. */
export interface AssumedSuspension {
  readonly policy: SuspensionPolicy;
  readonly noticeAcceptedAt: Instant | null;
}

/** What coming usage is multiplied by. */
export interface TrafficFactors {
  /** For every meter that adds up; storage and other standing values do not follow traffic. */
  readonly all?: number;
  /** For single meters of any kind, instead of that. */
  readonly meters?: Readonly<Record<string, number>>;
}

/**
 * The account's facts as they would be, for the same standing, projection and decision as every account. Without
 * assumptions they are the same.
 */
export function factsIf<Facts extends AccountFacts>(
  facts: Facts,
  { assignments, creditLimit, payment, traffic = {}, suspension }: Assumptions,
  asOf: Instant,
): Facts {
  const isPaidNow = payment !== undefined && payment.on <= localDateOf(asOf, facts.timeZone);
  const hasNewTerms = [assignments, creditLimit, suspension].some((each) => each !== undefined) || isPaidNow;
  const changed: Facts = {
    ...facts,
    ...(assignments === undefined ? {} : { assignments }),
    creditLimit: creditLimit ?? facts.creditLimit,
    balance: facts.balance + (isPaidNow ? payment.minor : 0n),
    ...(payment === undefined || isPaidNow ? {} : { expectedPayments: [payment] }),
    ...withTraffic(facts, traffic),
    ...suspension,
    ...(hasNewTerms ? { notified: { ...facts.notified, changed: true } } : {}),
  };
  const expecting = payment === undefined || isPaidNow ? changed : expectingInTime(changed, payment, asOf);
  return hasNewTerms ? reactivated(expecting, asOf) : expecting;
}

/** Below its limit now, but exempt until a payment brings it above again: its limit is still to come. */
function expectingInTime<Facts extends AccountFacts>(
  facts: Facts,
  { minor, on }: NonNullable<Assumptions['payment']>,
  asOf: Instant,
): Facts {
  const { exemptUntil, timeZone } = facts;
  if (exemptUntil === null || startOfDay(on, timeZone) > exemptUntil) return facts;
  const { standing } = standOn(facts, asOf);
  return standing.headroom + minor < 0n ? facts : { ...facts, belowSince: null };
}

/** As the next decision about its state would leave it, with the email about that. */
function reactivated<Facts extends AccountFacts>(facts: Facts, asOf: Instant): Facts {
  const { standing } = standOn(facts, asOf);
  const above: Facts = standing.headroom >= 0n ? { ...facts, belowSince: null } : facts;
  if (facts.state !== 'suspended' || wantedState(facts, standing) === 'suspended') return above;
  const active: Facts = { ...above, state: 'active', suspension: null };
  const { standing: after, projection } = outlookOn(active, asOf);
  return { ...active, notified: coveredByReactivation(active, after, projection) };
}

function withTraffic(
  { history, silentMeters }: AccountFacts,
  { all = 1, meters = {} }: TrafficFactors,
): Pick<AccountFacts, 'history' | 'silentMeters'> {
  const factorOf = (meter: string, isSum: boolean): number =>
    Object.hasOwn(meters, meter) ? (meters[meter] ?? 1) : isSum ? all : 1;
  const aggregations = new Map(history.map(({ meter, aggregation }) => [meter, aggregation]));
  return {
    history: history.map((meter) => ({
      ...meter,
      days: scaled(meter.days, factorOf(meter.meter, meter.aggregation === 'sum')),
    })),
    silentMeters: silentMeters.map((silent) => ({
      ...silent,
      days: scaled(silent.days, factorOf(silent.meter, aggregations.get(silent.meter) === 'sum')),
    })),
  };
}

function scaled(days: MeterDays['days'], factor: number): MeterDays['days'] {
  return factor === 1 ? days : days.map(({ date, quantity }) => ({ date, quantity: quantity * factor }));
}
