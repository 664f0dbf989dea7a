import { debitsHoldUntil } from '../debits/planDebits.js';
import type { AccountFacts } from '../facts.js';
import type { Standing } from '../standing.js';
import type { Instant } from '../../core/values/zone.js';
import { exemptionOn } from './exemption.js';
import { AT_THE_LIMIT, type SuspensionPolicy } from './policy.js';
import { type Suspension, suspensionAt } from './suspensionAt.js';

/** When the limit is reached, and the policy's cap beyond it; null: not in sight, or no cap. */
export interface LimitsAhead {
  readonly limitDate: Instant | null;
  readonly capDate?: Instant | null;
  /** When more is owed than a promise of the client allows; null or left out: not in sight, or it allows any amount. */
  readonly promiseEnds?: Instant | null;
}

type Known = Pick<
  AccountFacts,
  | 'timeZone'
  | 'policy'
  | 'exemptUntil'
  | 'promisedUpTo'
  | 'creditLimit'
  | 'belowSince'
  | 'foreseenLimit'
  | 'noticeAcceptedAt'
  | 'undeliverable'
  | 'undeliverableSince'
  | 'debits'
>;
type Figures = Pick<Standing, 'asOf' | 'headroom'>;

/** When an account that is in service will be suspended, and what decides the instant. */
export function suspensionOn(
  facts: Known,
  { asOf, headroom }: Figures,
  { limitDate, capDate = null, promiseEnds = null }: LimitsAhead,
  policy: SuspensionPolicy = facts.policy ?? AT_THE_LIMIT,
): Suspension | null {
  const { timeZone, noticeAcceptedAt = null } = facts;
  const { overrunCap } = policy;
  const isCapped = overrunCap !== null && -headroom >= overrunCap;
  const known = {
    asOf,
    timeZone,
    limitAt: headroom < 0n ? limitHitAt(facts, asOf) : limitDate,
    capAt: isCapped ? asOf : overrunCap === null ? null : capDate,
    exemptUntil: exemptionOn(facts, headroom, promiseEnds),
    debitsUntil: debitsHoldUntil(facts, headroom),
    noticeAcceptedAt,
    undeliverableSince: facts.undeliverable === true ? (facts.undeliverableSince ?? asOf) : null,
  };
  return suspensionAt(known, policy);
}

/** When headroom went below zero: the instant projected for time alone if it has passed, else now. */
export function limitHitAt(
  { belowSince, foreseenLimit }: Pick<AccountFacts, 'belowSince' | 'foreseenLimit'>,
  now: Instant,
): Instant {
  if (belowSince !== null) return belowSince;
  return foreseenLimit !== null && foreseenLimit <= now ? foreseenLimit : now;
}
