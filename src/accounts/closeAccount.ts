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
 * Closes an account. Its plans end today (the day counts whole), what is planned is cancelled, and the workflow settles the
 * last period and ends. Its saved card is taken out. The sites keep the state they are in, and a new account may take them up.
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
    // The client allowed charges to the card for as long as the account is open.
    const { now: at, actor, wallNow: detachAt } = context;
    await removeSavedCard(transaction, accountId, { at, actor, detachAt });
    await requestClose(transaction, accountId, context.now);
    return true as const;
  });
}
