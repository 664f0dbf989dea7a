import type { Queryable } from '../platform/index.js';
import { addToOutbox, askConnectorAnew, findSite, touchAccounts } from '../store/index.js';
import type { Context } from '../core/context.js';

/** Has the connector of a closed site asked anew after the site's names changed: it closes those that it was told. */
export async function sendHostnames(
  { now, wallNow }: Context,
  transaction: Queryable,
  siteId: string,
): Promise<void> {
  const site = await findSite(transaction, siteId);
  if (site?.closed !== true || site.parentId === null) return;
  const asked = await askConnectorAnew(transaction, {
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
