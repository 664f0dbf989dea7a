import type { ProviderEvent } from '../../billing/payment.js';
import { currencyExponent } from '../../core/values/currency.js';
import { fromStripe } from './stripeAmount.js';
import {
  type Charge,
  chargeShape,
  type Dispute,
  disputeShape,
  type Intent,
  intentShape,
  type Refund,
  refundShape,
  type CheckoutSession,
  sessionShape,
} from './stripeShapes.js';

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
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
] as const;

export type StripeObject = 'payment_intent' | 'checkout.session' | 'refund' | 'dispute' | 'charge';

/** Of which object each event is; what is not here is nothing of a tab. Older endpoints have names of their own. */
export const OBJECT_OF: Readonly<Record<string, StripeObject>> = {
  ...Object.fromEntries(STRIPE_EVENTS.map((type) => [type, objectOf(type)])),
  'charge.refund.updated': 'refund',
  'charge.refunded': 'charge',
};

function objectOf(type: string): StripeObject {
  if (type.startsWith('checkout.session.')) return 'checkout.session';
  if (type.startsWith('charge.dispute.')) return 'dispute';
  return type.startsWith('refund.') ? 'refund' : 'payment_intent';
}

/** The report that an object came with, or the asking that it answers. */
export interface Told {
  readonly eventId: string;
  /** Milliseconds. */
  readonly at: number;
  /** The event's type; none where the object was asked for by itself. */
  readonly type?: string;
}

/**
 * What an object means for a tab, which may be nothing; `lacking` where it leaves out what must be known. A payment is
 * told twice, by its session and by itself; both name it by the payment's own id, so that whichever comes first is
 * posted and the other is the same again.
 */
export type Understood = readonly ProviderEvent[] | 'lacking';

export function understand(told: Told, kind: StripeObject, object: unknown): Understood {
  switch (kind) {
    case 'payment_intent':
      return read(intentShape, object, (intent) => ofIntent(told, intent));
    case 'checkout.session':
      return read(sessionShape, object, (session) => ofSession(told, session));
    case 'refund':
      return read(refundShape, object, (refund) => ofRefund(told, refund));
    case 'dispute':
      return read(disputeShape, object, (dispute) => ofDispute(told, dispute));
    case 'charge':
      return read(chargeShape, object, (charge) => ofCharge(told, charge));
  }
}

interface Shape<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

function read<T>(shape: Shape<T>, object: unknown, reader: (value: T) => Understood): Understood {
  const parsed = shape.safeParse(object);
  return parsed.success ? reader(parsed.data) : 'lacking';
}

function ofIntent(told: Told, intent: Intent): Understood {
  const { id, status, metadata } = intent;
  if (metadata === undefined || typeof status !== 'string') return 'lacking';
  const accountId = textOf(metadata, 'accountId');
  if (status !== 'succeeded') return accountId === undefined ? [] : failedIntent(told, intent, accountId);
  if (accountId === undefined) return [foreign(told, id)];
  const { amount_received: amount, currency } = intent;
  return paid(told, {
    paymentId: id,
    accountId,
    amount,
    currency,
    metadata,
    types: intent.payment_method_types,
  });
}

const FAILED = ['canceled', 'requires_payment_method', 'requires_source'];

function failedIntent(told: Told, intent: Intent, accountId: string): Understood {
  const { id, status, metadata, last_payment_error: error } = intent;
  if (!FAILED.includes(status ?? '')) return [];
  const topUpId = textOf(metadata, 'topUpId');
  const detail =
    error?.message ?? (status === 'canceled' ? 'The payment was cancelled.' : 'The payment failed.');
  const frame = { eventId: told.eventId, paymentId: id, at: told.at };
  return [{ ...frame, kind: 'failed', accountId, detail, ...(topUpId === undefined ? {} : { topUpId }) }];
}

function ofSession(told: Told, session: CheckoutSession): Understood {
  const { payment_status: status, payment_intent: paymentId, metadata, amount_total: amount } = session;
  if (typeof status !== 'string' || metadata === undefined) return 'lacking';
  const accountId = textOf(metadata, 'accountId');
  // A finished session is not a paid one: a bank may still refuse.
  if (status !== 'paid') return failedSession(told, session, accountId);
  if (amount === 0) return [];
  if (typeof paymentId !== 'string') return accountId === undefined ? [] : 'lacking';
  if (accountId === undefined) return [foreign(told, paymentId)];
  const { currency, payment_method_types: types } = session;
  return paid(told, { paymentId, accountId, amount, currency, metadata, types });
}

function failedSession(
  told: Told,
  { payment_intent: paymentId }: CheckoutSession,
  accountId?: string,
): Understood {
  if (told.type !== 'checkout.session.async_payment_failed') return [];
  if (accountId === undefined || typeof paymentId !== 'string') return [];
  const frame = { eventId: told.eventId, paymentId, at: told.at };
  return [{ ...frame, kind: 'failed', accountId, detail: 'The bank did not pay.' }];
}

interface Paid {
  readonly paymentId: string;
  readonly accountId: string;
  readonly amount: number | null | undefined;
  readonly currency: string | null | undefined;
  readonly metadata: Intent['metadata'];
  readonly types: readonly string[] | null | undefined;
}

function paid(told: Told, { paymentId, accountId, amount, currency, metadata, types }: Paid): Understood {
  if (typeof amount !== 'number' || typeof currency !== 'string') return 'lacking';
  if (amount === 0) return [];
  const money = moneyOf(amount, currency);
  if (money === undefined) return [noMoney(told, { id: paymentId, paymentId, amount, currency })];
  const checkoutId = textOf(metadata, 'checkoutId');
  const topUpId = textOf(metadata, 'topUpId');
  return [
    {
      ...{ eventId: told.eventId, paymentId, at: told.at },
      kind: 'paid',
      accountId,
      ...(checkoutId === undefined ? {} : { checkoutId }),
      ...(topUpId === undefined ? {} : { topUpId }),
      ...money,
      method: methodOf(types),
    },
  ];
}

/** How it was paid, where only one way was open; an endpoint of an older version may not say. */
function methodOf(types: readonly string[] | null | undefined): string {
  const [type = 'online', ...others] = types ?? [];
  return others.length === 0 ? type.replaceAll('_', '-') : 'online';
}

/** Of an older endpoint: a charge with all its refunds. */
function ofCharge(told: Told, { payment_intent: paymentId, refunds }: Charge): Understood {
  // Whatever is paid here is a payment; a charge of its own is another shop's.
  if (paymentId === null) return [];
  if (paymentId === undefined || refunds === undefined || refunds === null) return 'lacking';
  const all = refunds.data.map((refund) =>
    ofRefund(
      { ...told, eventId: `${told.eventId}/${refund.id}` },
      { ...refund, payment_intent: paymentId, status: refund.status ?? 'succeeded' },
    ),
  );
  return all.some((each) => each === 'lacking') ? 'lacking' : all.flatMap((each) => each as ProviderEvent[]);
}

function ofRefund(told: Told, refund: Refund): Understood {
  const { id, payment_intent: paymentId, status, amount, currency } = refund;
  if (paymentId === null && typeof refund.charge === 'string') return [foreign(told, refund.charge)];
  if (typeof paymentId !== 'string' || typeof status !== 'string') return 'lacking';
  const frame = { eventId: told.eventId, paymentId, at: told.at };
  if (status === 'failed' || status === 'canceled')
    return [{ ...frame, kind: 'refund-failed', refundId: id }];
  if (status === 'pending' || status === 'requires_action') return [];
  if (typeof amount !== 'number' || typeof currency !== 'string') return 'lacking';
  const money = moneyOf(amount, currency);
  if (money === undefined) return [noMoney(told, { id, paymentId, amount, currency })];
  if (status !== 'succeeded') return [noState(told, { id, paymentId, status })];
  return [{ ...frame, kind: 'refunded', refundId: id, ...money }];
}

/** Steps of a dispute by its state. A bank that only asks has taken nothing, nor has one that has asked in vain. */
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

function ofDispute(told: Told, dispute: Dispute): Understood {
  const { id, payment_intent: paymentId, status, amount, currency } = dispute;
  if (paymentId === null && typeof dispute.charge === 'string') return [foreign(told, dispute.charge)];
  if (typeof paymentId !== 'string' || typeof status !== 'string') return 'lacking';
  const step = STEPS[status];
  if (step === undefined) return [noState(told, { id, paymentId, status })];
  const about = { eventId: told.eventId, paymentId, at: told.at, disputeId: id };
  if (step === 'nothing') return [];
  if (step === 'dispute-won') return [{ ...about, kind: step }];
  if (typeof amount !== 'number' || typeof currency !== 'string') return 'lacking';
  const money = moneyOf(amount, currency);
  if (money === undefined) return [noMoney(told, { id, paymentId, amount, currency })];
  if (step === 'dispute-lost') return [{ ...about, kind: step, ...money }];
  return [{ ...about, kind: step, ...money, reason: dispute.reason ?? 'dispute' }];
}

function foreign(told: Told, paymentId: string): ProviderEvent {
  return { kind: 'foreign', eventId: `foreign/${paymentId}`, paymentId, at: told.at };
}

interface Odd {
  readonly id: string;
  readonly paymentId: string;
}

function noMoney(told: Told, { amount, currency, ...odd }: Odd & { amount: number; currency: string }) {
  const said = `${amount} in ${shown(currency)}`;
  return unread(told, odd, `Stripe says ${said}, which is not a valid amount. ${LOOK}`);
}

function noState(told: Told, { status, ...odd }: Odd & { status: string }): ProviderEvent {
  return unread(told, odd, `Stripe reports the unknown status “${shown(status)}”. ${LOOK}`);
}

const LOOK = 'Nothing was posted. Check it at Stripe and post the amount on the account.';

function unread(told: Told, { id, paymentId }: Odd, detail: string): ProviderEvent {
  const frame = { eventId: `unread/${told.eventId}`, paymentId, at: told.at };
  return { kind: 'unread', ...frame, objectType: '', objectId: id, isPressing: false, detail };
}

/** What Stripe says, short enough for a page. */
function shown(text: string): string {
  return text.replace(/[^\w.-]/g, '').slice(0, 40);
}

function moneyOf(amount: number, currency: string): { minor: bigint; currency: string } | undefined {
  const code = currency.toUpperCase();
  if (currencyExponent(code) === undefined || !Number.isSafeInteger(amount) || amount <= 0) return undefined;
  const minor = fromStripe(amount, code);
  return minor === undefined ? undefined : { minor, currency: code };
}

function textOf(metadata: Intent['metadata'], name: string): string | undefined {
  const value = metadata?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
