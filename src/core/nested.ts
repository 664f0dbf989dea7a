import type { Sql, Transaction } from '../platform/sql/sql.js';
import type { SiteContext } from './context.js';

/**
 * The context of operations that are to be part of an open transaction: what they do in a transaction of their own, they
 * then do in a savepoint of it. `woken` collects the accounts to wake after its commit.
 */
export function nestedIn<Context extends SiteContext>(
  context: Context,
  transaction: Transaction,
  woken: (accountId: string, isUrgent?: boolean) => void,
): Context {
  const sql = new Proxy(transaction, {
    get: (target, name, receiver) =>
      name === 'begin'
        ? (work: (inner: Transaction) => Promise<unknown>) => target.savepoint(work)
        : (Reflect.get(target, name, receiver) as unknown),
  }) as unknown as Sql;
  return { ...context, sql, wakeAccount: woken };
}
