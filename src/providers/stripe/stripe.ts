import type Stripe from 'stripe';
import type {
  CardTokens,
  CardResponse,
  CardOrder,
  CardRelease,
  CheckoutResponse,
  CheckoutOrder,
  KeysAnswer,
  RefundResponse,
  RefundOrder,
} from '../../billing/payment.js';
import type { PaymentProvider, ProviderSettings, SettingFault } from '../provider.js';
import { fromStripe, toStripe } from './stripeAmount.js';
import { collectDebit, findDebit, startMandate } from './stripeDebits.js';
import { explain, isStripeError, type StripeProblem } from './stripeFetch.js';
import { askAbout, readMoneyBack } from './stripeObjects.js';
import { readReport } from './stripeReports.js';

const TIMEOUT_MS = 10_000;

export interface StripeOptions {
  /** The URL of its API; another one is for tests and gateways. */
  readonly api: URL;
}

/** Returns the first of a site's Stripe settings that is invalid, if any. */
export function checkStripe(settings: ProviderSettings): SettingFault | undefined {
  if (!/^(sk|rk)_(test|live)_[A-Za-z0-9_]{8,250}$/.test(settings['secretKey'] ?? ''))
    return { field: 'secretKey', reason: 'must be a secret or restricted key (sk_… or rk_…)' };
  if (!/^whsec_[A-Za-z0-9+/=_-]{8,250}$/.test(settings['webhookSecret'] ?? ''))
    return { field: 'webhookSecret', reason: 'must be the signing secret of the endpoint (whsec_…)' };
  return undefined;
}

export function createStripe({ api }: StripeOptions, settings: ProviderSettings): PaymentProvider {
  const { secretKey = '', webhookSecret = '' } = settings;
  let client: Promise<Stripe> | undefined;
  // Loaded with the first payment: the package is large, and most processes never need it.
  const stripe = (): Promise<Stripe> => (client ??= connect(api, secretKey));
  return {
    kind: 'stripe',
    startCheckout: async (order) => startCheckout(await stripe(), order),
    readEvents: async (delivery) => readReport(await stripe(), webhookSecret, delivery),
    chargeSavedCard: async (order) => chargeSavedCard(await stripe(), order),
    startMandate: async (order) => startMandate(await stripe(), order),
    findDebit: async (order) => findDebit(await stripe(), order),
    collectDebit: async (order) => collectDebit(await stripe(), order),
    releaseCard: async (card) => releaseCard(await stripe(), card),
    readPayment: async (objectId) => askAbout(await stripe(), { objectType: 'payment_intent', objectId }),
    readMoneyBack: async (paymentId) => readMoneyBack(await stripe(), paymentId),
    readObject: async (object) => askAbout(await stripe(), object),
    refund: async (order) => refund(await stripe(), order),
    tryKeys: async () => tryKeys(await stripe(), secretKey),
  };
}

/** Asks for what a checkout needs anyway, so that a restricted key has the permission. */
async function tryKeys(stripe: Stripe, secretKey: string): Promise<KeysAnswer> {
  try {
    await stripe.checkout.sessions.list({ limit: 1 });
  } catch (error) {
    return explain(error);
  }
  const mode = secretKey.includes('_test_') ? 'test' : 'live';
  return { outcome: 'works', says: `Stripe accepts the key (${mode} mode).` };
}

async function connect(api: URL, secretKey: string): Promise<Stripe> {
  const { default: Client } = await import('stripe');
  const protocol = api.protocol === 'http:' ? 'http' : 'https';
  const port = api.port === '' ? (protocol === 'http' ? 80 : 443) : Number(api.port);
  return new Client(secretKey, {
    host: api.hostname,
    port,
    protocol,
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
  });
}

async function startCheckout(stripe: Stripe, order: CheckoutOrder): Promise<CheckoutResponse> {
  const { id, accountId, currency, purpose, reference, saveCard, successUrl, cancelUrl } = order;
  const payable = toStripe(order.minor, currency);
  if (payable === undefined) return { outcome: 'refused', detail: 'The amount is too large for Stripe.' };
  const metadata = { accountId, checkoutId: id, reference, savesCard: saveCard ? 'yes' : 'no' };
  try {
    const session = await stripe.checkout.sessions.create(
      {
        mode: 'payment',
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: currency.toLowerCase(),
              unit_amount: payable.amount,
              product_data: { name: purpose },
            },
          },
        ],
        success_url: successUrl,
        cancel_url: cancelUrl,
        client_reference_id: reference,
        metadata,
        payment_intent_data: {
          metadata,
          description: `${purpose} (${reference})`,
          ...(saveCard ? { setup_future_usage: 'off_session' as const } : {}),
        },
        ...(saveCard
          ? { customer_creation: 'always' as const, allowed_payment_method_types: ['card' as const] }
          : {}),
      },
      { idempotencyKey: `checkout-${id}` },
    );
    if (session.url === null) return { outcome: 'unavailable', detail: 'Stripe returned no payment page.' };
    return { outcome: 'started', url: session.url, providerId: session.id, minor: payable.minor };
  } catch (error) {
    return explain(error);
  }
}

async function chargeSavedCard(stripe: Stripe, order: CardOrder): Promise<CardResponse> {
  const { id, accountId, currency, purpose, reference, card } = order;
  const payable = toStripe(order.minor, currency);
  if (payable === undefined) return { outcome: 'refused', detail: 'The amount is too large for Stripe.' };
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: payable.amount,
        currency: currency.toLowerCase(),
        customer: card.customerId,
        payment_method: card.methodId,
        allowed_payment_method_types: ['card'],
        off_session: true,
        confirm: true,
        description: `${purpose} (${reference})`,
        metadata: { accountId, reference, topUpId: id },
      },
      { idempotencyKey: `top-up-${id}` },
    );
    return cardResponse(intent, order);
  } catch (error) {
    if (isStripeError(error) && error.code === 'authentication_required') {
      return { outcome: 'needs-client', detail: 'The bank asks the client to confirm the payment.' };
    }
    return explain(error);
  }
}

function cardResponse(intent: Stripe.PaymentIntent, { currency, minor }: CardOrder): CardResponse {
  switch (intent.status) {
    case 'succeeded':
      return {
        outcome: 'paid',
        paymentId: intent.id,
        minor: fromStripe(intent.amount_received, currency) ?? minor,
        method: 'card',
      };
    case 'processing':
      return { outcome: 'pending', paymentId: intent.id };
    case 'requires_action':
    case 'requires_confirmation':
      return { outcome: 'needs-client', detail: 'The bank asks the client to confirm the payment.' };
    default:
      return { outcome: 'refused', detail: 'The card was not charged.' };
  }
}

async function releaseCard(stripe: Stripe, { methodId }: CardTokens): Promise<CardRelease> {
  try {
    await stripe.paymentMethods.detach(methodId);
    return { outcome: 'released' };
  } catch (error) {
    return isStripeError(error) && isGone(error) ? { outcome: 'released' } : explain(error);
  }
}

/** Stripe no longer knows the card, or the card has no customer: nothing is left to detach. */
function isGone({ code, message }: StripeProblem): boolean {
  return code === 'resource_missing' || /not attached to a customer/i.test(message);
}

async function refund(stripe: Stripe, order: RefundOrder): Promise<RefundResponse> {
  const payable = toStripe(order.minor, order.currency);
  if (payable?.minor !== order.minor) {
    return { outcome: 'refused', detail: 'Stripe cannot refund exactly this amount.' };
  }
  try {
    const made = await stripe.refunds.create(
      { payment_intent: order.paymentId, amount: payable.amount },
      { idempotencyKey: `refund-${order.id}` },
    );
    if (made.status === 'failed' || made.status === 'canceled') {
      return { outcome: 'refused', detail: 'Stripe could not refund the payment.' };
    }
    const outcome = made.status === 'succeeded' ? 'refunded' : 'pending';
    return { outcome, refundId: made.id, minor: order.minor };
  } catch (error) {
    return explain(error);
  }
}
