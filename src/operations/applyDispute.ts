import { isRefusal } from '../billing/index.js';
import { newId } from '../platform/index.js';
import {
  addDisputed,
  addToOutbox,
  type Entry,
  findEntry,
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
import { postReversal } from './reverseEntry.js';

/** A bank has called a payment back: so much of it does not count until the dispute is over. */
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
  await lockAccount(transaction, accountId);
  const amount = least(event.minor, payment.amount);
  const opened = await insertDispute(transaction, {
    id: newId(context.now),
    entryId: payment.id,
    accountId,
    amount,
    reason: event.reason,
    at: context.now,
    actor: context.actor,
  });
  if (!opened) return { state: 'noted', accountId, detail: 'The payment is in dispute already.' };
  await addDisputed(transaction, accountId, amount);
  await tell(disputed, payment, 'entry.dispute', 'chargePosted');
  return { state: 'posted', accountId };
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

/** The dispute is over and the money is gone: the payment is reversed, or so much of it as was disputed. */
export async function applyDisputeLost(lost: Case<EventOf<'dispute-lost'>>): Promise<Settled> {
  const { context, transaction, event, history } = lost;
  if (hasHappened(lost, 'dispute-lost', event.disputeId, 'posted') !== undefined) return { state: 'noted' };
  const payment = await paymentOf(lost);
  if (isSettled(payment)) return payment;
  const { accountId } = payment;
  await lockAccount(transaction, accountId);
  const isRefunded = history.some(({ kind, state }) => kind === 'refunded' && state === 'posted');
  if (event.minor < payment.amount || isRefunded) return postChargeback(lost, payment);
  const reversal = await postReversal(context, transaction, payment, 'chargeback');
  if (isRefusal(reversal)) return { state: 'refused', accountId, detail: reversal.detail };
  return { state: 'posted', accountId, entryId: reversal.id };
}

async function postChargeback(lost: Case<EventOf<'dispute-lost'>>, payment: Entry): Promise<Settled> {
  const { context, event } = lost;
  const { accountId, house, method = 'online' } = payment;
  const settled = await postReported(
    lost,
    accountId,
    {
      id: newId(context.now),
      kind: 'refund',
      amount: -least(event.minor, payment.amount),
      house,
      description: `Chargeback (${method})`,
      method,
      reference: event.disputeId,
      effectiveAt: Math.min(event.at, context.now),
    },
    'chargePosted',
  );
  if (settled.state === 'posted') await endDispute(lost, payment, 'upheld');
  return settled;
}

/** What was taken for a dispute that was lost, and won after all. */
async function giveBack(won: Case<EventOf<'dispute-won'>>, takenId: string): Promise<Settled> {
  const { context, transaction, event } = won;
  if (hasHappened(won, 'dispute-won', event.disputeId, 'posted') !== undefined) return { state: 'noted' };
  const taken = await findEntry(transaction, context.siteId, takenId);
  if (taken === undefined)
    return { state: 'refused', detail: 'The chargeback is no longer in this site’s books.' };
  return postReported(
    won,
    taken.accountId,
    {
      id: newId(context.now),
      kind: 'adjustment',
      amount: -taken.amount,
      house: taken.house,
      description: 'Chargeback taken back',
      reference: event.disputeId,
      effectiveAt: Math.min(event.at, context.now),
    },
    'paymentReceived',
  );
}

async function endDispute(
  { context, transaction }: Case,
  payment: Entry,
  outcome: 'upheld' | 'dismissed',
): Promise<bigint | undefined> {
  const by = { at: context.now, actor: context.actor };
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

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}
