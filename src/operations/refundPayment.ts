import { isProviderKind, isRefusal, type Refusal, refuse } from '../billing/index.js';
import { isId } from '../platform/index.js';
import { type Entry, findEntry, findEventOfEntry } from '../store/index.js';
import type { SiteContext } from './context.js';
import { fingerprintOf } from './fingerprint.js';
import { openProvider, type PaymentTools, troubleOf } from './openProvider.js';
import { positiveAmount } from './postMoney.js';
import { takeProviderEvent } from './takeProviderEvent.js';

const NO_ENTRY = refuse('not_found', 'There is no such entry.');

export interface RefundedPayment {
  /** `pending`: the provider has yet to say that the money went back; the entry follows then. */
  readonly outcome: 'refunded' | 'pending';
  readonly payment: Entry;
}

/**
 * Gives a payment, or a part of it, back through the provider it came by; the refund's entry follows its report. The
 * same key is the same refund.
 */
export async function refundPayment(
  context: SiteContext & PaymentTools,
  entryId: string,
  input: { readonly amount?: string | undefined },
  key: string,
): Promise<RefundedPayment | Refusal> {
  const payment = isId(entryId) ? await findEntry(context.sql, context.siteId, entryId) : undefined;
  if (payment === undefined) return NO_ENTRY;
  const reported = payment.kind === 'payment' ? await findEventOfEntry(context.sql, entryId) : undefined;
  if (reported === undefined || !isProviderKind(reported.provider)) {
    return refuse('conflict', 'This did not come by a provider; record what is given back by hand.');
  }
  const minor = input.amount === undefined ? payment.amount : positiveAmount(input.amount, payment.currency);
  if (isRefusal(minor)) return minor;
  if (minor > payment.amount) return refuse('invalid', 'is more than was paid', 'amount');
  const provider = await openProvider(context, context.siteId, reported.provider);
  if (isRefusal(provider)) return provider;
  const { paymentId } = reported;
  const id = fingerprintOf('provider-refund', { siteId: context.siteId, entryId, key })
    .toString('hex')
    .slice(0, 40);
  const answer = await provider.refund({ id, paymentId, minor, currency: payment.currency });
  if ('detail' in answer) return troubleOf(answer);
  if (answer.outcome === 'refunded') {
    await takeProviderEvent(context, reported.provider, {
      kind: 'refunded',
      eventId: `refund/${answer.refundId}`,
      paymentId,
      refundId: answer.refundId,
      minor: answer.minor,
      currency: payment.currency,
      at: context.now,
    });
  }
  return { outcome: answer.outcome, payment };
}
