import type { SiteContext } from '../core/context.js';
import { listSilentSites, type SilentSite } from '../store/usage/silentMeters.js';

/** Meters at the sites whose accounts are kept here that stopped reporting, the longest first. */
export async function loadSilentMeters(context: SiteContext, limit: number): Promise<SilentSite[]> {
  return listSilentSites(context.sql, context.siteId, limit);
}
