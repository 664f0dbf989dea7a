import { moneyOf } from './stripeAmount.js';
import type { CheckoutSession, Intent } from './stripeShapes.js';
import { foreign, noMoney, type Told, type Understood } from './stripeReportSource.js';

export function ofIntent(told: Told, intent: Intent): Understood {
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

export function ofSession(told: Told, session: CheckoutSession): Understood {
  const { payment_status: status, payment_intent: paymentId, metadata, amount_total: amount } = session;
  if (typeof status !== 'string' || metadata === undefined) return 'lacking';
  const accountId = textOf(metadata, 'accountId');
  // A completed session is not yet paid: the bank may still refuse.
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

/** The payment method, where only one was possible; an endpoint of an older version may not contain it. */
function methodOf(types: readonly string[] | null | undefined): string {
  const [type = 'online', ...others] = types ?? [];
  return others.length === 0 ? type.replaceAll('_', '-') : 'online';
}

function textOf(metadata: Intent['metadata'], name: string): string | undefined {
  const value = metadata?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
