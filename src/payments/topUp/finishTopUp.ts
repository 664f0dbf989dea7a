import { isId } from '../../platform/ids.js';
import { insertAudit } from '../../store/core/audit.js';
import { findPayable } from '../../store/payments/payments.js';
import { markTopUpFailed, markTopUpPaid } from '../../store/payments/topUps.js';
import type { Case, EventOf } from '../reports/providerEvent.js';

/**
 * Ends the automatic top-up that a report is about, also one that the bank was still deciding on or whose outcome was
 * unknown.
 */
export async function finishTopUp({
  context,
  transaction,
  event,
}: Case<EventOf<'paid' | 'failed'>>): Promise<void> {
  const { accountId, topUpId, paymentId } = event;
  if (topUpId === undefined || !isId(topUpId) || !isId(accountId)) return;
  // A site's own keys sign its reports, so they must not affect another site's accounts.
  const account = await findPayable(transaction, accountId);
  if (account?.siteId !== context.siteId) return;
  const topUp = { id: topUpId, accountId, at: context.now, paymentId };
  const isNew =
    event.kind === 'paid'
      ? await markTopUpPaid(transaction, topUp)
      : await markTopUpFailed(transaction, { ...topUp, detail: event.detail.slice(0, 300) });
  if (!isNew) return;
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    accountId,
    action: 'account.top-up',
    subject: `account/${accountId}`,
    after: { outcome: event.kind === 'paid' ? 'paid' : 'refused' },
  });
}
