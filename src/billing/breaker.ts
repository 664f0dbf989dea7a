/**
 * A breaker on suspensions of many accounts at once. When forty accounts reach their limits within an hour, the cause
 * is seldom forty clients who do not pay. More often it is a wrong charge, a wrong replacement of a plan, a restored
 * old database, or payments that did not arrive. Sites that stay open a little longer cost little; forty suspended by
 * mistake cost forty clients.
 */
import { type Refusal, refuse } from '../core/values/refusal.js';

/** How many of a site's accounts may be suspended within an hour. */
export interface BreakerRule {
  /** Of the active accounts, in whole percent; with 100 nothing is ever held back. */
  readonly percent: number;
  /** This many may be suspended in any case: at a small agency a few are a large share. */
  readonly atLeast: number;
}

export const BREAKER_RULE: BreakerRule = { percent: 20, atLeast: 5 };

/** What counts towards the breaker: suspensions for the limit of the last hour. */
export const BREAKER_WINDOW_MS = 3_600_000;

/** How many of so many active accounts may be suspended within the window. */
export function suspensionsAllowed(active: number, rule: BreakerRule): number {
  return Math.max(rule.atLeast, Math.floor((active * rule.percent) / 100));
}

/**
 * Whether one more suspension is one too many. `suspended` were suspended within the window, and `active` counts them
 * along with those in service, this one among them: otherwise the share would shrink with every suspension.
 */
export function tripsBreaker(
  seen: { readonly suspended: number; readonly active: number },
  rule: BreakerRule,
): boolean {
  return seen.suspended + 1 > suspensionsAllowed(seen.active, rule);
}

/** The rule as an owner has written it in their settings; what is left empty is as usual. */
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
