import type { AccountFacts } from './facts.js';
import { isPromise } from './policy/exemption.js';
import type { Suspension } from './policy/suspensionAt.js';
import type { ForecastKind } from './projection/outlook.js';
import type { Standing } from './standing.js';
import type { Instant } from '../core/values/zone.js';
import { DAY_MS } from '../core/values/zone.js';

/** Within this, every email and page shows the client the limit date. */
const SOON_MS = 7 * DAY_MS;

/**
 * The situation of an account, for statements in emails and on pages. The kinds exclude each other; texts for a kind
 * may state only what its fields contain. `isPromised`: a payment promise decides the date, not the policy.
 */
export type Situation =
  /** The open amount is `balance`, once `disputed` is decided. */
  | { readonly kind: 'closed'; readonly balance: bigint; readonly disputed: bigint }
  /** On hold by the owner: no payment changes that. */
  | { readonly kind: 'held'; readonly missing: bigint }
  /** Suspended for the limit; a parent site may be suspended, too. */
  | { readonly kind: 'suspended'; readonly missing: bigint; readonly upstream: boolean }
  /** In order, but its sites are off because a parent site is suspended. */
  | { readonly kind: 'upstream'; readonly missing: bigint }
  /**
   * Below the limit and in service: until a payment promise or the policy's delay ends, or (null) until the owner or the
   * next assessment decides.
   */
  | {
      readonly kind: 'owing';
      readonly missing: bigint;
      readonly until: Instant | null;
      readonly isPromised?: true;
    }
  /**
   * In service, and suspended within a week without a payment; the credit ends earlier if a payment promise or the
   * policy delays the suspension.
   */
  | {
      readonly kind: 'soon';
      readonly at: Instant;
      readonly creditEnds: Instant;
      readonly isPromised?: true;
    }
  | {
      readonly kind: 'fine';
      readonly at: Instant | null;
      readonly creditEnds: Instant | null;
      readonly isPromised?: true;
    }
  /** In service, with an unknown limit date. */
  | { readonly kind: 'unforeseen' };

export function situationOf(
  facts: AccountFacts,
  standing: Pick<Standing, 'asOf' | 'headroom'>,
  limitDate: Instant | null,
  suspension: Suspension | null,
  forecast: ForecastKind,
): Situation {
  const missing = standing.headroom < 0n ? -standing.headroom : 0n;
  const upstream = facts.sites.some((site) => site.upstream);
  if (facts.state === 'closed') return { kind: 'closed', balance: facts.balance, disputed: facts.disputed };
  if (facts.held) return { kind: 'held', missing };
  if (facts.state === 'suspended') return { kind: 'suspended', missing, upstream };
  if (upstream) return { kind: 'upstream', missing };
  if (missing > 0n) return owingOf(facts, missing, suspension, standing.asOf);
  if (forecast === 'none') return { kind: 'unforeseen' };
  const at = suspension?.at ?? null;
  const promised = promise(suspension?.reason === 'exemption' && isPromise(facts.exemptFor));
  return at !== null && limitDate !== null && at - standing.asOf <= SOON_MS
    ? { kind: 'soon', at, creditEnds: limitDate, ...promised }
    : { kind: 'fine', at, creditEnds: limitDate, ...promised };
}

function owingOf(
  { exemptUntil, exemptFor, heldBack }: AccountFacts,
  missing: bigint,
  suspension: Suspension | null,
  asOf: Instant,
): Situation {
  const isExempt = exemptUntil !== null && exemptUntil > asOf;
  const isPromised = (is: boolean): { readonly isPromised?: true } => promise(is && isPromise(exemptFor));
  if (suspension === null || suspension.at <= asOf || heldBack !== null)
    return { kind: 'owing', missing, until: isExempt ? exemptUntil : null, ...isPromised(isExempt) };
  return { kind: 'owing', missing, until: suspension.at, ...isPromised(suspension.reason === 'exemption') };
}

function promise(isPromised: boolean): { readonly isPromised?: true } {
  return isPromised ? { isPromised } : {};
}
