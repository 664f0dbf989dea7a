import type { SiteContext } from '../core/context.js';
import { DAY_MS } from '../core/values/zone.js';
import { findUsageSites, type UsageSite } from '../store/sites/tenures.js';

/** The maximum age of an event that can be counted or voided. */
export const OLDEST_MS = 60 * DAY_MS;

/** The sites a caller may report usage for, by slug, with the accounts that held them recently. */
export function usageSites(
  { sql, siteId, now }: SiteContext,
  slugs: readonly string[],
): Promise<UsageSite[]> {
  return findUsageSites(sql, siteId, { slugs, since: now - OLDEST_MS });
}

/** Each site's time zone, by slug. */
export async function usageZones(
  context: SiteContext,
  slugs: readonly string[],
): Promise<Map<string, string>> {
  return new Map((await usageSites(context, slugs)).map(({ slug, timeZone }) => [slug, timeZone]));
}
