import type { SiteContext } from '../core/context.js';
import { listSilentSites, type SilentSite } from '../store/usage/silentMeters.js';

/** Silent meters at the sites of this tenant's accounts, longest first. */
export async function loadSilentMeters(context: SiteContext, limit: number): Promise<SilentSite[]> {
  return listSilentSites(context.sql, context.siteId, limit);
}
