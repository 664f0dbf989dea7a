import type { SiteContext } from '../core/context.js';
import { listSilentSites, type SilentSite } from '../store/usage/silences.js';

/** Meters at the sites whose accounts are kept here that always spoke and have fallen silent, the longest first. */
export async function readSilences(context: SiteContext, limit: number): Promise<SilentSite[]> {
  return listSilentSites(context.sql, context.siteId, limit);
}
