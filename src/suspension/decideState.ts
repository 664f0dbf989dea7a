import { wantedState } from '../billing/decide.js';
import { standOn } from '../billing/projection/outlook.js';
import type { Standing } from '../billing/standing.js';
import type { Context } from '../core/context.js';
import { type QueueEmails, withAccount } from '../core/withAccount.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { setState } from '../store/accounts/accounts.js';
import type { LoadedAccount } from '../store/facts/facts.js';
import { endHeldBack } from '../store/suspension/breakers.js';
import { endSuspension, insertSuspension } from '../store/suspension/states.js';
import { checkBreaker } from './checkBreaker.js';
import { switchTrees } from './upstream.js';

/**
 * Brings an account to the state that its ledger and its owner require. This is decided under the account's lock with
 * the current entries, so an earlier payment keeps the site active. Commands to the connectors follow outside the
 * transaction. While the account is being closed its sites keep their state: credit for the open period reactivates no
 * site.
 */
export async function decideState(
  context: Context,
  accountId: string,
  queueEmails?: QueueEmails,
): Promise<void> {
  await withAccount(context, accountId, async (transaction, facts) => {
    if (facts.closeRequestedAt !== null) return;
    const { standing } = standOn(facts, context.now);
    if (wantedState(facts, standing) === 'suspended') await suspend(context, transaction, facts, standing);
    else await reactivate(context, transaction, facts, standing.headroom >= 0n);
    await queueEmails?.(transaction, accountId);
  });
}

async function suspend(
  context: Context,
  transaction: Queryable,
  facts: LoadedAccount,
  { balance, headroom }: Standing,
): Promise<void> {
  const reason = facts.held ? 'hold' : 'limit';
  const lifted = facts.suspension?.reason === 'hold' && reason === 'limit';
  if (facts.state === 'suspended' && !lifted) return;
  // Suspensions requested by the owner and closed accounts are never held back.
  const pass =
    reason === 'limit' && !lifted ? await checkBreaker(context, transaction, facts, headroom) : 'free';
  if (pass === 'held-back') return;
  if (lifted) await endSuspension(transaction, facts.id, context.now, false);
  await insertSuspension(transaction, {
    id: newId(context.now),
    accountId: facts.id,
    reason,
    limitHitAt: reason === 'limit' ? (facts.belowSince ?? context.now) : context.now,
    since: context.now,
    balance,
    headroom,
    emailDue: true,
    breakerId: pass === 'free' ? null : pass.clearedBy,
  });
  if (facts.heldBack !== null) await endHeldBack(transaction, facts.id, context.now);
  await setState(transaction, facts.id, 'suspended');
  await switchTrees(context, transaction, facts.id, 'suspended');
}

/** An exemption reactivates the sites without an email, since the credit is still used up. */
async function reactivate(
  context: Context,
  transaction: Queryable,
  facts: LoadedAccount,
  emailDue: boolean,
): Promise<void> {
  if (facts.state !== 'suspended') return;
  await endSuspension(transaction, facts.id, context.now, emailDue);
  await setState(transaction, facts.id, 'active');
  await switchTrees(context, transaction, facts.id, 'active');
}
