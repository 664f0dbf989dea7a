import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPayments } from '../../src/providers/createPayments.js';
import { fromStripe, toStripe } from '../../src/providers/stripe/stripeAmount.js';
import {
  type FakeStripe,
  session,
  sign,
  type SignOptions,
  startFakeStripe,
  STRIPE_KEYS,
  stripeEvent,
} from './fakeStripe.js';

const ACCOUNT = '0198c1d2-7a51-7cc0-9d5e-3f1f8e2b6a10';
const ORDER = {
  id: '0198c1d2-7a51-7cc0-9d5e-3f1f8e2b6a11',
  accountId: ACCOUNT,
  reference: 'ST-1234-5678-9012',
  minor: 4_950n,
  currency: 'EUR',
  purpose: 'fenwick.example',
  successUrl: 'https://tab.example/paid',
  cancelUrl: 'https://tab.example/back',
  webhookUrl: 'https://tab.example/webhooks/stripe/x',
  saveCard: false,
};
const CARD = { customerId: 'cus_1', methodId: 'pm_1' };

let stripe: FakeStripe;
beforeAll(async () => {
  stripe = await startFakeStripe();
});
afterAll(() => stripe.stop());

const provider = () => stripe.payments.open('stripe', STRIPE_KEYS);
const lastRequest = () => new URLSearchParams(stripe.requests.at(-1)?.body ?? '');

async function read(event: object, options: SignOptions & { header?: string; body?: string } = {}) {
  const { payload, header } = sign(event, options);
  return provider().readEvents({
    rawBody: Buffer.from(options.body ?? payload),
    headers: new Map([['stripe-signature', options.header ?? header]]),
    receivedAt: Date.now(),
  });
}

describe('amounts at Stripe', () => {
  it.each([
    ['EUR', 1_234n, 1_234, 1_234n],
    ['JPY', 4_900n, 4_900, 4_900n],
    ['KWD', 5_124n, 5_130, 5_130n],
    ['KWD', 5_120n, 5_120, 5_120n],
    ['ISK', 5n, 500, 5n],
    ['UGX', 5n, 500, 5n],
    ['MGA', 150n, 2, 200n],
    ['HUF', 12_345n, 12_345, 12_345n],
  ])('in %s: %s is %s there', (currency, minor, amount, payable) => {
    expect(toStripe(minor, currency)).toEqual({ amount, minor: payable });
    expect(fromStripe(amount, currency)).toBe(payable);
  });

  it.each([
    ['ISK', 50_050],
    ['UGX', 1],
  ])('in %s: %s is none that the currency has', (currency, amount) => {
    expect(fromStripe(amount, currency)).toBeUndefined();
  });

  it('are refused where they are too large', async () => {
    expect(toStripe(2n ** 60n, 'EUR')).toBeUndefined();
    expect(await provider().startCheckout({ ...ORDER, minor: 2n ** 60n })).toMatchObject({
      outcome: 'refused',
    });
  });
});

describe('a checkout at Stripe', () => {
  it('sends the amount and the account, once for each id', async () => {
    const started = await provider().startCheckout(ORDER);
    expect(started).toMatchObject({ outcome: 'started', minor: 4_950n });
    expect(await provider().startCheckout(ORDER)).toEqual(started);
    const form = lastRequest();
    expect(form.get('line_items[0][price_data][unit_amount]')).toBe('4950');
    expect(form.get('payment_intent_data[metadata][accountId]')).toBe(ACCOUNT);
    expect(form.get('payment_intent_data[setup_future_usage]')).toBeNull();
    expect(form.has('customer_email')).toBe(false);
  });

  it('saves the card only where that is wanted', async () => {
    await provider().startCheckout({ ...ORDER, id: `${ORDER.id}-2`, saveCard: true });
    expect(lastRequest().get('payment_intent_data[setup_future_usage]')).toBe('off_session');
    expect(lastRequest().get('customer_creation')).toBe('always');
  });
});

describe('a charge on a saved card', () => {
  const charge = (id: string) => provider().chargeSavedCard({ ...ORDER, id, card: CARD });
  it.each([
    ['succeeds', { outcome: 'paid', minor: 4_950n }],
    ['processing', { outcome: 'pending' }],
    ['needs-client', { outcome: 'needs-client' }],
    ['declined', { outcome: 'refused', detail: 'The card was refused: card_declined.' }],
    ['down', { outcome: 'unavailable' }],
  ] as const)('that %s', async (fate, answer) => {
    stripe.fate = fate;
    expect(await charge(`charge-${fate}`)).toMatchObject(answer);
    const form = lastRequest();
    expect(form.get('off_session')).toBe('true');
    expect(form.get('payment_method')).toBe('pm_1');
  });

  it('is made once for an id', async () => {
    stripe.fate = 'succeeds';
    expect(await charge('same')).toEqual(await charge('same'));
  });

  it('of a server that is not there is unavailable', async () => {
    const { createPayments } = await import('../../src/providers/createPayments.js');
    const unreachable = createPayments({ stripeApi: 'http://127.0.0.1:9' }).open('stripe', STRIPE_KEYS);
    expect(await unreachable.chargeSavedCard({ ...ORDER, card: CARD })).toMatchObject({
      outcome: 'unavailable',
    });
  });
});

describe('detaching a saved card', () => {
  it('is detached at Stripe; one that belongs to no customer any more is gone as well', async () => {
    stripe.releases = true;
    expect(await provider().releaseCard(CARD)).toEqual({ outcome: 'released' });
    expect(stripe.requests.at(-1)?.path).toBe('/v1/payment_methods/pm_1/detach');
    expect(await provider().releaseCard({ ...CARD, methodId: 'pm_unknown' })).toEqual({
      outcome: 'released',
    });
  });

  it('is not gone while Stripe is out of order or does not take the key', async () => {
    stripe.releases = false;
    expect(await provider().releaseCard(CARD)).toMatchObject({ outcome: 'unavailable' });
    stripe.releases = true;
  });
});

describe('a payment that is looked up', () => {
  it.each([
    ['processing', []],
    ['succeeded', [{ kind: 'paid', minor: 4_950n, topUpId: 'lookup-succeeded' }]],
    ['canceled', [{ kind: 'failed', topUpId: 'lookup-canceled', detail: 'The payment was cancelled.' }]],
  ] as const)('and is %s', async (decided, events) => {
    stripe.fate = 'processing';
    stripe.decided = decided;
    const charged = await provider().chargeSavedCard({ ...ORDER, id: `lookup-${decided}`, card: CARD });
    const { paymentId = '' } = charged as { paymentId?: string };
    expect(await provider().readPayment(paymentId)).toMatchObject(events);
    expect(await provider().readPayment('pi')).toMatchObject([]);
    stripe.fate = 'succeeds';
  });
});

describe('reports from Stripe', () => {
  const paid = () => stripeEvent('checkout.session.completed', session(ACCOUNT));

  it('are believed within five minutes on either side, and no further', async () => {
    for (const offset of [0, -290, 290]) expect(await read(paid(), { offset })).toHaveLength(1);
    for (const offset of [-310, 310, 86_400]) expect(await read(paid(), { offset })).toBe('forged');
  });

  it('are forged with another secret, another body, or no signature', async () => {
    expect(await read(paid(), { secret: 'whsec_somethingelse' })).toBe('forged');
    expect(await read(paid(), { body: JSON.stringify(paid()) })).toBe('forged');
    expect(await read(paid(), { header: '' })).toBe('forged');
    const { header } = sign(paid());
    expect(await read(paid(), { header: header.replace('v1=', 'v0=') })).toBe('forged');
    expect(await read(paid(), { header: `t=1,${header}` })).toBe('forged');
  });

  it('count a session only when it is paid', async () => {
    const event = (type: string, changes: object) => stripeEvent(type, session(ACCOUNT, changes));
    expect(await read(event('checkout.session.completed', { payment_status: 'unpaid' }))).toBe('ignored');
    const later = await read(event('checkout.session.async_payment_succeeded', {}));
    expect(later).toMatchObject([{ kind: 'paid', paymentId: 'pi_paid', minor: 5_000n, currency: 'EUR' }]);
    const failed = await read(event('checkout.session.async_payment_failed', { payment_status: 'unpaid' }));
    expect(failed).toMatchObject([{ kind: 'failed', accountId: ACCOUNT }]);
    const theirs = await read(event('checkout.session.completed', { metadata: {} }));
    expect(theirs).toMatchObject([{ kind: 'foreign', paymentId: 'pi_paid' }]);
    expect(await read(stripeEvent('customer.created', { id: 'cus_9', object: 'customer' }))).toBe('ignored');
  });

  it.each([
    ['jpy', 4_900, 4_900n],
    ['kwd', 4_900, 4_900n],
    ['isk', 500, 5n],
  ])('report amounts in %s as the ledger holds them', async (currency, amount_total, minor) => {
    const event = stripeEvent('checkout.session.completed', session(ACCOUNT, { currency, amount_total }));
    expect(await read(event)).toMatchObject([{ minor, currency: currency.toUpperCase() }]);
  });

  it('bring the saved card along', async () => {
    const saving = session(ACCOUNT, { metadata: { accountId: ACCOUNT, savesCard: 'yes' } });
    const [event] = (await read(stripeEvent('checkout.session.completed', saving))) as object[];
    expect(event).toMatchObject({
      savedCard: { customerId: 'cus_1', methodId: 'pm_of_pi_paid', lastFour: '4242', expires: '2030-04' },
    });
  });

  it.each([
    ['refund.created', { status: 'succeeded' }, 'refunded'],
    ['refund.updated', { status: 'failed' }, 'refund-failed'],
    ['charge.dispute.created', { status: 'needs_response', reason: 'fraudulent' }, 'disputed'],
    ['charge.dispute.closed', { status: 'won' }, 'dispute-won'],
    ['charge.dispute.closed', { status: 'lost' }, 'dispute-lost'],
  ])('%s %j is %s', async (type, changes, kind) => {
    const object = { id: 'x_1', payment_intent: 'pi_paid', amount: 2_000, currency: 'eur', ...changes };
    expect(await read(stripeEvent(type, object))).toMatchObject([{ kind, paymentId: 'pi_paid' }]);
  });

  it('ignore an inquiry of a bank, and a refund under way', async () => {
    const object = { id: 'x_1', payment_intent: 'pi_paid', amount: 2_000, currency: 'eur' };
    const asks = { ...object, status: 'warning_needs_response' };
    expect(await read(stripeEvent('charge.dispute.created', asks))).toBe('ignored');
    const closed = { ...object, status: 'warning_closed' };
    expect(await read(stripeEvent('charge.dispute.closed', closed))).toBe('ignored');
    expect(await read(stripeEvent('refund.created', { ...object, status: 'pending' }))).toBe('ignored');
  });
});

it('names the key that is wrong', () => {
  const { payments } = stripe;
  expect(payments.check('stripe', STRIPE_KEYS)).toBeUndefined();
  expect(payments.check('stripe', { ...STRIPE_KEYS, secretKey: 'pk_test_1' })).toMatchObject({
    field: 'secretKey',
  });
  expect(payments.check('stripe', { secretKey: STRIPE_KEYS.secretKey })).toMatchObject({
    field: 'webhookSecret',
  });
  expect(payments.check('mollie', { apiKey: 'x' })).toMatchObject({ field: 'apiKey' });
});

describe('the key of Stripe', () => {
  it('is checked with what a checkout needs', async () => {
    expect(await provider().tryKeys()).toEqual({
      outcome: 'works',
      says: 'Stripe accepts the key (test mode).',
    });
    const unreachable = createPayments({ stripeApi: 'http://127.0.0.1:9' }).open('stripe', STRIPE_KEYS);
    expect(await unreachable.tryKeys()).toMatchObject({ outcome: 'unavailable' });
  });
});
