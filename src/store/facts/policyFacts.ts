import { compilePolicy, type PolicyTerms, type SuspensionPolicy } from '../../billing/policy/policy.js';
import { holidaysIn, regionsOf } from '../../platform/holidays.js';

const POLICIES_CACHED_MAX = 1_000;
const policies = new Map<string, SuspensionPolicy>();

/** A stored policy, ready to be applied; few accounts have one of their own, so each is compiled once. */
export function policyOf(stored: string, currency: string): SuspensionPolicy {
  const key = `${currency} ${stored}`;
  const known = policies.get(key);
  if (known !== undefined) return known;
  if (policies.size >= POLICIES_CACHED_MAX) policies.clear();
  const policy = compilePolicy(JSON.parse(stored) as PolicyTerms, currency, { holidaysIn, regionsOf });
  policies.set(key, policy);
  return policy;
}
