import type { z } from 'zod';
import { ofCharge, ofDispute, ofRefund } from './stripeMoneyBack.js';
import { ofIntent, ofSession } from './stripePayments.js';
import {
  chargeShape,
  disputeShape,
  intentShape,
  mandateShape,
  refundShape,
  sessionShape,
} from './stripeShapes.js';
import type { ReportSource, StripeEvents } from './stripeReportSource.js';

/** The events that a site's endpoint at Stripe must receive. */
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
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
  'mandate.updated',
] as const;

export type StripeObject =
  'payment_intent' | 'checkout.session' | 'refund' | 'dispute' | 'charge' | 'mandate';

/** The object of each event type; other types concern no account. Older endpoints have different names. */
export const OBJECT_OF: Readonly<Record<string, StripeObject>> = {
  ...Object.fromEntries(STRIPE_EVENTS.map((type) => [type, objectOf(type)])),
  'charge.refund.updated': 'refund',
  'charge.refunded': 'charge',
};

function objectOf(type: string): StripeObject {
  if (type.startsWith('checkout.session.')) return 'checkout.session';
  if (type.startsWith('charge.dispute.')) return 'dispute';
  if (type.startsWith('mandate.')) return 'mandate';
  return type.startsWith('refund.') ? 'refund' : 'payment_intent';
}

export function stripeEventsOf(source: ReportSource, kind: StripeObject, object: unknown): StripeEvents {
  switch (kind) {
    case 'payment_intent':
      return read(intentShape, object, (intent) => ofIntent(source, intent));
    case 'checkout.session':
      return read(sessionShape, object, (session) => ofSession(source, session));
    case 'refund':
      return read(refundShape, object, (refund) => ofRefund(source, refund));
    case 'dispute':
      return read(disputeShape, object, (dispute) => ofDispute(source, dispute));
    case 'charge':
      return read(chargeShape, object, (charge) => ofCharge(source, charge));
    case 'mandate':
      return read(mandateShape, object, (mandate) => ofMandate(source, mandate));
  }
}

/** A mandate that is in force, or not yet, says nothing new. */
function ofMandate(
  { eventId, at }: ReportSource,
  { id, status, payment_method_details: details }: z.infer<typeof mandateShape>,
): StripeEvents {
  const reference = details.sepa_debit?.reference;
  if (status !== 'inactive' || reference === undefined) return [];
  return [{ kind: 'mandate-ended', eventId, paymentId: id, at, reference }];
}

interface Shape<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

function read<T>(shape: Shape<T>, object: unknown, reader: (value: T) => StripeEvents): StripeEvents {
  const parsed = shape.safeParse(object);
  return parsed.success ? reader(parsed.data) : 'lacking';
}
