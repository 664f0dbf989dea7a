import { retryFrom, type SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { listUnderTaxPolicy, listUnderTenantsPolicy, touchAccounts } from '../store/accounts/accounts.js';
import { addToOutbox } from '../store/core/outbox.js';

const AT_ONCE = 500;

/**
 * After a change of a tenant's policy: the accounts whose suspension it may move are assessed again. If this is
 * interrupted, the sweep finds those that are to be suspended, and the others at their next wake.
 */
export async function reassessUnderPolicy(context: SiteContext): Promise<void> {
  await reassess(context, 'suspension policy', listUnderTenantsPolicy);
}

/** After a change of what decides taxes, likewise: the accounts without a tax by hand. */
export async function reassessTaxes(context: SiteContext): Promise<void> {
  await reassess(context, 'tax policy', listUnderTaxPolicy);
}

async function reassess(
  context: SiteContext,
  about: string,
  list: typeof listUnderTenantsPolicy,
): Promise<void> {
  for (let after: string | undefined; ;) {
    const ids = await list(context.sql, { siteId: context.siteId, after, limit: AT_ONCE });
    await transact(context.sql, async (transaction) => {
      await touchAccounts(transaction, ids);
      const rows = ids.map((accountId) => ({ accountId, signal: 'settingsChanged', about }));
      await addToOutbox(transaction, rows, context.now, retryFrom(context));
    });
    for (const id of ids) context.wakeAccount(id);
    if (ids.length < AT_ONCE) return;
    after = ids[ids.length - 1];
  }
}
