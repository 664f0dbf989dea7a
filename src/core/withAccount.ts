import type { Queryable, Transaction } from '../platform/sql/sql.js';
import { lockAccount } from '../store/accounts/accounts.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import type { Context } from './context.js';
import { transact } from './transact.js';

/** Queues the emails about what was done to an account, in the same transaction. Left out: no emails. */
export type QueueEmails = (transaction: Queryable, accountId: string) => Promise<unknown>;

/** Works on an open account under its lock, with its facts as they are at that moment. */
export async function withAccount(
  context: Context,
  accountId: string,
  work: (transaction: Transaction, facts: LoadedAccount) => Promise<void>,
): Promise<void> {
  await transact(context.sql, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return;
    const facts = (await loadFacts(transaction, [accountId], context.now)).get(accountId);
    if (facts !== undefined && facts.closedAt === null) await work(transaction, facts);
  });
}
