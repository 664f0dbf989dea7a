import type Stripe from 'stripe';
import { currencyExponent, type ProviderEvent } from '../billing/index.js';
import { fromStripe } from './stripeAmount.js';

/** What a site's endpoint at Stripe must be told of. */
export const STRIPE_EVENTS = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.closed',
] as const;

/**
 * What an event means for a tab, or nothing. A payment is told twice, by its session and by itself; both name it by
 * the payment's own id, so that whichever comes first is posted and the other is the same again.
 */
export function readStripeEvent(event: Stripe.Event): ProviderEvent | undefined {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return paidSession(event, event.data.object);
    case 'checkout.session.async_payment_failed':
      return failedSession(event, event.data.object);
    case 'payment_intent.succeeded':
      return paidIntent(event, event.data.object);
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return failedIntent(event, event.data.object);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      return refund(event, event.data.object);
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.closed':
      return dispute(event, event.data.object);
    default:
      return undefined;
  }
}

/** Which report it is, and when it was made. */
type Told = Pick<Stripe.Event, 'id' | 'created'>;

function frame(event: Told, paymentId: string) {
  return { eventId: event.id, paymentId, at: event.created * 1000 };
}

function paidSession(event: Stripe.Event, session: Stripe.Checkout.Session): ProviderEvent | undefined {
  const paymentId = idOf(session.payment_intent);
  const accountId = session.metadata?.['accountId'];
  // A finished session is not a paid one: a bank may still refuse.
  if (session.payment_status !== 'paid' || paymentId === undefined || accountId === undefined)
    return undefined;
  const money = moneyOf(session.amount_total ?? 0, session.currency ?? '');
  if (money === undefined) return undefined;
  const checkoutId = session.metadata?.['checkoutId'];
  return {
    ...frame(event, paymentId),
    kind: 'paid',
    accountId,
    ...(checkoutId === undefined ? {} : { checkoutId }),
    ...money,
    method: methodOf(session.payment_method_types),
  };
}

function failedSession(event: Stripe.Event, session: Stripe.Checkout.Session): ProviderEvent | undefined {
  const accountId = session.metadata?.['accountId'];
  const paymentId = idOf(session.payment_intent);
  if (accountId === undefined || paymentId === undefined) return undefined;
  return { ...frame(event, paymentId), kind: 'failed', accountId, detail: 'The bank did not pay.' };
}

/** What a payment says of itself when it is asked, as a report of it would; nothing while it is under way. */
export function readStripeIntent(intent: Stripe.PaymentIntent, at: number): ProviderEvent | undefined {
  const told = { id: `asked/${intent.id}/${intent.status}`, created: Math.floor(at / 1000) };
  switch (intent.status) {
    case 'succeeded':
      return paidIntent(told, intent);
    case 'canceled':
    case 'requires_payment_method':
      return failedIntent(told, intent);
    default:
      return undefined;
  }
}

function paidIntent(event: Told, intent: Stripe.PaymentIntent): ProviderEvent | undefined {
  const accountId = intent.metadata['accountId'];
  const money = moneyOf(intent.amount_received, intent.currency);
  if (accountId === undefined || money === undefined) return undefined;
  const checkoutId = intent.metadata['checkoutId'];
  return {
    ...frame(event, intent.id),
    kind: 'paid',
    accountId,
    ...(checkoutId === undefined ? {} : { checkoutId }),
    ...topUpOf(intent),
    ...money,
    method: methodOf(intent.payment_method_types),
  };
}

/** How it was paid, where only one way was open; an endpoint of an older version may not say. */
function methodOf(types: readonly string[] | undefined): string {
  const [type = 'online', ...others] = types ?? [];
  return others.length === 0 ? type.replaceAll('_', '-') : 'online';
}

function failedIntent(event: Told, intent: Stripe.PaymentIntent): ProviderEvent | undefined {
  const accountId = intent.metadata['accountId'];
  if (accountId === undefined) return undefined;
  const isCanceled = intent.status === 'canceled';
  const detail =
    intent.last_payment_error?.message ?? (isCanceled ? 'The payment was cancelled.' : 'The payment failed.');
  return { ...frame(event, intent.id), kind: 'failed', accountId, ...topUpOf(intent), detail };
}

function topUpOf(intent: Stripe.PaymentIntent): { readonly topUpId?: string } {
  const topUpId = intent.metadata['topUpId'];
  return topUpId === undefined ? {} : { topUpId };
}

function refund(event: Stripe.Event, refund: Stripe.Refund): ProviderEvent | undefined {
  const paymentId = idOf(refund.payment_intent);
  const money = moneyOf(refund.amount, refund.currency);
  if (paymentId === undefined || money === undefined) return undefined;
  switch (refund.status) {
    case 'succeeded':
      return { ...frame(event, paymentId), kind: 'refunded', refundId: refund.id, ...money };
    case 'failed':
    case 'canceled':
      return { ...frame(event, paymentId), kind: 'refund-failed', refundId: refund.id };
    default:
      return undefined;
  }
}

function dispute(event: Stripe.Event, dispute: Stripe.Dispute): ProviderEvent | undefined {
  const paymentId = idOf(dispute.payment_intent);
  const money = moneyOf(dispute.amount, dispute.currency);
  if (paymentId === undefined || money === undefined) return undefined;
  const about = { ...frame(event, paymentId), disputeId: dispute.id };
  switch (dispute.status) {
    case 'needs_response':
    case 'under_review':
      return { ...about, kind: 'disputed', ...money, reason: dispute.reason };
    case 'won':
    case 'prevented':
    case 'warning_closed':
      return { ...about, kind: 'dispute-won' };
    case 'lost':
      return { ...about, kind: 'dispute-lost', ...money };
    // A bank that only asks has taken nothing.
    default:
      return undefined;
  }
}

function moneyOf(amount: number, currency: string): { minor: bigint; currency: string } | undefined {
  const code = currency.toUpperCase();
  if (currencyExponent(code) === undefined || !Number.isSafeInteger(amount) || amount <= 0) return undefined;
  return { minor: fromStripe(amount, code), currency: code };
}

function idOf(reference: string | { readonly id: string } | null): string | undefined {
  if (reference === null) return undefined;
  return typeof reference === 'string' ? reference : reference.id;
}
