import type { ProviderEvent, ProviderKind } from '../billing/index.js';
import { inTransaction, newId, type Queryable, type SecretBox } from '../platform/index.js';
import {
  hasPayment,
  insertPaymentEvent,
  listEventsOfPayment,
  lockPayment,
  type PaymentEvent,
  settlePaymentEvent,
} from '../store/index.js';
import { applyDisputed, applyDisputeLost, applyDisputeWon } from './applyDispute.js';
import { applyPaid } from './applyPaid.js';
import { applyRefunded, applyRefundFailed } from './applyRefund.js';
import type { SiteContext } from './context.js';
import { type Case, type Settled, subjectOf } from './providerEvent.js';
import { settleTopUp } from './settleTopUp.js';

type TakingContext = SiteContext & { readonly secrets: Pick<SecretBox, 'seal'> };

/**
 * Takes in what a provider reports of a payment: records it and posts what follows from it in one transaction, so that
 * a report that comes twice, or two reports of one thing, post once. Reports of one payment wait for one another; one
 * that comes before the payment itself is kept until that is known. Answers with what became of it.
 */
export async function takeProviderEvent(
  context: TakingContext,
  provider: ProviderKind,
  event: ProviderEvent,
): Promise<Settled['state'] | 'repeated'> {
  const payment = { siteId: context.siteId, provider, paymentId: event.paymentId };
  const settled = await inTransaction(context.sql, async (transaction) => {
    await lockPayment(transaction, payment);
    const history = await listEventsOfPayment(transaction, payment);
    const id = newId(context.now);
    if (!(await record(context, transaction, id, provider, event))) return [];
    const first = await settle(context, { context, transaction, provider, event, history }, id);
    if (event.kind !== 'paid' || first.state !== 'posted') return [first];
    return [first, ...(await settleWaiting(context, transaction, payment))];
  });
  for (const { accountId, isUrgent } of settled) {
    if (accountId !== undefined) context.nudge(accountId, isUrgent);
  }
  return settled[0]?.state ?? 'repeated';
}

/** Whether a payment was begun here or has been told of before. */
export async function isKnownPayment(
  sql: Queryable,
  payment: { readonly siteId: string; readonly provider: ProviderKind; readonly paymentId: string },
): Promise<boolean> {
  return hasPayment(sql, payment);
}

async function record(
  context: TakingContext,
  transaction: Queryable,
  id: string,
  provider: ProviderKind,
  event: ProviderEvent,
): Promise<boolean> {
  return insertPaymentEvent(transaction, context.siteId, {
    id,
    provider,
    eventId: event.eventId,
    kind: event.kind,
    paymentId: event.paymentId,
    subject: subjectOf(event),
    amount: 'minor' in event ? event.minor : null,
    currency: 'currency' in event ? event.currency : null,
    reason: 'reason' in event ? event.reason : null,
    happenedAt: event.at,
    recordedAt: context.now,
  });
}

async function settle(context: TakingContext, taken: Case, id: string): Promise<Settled> {
  const settled = await apply(taken, context.secrets);
  await settlePaymentEvent(taken.transaction, id, settled);
  return settled;
}

async function apply(taken: Case, secrets: TakingContext['secrets']): Promise<Settled> {
  const { event } = taken;
  switch (event.kind) {
    case 'paid':
      return applyPaid({ ...taken, event }, secrets);
    case 'failed':
      await settleTopUp({ ...taken, event });
      return { state: 'noted', detail: event.detail };
    case 'refunded':
      return applyRefunded({ ...taken, event });
    case 'refund-failed':
      return applyRefundFailed({ ...taken, event });
    case 'disputed':
      return applyDisputed({ ...taken, event });
    case 'dispute-won':
      return applyDisputeWon({ ...taken, event });
    case 'dispute-lost':
      return applyDisputeLost({ ...taken, event });
  }
}

/** What came before its payment, in the order in which it happened. */
async function settleWaiting(
  context: TakingContext,
  transaction: Queryable,
  payment: { siteId: string; provider: ProviderKind; paymentId: string },
): Promise<Settled[]> {
  const waiting = (await listEventsOfPayment(transaction, payment)).filter(
    ({ state }) => state === 'waiting',
  );
  waiting.sort((left, right) => left.happenedAt - right.happenedAt);
  const settled: Settled[] = [];
  for (const row of waiting) {
    const event = eventOf(row);
    if (event === undefined) continue;
    const history = (await listEventsOfPayment(transaction, payment)).filter(({ id }) => id !== row.id);
    settled.push(
      await settle(context, { context, transaction, provider: payment.provider, event, history }, row.id),
    );
  }
  return settled;
}

/** A report as it was recorded; payments and failures never wait. */
function eventOf(row: PaymentEvent): ProviderEvent | undefined {
  const { eventId, paymentId, subject, happenedAt: at, amount: minor, currency } = row;
  const frame = { eventId, paymentId, at };
  const money = minor === null || currency === null ? undefined : { minor, currency };
  switch (row.kind) {
    case 'refunded':
      return money && { ...frame, kind: 'refunded', refundId: subject, ...money };
    case 'refund-failed':
      return { ...frame, kind: 'refund-failed', refundId: subject };
    case 'disputed':
      return money && { ...frame, kind: 'disputed', disputeId: subject, ...money, reason: row.reason ?? '' };
    case 'dispute-won':
      return { ...frame, kind: 'dispute-won', disputeId: subject };
    case 'dispute-lost':
      return money && { ...frame, kind: 'dispute-lost', disputeId: subject, ...money };
    default:
      return undefined;
  }
}
