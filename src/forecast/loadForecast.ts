import { loadFigures } from '../accounts/loadAccount.js';
import { type CashForecast, type ForecastAccount, forecastCash } from '../billing/cashForecast.js';
import type { SiteContext } from '../core/context.js';
import { localDateOf, startOfDay } from '../core/values/zone.js';
import { inTurn } from '../platform/inTurn.js';
import type { PassingFigures } from '../store/accounts/accountList.js';
import { type ListedForecast, listForecastAccounts } from '../store/forecast/forecastAccounts.js';

/** Beyond this many, those with the latest limit dates count as in their last assessment. */
const ANEW_MAX = 300;

/**
 * The cash forecast of a site's clients for 13 weeks from today (by UTC), by currency; as of now, as far as a list's
 * share of time allows, the others as in their last assessment.
 */
export async function loadForecast(context: SiteContext): Promise<readonly CashForecast[]> {
  const { sql, siteId, now } = context;
  const listed = await listForecastAccounts(sql, siteId);
  const figures = await loadFigures(
    context,
    listed.slice(0, ANEW_MAX).map(({ id }) => id),
  );
  const accounts = listed.map((account) => presentOf(account, figures.get(account.id)));
  return inTurn(() =>
    forecastCash(accounts, { asOf: now, from: startOfDay(localDateOf(now, 'UTC'), 'UTC') }),
  );
}

function presentOf(account: ListedForecast, figures: PassingFigures | undefined): ForecastAccount {
  if (figures === undefined) return { ...account, balance: account.balance - account.accrued };
  const { accrued, limitDate, limitRange, pacePerDay, usagePerDay } = figures;
  const { earliest = null, latest = null } = limitRange ?? {};
  const balance = account.balance - accrued;
  return { ...account, balance, limitDate, earliest, latest, pacePerDay, usagePerDay };
}
