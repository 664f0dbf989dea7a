import { setTimeout as delay } from 'node:timers/promises';
import { retryFrom, type SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { touchAccounts } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import {
  resetConnectorRetry,
  type ConnectorHealth,
  findConnector,
  listConnectors,
  listUnconfirmed,
} from '../store/suspension/connectors.js';

/** The state of the child sites' connectors: the unconfirmed ones, and a page of all. */
export async function loadConnectors(
  context: SiteContext,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly troubled: readonly ConnectorHealth[]; readonly all: readonly ConnectorHealth[] }> {
  const { sql, siteId } = context;
  const [troubled, all] = await Promise.all([
    listUnconfirmed(sql, siteId, page.limit),
    listConnectors(sql, { parentId: siteId, ...page }),
  ]);
  return { troubled, all };
}

const PATIENCE_MS = 3_000;
const AGAIN_MS = 100;

/**
 * Sends a command to a child site's connector at once, again where it was confirmed: the response shows whether it
 * works. Waits a few seconds for it; undefined: it has not answered yet.
 */
export async function retryConnector(
  context: SiteContext,
  siteId: string,
): Promise<ConnectorHealth | undefined | Refusal> {
  const site = { siteId, parentId: context.siteId };
  const before = await findConnector(context.sql, site);
  const asked = await transact(context.sql, async (transaction) => {
    const site = await resetConnectorRetry(transaction, { id: siteId, parentId: context.siteId });
    if (site === undefined) return refuse('not_found', 'Child site not found.');
    const { accountId } = site;
    if (accountId === null) {
      return refuse('conflict', 'No account pays for this site, so its connector is not used.');
    }
    await touchAccounts(transaction, [accountId]);
    const signal = { accountId, signal: 'settingsChanged', about: 'connector.retry' };
    await addToOutbox(transaction, [signal], context.now, retryFrom(context));
    await insertAudit(transaction, context, {
      siteId: context.siteId,
      action: 'connector.retry',
      subject: `site/${siteId}`,
    });
    return { accountId };
  });
  if (isRefusal(asked)) return asked;
  context.wakeAccount(asked.accountId);
  const until = performance.now() + PATIENCE_MS;
  do {
    await delay(AGAIN_MS);
    const health = await findConnector(context.sql, site);
    if (health === undefined || health.confirmed || health.attempts !== before?.attempts) return health;
  } while (performance.now() < until);
  return undefined;
}
