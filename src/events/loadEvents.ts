import type { SiteContext } from '../core/context.js';
import { listEvents, numberEvents, type StoredEvent } from '../store/events/events.js';

/** The events of the caller's site after a place, oldest first, without gaps. */
export async function loadEvents(
  { sql, siteId }: SiteContext,
  page: { readonly after?: number; readonly limit: number },
): Promise<StoredEvent[]> {
  await numberEvents(sql, siteId);
  return listEvents(sql, { siteId, ...page });
}
