import { type CompiledPlan, compilePlan } from '../billing/plans/plan.js';
import type { PlanTerms } from '../billing/plans/terms.js';
import { type RatedLine, ratePlan, totalOf } from '../billing/rating/rate.js';
import type { SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { transact } from '../core/transact.js';
import { parseQuantity, type Quantity } from '../core/values/quantity.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { isId, newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { type AuditRow, insertAudit } from '../store/core/audit.js';
import {
  findLatestVersions,
  insertPlan,
  insertVersion,
  listPlanIds,
  listVersions,
  lockPlan,
  type PlanVersion,
} from '../store/plans/plans.js';
import { listMeters } from '../store/usage/usage.js';

const NO_PLAN = refuse('not_found', 'Plan not found.');

/** Creates a plan with its first version. A refusal names every field at fault. */
export async function createPlan(
  context: SiteContext,
  terms: PlanTerms,
  key?: string,
): Promise<PlanVersion | Refusal> {
  const created = await onceOnly(context, { operation: 'plan', key, input: terms }, async (transaction) => {
    const compiled = await soundPlan(context, transaction, terms);
    if (isRefusal(compiled)) return compiled;
    const id = newId(context.now);
    const createdAt = context.now;
    const name = terms.name ?? 'Plan';
    await insertPlan(transaction, {
      id,
      versionId: newId(createdAt),
      siteId: context.siteId,
      name,
      terms,
      createdAt,
    });
    await auditPlan(context, transaction, id, { action: 'plan.create', after: { version: 1, ...terms } });
    return { id };
  });
  if (isRefusal(created)) return created;
  const plan = await loadPlan(context, created.id);
  if (isRefusal(plan)) return plan;
  // A repeated request returns the version it created, even if newer versions exist.
  return plan.versions[plan.versions.length - 1] ?? NO_PLAN;
}

/**
 * Adds a version to a plan. Accounts stay on their version; new accounts get the newest one. Replacing the plan with
 * itself moves the others.
 */
export async function addPlanVersion(
  context: SiteContext,
  planId: string,
  terms: PlanTerms,
): Promise<PlanVersion | Refusal> {
  const { siteId, now: createdAt } = context;
  const added = await transact(context.sql, async (transaction) => {
    if (!isId(planId) || !(await lockPlan(transaction, siteId, planId))) return NO_PLAN;
    const [latest] = await findLatestVersions(transaction, siteId, [planId]);
    if (latest === undefined) return NO_PLAN;
    if (terms.currency !== latest.currency) {
      return refuse(
        'currency_mismatch',
        `Currency mismatch: plan is ${latest.currency}, new version is ${terms.currency}.`,
        'currency',
      );
    }
    const compiled = await soundPlan(context, transaction, terms, planId);
    if (isRefusal(compiled)) return compiled;
    await insertVersion(transaction, {
      versionId: newId(createdAt),
      planId,
      version: latest.version + 1,
      terms,
      createdAt,
    });
    await auditPlan(context, transaction, planId, {
      action: 'plan.version',
      before: { version: latest.version, ...latest.terms },
      after: { version: latest.version + 1, ...terms },
    });
    return true;
  });
  if (isRefusal(added)) return added;
  const plan = await loadPlan(context, planId);
  return isRefusal(plan) ? plan : plan.latest;
}

async function auditPlan(
  context: SiteContext,
  transaction: Queryable,
  id: string,
  change: Pick<AuditRow, 'action' | 'before' | 'after'>,
) {
  await insertAudit(transaction, context, { siteId: context.siteId, subject: `plan/${id}`, ...change });
}

/** A plan that compiles, whose meters and replacement exist, in its currency and without a circle. */
export async function soundPlan(
  context: SiteContext,
  sql: Queryable,
  terms: PlanTerms,
  planId?: string,
): Promise<CompiledPlan | Refusal> {
  const compiled = compilePlan(terms);
  if (isRefusal(compiled)) return compiled;
  const meters = new Map((await listMeters(sql, context.siteId)).map((meter) => [meter.name, meter]));
  for (const [index, component] of terms.usage.entries()) {
    const meter = meters.get(component.meter);
    const field = `usage[${index}].meter`;
    if (meter === undefined) return refuse('invalid', `meter "${component.meter}" not found`, field);
    if (!meter.chargeable)
      return refuse('invalid', `the meter "${component.meter}" is for information only`, field);
  }
  return (await unsoundFollower(context, sql, terms, planId)) ?? compiled;
}

/** Introductory plans may follow each other, but not endlessly. */
const LONGEST_CHAIN = 12;

async function unsoundFollower(
  context: SiteContext,
  sql: Queryable,
  terms: PlanTerms,
  planId: string | undefined,
): Promise<Refusal | undefined> {
  let next = terms.replaceWith;
  for (let step = 0; next !== undefined; step += 1) {
    if (next === planId || step >= LONGEST_CHAIN) {
      return refuse('invalid', 'must not lead back to this plan', 'replaceWith');
    }
    const [follower] = isId(next) ? await findLatestVersions(sql, context.siteId, [next]) : [];
    if (follower === undefined) return refuse('invalid', 'plan not found', 'replaceWith');
    if (follower.currency !== terms.currency) {
      return refuse(
        'currency_mismatch',
        `Currency mismatch: plan is ${terms.currency}, replacement is ${follower.currency}.`,
        'replaceWith',
      );
    }
    next = follower.terms.replaceWith;
  }
  return undefined;
}

export interface PlanHistory {
  readonly latest: PlanVersion;
  readonly versions: readonly PlanVersion[];
}

export async function loadPlan(context: SiteContext, planId: string): Promise<PlanHistory | Refusal> {
  const versions = isId(planId) ? await listVersions(context.sql, context.siteId, planId) : [];
  const [latest] = versions;
  return latest === undefined ? NO_PLAN : { latest, versions };
}

/** This site's plans, newest versions, by age. */
export async function loadPlans(
  context: SiteContext,
  page: { after?: string; limit: number },
): Promise<PlanVersion[]> {
  const ids = await listPlanIds(context.sql, { siteId: context.siteId, ...page });
  const versions = await findLatestVersions(context.sql, context.siteId, ids);
  return ids.flatMap((id) => versions.filter((version) => version.planId === id));
}

export interface Preview {
  readonly currency: string;
  readonly lines: readonly RatedLine[];
  /** Minor units, before tax. */
  readonly total: bigint;
}

/** Computes the charges of a plan for given quantities; stores nothing. */
export function previewPlan(request: {
  readonly plan: PlanTerms;
  readonly usage: Readonly<Record<string, string | number>>;
  readonly activeDays?: number | undefined;
  readonly wholeDays?: number | undefined;
}): Preview | Refusal {
  const plan = compilePlan(request.plan);
  if (isRefusal(plan)) return inPlan(plan);
  const usage: Record<string, Quantity> = {};
  for (const [meter, text] of Object.entries(request.usage)) {
    const quantity = parseQuantity(text);
    if (quantity === undefined)
      return refuse('invalid', 'must be a quantity of zero or more', `usage.${meter}`);
    usage[meter] = quantity;
  }
  const { activeDays, wholeDays } = request;
  if ((activeDays === undefined) !== (wholeDays === undefined)) {
    return refuse(
      'invalid',
      'activeDays and wholeDays are required together',
      activeDays === undefined ? 'activeDays' : 'wholeDays',
    );
  }
  if (activeDays !== undefined && wholeDays !== undefined && activeDays > wholeDays) {
    return refuse('invalid', 'must not be more than wholeDays', 'activeDays');
  }
  const share = activeDays === undefined || wholeDays === undefined ? undefined : { activeDays, wholeDays };
  const lines = ratePlan(plan, usage, share);
  return { currency: plan.currency, lines, total: totalOf(lines) };
}

/** The request contains the plan in a larger body, so its fields are named from the root of that body. */
function inPlan(refusal: Refusal): Refusal {
  return {
    ...refusal,
    ...(refusal.field === undefined ? {} : { field: `plan.${refusal.field}` }),
    ...(refusal.problems === undefined
      ? {}
      : { problems: refusal.problems.map((problem) => ({ ...problem, field: `plan.${problem.field}` })) }),
  };
}
