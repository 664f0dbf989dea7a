import { z } from 'zod';
import type {
  CardTokens,
  CardResponse,
  CardOrder,
  CardRelease,
  CheckoutResponse,
  CheckoutOrder,
  KeysAnswer,
  ProviderEvent,
  ProviderTrouble,
  RefundResponse,
  RefundOrder,
} from '../../billing/payment.js';
import { amountOf, askMollie, type MollieApi, trouble } from './mollieApi.js';
import { collectDebit, findDebit, registerMandate } from './mollieDebits.js';
import { eventsOf, isGivenBack, paymentShape } from './mollieEvents.js';
import type { Delivery, PaymentProvider, ProviderSettings, ReadEvents, SettingFault } from '../provider.js';

export interface MollieOptions {
  readonly api: URL;
}

/** Returns the first of a site's Mollie settings that is invalid, if any. */
export function checkMollie(settings: ProviderSettings): SettingFault | undefined {
  if (/^(test|live)_[A-Za-z0-9]{20,100}$/.test(settings['apiKey'] ?? '')) return undefined;
  return { field: 'apiKey', reason: 'must be an API key (live_… or test_…)' };
}

export function createMollie({ api: address }: MollieOptions, settings: ProviderSettings): PaymentProvider {
  const api: MollieApi = { address, apiKey: settings['apiKey'] ?? '' };
  return {
    kind: 'mollie',
    startCheckout: (order) => startCheckout(api, order),
    readEvents: (delivery) => readEvents(api, delivery),
    chargeSavedCard: (order) => chargeSavedCard(api, order),
    registerMandate: (order) => registerMandate(api, order),
    findDebit: (order) => findDebit(api, order),
    collectDebit: (order) => collectDebit(api, order),
    releaseCard: (card) => releaseCard(api, card),
    readPayment: (paymentId) => readPayment(api, paymentId),
    readMoneyBack: (paymentId) => readPayment(api, paymentId),
    readObject: ({ objectId }) => readPayment(api, objectId),
    refund: (order) => refund(api, order),
    tryKeys: () => tryKeys(api),
  };
}

const methodsShape = z.object({
  _embedded: z.object({ methods: z.array(z.object({ description: z.string() })) }),
});

async function tryKeys(api: MollieApi): Promise<KeysAnswer> {
  const answer = await askMollie(api, { method: 'GET', path: 'methods' }, methodsShape);
  if ('outcome' in answer) return trouble(answer);
  const methods = answer._embedded.methods.map(({ description }) => description);
  const mode = api.apiKey.startsWith('test_') ? 'test' : 'live';
  if (methods.length === 0)
    return {
      outcome: 'refused',
      detail: 'Mollie accepts the key, but no payment method is switched on there.',
    };
  return { outcome: 'works', says: `Mollie accepts the key (${mode} mode): ${methods.join(', ')}.` };
}

async function startCheckout(api: MollieApi, order: CheckoutOrder): Promise<CheckoutResponse> {
  const customer = order.saveCard ? await createCustomer(api, order) : undefined;
  if (customer !== undefined && typeof customer !== 'string') return customer;
  const made = await askMollie(
    api,
    {
      method: 'POST',
      path: 'payments',
      idempotencyKey: order.id,
      body: {
        amount: amountOf(order),
        description: `${order.purpose} (${order.reference})`,
        redirectUrl: order.successUrl,
        cancelUrl: order.cancelUrl,
        webhookUrl: order.webhookUrl,
        metadata: { accountId: order.accountId, checkoutId: order.id },
        ...(customer === undefined
          ? {}
          : { customerId: customer, sequenceType: 'first', method: 'creditcard' }),
      },
    },
    paymentShape,
  );
  if ('outcome' in made) return trouble(made);
  const url = made._links?.checkout?.href;
  if (url === undefined) return { outcome: 'unavailable', detail: 'Mollie returned no payment page.' };
  return { outcome: 'started', url, providerId: made.id, minor: order.minor };
}

async function createCustomer(api: MollieApi, order: CheckoutOrder): Promise<string | ProviderTrouble> {
  const made = await askMollie(
    api,
    {
      method: 'POST',
      path: 'customers',
      idempotencyKey: `${order.id}-customer`,
      body: { name: order.reference },
    },
    z.object({ id: z.string() }),
  );
  return 'outcome' in made ? trouble(made) : made.id;
}

async function chargeSavedCard(api: MollieApi, order: CardOrder): Promise<CardResponse> {
  const made = await askMollie(
    api,
    {
      method: 'POST',
      path: 'payments',
      idempotencyKey: order.id,
      body: {
        amount: amountOf(order),
        description: `${order.purpose} (${order.reference})`,
        webhookUrl: order.webhookUrl,
        sequenceType: 'recurring',
        customerId: order.card.customerId,
        mandateId: order.card.methodId,
        metadata: { accountId: order.accountId, topUpId: order.id },
      },
    },
    paymentShape,
  );
  if ('outcome' in made) return trouble(made);
  switch (made.status) {
    case 'paid':
      return { outcome: 'paid', paymentId: made.id, minor: order.minor, method: 'card' };
    case 'open':
    case 'pending':
    case 'authorized':
      return { outcome: 'pending', paymentId: made.id };
    default:
      return { outcome: 'refused', detail: 'The card was refused.' };
  }
}

async function releaseCard(api: MollieApi, { customerId, methodId }: CardTokens): Promise<CardRelease> {
  // Only Mollie makes these tokens; another value is not used in a URL.
  if (!/^\w{1,64}$/.test(customerId) || !/^\w{1,64}$/.test(methodId)) return { outcome: 'released' };
  const path = `customers/${customerId}/mandates/${methodId}`;
  const answer = z.unknown().transform(() => 'gone' as const);
  const gone = await askMollie(api, { method: 'DELETE', path }, answer);
  if (gone === 'gone') return { outcome: 'released' };
  return gone.status === 404 || gone.status === 410 ? { outcome: 'released' } : trouble(gone);
}

async function readPayment(
  api: MollieApi,
  paymentId: string,
): Promise<readonly ProviderEvent[] | 'unavailable'> {
  if (!isPaymentId(paymentId)) return [];
  const path = `payments/${paymentId}?embed=refunds,chargebacks`;
  const payment = await askMollie(api, { method: 'GET', path }, paymentShape);
  return 'outcome' in payment || payment.id !== paymentId ? 'unavailable' : eventsOf(payment);
}

async function refund(api: MollieApi, order: RefundOrder): Promise<RefundResponse> {
  if (!isPaymentId(order.paymentId)) return { outcome: 'refused', detail: 'This is not a Mollie payment.' };
  const made = await askMollie(
    api,
    {
      method: 'POST',
      path: `payments/${order.paymentId}/refunds`,
      idempotencyKey: order.id,
      body: { amount: amountOf(order) },
    },
    z.object({ id: z.string(), status: z.string() }),
  );
  if ('outcome' in made) return trouble(made);
  if (made.status === 'failed' || made.status === 'canceled') {
    return { outcome: 'refused', detail: 'Mollie could not refund the payment.' };
  }
  return {
    outcome: isGivenBack(made.status) ? 'refunded' : 'pending',
    refundId: made.id,
    minor: order.minor,
  };
}

/** The payment named by a message, without any proof; undefined where it names none. */
export function namedMolliePayment(rawBody: Buffer): string | undefined {
  const id = new URLSearchParams(rawBody.toString('utf8', 0, 1_000)).get('id') ?? '';
  return isPaymentId(id) ? id : undefined;
}

/** Mollie's message is only an id, and anyone can send one, so the payment itself is fetched. */
async function readEvents(api: MollieApi, delivery: Delivery): Promise<ReadEvents> {
  const id = namedMolliePayment(delivery.rawBody);
  if (id === undefined) return 'forged';
  const path = `payments/${id}?embed=refunds,chargebacks`;
  const payment = await askMollie(api, { method: 'GET', path }, paymentShape);
  if ('outcome' in payment)
    return payment.status === 404 || payment.status === 410 ? 'missing' : 'unavailable';
  if (payment.id !== id) return 'unavailable';
  const events = eventsOf(payment);
  return events.length === 0 ? 'ignored' : events;
}

function isPaymentId(text: string): boolean {
  return /^tr_[A-Za-z0-9]{1,64}$/.test(text);
}
