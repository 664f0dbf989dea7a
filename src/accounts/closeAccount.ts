import type { SiteContext } from '../core/context.js';
import type { Refusal } from '../core/values/refusal.js';
import { addDays, localDateOf } from '../core/values/zone.js';
import { NO_ACCOUNT } from '../ledger/postMoney.js';
import { findState, requestClose } from '../store/accounts/accounts.js';
import { cancelScheduled, listScheduled } from '../store/ledger/scheduled.js';
import { removeSavedCard } from '../store/payments/topUps.js';
import { endAssignments, listAssignments } from '../store/plans/plans.js';
import { changeAccountUnderLock } from '../suspension/changeStanding.js';

/**
 * Closes an account. Its plans end with today, planned charges are cancelled, and the saved card is removed. The
 * workflow settles the last period and ends. Sites keep their state and can move to a new account.
 */
export async function closeAccount(context: SiteContext, accountId: string): Promise<true | Refusal> {
  const change = { accountId, action: 'account.close', signal: 'closeRequested' as const };
  return changeAccountUnderLock(context, change, async (transaction) => {
    const state = await findState(transaction, accountId);
    if (state === undefined) return NO_ACCOUNT;
    const lastDay = addDays(localDateOf(context.now, state.timeZone), 1);
    const assignments = await listAssignments(transaction, [accountId]);
    await endAssignments(
      transaction,
      assignments.map((assignment) => assignment.id),
      lastDay,
    );
    for (const charge of await listScheduled(transaction, { accountId })) {
      await cancelScheduled(transaction, accountId, charge.id, context.now);
    }
    // The client permitted charges to the card only while the account is open.
    const { now: at, actor, wallNow: detachAt } = context;
    await removeSavedCard(transaction, accountId, { at, actor, detachAt });
    await requestClose(transaction, accountId, context.now);
    return true as const;
  });
}
