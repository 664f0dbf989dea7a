import { isRefusal } from '../billing/index.js';
import { newId } from '../platform/index.js';
import { findEntry, lockAccount } from '../store/index.js';
import {
  type Case,
  type EventOf,
  hasHappened,
  isSettled,
  paymentOf,
  postReported,
  type Settled,
} from './providerEvent.js';
import { leftOf, trimDisputes, words } from './moneyBack.js';
import { postReversal } from './reverseEntry.js';

/**
 * Money that went back to the client through the provider: the credit leaves the tab. What is more than is left of the
 * payment is not posted but listed, since somebody has to say what it was.
 */
export async function applyRefunded(refunded: Case<EventOf<'refunded'>>): Promise<Settled> {
  const { context, transaction, provider, event } = refunded;
  const known = hasHappened(refunded, 'refunded', event.refundId, 'posted');
  if (known !== undefined) return { state: 'noted', detail: 'This refund was posted before.' };
  if (hasHappened(refunded, 'refund-failed', event.refundId) !== undefined) {
    return { state: 'noted', detail: 'This refund has failed.' };
  }
  const payment = await paymentOf(refunded);
  if (isSettled(payment)) return payment;
  const { accountId, method = 'online' } = payment;
  if (event.currency !== payment.currency) {
    const detail = `It was given back in ${event.currency}; the account is kept in ${payment.currency}.`;
    return { state: 'refused', accountId, detail };
  }
  await lockAccount(transaction, accountId);
  const left = await leftOf(transaction, payment);
  if (event.minor > left) {
    const detail = `It gives ${words(event.minor, payment)} back, of the payment ${words(left, payment)} is left.`;
    return { state: 'refused', accountId, detail };
  }
  const entry = {
    id: newId(context.now),
    kind: 'refund' as const,
    amount: -event.minor,
    house: `cash:${provider}`,
    description: `Refund (${method})`,
    method,
    reference: event.refundId,
    corrects: payment.id,
    effectiveAt: Math.min(event.at, context.now),
  };
  const settled = await postReported(refunded, accountId, entry, 'chargePosted');
  await trimDisputes(context, transaction, accountId);
  return settled;
}

/** A refund that did not arrive: the money is the site's again, and the credit the client's. */
export async function applyRefundFailed(failed: Case<EventOf<'refund-failed'>>): Promise<Settled> {
  const { context, transaction, event } = failed;
  const refund = hasHappened(failed, 'refunded', event.refundId, 'posted');
  if (refund?.entryId === null || refund?.entryId === undefined) return { state: 'noted' };
  const entry = await findEntry(transaction, context.siteId, refund.entryId);
  if (entry === undefined)
    return { state: 'refused', detail: 'The refund is no longer in this site’s books.' };
  const { accountId } = entry;
  await lockAccount(transaction, accountId);
  const reversal = await postReversal(context, transaction, entry, 'the refund failed');
  if (isRefusal(reversal)) return { state: 'refused', accountId, detail: reversal.detail };
  return { state: 'posted', accountId, entryId: reversal.id, isUrgent: true };
}
