import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPayments } from '../../src/providers/createPayments.js';
import { type Response, type ApiServer, type ApiRequest, startApiServer } from './apiServer.js';

const KEYS = { apiKey: 'test_0123456789abcdefghijABCDEFGHIJ' };
const ORDER = {
  id: 'order-1',
  accountId: '0198c1d2-7a51-7cc0-9d5e-3f1f8e2b6a10',
  reference: 'ST-1234-5678-9012',
  minor: 4_950n,
  currency: 'EUR',
  purpose: 'fenwick.example',
  successUrl: 'https://tab.example/paid',
  cancelUrl: 'https://tab.example/back',
  webhookUrl: 'https://tab.example/webhooks/mollie/x',
  saveCard: false,
};
const PAYMENT = {
  resource: 'payment',
  id: 'tr_7UhSN1zuXS',
  status: 'open',
  amount: { currency: 'EUR', value: '49.50' },
  createdAt: '2026-03-10T12:00:00+00:00',
  metadata: { accountId: ORDER.accountId, checkoutId: ORDER.id },
  _links: { checkout: { href: 'https://www.mollie.com/checkout/x', type: 'text/html' } },
};

let server: ApiServer;
let answer: (request: ApiRequest) => Response = () => ({ body: PAYMENT });
beforeAll(async () => {
  server = await startApiServer((request) => answer(request));
});
beforeEach(() => {
  answer = () => ({ body: PAYMENT });
});
afterAll(() => server.stop());

const provider = () => createPayments({ mollieApi: server.url }).open('mollie', KEYS);
const read = (body: string) =>
  provider().readEvents({ rawBody: Buffer.from(body), headers: new Map(), receivedAt: Date.now() });

describe('the key of Mollie', () => {
  it.each([
    [200, ['iDEAL', 'Card'], { outcome: 'works', says: 'Mollie accepts the key (test mode): iDEAL, Card.' }],
    [
      200,
      [],
      { outcome: 'refused', detail: 'Mollie accepts the key, but no payment method is switched on there.' },
    ],
    [401, [], { outcome: 'refused', detail: 'Mollie refused the API key.' }],
    [503, [], { outcome: 'unavailable' }],
  ])('is checked: %s with %j', async (status, names, expected) => {
    const methods = names.map((description) => ({ resource: 'method', id: 'x', description }));
    answer = () => ({ status, body: { count: methods.length, _embedded: { methods } } });
    expect(await provider().tryKeys()).toMatchObject(expected);
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', path: '/v2/methods' });
  });
});

describe('a checkout at Mollie', () => {
  it('sends the amount with all decimals, once for each id', async () => {
    const started = await provider().startCheckout(ORDER);
    expect(started).toEqual({
      outcome: 'started',
      url: 'https://www.mollie.com/checkout/x',
      providerId: PAYMENT.id,
      minor: 4_950n,
    });
    const request = server.requests.at(-1);
    expect(request).toMatchObject({ method: 'POST', path: '/v2/payments' });
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${KEYS.apiKey}`,
      'idempotency-key': 'order-1',
    });
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      amount: { currency: 'EUR', value: '49.50' },
      webhookUrl: ORDER.webhookUrl,
      metadata: { accountId: ORDER.accountId },
    });
  });

  it('reads no more of an answer than one has, however long it goes on', async () => {
    let sent = 0;
    const endless = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const go = (): void => {
        while (sent < 200_000_000 && response.write(Buffer.alloc(100_000, 32))) sent += 100_000;
        if (sent >= 200_000_000) response.end();
      };
      response.on('drain', go);
      go();
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const { port } = endless.address() as AddressInfo;
    const own = createPayments({ mollieApi: `http://127.0.0.1:${port}` }).open('mollie', KEYS);
    expect(await own.startCheckout(ORDER)).toMatchObject({ outcome: 'unavailable' });
    expect(sent).toBeLessThan(50_000_000);
    endless.closeAllConnections();
    endless.close();
  });

  it('makes a customer first where the card is to be kept', async () => {
    answer = ({ path }) => ({ body: path === '/v2/customers' ? { id: 'cst_1' } : PAYMENT });
    await provider().startCheckout({ ...ORDER, id: 'order-2', saveCard: true });
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toMatchObject({
      customerId: 'cst_1',
      sequenceType: 'first',
    });
  });

  it('reports why it is refused, and when there is no response', async () => {
    answer = () => ({
      status: 422,
      body: { status: 422, title: 'Unprocessable', detail: 'The amount is too low' },
    });
    const refused = await provider().startCheckout({ ...ORDER, id: 'order-3' });
    expect(refused).toEqual({ outcome: 'refused', detail: 'Mollie refused: The amount is too low' });
    answer = () => ({ status: 503, body: {} });
    expect(await provider().startCheckout({ ...ORDER, id: 'order-4' })).toMatchObject({
      outcome: 'unavailable',
    });
  });
});

describe('reports from Mollie', () => {
  it('are fetched, since they carry an id and nothing else', async () => {
    answer = () => ({
      body: { ...PAYMENT, status: 'paid', paidAt: '2026-03-10T12:05:00+00:00', method: 'ideal' },
    });
    expect(await read(`id=${PAYMENT.id}`)).toEqual([
      {
        kind: 'paid',
        eventId: `${PAYMENT.id}/paid`,
        paymentId: PAYMENT.id,
        at: Date.parse('2026-03-10T12:05:00Z'),
        accountId: ORDER.accountId,
        checkoutId: ORDER.id,
        minor: 4_950n,
        currency: 'EUR',
        method: 'ideal',
      },
    ]);
    expect(server.requests.at(-1)?.path).toBe(`/v2/payments/${PAYMENT.id}?embed=refunds,chargebacks`);
  });

  it('report refunds and chargebacks with the payment', async () => {
    const amount = { currency: 'EUR', value: '10.00' };
    const createdAt = '2026-03-11T12:00:00+00:00';
    const refunds = [
      { id: 're_1', status: 'refunded', amount, createdAt },
      { id: 're_2', status: 'queued', amount, createdAt },
      { id: 're_3', status: 'failed', amount, createdAt },
    ];
    const chargebacks = [{ id: 'chb_1', amount, createdAt, reversedAt: '2026-03-20T12:00:00+00:00' }];
    answer = () => ({ body: { ...PAYMENT, status: 'paid', _embedded: { refunds, chargebacks } } });
    const events = (await read(`id=${PAYMENT.id}`)) as readonly { kind: string }[];
    expect(events.map(({ kind }) => kind)).toEqual([
      'paid',
      'refunded',
      'refund-failed',
      'disputed',
      'dispute-won',
    ]);
  });

  it('are nothing while a payment is open, unknown, or of no account', async () => {
    expect(await read(`id=${PAYMENT.id}`)).toBe('ignored');
    answer = () => ({ status: 404, body: { title: 'Not found' } });
    expect(await read('id=tr_unknown')).toBe('missing');
    answer = () => ({ body: { ...PAYMENT, status: 'paid', metadata: null } });
    expect(await read(`id=${PAYMENT.id}`)).toBe('ignored');
    answer = () => ({ status: 500, body: {} });
    expect(await read(`id=${PAYMENT.id}`)).toBe('unavailable');
  });

  it('never lead anywhere but to a payment at the one address', async () => {
    const before = server.requests.length;
    for (const id of ['', 'tr_1/../customers', 'tr_1?x=1', 'https://evil.example', 'tr_%2e%2e', '../x']) {
      expect(await read(`id=${encodeURIComponent(id)}`)).toBe('forged');
    }
    expect(server.requests).toHaveLength(before);
  });
});

it('charges a saved card again, and gives money back', async () => {
  const card = { customerId: 'cst_1', methodId: 'mdt_1' };
  answer = () => ({ body: { ...PAYMENT, status: 'paid' } });
  const charged = await provider().chargeSavedCard({ ...ORDER, id: 'charge-1', card });
  expect(charged).toMatchObject({ outcome: 'paid', paymentId: PAYMENT.id, minor: 4_950n });
  answer = () => ({ body: { id: 're_1', status: 'pending' } });
  const refund = { id: 'refund-1', paymentId: PAYMENT.id, minor: 1_000n, currency: 'EUR' };
  expect(await provider().refund(refund)).toMatchObject({ outcome: 'pending', refundId: 're_1' });
  expect(await provider().refund({ ...refund, paymentId: 'pi_1/../x' })).toMatchObject({
    outcome: 'refused',
  });
});

it('detaches a saved card, and reports it only when Mollie has done so', async () => {
  const card = { customerId: 'cst_1', methodId: 'mdt_1' };
  answer = () => ({ status: 503, body: {} });
  expect(await provider().releaseCard(card)).toMatchObject({ outcome: 'unavailable' });
  answer = () => ({ status: 401, body: { title: 'Unauthorized' } });
  expect(await provider().releaseCard(card)).toMatchObject({ outcome: 'refused' });
  for (const status of [204, 404, 410]) {
    answer = () => ({ status, body: {} });
    expect(await provider().releaseCard(card)).toEqual({ outcome: 'released' });
  }
  expect(server.requests.at(-1)).toMatchObject({
    method: 'DELETE',
    path: '/v2/customers/cst_1/mandates/mdt_1',
  });
  const before = server.requests.length;
  await provider().releaseCard({ customerId: '../payments', methodId: 'tr_1' });
  expect(server.requests).toHaveLength(before);
});

it('returns the state of a charge on request', async () => {
  const metadata = { accountId: ORDER.accountId, topUpId: 'top-up-1' };
  answer = () => ({ body: { ...PAYMENT, metadata, status: 'pending' } });
  expect(await provider().readPayment(PAYMENT.id)).toEqual([]);
  answer = () => ({ body: { ...PAYMENT, metadata, status: 'failed' } });
  expect(await provider().readPayment(PAYMENT.id)).toMatchObject([{ kind: 'failed', topUpId: 'top-up-1' }]);
  answer = () => ({ body: { ...PAYMENT, metadata, status: 'paid' } });
  expect(await provider().readPayment(PAYMENT.id)).toMatchObject([{ kind: 'paid', topUpId: 'top-up-1' }]);
  answer = () => ({ status: 500, body: {} });
  expect(await provider().readPayment(PAYMENT.id)).toBe('unavailable');
});
