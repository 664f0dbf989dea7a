import { type AccountSize, accountSizeFault } from '../billing/accountSize.js';
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
  return refusalOf({
    plans: [...held, ...toCome],
    assignments: assignments + toCome.length,
    sites: sites.length,
    intervalMonths: state.intervalMonths,
    standingMeters: standingOf(meters),
  });
}

/** The same for an account that is being opened. */
export async function refuseOpeningSize(
  sql: Queryable,
  siteId: string,
  size: Omit<AccountSize, 'standingMeters'>,
): Promise<Refusal | undefined> {
  const isMetered = size.plans.some(({ usage }) => usage.length > 0);
  const meters = isMetered ? await listMeters(sql, siteId) : [];
  return refusalOf({ ...size, standingMeters: standingOf(meters) });
}

function refusalOf(size: AccountSize): Refusal | undefined {
  const fault = accountSizeFault(size);
  return fault === undefined ? undefined : refuse('invalid', fault, 'plans');
}

function standingOf(meters: Awaited<ReturnType<typeof listMeters>>): Set<string> {
  return new Set(meters.filter(({ aggregation }) => aggregation !== 'sum').map(({ name }) => name));
}
