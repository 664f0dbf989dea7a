import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assessAccount } from '../../../src/assessment/assess.js';
import { handleProviderEvent } from '../../../src/payments/reports/handleProviderEvent.js';
import { topUpAccount } from '../../../src/payments/topUp/topUpAccount.js';
import { newId } from '../../../src/platform/ids.js';
import { createPayments } from '../../../src/providers/createPayments.js';
import { type Response, type ApiServer, type ApiRequest, startApiServer } from '../../providers/apiServer.js';
import { type ApiFixture, createApiFixture, open } from '../fixture.js';

const KEYS = { apiKey: 'test_0123456789abcdefghijABCDEFGHIJ' };
const NOT_FOUND: Response = { status: 404, body: { status: 404, title: 'Not Found' } };
const PAYMENT = {
  resource: 'payment',
  id: 'tr_cardOfOurs',
  status: 'pending',
  amount: { currency: 'EUR', value: '49.50' },
  createdAt: '2026-03-10T12:00:00+00:00',
};

let api: ApiFixture;
let mollie: ApiServer;
let answer: (request: ApiRequest) => Response | Promise<Response> = () => NOT_FOUND;

beforeAll(async () => {
  mollie = await startApiServer((request) => answer(request));
  api = await createApiFixture({ payments: createPayments({ mollieApi: mollie.url }) });
  await api.ask('/v1/payment-providers/mollie', { method: 'PATCH', body: KEYS });
});
afterAll(async () => {
  await mollie.stop();
});

async function report(paymentId: string, siteId = api.fixture.siteId): Promise<number> {
  const type = 'application/x-www-form-urlencoded';
  const request = { method: 'POST', raw: `id=${paymentId}`, type, as: null } as const;
  return (await api.ask(`/webhooks/mollie/${siteId}`, request)).status;
}

/** Holds the strangers' place of a site with a made-up payment, until `meanwhile` is over. */
async function whileHeld(
  { madeUp, siteId }: { madeUp: string; siteId?: string },
  meanwhile: () => Promise<void>,
): Promise<void> {
  const before = answer;
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const held = new Promise<void>((resolve) => {
    answer = async (request) => {
      if (!request.path.includes(madeUp)) return before(request);
      resolve();
      await left;
      return NOT_FOUND;
    };
  });
  const stranger = report(madeUp, siteId);
  await held;
  try {
    await meanwhile();
  } finally {
    leave();
    await stranger;
    answer = before;
  }
}

/** A client whose saved card was charged, on which the bank has yet to decide. */
async function chargeCard(): Promise<string> {
  const { id } = await open(api, { creditLimit: '0.00' });
  const charge = { amount: '31.00', description: 'a new page', category: 'design' };
  await api.post(`/v1/accounts/${id}/charges`, charge);
  const context = api.fixture.at(api.time.now);
  const savedCard = { customerId: 'cst_1', methodId: 'mdt_1', brand: 'visa', lastFour: '4242', expires: '' };
  const frame = { eventId: 'tr_first/paid', paymentId: 'tr_first', at: api.time.now, accountId: id };
  const first = {
    ...frame,
    kind: 'paid' as const,
    minor: 1n,
    currency: 'EUR',
    method: 'creditcard',
    savedCard,
  };
  await handleProviderEvent(context, 'mollie', first);
  const change = { enabled: true, dailyCap: '1000.00' };
  await api.ask(`/v1/accounts/${id}/top-up`, { method: 'PATCH', body: change });
  const look = await assessAccount(api.fixture.database.sql, id, api.time.now);
  if (look === undefined) throw new Error('no such account');
  answer = ({ method }) => (method === 'POST' ? { body: PAYMENT } : NOT_FOUND);
  const tools = { payments: createPayments({ mollieApi: mollie.url }), baseUrl: 'http://tab.example' };
  await topUpAccount({ ...context, ...tools }, look, 'week/1');
  const { body } = await api.get(`/v1/accounts/${id}/top-up`);
  expect(body).toMatchObject({ attempts: [{ outcome: 'pending' }] });
  return id;
}

describe('while a stranger occupies the slot for unknown payments', () => {
  it('another unknown payment gets 503, and the first report of a saved card is accepted', async () => {
    const accountId = await chargeCard();
    const [row] = await api.fixture.database.sql<{ id: string }[]>`
      select id from top_ups where account_id = ${accountId} and payment_id = ${PAYMENT.id}`;
    const metadata = { accountId, topUpId: row?.id };
    const paid = { ...PAYMENT, status: 'paid', paidAt: '2026-03-10T12:05:00+00:00', method: 'creditcard' };
    answer = ({ path }) => (path.includes(PAYMENT.id) ? { body: { ...paid, metadata } } : NOT_FOUND);
    await whileHeld({ madeUp: 'tr_madeUp' }, async () => {
      expect(await report('tr_alsoMadeUp')).toBe(503);
      expect(await report(PAYMENT.id)).toBe(200);
    });
    const { body } = await api.get(`/v1/accounts/${accountId}/top-up`);
    expect(body).toMatchObject({ attempts: [{ outcome: 'paid' }] });
    expect(await report('tr_alsoMadeUp')).toBe(200);
  });

  it('a payment is known only to its own site', async () => {
    const theirs = await api.ask('/v1/payment-providers/mollie', {
      method: 'PATCH',
      body: KEYS,
      as: api.strangerKey,
    });
    expect(theirs.status).toBe(200);
    const [site] = await api.fixture.database.sql<{ id: string }[]>`
      select site_id as id from payment_providers where site_id <> ${api.fixture.siteId}`;
    await whileHeld({ madeUp: 'tr_heldThere', siteId: site?.id ?? '' }, async () => {
      expect(await report(PAYMENT.id, site?.id)).toBe(503);
      expect(await report(PAYMENT.id)).toBe(200);
    });
  });
});

describe('made-up sites', () => {
  it('do not use up the slots of existing sites', async () => {
    const madeUp = Array.from({ length: 60 }, () => report('tr_nobody', newId(0)));
    const [real, ...others] = await Promise.all([report('tr_unknown'), ...madeUp]);
    expect(real).toBe(200);
    expect(new Set(others)).toEqual(new Set([400]));
  });
});
