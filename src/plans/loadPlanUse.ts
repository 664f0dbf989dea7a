import type { SiteContext } from '../core/context.js';
import { addDays, localDateOf } from '../core/values/zone.js';
import { countPlanUse, listPlanHolders, type PlanHolder, type VersionUse } from '../store/plans/planUse.js';

/** How many open accounts are on each version of some plans, today or later. */
export async function loadPlanUse(context: SiteContext, planIds: readonly string[]): Promise<VersionUse[]> {
  return countPlanUse(context.sql, planIds, today(context));
}

/** The open accounts on a plan, by age. */
export async function loadPlanHolders(
  context: SiteContext,
  page: { readonly planId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<PlanHolder[]> {
  return listPlanHolders(context.sql, { ...page, siteId: context.siteId, date: today(context) });
}

/** An account's own date depends on its zone; yesterday's date in UTC includes all of them. */
function today({ now }: SiteContext): string {
  return addDays(localDateOf(now, 'UTC'), -1);
}
