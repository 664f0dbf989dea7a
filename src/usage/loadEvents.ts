import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import { basicsOf } from '../ledger/postMoney.js';
import { type CountedEvent, findVoidable, listDayEvents } from '../store/usage/voidUsage.js';

/** The usage events of an account's site, meter and local day, also voided ones, oldest first. */
export async function loadDayEvents(
  context: SiteContext,
  accountId: string,
  place: { readonly site: string; readonly meter: string; readonly day: string },
  page: { readonly offset: number; readonly limit: number },
): Promise<readonly CountedEvent[] | Refusal> {
  const basics = await basicsOf(context, accountId);
  return isRefusal(basics) ? basics : listDayEvents(context.sql, accountId, place, page);
}

/** The usage event of an account with a source and id; none or one. */
export async function loadEvents(
  context: SiteContext,
  accountId: string,
  event: { readonly source: string; readonly id: string },
): Promise<readonly CountedEvent[] | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const found = await findVoidable(context.sql, context.siteId, [{ ...event, eventId: event.id }]);
  return found.filter((one) => one.accountId === accountId);
}
