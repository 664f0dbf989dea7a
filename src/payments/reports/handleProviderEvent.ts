import type { ProviderEvent, ProviderKind } from '../../billing/payment.js';
import { transact } from '../../core/transact.js';
import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import {
  endWaiting,
  insertPaymentEvent,
  listEventsOfPayment,
  lockPayment,
  markRead,
  updatePaymentEvent,
} from '../../store/payments/payments.js';
import { noteReportedFailure } from '../debits/reportedDebit.js';
import { isMandateEvent, takeMandate } from '../mandates/takeMandate.js';
import { finishTopUp } from '../topUp/finishTopUp.js';
import { PAYMENT_CHECK } from '../checkPace.js';
import { applyPaid } from './applyPaid.js';
import { applySteps } from './steps/applySteps.js';
import {
  type Case,
  FOREIGN,
  isSettled,
  NOT_POSTED,
  paymentOf,
  type Settled,
  subjectOf,
  type TakingContext,
} from './providerEvent.js';

/**
 * Records a provider's report and posts what follows from it in one transaction, so that a repeated report, or two
 * reports of one thing, post once. Reports of one payment are handled one at a time. A report that arrives before the
 * payment is kept until the payment is known. Returns the result.
 */
export async function handleProviderEvent(
  context: TakingContext,
  provider: ProviderKind,
  event: ProviderEvent,
): Promise<Settled['state'] | 'repeated'> {
  if (isMandateEvent(event)) return takeMandate(context, provider, event);
  const payment = { siteId: context.siteId, provider, paymentId: event.paymentId };
  const settled = await transact(context.sql, async (transaction) => {
    await lockPayment(transaction, payment);
    const id = newId(context.now);
    if (!(await record(context, transaction, id, provider, event))) return [];
    if (event.kind !== 'unread') await readAtLast(transaction, payment, event);
    const history = await listEventsOfPayment(transaction, payment);
    return settle({ context, transaction, provider, event, history }, id);
  });
  for (const { accountId, isUrgent } of settled) {
    if (accountId !== undefined) context.wakeAccount(accountId, isUrgent);
  }
  return settled[0]?.state ?? 'repeated';
}

type Payment = Parameters<typeof endWaiting>[1];

async function readAtLast(transaction: Queryable, payment: Payment, event: ProviderEvent): Promise<void> {
  await markRead(transaction, {
    ...payment,
    eventIds: [unreadId(event.eventId)],
    objectIds: [payment.paymentId, subjectOf(event)],
  });
}

/** A separate id for a report that could not be read: once it can be, it arrives under its real id. */
export function unreadId(eventId: string): string {
  return `unread/${eventId}`;
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
    reason: reasonOf(event),
    happenedAt: event.at,
    recordedAt: context.now,
    checkAt: event.kind === 'paid' ? context.now + PAYMENT_CHECK.firstMs : null,
  });
}

function reasonOf(event: ProviderEvent): string | null {
  if (event.kind === 'unread') return event.objectType;
  return 'reason' in event ? event.reason : null;
}

/** The result of the report first, then the results of reports that were waiting for it. */
async function settle(taken: Case, id: string): Promise<Settled[]> {
  const { event, transaction } = taken;
  const first = await applyFirst(taken);
  const { context, provider } = taken;
  const payment = { siteId: context.siteId, provider, paymentId: event.paymentId };
  if (first !== undefined) await updatePaymentEvent(transaction, id, first);
  if (first !== undefined && !(event.kind === 'paid' && first.state === 'posted')) {
    await closeWaiting(transaction, payment, event, first);
    return [first];
  }
  const history = await listEventsOfPayment(transaction, payment);
  const entry = await paymentOf({ ...taken, history });
  if (isSettled(entry)) {
    await updatePaymentEvent(transaction, id, entry);
    return [entry];
  }
  const settled = await applySteps({ ...taken, history }, entry);
  const own = first ?? settled.get(id) ?? { state: 'noted' as const };
  return [own, ...settled.values()];
}

/** Reports that wait for another shop's payment, or for one that could not be posted, stop waiting. */
async function closeWaiting(
  transaction: Queryable,
  payment: Payment,
  { kind }: ProviderEvent,
  { state }: Settled,
) {
  if (kind === 'foreign') await endWaiting(transaction, payment, { state, detail: FOREIGN });
  if (kind === 'paid' && state === 'refused')
    await endWaiting(transaction, payment, { state, detail: NOT_POSTED });
}

/** The result of a single report; undefined where all reports of its payment are decided together. */
async function applyFirst(taken: Case): Promise<Settled | undefined> {
  const { event } = taken;
  switch (event.kind) {
    case 'paid':
      return applyPaid({ ...taken, event });
    case 'failed':
      await finishTopUp({ ...taken, event });
      await noteReportedFailure(taken.context, taken.transaction, event);
      return { state: 'noted', detail: event.detail };
    case 'foreign':
      return { state: 'foreign', detail: FOREIGN };
    case 'unread':
      return { state: 'refused', detail: event.detail };
    default:
      return undefined;
  }
}
