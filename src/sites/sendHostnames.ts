import type { Context } from '../core/context.js';
import type { Queryable } from '../platform/sql/sql.js';
import { touchAccounts } from '../store/accounts/accounts.js';
import { addToOutbox } from '../store/core/outbox.js';
import { findSite } from '../store/sites/sites.js';
import { resetConnectorRetry } from '../store/suspension/connectors.js';

/**
 * Sends the command to a suspended site's connector again after the site's names changed. The connector closes only the
 * names it was sent.
 */
export async function sendHostnames(
  { now, wallNow }: Context,
  transaction: Queryable,
  siteId: string,
): Promise<void> {
  const site = await findSite(transaction, siteId);
  if (site?.closed !== true || site.parentId === null) return;
  const asked = await resetConnectorRetry(transaction, {
    id: siteId,
    parentId: site.parentId,
    isNews: true,
  });
  const accountId = asked?.accountId ?? null;
  if (accountId === null) return;
  await touchAccounts(transaction, [accountId]);
  const signal = { accountId, signal: 'settingsChanged', about: 'hostnames' };
  await addToOutbox(transaction, [signal], now, wallNow);
}
