import type { ProviderEvent, ProviderKind } from '../../billing/payment.js';
import type { Sql } from '../../platform/sql/sql.js';
import { findAcquaintance } from '../../store/payments/payments.js';
import type { ProviderPort } from '../openProvider.js';
import { handleProviderEvent, unreadId } from './handleProviderEvent.js';
import type { TakingContext } from './providerEvent.js';

const MINUTE_MS = 60_000;
/** Longer than any provider takes to confirm that a payment has started. */
const BEGINNING_MS = 2 * MINUTE_MS;

/** Whether a payment was started here, or may be one that is being started; undefined for another shop's payment. */
export async function findAcquainted(
  { sql, now }: { readonly sql: Sql; readonly now: number },
  payment: { readonly siteId: string; readonly provider: ProviderKind; readonly paymentId: string },
): Promise<'known' | 'begun' | undefined> {
  return findAcquaintance(sql, { ...payment, begunSince: now - BEGINNING_MS });
}

/** The result of a report that a user may need to know about. */
export interface TakenReport {
  readonly event: ProviderEvent;
  readonly state: Awaited<ReturnType<typeof handleProviderEvent>>;
}

/**
 * Handles the reports of one delivery. An unknown payment is fetched from the provider at once: its own report may be
 * lost or late, or it is another shop's.
 */
export async function handleReports(
  context: TakingContext,
  kind: ProviderKind,
  provider: Pick<ProviderPort, 'readPayment'>,
  events: readonly ProviderEvent[],
): Promise<TakenReport[]> {
  const taken: TakenReport[] = [];
  for (const event of events) {
    const state = await handleProviderEvent(context, kind, event);
    taken.push({ event, state });
    if (state !== 'waiting') continue;
    const found = await provider.readPayment(event.paymentId);
    if (found === 'unavailable') continue;
    for (const each of found)
      taken.push({ event: each, state: await handleProviderEvent(context, kind, each) });
  }
  return taken;
}

/** Lists a report of a payment that was started here when its provider does not reveal the outcome. */
export async function recordUnread(
  context: TakingContext,
  kind: ProviderKind,
  paymentId: string,
): Promise<void> {
  await handleProviderEvent(context, kind, {
    kind: 'unread',
    eventId: unreadId(paymentId),
    paymentId,
    at: context.now,
    objectType: 'payment',
    objectId: paymentId,
    isPressing: true,
    detail: `${kind === 'mollie' ? 'Mollie' : 'Stripe'} did not answer about this payment. Sitetab asks again for three days. If this stays, check the payment there.`,
  });
}
