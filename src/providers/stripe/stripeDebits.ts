import type Stripe from 'stripe';
import type {
  DebitOrder,
  DebitResponse,
  FoundDebit,
  MandatePageOrder,
  MandatePageResponse,
} from '../../billing/payment.js';
import { fromStripe, toStripe } from './stripeAmount.js';
import { explain } from './stripeFetch.js';

/** Opens a Checkout page that stores a bank account and its SEPA mandate, without a payment. */
export async function startMandate(stripe: Stripe, order: MandatePageOrder): Promise<MandatePageResponse> {
  const { id, accountId, successUrl, cancelUrl } = order;
  const metadata = { accountId, setupId: id };
  try {
    const session = await stripe.checkout.sessions.create(
      {
        mode: 'setup',
        allowed_payment_method_types: ['sepa_debit'],
        customer_creation: 'always',
        success_url: successUrl,
        cancel_url: cancelUrl,
        metadata,
        setup_intent_data: { metadata },
      },
      { idempotencyKey: `mandate-${id}` },
    );
    if (session.url === null) return { outcome: 'unavailable', detail: 'Stripe returned no page.' };
    return { outcome: 'started', url: session.url, providerId: session.id };
  } catch (error) {
    return explain(error);
  }
}

const LISTED = 100;

/**
 * Looks among the payments of the mandate's customer, newest first. Stripe forgets idempotency keys after a day, and this
 * also finds what was handed in before.
 */
export async function findDebit(
  stripe: Stripe,
  { id, currency, mandate }: Pick<DebitOrder, 'id' | 'currency' | 'mandate'>,
): Promise<FoundDebit> {
  try {
    const { data } = await stripe.paymentIntents.list({ customer: mandate.customerId, limit: LISTED });
    const intent = data.find(({ metadata }) => metadata['debitId'] === id);
    if (intent === undefined) return { outcome: 'none' };
    const minor = fromStripe(intent.amount, currency);
    if (minor === undefined) return { outcome: 'unavailable', detail: 'Stripe has an invalid amount.' };
    return { outcome: 'submitted', paymentId: intent.id, minor };
  } catch (error) {
    return explain(error);
  }
}

export async function collectDebit(stripe: Stripe, order: DebitOrder): Promise<DebitResponse> {
  const { id, accountId, currency, purpose, reference, mandate, minor } = order;
  const payable = toStripe(minor, currency);
  if (payable?.minor !== minor)
    return { outcome: 'refused', detail: 'Stripe cannot collect exactly this amount.' };
  const { customerId, methodId, mandateId } = mandate;
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: payable.amount,
        currency: currency.toLowerCase(),
        customer: customerId,
        payment_method: methodId,
        ...(mandateId === undefined ? {} : { mandate: mandateId }),
        allowed_payment_method_types: ['sepa_debit'],
        off_session: true,
        confirm: true,
        description: `${purpose} (${reference})`,
        metadata: { accountId, reference, debitId: id },
      },
      { idempotencyKey: `debit-${id}` },
    );
    const { status } = intent;
    if (status === 'processing' || status === 'succeeded')
      return { outcome: 'submitted', paymentId: intent.id, minor };
    return { outcome: 'refused', detail: `Stripe did not take the direct debit: ${status}.` };
  } catch (error) {
    return explain(error);
  }
}
