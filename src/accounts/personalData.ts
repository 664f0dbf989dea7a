import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { NO_ACCOUNT } from '../ledger/postMoney.js';
import { findBasics, findState, lockAccount } from '../store/accounts/accounts.js';
import { erasePersonalData } from '../store/accounts/erasePersonalData.js';
import { type PersonalData, loadPersonalData } from '../store/accounts/personalData.js';
import { insertAudit } from '../store/core/audit.js';

/** All data that identifies a client and the users of their sites, for a request for personal data. */
export async function exportPersonalData(
  context: SiteContext,
  accountId: string,
): Promise<PersonalData | Refusal> {
  const basics = await findBasics(context.sql, accountId);
  if (basics?.siteId !== context.siteId) return NO_ACCOUNT;
  return loadPersonalData(context.sql, accountId);
}

/** The number of values that an erasure has replaced, by place. */
export interface Erasure {
  readonly replaced: Readonly<Record<string, number>>;
}

/**
 * Erases a client's identity: names, addresses and emails become neutral words, and their users cannot log in any more.
 * Entries, numbers, issued documents and bank lines stay, as the law requires. Closed accounts only: an open one still
 * needs emails. Safe to repeat; returns what was replaced.
 */
export async function eraseClient(context: SiteContext, accountId: string): Promise<Erasure | Refusal> {
  const { siteId, now: at, wallNow } = context;
  return transact(context.sql, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return NO_ACCOUNT;
    const state = await findState(transaction, accountId);
    if (state?.siteId !== siteId) return NO_ACCOUNT;
    if (state.state !== 'closed')
      return refuse('conflict', 'Only the data of a closed account can be erased.');
    const replaced = await erasePersonalData(transaction, accountId, { at, wallNow });
    const found = Object.fromEntries(Object.entries(replaced).filter(([, count]) => count > 0));
    if (Object.keys(found).length > 0) {
      await insertAudit(transaction, context, {
        siteId,
        accountId,
        action: 'account.erase',
        subject: `account/${accountId}`,
        after: found,
      });
    }
    return { replaced };
  });
}
