import type { SiteContext } from '../core/context.js';
import { DAY_MS } from '../core/values/zone.js';
import type { ListedAccount } from '../store/accounts/accountList.js';
import { countBankLines } from '../store/bank/bank.js';
import { findSetup, type SetupDone } from '../store/sites/setup.js';
import { type ConnectorHealth, listUnconfirmed } from '../store/suspension/connectors.js';
import { listSilentSites, type SilentSite } from '../store/usage/silentMeters.js';
import { type BreakerView, loadBreaker } from '../suspension/loadBreaker.js';
import {
  byUrgency,
  loadAccountList,
  loadTenantSummary,
  RISK_DAYS,
  type TenantSummary,
} from './loadConsole.js';

/** What a user may see of a tenant's home. */
export type HomePart = 'accounts' | 'transfers' | 'meters' | 'connectors' | 'setup';

/** What needs the tenant's attention now; a part is undefined for users who may not see it. Lists are cut. */
export interface Home {
  readonly accounts: HomeAccounts | undefined;
  /** Bank transfers to match. */
  readonly transfers: number | undefined;
  readonly silent: readonly SilentSite[] | undefined;
  readonly unconfirmed: readonly ConnectorHealth[] | undefined;
  readonly setup: SetupDone | undefined;
}

interface HomeAccounts {
  readonly summary: readonly TenantSummary[];
  readonly breaker: BreakerView | null;
  readonly suspended: readonly ListedAccount[];
  /** Active accounts that are suspended this week unless they pay. */
  readonly ending: readonly ListedAccount[];
  /** Accounts with an address that refuses emails. */
  readonly undeliverable: readonly ListedAccount[];
}

export async function loadHome(
  context: SiteContext,
  parts: ReadonlySet<HomePart>,
  limit: number,
): Promise<Home> {
  const { sql, siteId } = context;
  const only = <Found>(part: HomePart, load: () => Promise<Found>): Promise<Found | undefined> =>
    parts.has(part) ? load() : Promise.resolve(undefined);
  const [accounts, transfers, silent, unconfirmed, setup] = await Promise.all([
    only('accounts', () => loadHomeAccounts(context, limit)),
    only('transfers', () => countBankLines(sql, siteId, 'unmatched')),
    only('meters', () => listSilentSites(sql, siteId, limit)),
    only('connectors', () => listUnconfirmed(sql, siteId, limit)),
    only('setup', () => findSetup(sql, siteId)),
  ]);
  return { accounts, transfers, silent, unconfirmed, setup };
}

async function loadHomeAccounts(context: SiteContext, limit: number): Promise<HomeAccounts> {
  const first = async (filter: Parameters<typeof loadAccountList>[1]): Promise<ListedAccount[]> =>
    byUrgency(await loadAccountList(context, filter, { limit }));
  const [summary, breaker, suspended, ending, undeliverable] = await Promise.all([
    loadTenantSummary(context),
    loadBreaker(context),
    first({ state: 'suspended' }),
    first({ state: 'active', suspendedBefore: context.now + RISK_DAYS * DAY_MS }),
    first({ state: 'open', undeliverable: true }),
  ]);
  return { summary, breaker, suspended, ending, undeliverable };
}
