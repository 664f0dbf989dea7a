import type { AccountState } from './facts.js';
import { addDays, endOfDay, type Instant, localDateOf } from '../core/values/zone.js';

/** The days of the morning list, in the tenant's zone. */
export type MorningDay = 'today' | 'tomorrow';

/** On which day of the morning list an account is due to be suspended, if on one of them; overdue counts as today. */
export function morningDayOf(
  suspendsAt: Instant | null,
  asOf: Instant,
  timeZone: string,
): MorningDay | undefined {
  if (suspendsAt === null) return undefined;
  const today = localDateOf(asOf, timeZone);
  if (suspendsAt < endOfDay(today, timeZone)) return 'today';
  return suspendsAt < endOfDay(addDays(today, 1), timeZone) ? 'tomorrow' : undefined;
}

/** An account that was on an earlier list, as it is now. */
export interface LeftAccount {
  readonly state: AccountState;
  readonly held: boolean;
  /** The end of an exemption that is in force. */
  readonly exemptUntil: Instant | null;
  readonly limitDate: Instant | null;
  readonly suspendsAt: Instant | null;
  /** Payments since that list, in minor units. */
  readonly paid: bigint;
}

/** Why an account is no longer due. */
export type LeftReason =
  | { readonly why: 'closed' | 'held' | 'suspended' }
  | { readonly why: 'paid'; readonly amount: bigint }
  | { readonly why: 'exempt'; readonly until: Instant }
  | { readonly why: 'later'; readonly suspendsAt: Instant | null };

/** Why an account of an earlier list is not on the present one; undefined while it is due. */
export function whyLeft(account: LeftAccount, asOf: Instant, timeZone: string): LeftReason | undefined {
  const { state, held, exemptUntil, limitDate, suspendsAt, paid } = account;
  if (state === 'closed') return { why: 'closed' };
  if (held) return { why: 'held' };
  if (state === 'suspended') return { why: 'suspended' };
  if (morningDayOf(suspendsAt, asOf, timeZone) !== undefined) return undefined;
  const isOnlyExempt = morningDayOf(limitDate, asOf, timeZone) !== undefined;
  if (exemptUntil !== null && isOnlyExempt) return { why: 'exempt', until: exemptUntil };
  return paid > 0n ? { why: 'paid', amount: paid } : { why: 'later', suspendsAt };
}
