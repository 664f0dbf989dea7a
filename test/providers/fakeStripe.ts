import Stripe from 'stripe';
import { createPayments } from '../../src/providers/createPayments.js';
import { type Response, type ApiServer, type ApiRequest, startApiServer } from './apiServer.js';

export const STRIPE_KEYS = { secretKey: 'sk_test_0123456789abcdef', webhookSecret: 'whsec_0123456789abcdef' };

/** Cards by what becomes of them, as Stripe's own test cards. */
export type CardFate = 'succeeds' | 'needs-client' | 'declined' | 'processing' | 'down';

export interface FakeStripe extends ApiServer {
  readonly payments: ReturnType<typeof createPayments>;
  /** What becomes of charges to come. */
  fate: CardFate;
  /** Whether cards can be let go of; else it is out of order for that. */
  releases: boolean;
  /** Whether refunds fail, as when it is out of order. */
  refuses: boolean;
  /** The state of a charge that was `processing` when it is retrieved. */
  decided: 'processing' | 'succeeded' | 'canceled' | 'requires_payment_method';
  /** Why a charge failed, as the bank's network says it. */
  networkCode: string | null;
  /** Whether a client has finished the page for a mandate. */
  isMandateGiven: boolean;
  /** Whether a charge is made, but its answer is lost. */
  losesAnswers: boolean;
  /** Pages for mandates by their ids. */
  readonly pages: Map<string, Record<string, string>>;
  /** Charges by their ids, as requested. */
  readonly charges: Map<
    string,
    {
      readonly amount: number;
      readonly customer: string | null;
      readonly types: readonly string[];
      readonly metadata: Record<string, string>;
    }
  >;
}

interface State extends Omit<FakeStripe, keyof ApiServer | 'payments'> {
  made: number;
}

/** A server that speaks the few calls of Stripe's API that are used. */
export async function startFakeStripe(): Promise<FakeStripe> {
  const state: State = {
    fate: 'succeeds',
    releases: true,
    refuses: false,
    decided: 'processing',
    networkCode: null,
    isMandateGiven: true,
    losesAnswers: false,
    pages: new Map(),
    made: 0,
    charges: new Map(),
  };
  const server = await startApiServer((request) => {
    state.made += 1;
    return answer(request, state);
  });
  const payments = createPayments({ stripeApi: server.url });
  return Object.assign(state, { ...server, payments });
}

function answer({ method, path, body }: ApiRequest, state: State): Response {
  const { made } = state;
  const form = new URLSearchParams(body);
  if (method === 'POST' && path === '/v1/checkout/sessions') {
    const id = `cs_test_${made}`;
    if (form.get('mode') === 'setup') state.pages.set(id, metadataOf(form));
    return { body: { id, object: 'checkout.session', url: `https://checkout.stripe.com/c/pay/${id}` } };
  }
  if (method === 'GET' && path.startsWith('/v1/checkout/sessions?'))
    return { body: { object: 'list', data: [], has_more: false } };
  if (method === 'GET' && path.startsWith('/v1/checkout/sessions/')) {
    const id = path.replace('/v1/checkout/sessions/', '');
    return { body: mandatePage(state, id) };
  }
  if (method === 'GET' && path.startsWith('/v1/setup_intents/'))
    return { body: setupIntent(path.replace(/^.*setup_intents\/(\w+).*$/, '$1')) };
  if (method === 'GET' && path.startsWith('/v1/payment_intents?')) {
    const customer = new URLSearchParams(path.split('?')[1]).get('customer');
    const data = [...state.charges]
      .filter(([, charge]) => charge.customer === customer)
      .map(([id, charge]) => ({ id, object: 'payment_intent', ...charge }));
    return { body: { object: 'list', data, has_more: false } };
  }
  if (method === 'POST' && path === '/v1/payment_intents') {
    const response = charged(form, state);
    return state.losesAnswers ? OUT_OF_ORDER : response;
  }
  const charge = state.charges.get(path.replace('/v1/payment_intents/', ''));
  if (method === 'GET' && charge !== undefined) {
    const [, id] = /payment_intents\/(\w+)/.exec(path) ?? [];
    const intent = { id, object: 'payment_intent', currency: 'eur', metadata: charge.metadata };
    return {
      body: {
        ...{ ...intent, status: state.decided, amount_received: charge.amount },
        payment_method_types: charge.types,
        last_payment_error:
          state.networkCode === null
            ? null
            : { message: 'The bank refused.', code: 'x', network_decline_code: state.networkCode },
      },
    };
  }
  if (method === 'POST' && /^\/v1\/payment_methods\/[\w-]+\/detach$/.test(path)) {
    if (path.includes('pm_unknown')) return { status: 404, body: { error: MISSING } };
    return state.releases ? { body: { id: 'pm', object: 'payment_method', customer: null } } : OUT_OF_ORDER;
  }
  if (method === 'GET' && path.startsWith('/v1/payment_intents/')) {
    const card = { brand: 'visa', last4: '4242', exp_month: 4, exp_year: 2030 };
    const [, id] = /payment_intents\/(\w+)/.exec(path) ?? [];
    const payment_method = { id: `pm_of_${id ?? ''}`, object: 'payment_method', type: 'card', card };
    return { body: { id, object: 'payment_intent', customer: 'cus_1', payment_method } };
  }
  if (method === 'POST' && path === '/v1/refunds') {
    if (state.refuses) return OUT_OF_ORDER;
    const amount = Number(form.get('amount'));
    return { body: { id: `re_${made}`, object: 'refund', amount, status: 'succeeded' } };
  }
  return {
    status: 404,
    body: { error: { type: 'invalid_request_error', message: 'Unrecognized request URL' } },
  };
}

const MISSING = { type: 'invalid_request_error', code: 'resource_missing', message: 'No such PaymentMethod' };
const OUT_OF_ORDER: Response = {
  status: 500,
  body: { error: { type: 'api_error', message: 'out of order' } },
};

function charged(form: URLSearchParams, { fate, made, charges }: State): Response {
  const amount = Number(form.get('amount'));
  const id = `pi_${made}`;
  const intent = { id, object: 'payment_intent', amount_received: amount };
  const types = [form.get('allowed_payment_method_types[0]') ?? 'card'];
  charges.set(id, { amount, customer: form.get('customer'), types, metadata: metadataOf(form) });
  const refused = (code: string): Response => ({
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
      return OUT_OF_ORDER;
  }
}

function metadataOf(form: URLSearchParams): Record<string, string> {
  const pairs = [...form].flatMap(([name, value]) => {
    const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** A page for a mandate, as an event has it, too. */
export function mandatePage({ pages, isMandateGiven }: Pick<State, 'pages' | 'isMandateGiven'>, id: string) {
  const status = isMandateGiven ? 'complete' : 'open';
  const frame = { id, object: 'checkout.session', mode: 'setup', payment_status: 'no_payment_required' };
  return {
    ...frame,
    status,
    setup_intent: isMandateGiven ? `seti_of_${id}` : null,
    metadata: pages.get(id),
  };
}

function setupIntent(id: string): object {
  const sepa_debit = { country: 'DE', last4: '3000', fingerprint: 'x', bank_code: '37040044' };
  const billing_details = { name: 'Björn Müller', email: 'b@client.example' };
  const online = { ip_address: '192.0.2.9', user_agent: 'Browser' };
  const reference = `STRIPE${id.replaceAll(/\W|_/g, '').toUpperCase()}`;
  return {
    ...{ id, object: 'setup_intent', status: 'succeeded', customer: `cus_of_${id}` },
    payment_method: { id: `pm_of_${id}`, object: 'payment_method', billing_details, sepa_debit },
    mandate: {
      ...{ id: `mandate_of_${id}`, object: 'mandate', status: 'active', type: 'multi_use' },
      customer_acceptance: { accepted_at: 1, type: 'online', online },
      payment_method_details: {
        type: 'sepa_debit',
        sepa_debit: { reference, url: 'https://hooks.stripe.example/m' },
      },
    },
  };
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
