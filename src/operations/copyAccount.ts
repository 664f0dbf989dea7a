import { type Refusal, refuse } from '../core/values/refusal.js';
import { NO_ACCOUNT } from '../ledger/postMoney.js';
import { isId } from '../platform/ids.js';
import type { Sql } from '../platform/sql/sql.js';
import { findState } from '../store/accounts/accounts.js';
import { type AccountCopy, readAccountCopy } from '../store/operations/copyAccount.js';
import { useNeutralText } from '../store/operations/dump.js';

/** Reads a copy of an open account as of one instant, without writing or locking anything. */
export async function copyAccount(sql: Sql, accountId: string): Promise<AccountCopy | Refusal> {
  if (!isId(accountId)) return NO_ACCOUNT;
  return sql.begin('isolation level repeatable read read only', async (transaction) => {
    await useNeutralText(transaction);
    const state = await findState(transaction, accountId);
    if (state === undefined) return NO_ACCOUNT;
    if (state.closeRequestedAt !== null)
      return refuse('account_closed', 'The account is closed: nothing more will happen to it.');
    return (await readAccountCopy(transaction, accountId)) ?? NO_ACCOUNT;
  });
}
