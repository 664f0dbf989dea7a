import type { ProviderEvent } from '../../billing/payment.js';
import { moneyOf } from './stripeAmount.js';
import type { Charge, Dispute, Refund } from './stripeShapes.js';
import { foreign, noMoney, noState, type ReportSource, type StripeEvents } from './stripeReportSource.js';

/** From older endpoints: a charge with all its refunds. */
export function ofCharge(source: ReportSource, { payment_intent: paymentId, refunds }: Charge): StripeEvents {
  // Payments here always have a payment intent; a charge without one is another shop's.
  if (paymentId === null) return [];
  if (paymentId === undefined || refunds === undefined || refunds === null) return 'lacking';
  const all = refunds.data.map((refund) =>
    ofRefund(
      { ...source, eventId: `${source.eventId}/${refund.id}` },
      { ...refund, payment_intent: paymentId, status: refund.status ?? 'succeeded' },
    ),
  );
  return all.some((each) => each === 'lacking') ? 'lacking' : all.flatMap((each) => each as ProviderEvent[]);
}

export function ofRefund(source: ReportSource, refund: Refund): StripeEvents {
  const { id, payment_intent: paymentId, status, amount, currency } = refund;
  if (paymentId === null && typeof refund.charge === 'string') return [foreign(source, refund.charge)];
  if (typeof paymentId !== 'string' || typeof status !== 'string') return 'lacking';
  const frame = { eventId: source.eventId, paymentId, at: source.at };
  if (status === 'failed' || status === 'canceled')
    return [{ ...frame, kind: 'refund-failed', refundId: id }];
  if (status === 'pending' || status === 'requires_action') return [];
  if (typeof amount !== 'number' || typeof currency !== 'string') return 'lacking';
  const money = moneyOf(amount, currency);
  if (money === undefined) return [noMoney(source, { id, paymentId, amount, currency })];
  if (status !== 'succeeded') return [noState(source, { id, paymentId, status })];
  return [{ ...frame, kind: 'refunded', refundId: id, ...money }];
}

/** A dispute's steps by its state. An inquiry takes no money, nor does a closed inquiry. */
const STEPS: Readonly<Record<string, 'disputed' | 'dispute-won' | 'dispute-lost' | 'nothing'>> = {
  needs_response: 'disputed',
  under_review: 'disputed',
  appeal_needs_response: 'disputed',
  appeal_under_review: 'disputed',
  won: 'dispute-won',
  charge_refunded: 'dispute-won',
  lost: 'dispute-lost',
  prevented: 'nothing',
  warning_needs_response: 'nothing',
  warning_under_review: 'nothing',
  warning_closed: 'nothing',
};

export function ofDispute(source: ReportSource, dispute: Dispute): StripeEvents {
  const { id, payment_intent: paymentId, status, amount, currency } = dispute;
  if (paymentId === null && typeof dispute.charge === 'string') return [foreign(source, dispute.charge)];
  if (typeof paymentId !== 'string' || typeof status !== 'string') return 'lacking';
  const step = STEPS[status];
  if (step === undefined) return [noState(source, { id, paymentId, status })];
  const about = { eventId: source.eventId, paymentId, at: source.at, disputeId: id };
  if (step === 'nothing') return [];
  if (step === 'dispute-won') return [{ ...about, kind: step }];
  if (typeof amount !== 'number' || typeof currency !== 'string') return 'lacking';
  const money = moneyOf(amount, currency);
  if (money === undefined) return [noMoney(source, { id, paymentId, amount, currency })];
  // For direct debits, the network's code is the bank's reason for the return.
  const network = dispute.network_reason_code ?? '';
  const reason = BANK_CODE.test(network) ? network : (dispute.reason ?? 'dispute');
  return [{ ...about, kind: step, ...money, reason }];
}

const BANK_CODE = /^[A-Z]{2}[A-Z0-9]{2}$/;
