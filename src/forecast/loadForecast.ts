import { type CashForecast, forecastCash } from '../billing/cashForecast.js';
import type { SiteContext } from '../core/context.js';
import { localDateOf, startOfDay } from '../core/values/zone.js';
import { inTurn } from '../platform/inTurn.js';
import { listForecastAccounts } from '../store/forecast/forecastAccounts.js';

/** The cash forecast of a site's clients for 13 weeks from today (by UTC), by currency; by their last assessments. */
export async function loadForecast({ sql, siteId, now }: SiteContext): Promise<readonly CashForecast[]> {
  const accounts = await listForecastAccounts(sql, siteId);
  return inTurn(() =>
    forecastCash(accounts, { asOf: now, from: startOfDay(localDateOf(now, 'UTC'), 'UTC') }),
  );
}
