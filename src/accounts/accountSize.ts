import { accountSizeFault } from '../billing/accountSize.js';
import type { PlanTerms } from '../billing/plans/terms.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findState } from '../store/accounts/accounts.js';
import { countAssignments, listTermsAhead } from '../store/plans/plans.js';
import { listAccountSites } from '../store/sites/sites.js';
import { listMeters } from '../store/usage/usage.js';

/** Refuses an account whose assessment would hold up all others. Counts what exists and what is planned. */
export async function refuseSize(
  sql: Queryable,
  accountId: string,
  toCome: readonly PlanTerms[] = [],
): Promise<Refusal | undefined> {
  const state = await findState(sql, accountId);
  if (state === undefined) return undefined;
  const [held, assignments, sites, meters] = await Promise.all([
    listTermsAhead(sql, accountId),
    countAssignments(sql, accountId),
    listAccountSites(sql, [accountId]),
    listMeters(sql, state.siteId),
  ]);
  const fault = accountSizeFault({
    plans: [...held, ...toCome],
    assignments: assignments + toCome.length,
    sites: sites.length,
    intervalMonths: state.intervalMonths,
    standingMeters: new Set(
      meters.filter(({ aggregation }) => aggregation !== 'sum').map(({ name }) => name),
    ),
  });
  return fault === undefined ? undefined : refuse('invalid', fault, 'plans');
}
