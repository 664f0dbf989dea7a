import { periodAt } from '../billing/periods/period.js';
import { compilePlan } from '../billing/plans/plan.js';
import type { PlanTerms } from '../billing/plans/terms.js';
import { usageBetween } from '../billing/rating/lines.js';
import { ratePlan, totalOf } from '../billing/rating/rate.js';
import type { SiteContext } from '../core/context.js';
import type { Quantity } from '../core/values/quantity.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import { listSettled } from '../store/ledger/periods.js';
import type { PlanVersion } from '../store/plans/plans.js';
import { effectiveDate, findReplacement, type Replacement } from './assignPlans.js';

/** What a blanket replacement would do. */
export interface ReplacementForecast {
  readonly from: PlanVersion;
  readonly to: PlanVersion;
  /** How many open accounts it affects. */
  readonly accounts: number;
  /** A few of them, with the cost of a whole period on either plan. */
  readonly samples: readonly ReplacementSample[];
}

export interface ReplacementSample {
  readonly accountId: string;
  readonly name: string;
  /** The local date on which it would take effect. */
  readonly effectiveOn: string;
  /** The days whose usage is used: the last settled period, or the open one if none was settled. */
  readonly usageFrom: string;
  readonly usageTo: string;
  readonly usage: readonly { readonly meter: string; readonly quantity: Quantity }[];
  /** Minor units, before tax. */
  readonly before: bigint;
  readonly after: bigint;
}

const SAMPLES = 5;

/** Computes the effect of a blanket replacement before it is done; changes nothing. */
export async function foreseeReplacement(
  context: SiteContext,
  planId: string,
  replacement: Replacement,
): Promise<ReplacementForecast | Refusal> {
  const found = await findReplacement(context, planId, replacement);
  if (isRefusal(found)) return found;
  const { old, next, accounts } = found;
  // Spread over all accounts, since the oldest ones alone would not be representative.
  const step = Math.max(1, Math.floor(accounts.length / SAMPLES));
  const chosen = accounts.filter((_, index) => index % step === 0).slice(0, SAMPLES);
  const samples: ReplacementSample[] = [];
  for (const id of chosen) {
    const sample = await sampleOf(context, id, { planId, next, effective: replacement.effective });
    if (isRefusal(sample)) return { ...sample, field: 'effective' };
    if (sample !== undefined) samples.push(sample);
  }
  return { from: old, to: next, accounts: accounts.length, samples };
}

interface Step {
  readonly planId: string;
  readonly next: PlanVersion;
  readonly effective: string;
}

async function sampleOf(
  context: SiteContext,
  accountId: string,
  { planId, next, effective }: Step,
): Promise<ReplacementSample | Refusal | undefined> {
  const { sql, now } = context;
  const [last] = await listSettled(sql, { accountId, limit: 1 });
  const facts = (await loadFacts(sql, [accountId], now, last?.startDate ?? null)).get(accountId);
  const held = facts?.assignments.find((assignment) => assignment.planId === planId);
  if (facts === undefined || held === undefined) return undefined;
  const effectiveOn = effectiveDate(facts, effective, now);
  if (isRefusal(effectiveOn)) return effectiveOn;
  const days = last ?? openDays(facts, now);
  const usage = usageBetween(facts.usage, days.startDate, days.endDate);
  return {
    accountId,
    name: facts.name,
    effectiveOn,
    usageFrom: days.startDate,
    usageTo: days.endDate,
    usage: Object.entries(usage).map(([meter, quantity]) => ({ meter, quantity })),
    before: costOf(held.plan.terms, usage),
    after: costOf(next.terms, usage),
  };
}

function openDays(facts: LoadedAccount, now: number): { startDate: string; endDate: string } {
  return periodAt(facts, now);
}

function costOf(terms: PlanTerms, usage: Readonly<Record<string, Quantity>>): bigint {
  const plan = compilePlan(terms);
  if (isRefusal(plan)) throw new Error(`a stored plan does not compile: ${plan.detail}`);
  return totalOf(ratePlan(plan, usage));
}
