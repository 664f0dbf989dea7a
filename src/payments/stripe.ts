import type Stripe from 'stripe';
import type {
  CardAnswer,
  CardOrder,
  CardRelease,
  CheckoutAnswer,
  CheckoutOrder,
  ProviderEvent,
  ProviderTrouble,
  RefundAnswer,
  RefundOrder,
  SavedCard,
} from '../billing/index.js';
import type {
  CardTokens,
  Delivery,
  PaymentProvider,
  ProviderSettings,
  ReadEvents,
  SettingFault,
} from './provider.js';
import { fromStripe, toStripe } from './stripeAmount.js';
import { readStripeEvent, readStripeIntent } from './stripeEvents.js';

const TIMEOUT_MS = 10_000;
/** How old, and how far ahead of us, a signature may be. */
const TOLERANCE_SECONDS = 300;

export interface StripeOptions {
  /** Where its API is; another address is for tests and for those who go through a gateway of their own. */
  readonly api: URL;
}

/** Says which of a site's settings for Stripe is wrong, if one is. */
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
  // Loaded with the first payment: its package is large, and most processes never need it.
  const stripe = (): Promise<Stripe> => (client ??= connect(api, secretKey));
  return {
    kind: 'stripe',
    startCheckout: async (order) => startCheckout(await stripe(), order),
    readEvents: async (delivery) => readEvents(await stripe(), webhookSecret, delivery),
    chargeSavedCard: async (order) => chargeSavedCard(await stripe(), order),
    releaseCard: async (card) => releaseCard(await stripe(), card),
    readPayment: async (paymentId) => readPayment(await stripe(), paymentId),
    refund: async (order) => refund(await stripe(), order),
  };
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

async function startCheckout(stripe: Stripe, order: CheckoutOrder): Promise<CheckoutAnswer> {
  const { id, accountId, currency, purpose, reference, saveCard, successUrl, cancelUrl } = order;
  const payable = toStripe(order.minor, currency);
  if (payable === undefined) return { outcome: 'refused', detail: 'The amount is larger than Stripe takes.' };
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
    if (session.url === null) return { outcome: 'unavailable', detail: 'Stripe gave no page to pay on.' };
    return { outcome: 'started', url: session.url, providerId: session.id, minor: payable.minor };
  } catch (error) {
    return explain(error);
  }
}

async function chargeSavedCard(stripe: Stripe, order: CardOrder): Promise<CardAnswer> {
  const { id, accountId, currency, purpose, reference, card } = order;
  const payable = toStripe(order.minor, currency);
  if (payable === undefined) return { outcome: 'refused', detail: 'The amount is larger than Stripe takes.' };
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
    return cardAnswer(intent, currency);
  } catch (error) {
    if (isStripeError(error) && error.code === 'authentication_required') {
      return { outcome: 'needs-client', detail: 'The bank wants the client to confirm the payment.' };
    }
    return explain(error);
  }
}

function cardAnswer(intent: Stripe.PaymentIntent, currency: string): CardAnswer {
  switch (intent.status) {
    case 'succeeded':
      return {
        outcome: 'paid',
        paymentId: intent.id,
        minor: fromStripe(intent.amount_received, currency),
        method: 'card',
      };
    case 'processing':
      return { outcome: 'pending', paymentId: intent.id };
    case 'requires_action':
    case 'requires_confirmation':
      return { outcome: 'needs-client', detail: 'The bank wants the client to confirm the payment.' };
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

/** Stripe does not know the card any more, or it hangs on nobody: nothing is left to let go of. */
function isGone({ code, message }: StripeProblem): boolean {
  return code === 'resource_missing' || /not attached to a customer/i.test(message);
}

async function readPayment(
  stripe: Stripe,
  paymentId: string,
): Promise<readonly ProviderEvent[] | 'unavailable'> {
  try {
    const event = readStripeIntent(await stripe.paymentIntents.retrieve(paymentId), Date.now());
    return event === undefined ? [] : [event];
  } catch (error) {
    explain(error);
    return 'unavailable';
  }
}

async function refund(stripe: Stripe, order: RefundOrder): Promise<RefundAnswer> {
  const payable = toStripe(order.minor, order.currency);
  if (payable?.minor !== order.minor) {
    return { outcome: 'refused', detail: 'Stripe cannot give back exactly this amount.' };
  }
  try {
    const made = await stripe.refunds.create(
      { payment_intent: order.paymentId, amount: payable.amount },
      { idempotencyKey: `refund-${order.id}` },
    );
    if (made.status === 'failed' || made.status === 'canceled') {
      return { outcome: 'refused', detail: 'Stripe could not give the money back.' };
    }
    const outcome = made.status === 'succeeded' ? 'refunded' : 'pending';
    return { outcome, refundId: made.id, minor: order.minor };
  } catch (error) {
    return explain(error);
  }
}

async function readEvents(stripe: Stripe, secret: string, delivery: Delivery): Promise<ReadEvents> {
  if (!isSigned(stripe, secret, delivery)) return 'forged';
  const event = parse(delivery.rawBody);
  const read = understand(event);
  if (read === undefined) return 'ignored';
  const card = read.kind === 'paid' ? await cardOf(stripe, event) : undefined;
  return [card === undefined ? read : ({ ...read, savedCard: card } as ProviderEvent)];
}

/**
 * Whether Stripe signed it within the tolerance on either side: its own check lets the future pass. Whatever goes wrong
 * in checking is a stranger's doing, who chooses both header and body until then.
 */
function isSigned(stripe: Stripe, secret: string, { headers, rawBody, receivedAt }: Delivery): boolean {
  const { signature } = stripe.webhooks;
  if (signature === null) throw new Error('Stripe’s library cannot check signatures here');
  const header = headers.get('stripe-signature') ?? '';
  const latest = Math.floor(receivedAt / 1000) + TOLERANCE_SECONDS;
  const times = Array.from(header.matchAll(/(?:^|,)\s*t=(-?\d+)/g), ([, seconds]) => Number(seconds));
  if (times.length !== 1 || times.some((seconds) => seconds > latest)) return false;
  try {
    return signature.verifyHeader(rawBody, header, secret, TOLERANCE_SECONDS, undefined, receivedAt);
  } catch {
    return false;
  }
}

/**
 * From here on it is genuine, so one that cannot be read is our failure (a bug, or a version of Stripe's API that we do
 * not know) and stays an exception: that is logged, and Stripe sends the report again for days.
 */
function parse(rawBody: Buffer): Stripe.Event {
  try {
    return JSON.parse(rawBody.toString('utf8')) as Stripe.Event;
  } catch {
    // Without its cause, which quotes the report.
    throw new Error('Stripe’s report is none that can be parsed');
  }
}

function understand(event: Stripe.Event): ProviderEvent | undefined {
  try {
    return readStripeEvent(event);
  } catch (error) {
    throw new Error(`Stripe’s report ${nameOf(event)} could not be read`, { cause: error });
  }
}

/** Its id and type, for the log, where they look like what Stripe gives. */
function nameOf(event: unknown): string {
  const { id, type } = (event ?? {}) as { readonly id?: unknown; readonly type?: unknown };
  const named = [id, type].filter((part) => typeof part === 'string' && /^[\w.]{1,100}$/.test(part));
  return named.length === 0 ? 'without a name' : named.join(' ');
}

/** The card that a payment has saved. Only its tokens matter, so what cannot be asked now may be lost: money is not. */
async function cardOf(stripe: Stripe, event: Stripe.Event): Promise<SavedCard | undefined> {
  const object = event.data.object as Stripe.Checkout.Session | Stripe.PaymentIntent;
  if (object.metadata?.['savesCard'] !== 'yes') return undefined;
  const intentId = object.object === 'payment_intent' ? object.id : object.payment_intent;
  if (typeof intentId !== 'string') return undefined;
  try {
    const intent = await stripe.paymentIntents.retrieve(intentId, { expand: ['payment_method'] });
    const { customer, payment_method: method } = intent;
    const customerId = typeof customer === 'string' ? customer : customer?.id;
    if (customerId === undefined || method === null || typeof method === 'string') return undefined;
    const { card } = method;
    if (card === undefined) return undefined;
    return {
      customerId,
      methodId: method.id,
      brand: card.brand,
      lastFour: card.last4,
      expires: `${card.exp_year}-${String(card.exp_month).padStart(2, '0')}`,
    };
  } catch {
    return undefined;
  }
}

interface StripeProblem {
  readonly type: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly message: string;
}

function isStripeError(error: unknown): error is Error & StripeProblem {
  return error instanceof Error && 'type' in error && String(error.type).startsWith('Stripe');
}

/** What Stripe or the network did, as an answer; anything else is a bug and stays an exception. */
function explain(error: unknown): ProviderTrouble {
  if (!isStripeError(error)) throw error;
  switch (error.type) {
    case 'StripeCardError':
      return { outcome: 'refused', detail: `The card was refused: ${error.code ?? 'no reason given'}.` };
    case 'StripeInvalidRequestError':
      return { outcome: 'refused', detail: `Stripe refused: ${withoutKeys(error.message)}` };
    case 'StripeAuthenticationError':
    case 'StripePermissionError':
      return { outcome: 'refused', detail: 'Stripe does not take the key.' };
    default:
      return { outcome: 'unavailable', detail: 'Stripe could not be reached.' };
  }
}

function withoutKeys(message: string): string {
  return message.replace(/\b(sk|rk|whsec)_\S+/g, '$1_…').slice(0, 300);
}
