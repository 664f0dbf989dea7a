import Stripe from 'stripe';
import { createPayments } from '../../src/payments/index.js';
import { type Answer, type ApiServer, type Asked, startApiServer } from './apiServer.js';

export const STRIPE_KEYS = { secretKey: 'sk_test_0123456789abcdef', webhookSecret: 'whsec_0123456789abcdef' };

/** Cards by what becomes of them, as Stripe's own test cards. */
export type CardFate = 'succeeds' | 'needs-client' | 'declined' | 'processing' | 'down';

export interface FakeStripe extends ApiServer {
  readonly payments: ReturnType<typeof createPayments>;
  /** What becomes of charges to come. */
  fate: CardFate;
}

/** A server that speaks the few calls of Stripe's API that are used. */
export async function startFakeStripe(): Promise<FakeStripe> {
  const state: { fate: CardFate; made: number } = { fate: 'succeeds', made: 0 };
  const server = await startApiServer((asked) => {
    state.made += 1;
    return answer(asked, state.fate, state.made);
  });
  const payments = createPayments({ stripeApi: server.url });
  return {
    ...server,
    payments,
    get fate() {
      return state.fate;
    },
    set fate(fate: CardFate) {
      state.fate = fate;
    },
  };
}

function answer({ method, path, body }: Asked, fate: CardFate, made: number): Answer {
  const form = new URLSearchParams(body);
  if (method === 'POST' && path === '/v1/checkout/sessions') {
    const id = `cs_test_${made}`;
    return { body: { id, object: 'checkout.session', url: `https://checkout.stripe.com/c/pay/${id}` } };
  }
  if (method === 'POST' && path === '/v1/payment_intents') return charged(form, fate, made);
  if (method === 'GET' && path.startsWith('/v1/payment_intents/')) {
    const card = { brand: 'visa', last4: '4242', exp_month: 4, exp_year: 2030 };
    const [, id] = /payment_intents\/(\w+)/.exec(path) ?? [];
    const payment_method = { id: `pm_of_${id ?? ''}`, object: 'payment_method', type: 'card', card };
    return { body: { id, object: 'payment_intent', customer: 'cus_1', payment_method } };
  }
  if (method === 'POST' && path === '/v1/refunds') {
    const amount = Number(form.get('amount'));
    return { body: { id: `re_${made}`, object: 'refund', amount, status: 'succeeded' } };
  }
  return {
    status: 404,
    body: { error: { type: 'invalid_request_error', message: 'Unrecognized request URL' } },
  };
}

function charged(form: URLSearchParams, fate: CardFate, made: number): Answer {
  const amount = Number(form.get('amount'));
  const intent = { id: `pi_${made}`, object: 'payment_intent', amount_received: amount };
  const refused = (code: string): Answer => ({
    status: 402,
    body: { error: { type: 'card_error', code, message: 'Your card was declined.' } },
  });
  switch (fate) {
    case 'succeeds':
      return { body: { ...intent, status: 'succeeded' } };
    case 'processing':
      return { body: { ...intent, status: 'processing' } };
    case 'needs-client':
      return refused('authentication_required');
    case 'declined':
      return refused('card_declined');
    case 'down':
      return { status: 500, body: { error: { type: 'api_error', message: 'out of order' } } };
  }
}

let signed = 0;

/** An event as Stripe sends it. */
export function stripeEvent(type: string, object: object, id?: string): object {
  signed += 1;
  const created = Math.floor(Date.now() / 1000) - 30;
  return { id: id ?? `evt_${signed}`, object: 'event', type, created, data: { object } };
}

export interface SignOptions {
  readonly secret?: string;
  /** Seconds from now. */
  readonly offset?: number;
}

/** The event's body and Stripe's signature of it, made by Stripe's own helper. */
export function sign(event: object, { secret = STRIPE_KEYS.webhookSecret, offset = 0 }: SignOptions = {}) {
  const payload = JSON.stringify(event);
  const timestamp = Math.floor(Date.now() / 1000) + offset;
  const header = new Stripe('sk_test_x').webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return { payload, header };
}

/** A finished checkout, as the event's object. */
export function session(accountId: string, changes: object = {}): object {
  return {
    id: 'cs_1',
    object: 'checkout.session',
    payment_intent: 'pi_paid',
    payment_status: 'paid',
    amount_total: 5_000,
    currency: 'eur',
    payment_method_types: ['card'],
    metadata: { accountId, savesCard: 'no' },
    ...changes,
  };
}
