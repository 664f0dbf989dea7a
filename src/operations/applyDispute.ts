import { isRefusal } from '../billing/index.js';
import { newId } from '../platform/index.js';
import {
  addDisputed,
  addToOutbox,
  type Entry,
  findEntry,
  findOutcome,
  insertAudit,
  insertDispute,
  lockAccount,
  resolveDispute,
} from '../store/index.js';
import { relayFrom, type SignalName } from './context.js';
import {
  type Case,
  type EventOf,
  hasHappened,
  isSettled,
  paymentOf,
  postReported,
  type Settled,
} from './providerEvent.js';
import { freeOf, least, leftOf, trimDisputes, words } from './moneyBack.js';
import { postReversal } from './reverseEntry.js';

/**
 * A bank has called a payment back: so much of it does not count until the dispute is over. A payment may have several
 * disputes, each by its id, and together they are about no more than is left of it.
 */
export async function applyDisputed(disputed: Case<EventOf<'disputed'>>): Promise<Settled> {
  const { context, transaction, event } = disputed;
  const over =
    hasHappened(disputed, 'dispute-won', event.disputeId) ??
    hasHappened(disputed, 'dispute-lost', event.disputeId);
  if (over !== undefined && over.state !== 'waiting')
    return { state: 'noted', detail: 'This dispute is over.' };
  if (hasHappened(disputed, 'disputed', event.disputeId, 'posted') !== undefined) return { state: 'noted' };
  const payment = await paymentOf(disputed);
  if (isSettled(payment)) return payment;
  const { accountId } = payment;
  if (event.currency !== payment.currency) return otherCurrency(event.currency, payment);
  await lockAccount(transaction, accountId);
  const left = await leftOf(transaction, payment);
  if (left === 0n) {
    const detail = `It is about ${words(event.minor, payment)}, and nothing is left of the payment: all of it went back.`;
    return { state: 'refused', accountId, detail };
  }
  const amount = least(event.minor, await freeOf(transaction, payment));
  const opened =
    amount > 0n &&
    (await insertDispute(transaction, {
      id: newId(context.now),
      entryId: payment.id,
      accountId,
      amount,
      reference: event.disputeId,
      reason: event.reason,
      at: context.now,
      actor: context.actor,
    }));
  if (!opened) return { state: 'noted', accountId, detail: 'The payment is in dispute already.' };
  await addDisputed(transaction, accountId, amount);
  await tell(disputed, payment, 'entry.dispute', 'chargePosted');
  return { state: 'posted', accountId };
}

function otherCurrency(currency: string, payment: Entry): Settled {
  const detail = `It is about ${currency}; the account is kept in ${payment.currency}.`;
  return { state: 'refused', accountId: payment.accountId, detail };
}

/** The dispute is over and the money stays, or comes back: the payment counts again. */
export async function applyDisputeWon(won: Case<EventOf<'dispute-won'>>): Promise<Settled> {
  const lost = hasHappened(won, 'dispute-lost', won.event.disputeId, 'posted');
  if (lost?.entryId !== null && lost?.entryId !== undefined) return giveBack(won, lost.entryId);
  const payment = await paymentOf(won);
  if (isSettled(payment)) return payment;
  const { accountId } = payment;
  if (hasHappened(won, 'disputed', won.event.disputeId, 'posted') === undefined)
    return { state: 'noted', accountId };
  await lockAccount(won.transaction, accountId);
  const amount = await endDispute(won, payment, 'dismissed');
  if (amount === undefined) return { state: 'noted', accountId, detail: 'The dispute was resolved by hand.' };
  await tell(won, payment, 'entry.resolve', 'paymentReceived');
  return { state: 'posted', accountId, isUrgent: true };
}

/**
 * The dispute is over and the money is gone: so much of the payment is taken back, by an entry of its own. What is more
 * than is left of the payment is not posted but listed.
 */
export async function applyDisputeLost(lost: Case<EventOf<'dispute-lost'>>): Promise<Settled> {
  const { context, transaction, event } = lost;
  if (hasHappened(lost, 'dispute-lost', event.disputeId, 'posted') !== undefined) return { state: 'noted' };
  const payment = await paymentOf(lost);
  if (isSettled(payment)) return payment;
  const { accountId, house, method = 'online' } = payment;
  if (event.currency !== payment.currency) return otherCurrency(event.currency, payment);
  await lockAccount(transaction, accountId);
  if ((await findOutcome(transaction, payment.id, event.disputeId)) === 'upheld')
    return { state: 'noted', accountId, detail: 'The dispute was resolved by hand.' };
  const left = await leftOf(transaction, payment);
  if (event.minor > left) {
    const detail = `The bank took ${words(event.minor, payment)} back, of the payment ${words(left, payment)} is left.`;
    return { state: 'refused', accountId, detail };
  }
  await endDispute(lost, payment, 'upheld');
  const chargeback = {
    id: newId(context.now),
    kind: 'refund' as const,
    amount: -event.minor,
    house,
    description: `Chargeback (${method})`,
    method,
    reference: event.disputeId,
    corrects: payment.id,
    effectiveAt: Math.min(event.at, context.now),
  };
  const settled = await postReported(lost, accountId, chargeback, 'chargePosted');
  await trimDisputes(context, transaction, accountId);
  return settled;
}

/** What was taken for a dispute that was lost, and won after all: the payment is whole again by as much. */
async function giveBack(won: Case<EventOf<'dispute-won'>>, takenId: string): Promise<Settled> {
  const { context, transaction, event } = won;
  if (hasHappened(won, 'dispute-won', event.disputeId, 'posted') !== undefined) return { state: 'noted' };
  const taken = await findEntry(transaction, context.siteId, takenId);
  if (taken === undefined)
    return { state: 'refused', detail: 'The chargeback is no longer in this site’s books.' };
  const { accountId } = taken;
  await lockAccount(transaction, accountId);
  const reversal = await postReversal(context, transaction, taken, 'the dispute was won after all');
  if (isRefusal(reversal)) return { state: 'refused', accountId, detail: reversal.detail };
  return { state: 'posted', accountId, entryId: reversal.id, isUrgent: true };
}

async function endDispute(
  { context, transaction, event }: Case<EventOf<'dispute-won' | 'dispute-lost'>>,
  payment: Entry,
  outcome: 'upheld' | 'dismissed',
): Promise<bigint | undefined> {
  const by = { at: context.now, actor: context.actor, reference: event.disputeId };
  const amount = await resolveDispute(transaction, { entryId: payment.id, ...by, outcome });
  if (amount !== undefined) await addDisputed(transaction, payment.accountId, -amount);
  return amount;
}

/** Tells the workflow and the log of what changed without an entry of its own. */
async function tell(
  { context, transaction, event }: Case,
  payment: Entry,
  action: string,
  signal: SignalName,
): Promise<void> {
  const { accountId, id } = payment;
  await addToOutbox(transaction, [{ accountId, signal, about: id }], context.now, relayFrom(context));
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    accountId,
    action,
    subject: `entry/${id}`,
    after: { reported: event.kind },
  });
}
