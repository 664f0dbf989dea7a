import { findBasics } from '../store/accounts/accounts.js';
import { findSite } from '../store/sites/sites.js';
import type { SiteContext } from './context.js';
import { type Refusal, refuse } from './values/refusal.js';

/** The account that pays for a site, with its tenant: for requests about this one account only. */
export interface PaidBy<TenantSummary extends SiteContext> {
  readonly tenant: TenantSummary;
  readonly accountId: string;
}

const NOBODY_PAYS: Refusal = refuse('not_found', 'No account pays for this site.');

/**
 * Finds the account that pays for a site. Its tenant is the parent site, whose other accounts must stay hidden from
 * child sites: callers pass on this account's id, never one from a request.
 */
export async function accountOfSite<TenantSummary extends SiteContext>(
  context: TenantSummary,
): Promise<PaidBy<TenantSummary> | Refusal> {
  const site = await findSite(context.sql, context.siteId);
  if (site === undefined || site.accountId === null || site.parentId === null) return NOBODY_PAYS;
  const account = await findBasics(context.sql, site.accountId);
  if (account?.siteId !== site.parentId) return NOBODY_PAYS;
  return { tenant: { ...context, siteId: site.parentId }, accountId: site.accountId };
}
