import type { AccountFacts, ExemptionKind } from '../facts.js';
import type { Instant } from '../../core/values/zone.js';

/** Whether a payment is expected by its end: not after a mass suspension, and not of a new client. */
export function isPromise(kind: ExemptionKind | null | undefined): boolean {
  return kind !== 'breaker' && kind !== 'opening';
}

/**
 * Until when an account is exempt. The time that a client asked for ends early once more is owed than the tenant's
 * settings allowed then, and goes on if a payment brings the debt below that again.
 */
export function exemptionOn(
  {
    exemptUntil,
    promisedUpTo = null,
    creditLimit,
  }: Pick<AccountFacts, 'exemptUntil' | 'promisedUpTo' | 'creditLimit'>,
  headroom: bigint,
  promiseEnds: Instant | null = null,
): Instant | null {
  if (exemptUntil === null || promisedUpTo === null) return exemptUntil;
  if (creditLimit - headroom > promisedUpTo) return null;
  return promiseEnds === null ? exemptUntil : Math.min(exemptUntil, promiseEnds);
}
