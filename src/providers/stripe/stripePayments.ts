import { moneyOf } from './stripeAmount.js';
import type { CheckoutSession, Intent } from './stripeShapes.js';
import { foreign, noMoney, type ReportSource, type StripeEvents } from './stripeReportSource.js';

export function ofIntent(source: ReportSource, intent: Intent): StripeEvents {
  const { id, status, metadata } = intent;
  if (metadata === undefined || typeof status !== 'string') return 'lacking';
  const accountId = textOf(metadata, 'accountId');
  if (status !== 'succeeded') return accountId === undefined ? [] : failedIntent(source, intent, accountId);
  if (accountId === undefined) return [foreign(source, id)];
  const { amount_received: amount, currency } = intent;
  return paid(source, {
    paymentId: id,
    accountId,
    amount,
    currency,
    metadata,
    types: intent.payment_method_types,
  });
}

const FAILED = ['canceled', 'requires_payment_method', 'requires_source'];

function failedIntent(source: ReportSource, intent: Intent, accountId: string): StripeEvents {
  const { id, status, metadata, last_payment_error: error } = intent;
  if (!FAILED.includes(status ?? '')) return [];
  const isCancelled = status === 'canceled';
  const detail = error?.message ?? (isCancelled ? 'The payment was cancelled.' : 'The payment failed.');
  const reason = error?.network_decline_code ?? error?.decline_code ?? error?.code;
  const frame = { eventId: source.eventId, paymentId: id, at: source.at };
  return [
    {
      ...{ ...frame, kind: 'failed', accountId, detail, ...oursOf(metadata) },
      ...(typeof reason === 'string' ? { reason } : {}),
      ...(isCancelled ? { isCancelled } : {}),
    },
  ];
}

export function ofSession(source: ReportSource, session: CheckoutSession): StripeEvents {
  const { payment_status: status, payment_intent: paymentId, metadata, amount_total: amount } = session;
  if (typeof status !== 'string' || metadata === undefined) return 'lacking';
  const accountId = textOf(metadata, 'accountId');
  // A completed session is not yet paid: the bank may still refuse.
  if (status !== 'paid') return failedSession(source, session, accountId);
  if (amount === 0) return [];
  if (typeof paymentId !== 'string') return accountId === undefined ? [] : 'lacking';
  if (accountId === undefined) return [foreign(source, paymentId)];
  const { currency, payment_method_types: types } = session;
  return paid(source, { paymentId, accountId, amount, currency, metadata, types });
}

function failedSession(
  source: ReportSource,
  { payment_intent: paymentId }: CheckoutSession,
  accountId?: string,
): StripeEvents {
  if (source.type !== 'checkout.session.async_payment_failed') return [];
  if (accountId === undefined || typeof paymentId !== 'string') return [];
  const frame = { eventId: source.eventId, paymentId, at: source.at };
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

function paid(
  source: ReportSource,
  { paymentId, accountId, amount, currency, metadata, types }: Paid,
): StripeEvents {
  if (typeof amount !== 'number' || typeof currency !== 'string') return 'lacking';
  if (amount === 0) return [];
  const money = moneyOf(amount, currency);
  if (money === undefined) return [noMoney(source, { id: paymentId, paymentId, amount, currency })];
  const checkoutId = textOf(metadata, 'checkoutId');
  return [
    {
      ...{ eventId: source.eventId, paymentId, at: source.at },
      kind: 'paid',
      accountId,
      ...(checkoutId === undefined ? {} : { checkoutId }),
      ...oursOf(metadata),
      ...money,
      method: methodOf(types),
    },
  ];
}

/** The payment method, where only one was possible; an endpoint of an older version may not contain it. */
function methodOf(types: readonly string[] | null | undefined): string {
  const [type = 'online', ...others] = types ?? [];
  return others.length === 0 ? type.replaceAll('_', '-') : 'online';
}

/** What made the payment here, without its client. */
function oursOf(metadata: Intent['metadata']): { readonly topUpId?: string; readonly debitId?: string } {
  const topUpId = textOf(metadata, 'topUpId');
  const debitId = textOf(metadata, 'debitId');
  return { ...(topUpId === undefined ? {} : { topUpId }), ...(debitId === undefined ? {} : { debitId }) };
}

function textOf(metadata: Intent['metadata'], name: string): string | undefined {
  const value = metadata?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
