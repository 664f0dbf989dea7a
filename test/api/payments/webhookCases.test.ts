import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askAboutReports } from '../../../src/payments/reports/askAboutReports.js';
import { createPayments, type Payments } from '../../../src/providers/createPayments.js';
import { type Response, type ApiServer, type ApiRequest, startApiServer } from '../../providers/apiServer.js';
import { sign, STRIPE_KEYS, stripeEvent } from '../../providers/fakeStripe.js';
import { type ApiFixture, createApiFixture, open } from '../fixture.js';

const MISSING: Response = {
  status: 404,
  body: { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such object' } },
};
const DOWN: Response = { status: 500, body: { error: { type: 'api_error', message: 'out of order' } } };

let api: ApiFixture;
let provider: ApiServer;
let payments: Payments;
/** What the provider has, by the last part of its path; all else is not there. */
let objects: Record<string, object> = {};
let isDown = false;
let meanwhile: ((request: ApiRequest) => Promise<void>) | undefined;

beforeAll(async () => {
  provider = await startApiServer(async (request) => {
    await meanwhile?.(request);
    if (isDown) return DOWN;
    const name = request.path.replace(/\?.*/, '').split('/').at(-1) ?? '';
    const found = objects[request.method === 'POST' ? `${request.method} ${name}` : name];
    return found === undefined ? MISSING : { body: found };
  });
  payments = createPayments({ stripeApi: provider.url, mollieApi: provider.url });
  api = await createApiFixture({ payments });
  const set = { method: 'PATCH' } as const;
  await api.ask('/v1/payment-providers/stripe', { ...set, body: STRIPE_KEYS });
  await api.ask('/v1/payment-providers/mollie', {
    ...set,
    body: { apiKey: 'test_0123456789abcdefghijABCDEFGHIJ' },
  });
});
afterAll(async () => {
  await provider.stop();
});
beforeEach(() => {
  objects = {};
  isDown = false;
  meanwhile = undefined;
});

let cases = 0;

/** The reports of a case, of one account and with ids of their own. */
function reportsOf(file: string, account: string): object[] {
  cases += 1;
  return fileOf(file, account)
    .trim()
    .split('\n')
    .map((line) => line.replace(/(evt|pi|re|du|cs)_(e\d\d)/g, `$1_${cases}$2`))
    .map((line) => JSON.parse(line.replace('"{{NOW}}"', String(Math.floor(Date.now() / 1000)))) as object);
}

function fileOf(file: string, account: string): string {
  const text = readFileSync(new URL(`../../data/webhooks/${file}`, import.meta.url), 'utf8');
  return text.replaceAll('{{ACCOUNT}}', account);
}

async function deliver(event: object): Promise<number> {
  const { payload, header } = sign(event);
  const headers = { 'stripe-signature': header };
  const path = `/webhooks/stripe/${api.fixture.siteId}`;
  return (await api.ask(path, { method: 'POST', raw: payload, as: null, headers })).status;
}

async function deliverAll(events: readonly object[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const event of events) statuses.push(await deliver(event));
  return statuses;
}

async function reportMollie(id: string): Promise<number> {
  const type = 'application/x-www-form-urlencoded';
  const path = `/webhooks/mollie/${api.fixture.siteId}`;
  return (await api.ask(path, { method: 'POST', raw: `id=${id}`, type, as: null })).status;
}

async function money(id: string): Promise<string> {
  const { body } = await api.get(`/v1/accounts/${id}`);
  const { balance, headroom } = body as unknown as Record<'balance' | 'headroom', string>;
  return balance === headroom ? balance : `${balance}, ${headroom} of it counts`;
}

interface Listed {
  readonly paymentId: string;
  readonly kind: string;
  readonly state: string;
  readonly detail: string;
}

async function listed(state: string): Promise<Listed[]> {
  const { body } = await api.get(`/v1/payment-events?state=${state}&limit=200`);
  return body.data as unknown as Listed[];
}

const account = async (changes: object = {}): Promise<string> =>
  (await open(api, { creditLimit: '0.00', ...changes })).id;

describe('Stripe’s reports from the field', () => {
  it('with an id only: the payment is fetched and posted', async () => {
    const id = await account();
    const events = reportsOf('thin-events/thin.jsonl', id) as { related_object: { id: string } }[];
    const paymentId = events[0]?.related_object.id ?? '';
    objects[paymentId] = intentOf(id, paymentId, 4_200);
    expect(await deliverAll(events)).toEqual([200, 200]);
    expect(await deliverAll(events)).toEqual([200, 200]);
    expect(await money(id)).toBe('42.00');
  });

  it('with an id only, while Stripe is out of order: listed, refused once, and posted when it answers', async () => {
    const id = await account();
    const [event = {}] = reportsOf('thin-events/thin.jsonl', id) as { related_object?: { id: string } }[];
    isDown = true;
    expect(await deliver(event)).toBe(503);
    expect(await deliver(event)).toBe(200);
    const paymentId = event.related_object?.id ?? '';
    const mine = (report: Listed) => report.paymentId === paymentId;
    expect((await listed('refused')).find(mine)?.detail).toContain('asks again');
    isDown = false;
    objects[paymentId] = intentOf(id, paymentId, 4_200);
    const later = { ...api.fixture.at(api.time.now + 61_000), payments, baseUrl: 'https://tab.example' };
    await askAboutReports(later);
    expect(await money(id)).toBe('42.00');
    expect((await listed('refused')).filter(mine)).toEqual([]);
  });

  it('of a checkout without a payment: nothing is posted, nothing is wrong', async () => {
    const id = await account();
    const before = await listed('refused');
    expect(await deliverAll(reportsOf('nothing-to-pay/zero.jsonl', id))).toEqual([200, 200, 200, 200]);
    expect(await money(id)).toBe('0.00');
    expect(await listed('refused')).toEqual(before);
  });

  it('of a refund that comes back: its posting is taken back, and all can be refunded again', async () => {
    const id = await account();
    const events = reportsOf('refund-that-comes-back/order.jsonl', id);
    const course: string[] = [];
    for (const event of events) {
      expect(await deliver(event)).toBe(200);
      course.push(await money(id));
    }
    expect(course).toEqual(['100.00', '60.00', '60.00', '100.00', '100.00', '100.00', '0.00']);
    const { body } = await api.get(`/v1/accounts/${id}/entries`);
    expect(body.data).toMatchObject([
      { kind: 'refund' },
      { kind: 'reversal' },
      { kind: 'refund' },
      { kind: 'payment' },
    ]);
    const other = await account();
    const failed = reportsOf('refund-that-comes-back/failed-first.jsonl', other);
    expect(await deliverAll([...failed, ...failed])).toEqual(Array(6).fill(200));
    expect(await money(other)).toBe('100.00');
    expect((await listed('refused')).filter(({ kind }) => kind.startsWith('refund'))).toEqual([]);
  });

  it('of two disputes on one payment: each has its own end', async () => {
    const id = await account();
    const course: string[] = [];
    for (const event of reportsOf('two-disputes-on-one-payment/two.jsonl', id)) {
      expect(await deliver(event)).toBe(200);
      course.push(await money(id));
    }
    expect(course).toEqual([
      '100.00',
      '100.00, 60.00 of it counts',
      '100.00, 0.00 of it counts',
      '100.00, 40.00 of it counts',
      '40.00',
    ]);
  });

  it('in every currency: posted as the currency counts, and an impossible amount is listed', async () => {
    const right = {
      JPY: '500',
      KWD: '10.500',
      ISK: '500',
      UGX: '5000',
      MGA: '5000.00',
      HUF: '1234.50',
      CLP: '5000',
    };
    const events = reportsOf('currencies-with-ways-of-their-own/each.jsonl', '{{ACCOUNT}}');
    const impossible = JSON.stringify(events.pop());
    for (const [currency, balance] of Object.entries(right)) {
      const id = await account({ currency, creditLimit: '0' });
      const mine = events.filter((event) => JSON.stringify(event).includes(`"${currency.toLowerCase()}"`));
      const [event = {}] = mine.map((each) => JSON.stringify(each).replaceAll('{{ACCOUNT}}', id));
      expect(await deliver(JSON.parse(event as string) as object)).toBe(200);
      expect(await money(id)).toBe(balance);
      if (currency !== 'ISK') continue;
      expect(await deliver(JSON.parse(impossible.replaceAll('{{ACCOUNT}}', id)) as object)).toBe(200);
      expect(await money(id)).toBe(balance);
      expect((await listed('refused')).find(({ detail }) => detail.includes('50050 in isk'))).toBeDefined();
    }
  });

  it('in any order: the same money', async () => {
    for (const turn of [0, 1, 2, 3, 4, 5, 6]) {
      const id = await account();
      const events = reportsOf('out-of-order/mixed.jsonl', id);
      const shuffled = [...events.slice(turn), ...events.slice(0, turn)];
      if (turn % 2 === 1) shuffled.reverse();
      expect(await deliverAll(shuffled)).toEqual(Array(7).fill(200));
      expect(await money(id)).toBe('70.00');
    }
  });

  it('of old and new versions: what is missing is fetched, what is not ours is known as such', async () => {
    const id = await account();
    const events = reportsOf('shapes-of-old-and-new-versions/old.jsonl', id);
    objects['ch_1'] = { id: 'ch_1', object: 'charge', payment_intent: null };
    expect(await deliverAll(events)).toEqual([200, 200, 200, 200]);
    expect(await money(id)).toBe('10.00');
    const foreign = (await listed('foreign')).map(({ paymentId }) => paymentId);
    expect(foreign).toContain('ch_1');
    expect(foreign).toContain(`pi_${cases}e11_w`);
    expect(await listed('waiting')).toEqual([]);
  });

  it('of old versions about a payment of ours: it is found by its charge', async () => {
    const id = await account();
    objects['pi_old'] = intentOf(id, 'pi_old', 10_000);
    objects['ch_old'] = { id: 'ch_old', object: 'charge', payment_intent: 'pi_old' };
    const old = { amount: 1_000, currency: 'eur', charge: 'ch_old' };
    const refund = { ...old, id: 're_old', object: 'refund', status: 'succeeded' };
    const dispute = { ...old, id: 'du_old', object: 'dispute', status: 'lost', reason: 'general' };
    // The payment's own report is lost: it is fetched, too.
    expect(await deliver(stripeEvent('charge.refund.updated', refund))).toBe(200);
    expect(await money(id)).toBe('90.00');
    expect(await deliver(stripeEvent('charge.dispute.closed', dispute))).toBe(200);
    expect(await money(id)).toBe('80.00');
    const charge = { ...objects['ch_old'], refunds: { data: [{ ...refund, id: 're_2' }] } };
    expect(await deliver(stripeEvent('charge.refunded', charge))).toBe(200);
    expect(await money(id)).toBe('70.00');
  });

  it('of a checkout of an old version, which does not contain whether it is paid: its payment does', async () => {
    const id = await account();
    objects['pi_2019'] = intentOf(id, 'pi_2019', 2_500);
    const session = {
      id: 'cs_2019',
      object: 'checkout.session',
      payment_intent: 'pi_2019',
      display_items: [],
    };
    expect(await deliver(stripeEvent('checkout.session.completed', session))).toBe(200);
    expect(await money(id)).toBe('25.00');
  });

  it('of another shop on the same account: recognized as foreign, and not listed for the owner', async () => {
    objects['pi_shop'] = { id: 'pi_shop', object: 'payment_intent', status: 'succeeded', metadata: {} };
    const before = await listed('refused');
    const about = { payment_intent: 'pi_shop', amount: 700, currency: 'eur' };
    await deliver(stripeEvent('refund.created', { ...about, id: 're_shop', status: 'succeeded' }));
    await deliver(
      stripeEvent('charge.dispute.created', { ...about, id: 'du_shop', status: 'needs_response' }),
    );
    const theirs = (await listed('foreign')).filter(({ paymentId }) => paymentId === 'pi_shop');
    expect(theirs.map(({ kind }) => kind).sort()).toEqual(['disputed', 'foreign', 'refunded']);
    expect(await listed('refused')).toEqual(before);
  });

  it('in another currency: listed, and never posted', async () => {
    const id = await account();
    const paid = reportsOf('two-disputes-on-one-payment/two.jsonl', id)[0] ?? {};
    await deliver(paid);
    const payment_intent = `pi_${cases}e05_a`;
    const about = { payment_intent, amount: 4_000, currency: 'gbp', id: 'du_gbp', status: 'needs_response' };
    expect(await deliver(stripeEvent('charge.dispute.created', about))).toBe(200);
    expect(await deliver(stripeEvent('charge.dispute.closed', { ...about, status: 'lost' }))).toBe(200);
    expect(await money(id)).toBe('100.00');
    const mine = (await listed('refused')).filter(({ paymentId }) => paymentId === payment_intent);
    expect(mine.map(({ detail }) => detail)).toEqual([
      'Currency mismatch. The dispute is in GBP, the account is in EUR. Post the converted amount on the account.',
    ]);
  });

  it('of an inquiry that is closed: nothing is won, and the dispute that follows counts', async () => {
    const id = await account();
    await deliver(reportsOf('two-disputes-on-one-payment/two.jsonl', id)[0] ?? {});
    const about = { payment_intent: `pi_${cases}e05_a`, amount: 10_000, currency: 'eur', id: `du_${cases}` };
    const tell = async (type: string, status: string): Promise<string> => {
      expect(await deliver(stripeEvent(`charge.dispute.${type}`, { ...about, status }))).toBe(200);
      return money(id);
    };
    expect(await tell('created', 'warning_needs_response')).toBe('100.00');
    expect(await tell('closed', 'warning_closed')).toBe('100.00');
    expect(await tell('updated', 'needs_response')).toBe('100.00, 0.00 of it counts');
    expect(await tell('closed', 'lost')).toBe('0.00');
    expect(await tell('funds_reinstated', 'won')).toBe('100.00');
    const refund = { ...about, id: `re_${cases}`, status: 'succeeded' };
    expect(await deliver(stripeEvent('refund.created', refund))).toBe(200);
    expect(await money(id)).toBe('0.00');
  });
});

function intentOf(accountId: string, id: string, amount: number): object {
  const metadata = { accountId, savesCard: 'no' };
  const money = { amount_received: amount, currency: 'eur', payment_method_types: ['card'] };
  return { id, object: 'payment_intent', status: 'succeeded', metadata, ...money };
}

describe('Mollie’s reports from the field', () => {
  const ID = 'tr_7UhSN1zuXS';

  it('stay paid through refunds and chargebacks: each step is posted once', async () => {
    const id = await account();
    const course: string[] = [];
    for (const step of ['', 'step2-', 'step3-', 'step4-', 'step5-', 'step6-']) {
      objects[ID] = JSON.parse(fileOf(`mollie-still-paid/${step}${ID}.json`, id)) as object;
      expect([await reportMollie(ID), await reportMollie(ID)]).toEqual([200, 200]);
      course.push(await money(id));
    }
    expect(course).toEqual(['100.00', '100.00', '60.00', '60.00, 0.00 of it counts', '60.00', '100.00']);
  });

  it('come before the answer to what began the payment: it is no stranger’s', async () => {
    const id = await account();
    const early: number[] = [];
    let leave: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (leave = resolve));
    objects['POST payments'] = {
      ...tr(id, 'open'),
      _links: { checkout: { href: 'https://mollie.example' } },
    };
    let begins: Promise<unknown> | undefined;
    meanwhile = async ({ method, path }) => {
      if (path.includes('tr_madeUp')) await held;
      if (method !== 'POST') return;
      // A stranger holds the slot for unknown payments meanwhile.
      begins = reportMollie('tr_madeUp');
      objects['tr_early'] = tr(id, 'paid');
      early.push(await reportMollie('tr_early'));
    };
    const places = { successUrl: 'https://a.example', cancelUrl: 'https://a.example' };
    const checkout = { provider: 'mollie', amount: '49.00', ...places };
    expect((await api.post(`/v1/accounts/${id}/checkout`, checkout)).status).toBe(201);
    leave();
    await begins;
    expect(early).toEqual([200]);
    expect(await money(id)).toBe('49.00');
  });

  it('of a payment of ours that Mollie does not return: listed, and posted once it does', async () => {
    const id = await account();
    objects['tr_slow'] = { ...tr(id, 'paid'), id: 'tr_slow' };
    expect(await reportMollie('tr_slow')).toBe(200);
    isDown = true;
    const refunds = [
      { id: 're_slow', status: 'refunded', amount: eur('9.00'), createdAt: '2026-03-10T12:00:00+00:00' },
    ];
    expect(await reportMollie('tr_slow')).toBe(503);
    const mine = (report: Listed) => report.paymentId === 'tr_slow';
    expect((await listed('refused')).filter(mine)).toMatchObject([{ kind: 'unread' }]);
    // What a stranger makes up is not kept.
    expect(await reportMollie('tr_nobody')).toBe(503);
    expect((await listed('refused')).filter(({ paymentId }) => paymentId === 'tr_nobody')).toEqual([]);
    isDown = false;
    objects['tr_slow'] = { ...tr(id, 'paid'), id: 'tr_slow', _embedded: { refunds } };
    await askAboutReports({
      ...api.fixture.at(api.time.now + 61_000),
      payments,
      baseUrl: 'https://tab.example',
    });
    expect(await money(id)).toBe('40.00');
    expect((await listed('refused')).filter(mine)).toEqual([]);
  });

  const eur = (value: string) => ({ currency: 'EUR', value });

  function tr(accountId: string, status: string): object {
    const frame = { resource: 'payment', id: 'tr_early', status, amount: eur('49.00'), method: 'ideal' };
    return { ...frame, createdAt: '2026-03-10T11:00:00+00:00', metadata: { accountId } };
  }
});
