/**
 * A brake on suspensions that come in crowds: forty clients who fall within an hour have seldom all stopped paying. More
 * often somebody charged them by mistake, replaced a plan wrongly, put an old database back, or payments did not get
 * through. Sites that stay open a little longer cost little; forty that close by mistake cost forty clients.
 */
import { type Refusal, refuse } from '../core/values/refusal.js';

/** How many of a site's accounts may be suspended within an hour. */
export interface BrakeRule {
  /** Of the active accounts, in whole percent; with 100 nothing is ever held back. */
  readonly percent: number;
  /** So many may fall in any case: in a small house a few are a large share. */
  readonly atLeast: number;
}

export const BRAKE_RULE: BrakeRule = { percent: 20, atLeast: 5 };

/** What counts towards the brake: suspensions for the limit of the last hour. */
export const BRAKE_WINDOW_MS = 3_600_000;

/** How many of so many active accounts may be suspended within the window. */
export function suspensionsAllowed(active: number, rule: BrakeRule): number {
  return Math.max(rule.atLeast, Math.floor((active * rule.percent) / 100));
}

/**
 * Whether one more suspension is one too many. `suspended` fell within the window, and `active` counts them along with
 * those still up, this one among them: else the share would shrink with every one that falls.
 */
export function brakes(
  seen: { readonly suspended: number; readonly active: number },
  rule: BrakeRule,
): boolean {
  return seen.suspended + 1 > suspensionsAllowed(seen.active, rule);
}

/** The rule as an owner has written it in their settings; what is left empty is as usual. */
export function readBrakeRule(settings: {
  readonly brakePercent?: string | undefined;
  readonly brakeAtLeast?: string | undefined;
}): BrakeRule | Refusal {
  const { brakePercent = '', brakeAtLeast = '' } = settings;
  if (brakePercent !== '' && !/^([1-9]\d?|100)$/.test(brakePercent)) {
    return refuse('invalid', 'must be a whole percentage from 1 to 100', 'brakePercent');
  }
  if (brakeAtLeast !== '' && !/^[1-9]\d{0,5}$/.test(brakeAtLeast)) {
    return refuse('invalid', 'must be a whole number from 1 to 999999', 'brakeAtLeast');
  }
  return {
    percent: brakePercent === '' ? BRAKE_RULE.percent : Number(brakePercent),
    atLeast: brakeAtLeast === '' ? BRAKE_RULE.atLeast : Number(brakeAtLeast),
  };
}
