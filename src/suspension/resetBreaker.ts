import { retryFrom, type SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import type { Instant } from '../core/values/zone.js';
import type { Queryable } from '../platform/sql/sql.js';
import { touchAccounts } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import {
  exemptHeldBack,
  findTrippedBreaker,
  listHeldBackIds,
  markBreakerReset,
} from '../store/suspension/breakers.js';

const NOT_TRIPPED = refuse('conflict', 'The breaker is not tripped.');

export interface Released {
  /** How many accounts stayed active because of the breaker. */
  readonly accounts: number;
}

/**
 * Resets the breaker: accounts that were held back and are still past the limit are suspended at once. These do not
 * count for a breaker again; later suspensions are counted from zero.
 */
export async function resetBreaker(context: SiteContext): Promise<Released | Refusal> {
  return release(context, 'reset', () => Promise.resolve());
}

/**
 * Exempts the accounts that are held back: none of them is suspended for the limit before `until`. Other accounts can
 * be suspended again and are counted from zero.
 */
export async function resetWithExemption(
  context: SiteContext,
  input: { readonly until: Instant; readonly reason?: string | undefined },
): Promise<Released | Refusal> {
  const { until, reason = '' } = input;
  if (until <= context.now) return refuse('invalid', 'must be in the future', 'until');
  const { now: at, actor } = context;
  return release(context, 'exempt', async (transaction, breakerId, accounts) => {
    await exemptHeldBack(transaction, { breakerId, until, reason, at, actor });
    for (const accountId of accounts) {
      await insertAudit(transaction, context, {
        siteId: context.siteId,
        accountId,
        action: 'account.exempt',
        subject: `account/${accountId}`,
        after: { exemptUntil: new Date(until).toISOString(), exemptFor: reason, givenFor: 'breaker' },
      });
    }
  });
}

async function release(
  context: SiteContext,
  outcome: 'reset' | 'exempt',
  work: (transaction: Queryable, breakerId: string, accounts: readonly string[]) => Promise<void>,
): Promise<Released | Refusal> {
  const { siteId, now, actor } = context;
  const released = await transact(context.sql, async (transaction) => {
    const breaker = await findTrippedBreaker(transaction, siteId);
    if (breaker === undefined) return NOT_TRIPPED;
    // Accounts are locked before the breaker, as in all code that holds an account back.
    await touchAccounts(transaction, await listHeldBackIds(transaction, breaker.id));
    if (!(await markBreakerReset(transaction, { id: breaker.id, at: now, actor, outcome })))
      return NOT_TRIPPED;
    const accounts = await listHeldBackIds(transaction, breaker.id);
    await work(transaction, breaker.id, accounts);
    const subject = `breaker/${breaker.id}`;
    const after = { accounts: accounts.length };
    await insertAudit(transaction, context, { siteId, action: `breaker.${outcome}`, subject, after });
    const signals = accounts.map((accountId) => ({
      accountId,
      signal: 'settingsChanged',
      about: `breaker.${outcome}`,
    }));
    if (signals.length > 0) await addToOutbox(transaction, signals, now, retryFrom(context));
    return accounts;
  });
  if (isRefusal(released)) return released;
  for (const accountId of released) context.wakeAccount(accountId);
  return { accounts: released.length };
}
