import { type CompiledPlan, compilePlan } from '../../src/billing/plans/plan.js';
import type { PlanTerms } from '../../src/billing/plans/terms.js';
import { isRefusal } from '../../src/core/values/refusal.js';

/** A plan without parts, to be filled by a test. */
export const EMPTY: PlanTerms = { currency: 'EUR', recurring: [], usage: [] };
/** What every usage component needs beside its model. */
export const NAMED = { id: 'u', meter: 'm' };

/** The compiled plan of terms that are sound. */
export function compiled(terms: PlanTerms): CompiledPlan {
  const plan = compilePlan(terms);
  if (isRefusal(plan)) throw new Error(JSON.stringify(plan));
  return plan;
}
