/**
 * A breaker on suspensions of many accounts at once. Forty accounts that reach their limits within an hour are seldom
 * forty clients who do not pay. More often the cause is a wrong charge, a wrong replacement of a plan, an old database
 * restored, or missing payments. Sites that stay open a little longer cost little; forty mistaken suspensions cost
 * forty clients.
 */
import { type Refusal, refuse } from '../core/values/refusal.js';

/** How many of a site's accounts may be suspended within an hour. */
export interface BreakerRule {
  /** Of the active accounts, in whole percent; at 100 nothing is ever held back. */
  readonly percent: number;
  /** This many may always be suspended: at a small tenant a few are a large share. */
  readonly atLeast: number;
}

export const BREAKER_RULE: BreakerRule = { percent: 20, atLeast: 5 };

/** What the breaker counts: suspensions for the limit within the last hour. */
export const BREAKER_WINDOW_MS = 3_600_000;

/** How many of the given number of active accounts may be suspended within the window. */
export function suspensionsAllowed(active: number, rule: BreakerRule): number {
  return Math.max(rule.atLeast, Math.floor((active * rule.percent) / 100));
}

/**
 * Whether one more suspension would exceed the breaker. `suspended` were suspended within the window, and `active`
 * counts them along with those in service, this one included: otherwise the share would shrink with every suspension.
 */
export function tripsBreaker(
  seen: { readonly suspended: number; readonly active: number },
  rule: BreakerRule,
): boolean {
  return seen.suspended + 1 > suspensionsAllowed(seen.active, rule);
}

/** The breaker from an owner's settings; empty fields take the defaults. */
export function parseBreakerRule(settings: {
  readonly breakerPercent?: string | undefined;
  readonly breakerAtLeast?: string | undefined;
}): BreakerRule | Refusal {
  const { breakerPercent = '', breakerAtLeast = '' } = settings;
  if (breakerPercent !== '' && !/^([1-9]\d?|100)$/.test(breakerPercent)) {
    return refuse('invalid', 'must be a whole percentage from 1 to 100', 'breakerPercent');
  }
  if (breakerAtLeast !== '' && !/^[1-9]\d{0,5}$/.test(breakerAtLeast)) {
    return refuse('invalid', 'must be a whole number from 1 to 999999', 'breakerAtLeast');
  }
  return {
    percent: breakerPercent === '' ? BREAKER_RULE.percent : Number(breakerPercent),
    atLeast: breakerAtLeast === '' ? BREAKER_RULE.atLeast : Number(breakerAtLeast),
  };
}
