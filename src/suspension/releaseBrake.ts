import { relayFrom, type SiteContext } from '../core/context.js';
import { transact } from '../core/onceOnly.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import type { Instant } from '../core/values/zone.js';
import type { Queryable } from '../platform/sql/sql.js';
import { touchAccounts } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import { exemptBraked, findBrake, listBraked, releaseBrake } from '../store/suspension/brakes.js';

const NOT_BRAKED = refuse('conflict', 'Suspensions are not paused.');

export interface Released {
  /** How many accounts were kept up until now. */
  readonly accounts: number;
}

/**
 * Suspensions go on: whoever was held back and is still below the limit is suspended at once. They count for no brake
 * any more; who falls after them counts anew.
 */
export async function goOnSuspending(context: SiteContext): Promise<Released | Refusal> {
  return release(context, 'go-on', () => Promise.resolve());
}

/**
 * Lets off whoever is held back: none of them is suspended for the limit before `until`. Suspensions of others go on,
 * counted anew.
 */
export async function letOffBraked(
  context: SiteContext,
  input: { readonly until: Instant; readonly reason?: string | undefined },
): Promise<Released | Refusal> {
  const { until, reason = '' } = input;
  if (until <= context.now) return refuse('invalid', 'must lie in the future', 'until');
  const { now: at, actor } = context;
  return release(context, 'let-off', async (transaction, brakeId, accounts) => {
    await exemptBraked(transaction, { brakeId, until, reason, at, actor });
    for (const accountId of accounts) {
      await insertAudit(transaction, context, {
        siteId: context.siteId,
        accountId,
        action: 'account.exempt',
        subject: `account/${accountId}`,
        after: { exemptUntil: new Date(until).toISOString(), exemptFor: reason },
      });
    }
  });
}

async function release(
  context: SiteContext,
  outcome: 'go-on' | 'let-off',
  work: (transaction: Queryable, brakeId: string, accounts: readonly string[]) => Promise<void>,
): Promise<Released | Refusal> {
  const { siteId, now, actor } = context;
  const released = await transact(context, async (transaction) => {
    const brake = await findBrake(transaction, siteId);
    if (brake === undefined) return NOT_BRAKED;
    // Accounts before the brake, as everybody locks them who holds an account back.
    await touchAccounts(transaction, await listBraked(transaction, brake.id));
    if (!(await releaseBrake(transaction, { id: brake.id, at: now, actor, outcome }))) return NOT_BRAKED;
    const accounts = await listBraked(transaction, brake.id);
    await work(transaction, brake.id, accounts);
    const subject = `brake/${brake.id}`;
    const after = { accounts: accounts.length };
    await insertAudit(transaction, context, { siteId, action: `brake.${outcome}`, subject, after });
    const signals = accounts.map((accountId) => ({
      accountId,
      signal: 'settingsChanged',
      about: `brake.${outcome}`,
    }));
    if (signals.length > 0) await addToOutbox(transaction, signals, now, relayFrom(context));
    return accounts;
  });
  if (isRefusal(released)) return released;
  for (const accountId of released) context.nudge(accountId);
  return { accounts: released.length };
}
