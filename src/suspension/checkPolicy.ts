import { parsePolicy } from '../billing/policy/parsePolicy.js';
import type { PolicyTerms } from '../billing/policy/policy.js';
import type { Context } from '../core/context.js';
import type { Refusal } from '../core/values/refusal.js';
import { localDateOf } from '../core/values/zone.js';
import { holidaysIn, regionsOf } from '../platform/holidays.js';

/** Checks a suspension policy that is entered now; `field` is its place in the caller's body. */
export function checkPolicy(
  { now }: Pick<Context, 'now'>,
  terms: PolicyTerms,
  field = 'suspensionPolicy',
): PolicyTerms | Refusal {
  return parsePolicy(terms, {
    today: localDateOf(now, 'UTC'),
    calendar: { holidaysIn, regionsOf },
    field,
  });
}
