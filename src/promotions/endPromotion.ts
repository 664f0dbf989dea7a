import { retryFrom, type SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { localDateOf } from '../core/values/zone.js';
import { CLOSED, NO_ACCOUNT } from '../ledger/postMoney.js';
import { findState, lockAccount, touchAccounts } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import { endPromotion as endOn } from '../store/promotions/promotions.js';
import { loadPromotion, type PromotionView } from './loadPromotions.js';

const OVER = refuse('conflict', 'This credit or discount has ended already.');

/** Ends a credit or a discount early: today is its last day. What it took off until then stays. */
export async function endPromotion(
  context: SiteContext,
  accountId: string,
  id: string,
  key?: string,
): Promise<PromotionView | Refusal> {
  const found = await loadPromotion(context, accountId, id);
  if (isRefusal(found)) return found;
  const request = { operation: 'promotion-end', key, input: { accountId, id } };
  const ended = await onceOnly(context, request, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return NO_ACCOUNT;
    const state = await findState(transaction, accountId);
    if (state?.siteId !== context.siteId) return NO_ACCOUNT;
    if (state.closeRequestedAt !== null) return CLOSED;
    const { now: at } = context;
    const on = localDateOf(at, state.timeZone);
    if (found.state === 'ended' || !(await endOn(transaction, { accountId, id, on, at }))) return OVER;
    await touchAccounts(transaction, [accountId]);
    const signal = { accountId, signal: 'settingsChanged', about: 'promotion' };
    await addToOutbox(transaction, [signal], at, retryFrom(context));
    await insertAudit(transaction, context, {
      siteId: context.siteId,
      accountId,
      action: 'promotion.end',
      subject: `promotion/${id}`,
      before: { endsOn: found.endsOn },
      after: { name: found.name, endsOn: on },
    });
    return { id };
  });
  if (isRefusal(ended)) return ended;
  context.wakeAccount(accountId);
  return loadPromotion(context, accountId, id);
}
