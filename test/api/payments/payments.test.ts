import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/values/zone.js';
import { makePayLink, openPayLink } from '../../../src/payments/payLink.js';
import { newId } from '../../../src/platform/ids.js';
import {
  type FakeStripe,
  session,
  sign,
  startFakeStripe,
  STRIPE_KEYS,
  stripeEvent,
} from '../../providers/fakeStripe.js';
import { type ApiFixture, createApiFixture, HOSTING, open } from '../fixture.js';

let api: ApiFixture;
let stripe: FakeStripe;

beforeAll(async () => {
  stripe = await startFakeStripe();
  api = await createApiFixture({ payments: stripe.payments });
  await api.ask('/v1/payment-providers/stripe', { method: 'PATCH', body: STRIPE_KEYS });
  await api.ask('/v1/sites/agency', {
    method: 'PATCH',
    body: { settings: { paymentInstructions: 'IBAN DE12 <b>\nNorthlight Studio' } },
  });
});
afterAll(async () => {
  await stripe.stop();
});

const hook = (siteId = api.fixture.siteId, provider = 'stripe') => `/webhooks/${provider}/${siteId}`;

async function deliver(event: object, options: { path?: string; secret?: string; header?: string } = {}) {
  const { payload, header } = sign(event, options);
  const headers = { 'stripe-signature': options.header ?? header };
  return api.ask(options.path ?? hook(), { method: 'POST', raw: payload, as: null, headers });
}

const PAID = {
  id: 'pi_odd',
  object: 'payment_intent',
  amount_received: 500,
  currency: 'eur',
  payment_method_types: ['card'],
};

const balance = async (id: string): Promise<unknown> =>
  ((await api.get(`/v1/accounts/${id}`)).body as unknown as { balance: string }).balance;

describe('a provider’s report', () => {
  it('is posted once when its signature is valid, and signalled to the workflow', async () => {
    const { id } = await open(api);
    const event = stripeEvent('checkout.session.completed', session(id));
    for (let time = 0; time < 3; time += 1) {
      const answered = await deliver(event);
      expect([answered.status, answered.body.text]).toEqual([200, '']);
    }
    expect(await balance(id)).toBe('50.00');
    expect(api.fixture.woken).toContain(id);
  });

  it('that is forged, for an unknown site, or not about a site gets the same response', async () => {
    const { id } = await open(api);
    const event = stripeEvent('checkout.session.completed', session(id));
    const responses = [
      await deliver(event, { secret: 'whsec_of_somebody_else' }),
      await deliver(event, { header: '' }),
      await deliver(event, { path: hook(newId(0)) }),
      await deliver(event, { path: hook('nobody') }),
      await deliver(event, { path: hook(api.fixture.siteId, 'mollie') }),
      await deliver(event, { path: hook(api.fixture.siteId, 'paypal') }),
    ];
    for (const { status, body, headers } of responses) {
      expect([status, body.text, headers.get('content-type')]).toEqual([400, '', null]);
    }
    expect(await balance(id)).toBe('0.00');
  });

  it('of an account that is not the site’s is taken, not posted, and shown', async () => {
    const event = stripeEvent(
      'checkout.session.completed',
      session(newId(0), { payment_intent: 'pi_foreign' }),
    );
    expect((await deliver(event)).status).toBe(200);
    const { body } = await api.get('/v1/payment-events?state=refused');
    expect(body.data).toMatchObject([{ paymentId: 'pi_foreign', state: 'refused' }]);
    expect(api.logged.join('')).toContain('was refused');
  });

  it('that is genuine and cannot be read is listed once, and counts when it can be', async () => {
    const { id } = await open(api);
    const { metadata, ...intent } = { ...PAID, metadata: { accountId: id } };
    const event = stripeEvent('payment_intent.succeeded', intent, 'evt_odd');
    for (let time = 0; time < 2; time += 1) expect((await deliver(event)).status).toBe(200);
    const unread = async () => {
      const { body } = await api.get('/v1/payment-events?state=refused');
      return body.data.filter(({ kind }) => kind === 'unread');
    };
    expect(await unread()).toMatchObject([
      {
        paymentId: PAID.id,
        amount: null,
        detail: expect.stringContaining('heck it at Stripe') as unknown,
      },
    ]);
    // The same from a stranger is forged and no failure of a provider.
    const before = api.logged.length;
    expect((await deliver(event, { secret: 'whsec_of_somebody_else' })).status).toBe(400);
    expect(api.logged).toHaveLength(before);
    const whole = { ...intent, status: 'succeeded', metadata };
    expect((await deliver({ ...event, data: { object: whole } })).status).toBe(200);
    expect(await balance(id)).toBe('5.00');
    expect(await unread()).toEqual([]);
  });

  it('that is too large is refused', async () => {
    const answered = await api.ask(hook(), { method: 'POST', raw: 'x'.repeat(600_000), as: null });
    expect(answered.status).toBe(400);
  });
});

describe('settings', () => {
  it('keep their keys to themselves, and to their site', async () => {
    const [row] = await api.fixture.database.sql<{ sealed: string }[]>`select sealed from payment_providers`;
    expect(row?.sealed).not.toContain(STRIPE_KEYS.secretKey);
    const strangers = await api.ask('/v1/payment-providers', { as: api.strangerKey });
    expect(strangers.body.data).toMatchObject([
      { enabled: false, set: [] },
      { enabled: false, set: [] },
    ]);
    const wrong = await api.ask('/v1/payment-providers/mollie', { method: 'PATCH', body: { apiKey: 'x' } });
    expect([wrong.status, wrong.body.errors[0]?.field]).toEqual([422, 'apiKey']);
    expect((await api.ask('/v1/payment-providers/paypal', { method: 'PATCH', body: {} })).status).toBe(404);
  });
});

describe('a pay link', () => {
  const NOW = Date.parse('2026-03-10T12:00:00Z');
  const link = (id: string, now = api.time.now) => `/pay/${makePayLink(api.fixture.secrets, id, now)}`;
  const page = async (path: string) => {
    const answered = await api.ask(path, { as: null });
    return { ...answered, text: answered.body.text };
  };

  it('opens for 45 days and for its account, and not a bit of it can be changed', () => {
    const { secrets } = api.fixture;
    const id = newId(NOW);
    const token = makePayLink(secrets, id, NOW);
    expect(token).toMatch(/^[\w-]{40,80}$/);
    expect(openPayLink(secrets, token, NOW)).toBe(id);
    expect(openPayLink(secrets, token, NOW + 45 * DAY_MS - 1000)).toBe(id);
    expect(openPayLink(secrets, token, NOW + 45 * DAY_MS)).toBeUndefined();
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(openPayLink(secrets, changed.toString('base64url'), NOW)).toBeUndefined();
    }
    for (const odd of ['', token.slice(1), `${token}A`, `${token}=`, token.slice(0, -1), '../..']) {
      expect(openPayLink(secrets, odd, NOW)).toBeUndefined();
    }
  });

  it('shows the exact amounts and how to pay, and nothing else of the account', async () => {
    const plan = (
      await api.post('/v1/plans', {
        ...HOSTING,
        recurring: [{ id: 'base', amount: '30.00', timing: 'advance' }],
      })
    ).body;
    const { id } = await open(api, {
      plans: [plan.id],
      creditLimit: '0.00',
      name: 'Secret Person',
      email: 'secret@client.example',
    });
    await api.post(`/v1/accounts/${id}/charges`, {
      amount: '77.70',
      description: 'A secret',
      category: 'design',
    });
    const { body: account } = await api.get(`/v1/accounts/${id}`);
    const shortBy = account.headroom.replace('-', '');
    const { status, text, headers } = await page(link(id));
    expect(status).toBe(200);
    for (const part of [
      'Pay for Fenwick',
      'Northlight Studio',
      `€${shortBy}`,
      'keeps you online for 1 month',
      'keeps you online for 12 months',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/ST-\d{4}-\d{4}-\d{4}/);
    expect(text).toContain('IBAN DE12 &lt;b&gt;');
    expect(text).toContain('Pay with Stripe');
    for (const secret of ['Secret Person', 'secret@', '77.70', 'A secret', id])
      expect(text).not.toContain(secret);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(text.length).toBeLessThan(20_000);
  });

  it('leads to the provider’s page, for the amount as it is then', async () => {
    const { id } = await open(api, { creditLimit: '0.00' });
    await api.post(`/v1/accounts/${id}/charges`, { amount: '12.34', description: 'x', category: 'design' });
    const path = link(id);
    const form = (raw: string) =>
      api.ask(path, { method: 'POST', raw, as: null, type: 'application/x-www-form-urlencoded' });
    const { status, headers } = await form('choice=restore&provider=stripe&amount=1');
    expect(status).toBe(303);
    expect(headers.get('location')).toMatch(/^https:\/\/checkout\.stripe\.com\//);
    const requestBody = new URLSearchParams(stripe.requests.at(-1)?.body ?? '');
    expect(requestBody.get('line_items[0][price_data][unit_amount]')).toBe('1234');
    expect(requestBody.get('success_url')).toBe(`http://tab.example${path}?paid=yes`);
    for (const odd of [
      '',
      'choice=7&provider=stripe',
      'choice=restore&provider=mollie',
      'choice=restore&provider=x',
    ])
      expect((await form(odd)).status).toBe(409);
    const back = `${path}?paid=yes`;
    expect((await page(back)).text).toContain('When your payment is confirmed');
    expect((await page(back)).headers.get('refresh')).toBe('5');
    // The provider's report posts it.
    await api.post(`/v1/accounts/${id}/payments`, { amount: '12.34', method: 'stripe' });
    const { sql } = api.fixture.database;
    await sql`update checkouts set paid_at = now() where account_id = ${id}`;
    const { text, headers: after } = await page(back);
    expect(text).toContain('Your payment has arrived.');
    expect(text).toContain(': online.');
    expect(after.get('refresh')).toBe(null);
  });

  it('begins twenty payments an hour, however many are requested at once, and then again', async () => {
    const { id } = await open(api, { creditLimit: '0.00' });
    await api.post(`/v1/accounts/${id}/charges`, { amount: '12.34', description: 'x', category: 'design' });
    const begin = async (at: number): Promise<number> => {
      const raw = 'choice=restore&provider=stripe';
      const type = 'application/x-www-form-urlencoded';
      return (await api.ask(link(id, at), { method: 'POST', raw, as: null, type })).status;
    };
    const all = await Promise.all(Array.from({ length: 30 }, () => begin(api.time.now)));
    expect(all.filter((status) => status === 303)).toHaveLength(20);
    expect(all.filter((status) => status === 429)).toHaveLength(10);
    // Requests with a session or a key are not blocked by that.
    const own = await api.post(`/v1/accounts/${id}/checkout`, {
      provider: 'stripe',
      amount: '5.00',
      successUrl: 'https://shop.example/ok',
      cancelUrl: 'https://shop.example/no',
    });
    expect(own.status).toBe(201);
    const at = api.time.now;
    api.time.now = at + 3_601_000;
    expect(await begin(api.time.now)).toBe(303);
    api.time.now = at;
  });

  it('of a closed account that owes something lets it be paid, and promises nothing else', async () => {
    const { id } = await open(api);
    const { sql } = api.fixture.database;
    await sql`update accounts set closed_at = ${0}, state = 'closed', balance = -7000 where id = ${id}`;
    const { status, text } = await page(link(id));
    expect(status).toBe(200);
    expect(text).toContain('70.00');
    expect(text).toContain('to settle the account, which is closed');
    expect(text).not.toContain('back online');
    await sql`update accounts set balance = 0 where id = ${id}`;
  });

  it('that is over, forged or of a closed account shows one and the same page', async () => {
    const { id } = await open(api);
    const good = link(id);
    const tampered = good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A');
    const responses = [
      await page(link(id, api.time.now - 46 * DAY_MS)),
      await page(tampered),
      await page('/pay/x'),
    ];
    await api.fixture.database.sql`update accounts set closed_at = ${0}, state = 'closed' where id = ${id}`;
    responses.push(await page(good));
    expect(new Set(responses.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(responses[0]?.status).toBe(404);
    expect(responses[0]?.text).toContain('has expired');
    const posted = await api.ask(good, {
      method: 'POST',
      raw: 'choice=restore',
      as: null,
      type: 'application/x-www-form-urlencoded',
    });
    expect(posted.body.text).toBe(responses[0]?.text);
  });
});

describe('bank statements', () => {
  it('come in the code page of old Windows as well', async () => {
    const raw = Buffer.from(
      'Buchungstag;Name;Verwendungszweck;Betrag;Währung\n02.03.2026;Jörg;x;+5,00;EUR\n',
      'latin1',
    );
    const response = await api.app.request('/v1/bank-imports', {
      method: 'POST',
      headers: { authorization: `Bearer ${api.apiKey}`, 'content-type': 'text/csv; charset=windows-1252' },
      body: raw,
    });
    expect(response.status).toBe(201);
    const { body } = await api.get('/v1/bank-lines');
    // As long as an id, and none: it must not reach the database.
    const noId = await api.ask(`/v1/bank-lines?import=${'0'.repeat(36)}`);
    expect(noId.status).toBe(400);
    expect(body.data[0]).toMatchObject({ payer: 'Jörg', currency: 'EUR', amount: '5.00' });
  });

  it('come as JSON as well, and name what is wrong with them', async () => {
    const csv = 'Date,Reference,Amount\n2026-03-01,x,+1.00\n';
    expect((await api.post('/v1/bank-imports', { csv, name: 'a.csv', currency: 'EUR' })).status).toBe(201);
    expect((await api.post('/v1/bank-imports', { csv: 'nothing' })).body.errors[0]?.field).toBe('csv');
    expect((await api.post('/v1/bank-imports', {})).status).toBe(400);
    const other = await api.ask('/v1/bank-imports', { method: 'POST', raw: csv, type: 'image/png' });
    expect(other.status).toBe(415);
    const strangers = await api.ask('/v1/bank-lines', { as: api.strangerKey });
    expect(strangers.body.data).toEqual([]);
  });
});

describe('the page of a suspended site', () => {
  const seen = async (host: string) => {
    const headers = { 'x-forwarded-host': host };
    return (await api.ask('/gate?answer=page', { as: null, headers })).body.text;
  };
  const doorOf = (page: string): string =>
    /href="http:\/\/tab\.example(\/pay\/[\w-]+)"/.exec(page)?.[1] ?? '';
  const page = async (path: string) => (await api.ask(path, { as: null })).body.text;

  /** Two sites of one client, who owes 12.34 and is suspended for it. */
  async function suspended(name: string): Promise<string> {
    const site = (slug: string) => ({ slug, name: slug, hostnames: [`${slug}.example`] });
    const sites = [site(`${name}-shop`), site(`${name}-secret-blog`)];
    const account = { name: 'Quiet Person', email: 'quiet@client.example', creditLimit: '0.00', sites };
    const { id } = await open(api, account);
    const charge = { amount: '12.34', description: 'A logo', category: 'design' };
    await api.post(`/v1/accounts/${id}/charges`, charge);
    const { sql } = api.fixture.database;
    await sql`update accounts set state = 'suspended' where id = ${id}`;
    await sql`update sites set wanted_state = 'suspended' where account_id = ${id}`;
    return id;
  }

  it('shows a visitor nothing private, and behind its link how to reactivate this one site', async () => {
    const id = await suspended('opal');
    const text = await seen('opal-shop.example');
    expect(text).toContain('Reactivate');
    for (const secret of ['12.34', 'Quiet Person', 'quiet@', 'secret-blog', 'ST-', id, 'owe'])
      expect(text).not.toContain(secret);
    const door = await page(doorOf(text));
    for (const part of ['Pay for opal-shop', '€12.34', 'to be back online at once', 'Pay with Stripe'])
      expect(door).toContain(part);
    for (const secret of ['Quiet Person', 'quiet@', 'secret-blog', 'A logo', id])
      expect(door).not.toContain(secret);
  });

  it('is in the language of the account, whatever the visitor’s browser asks for', async () => {
    const id = await suspended('jade');
    await api.fixture.database.sql`update accounts set language = 'de-AT' where id = ${id}`;
    const headers = { 'x-forwarded-host': 'jade-shop.example', 'accept-language': 'fr' };
    const { text } = (await api.ask('/gate?answer=page', { as: null, headers })).body;
    expect(text).toContain('<html lang="de">');
  });

  it('leads on to the provider, which learns of no other site either', async () => {
    await suspended('onyx');
    const path = doorOf(await seen('onyx-shop.example'));
    const raw = 'choice=restore&provider=stripe';
    const type = 'application/x-www-form-urlencoded';
    const { status, headers } = await api.ask(path, { method: 'POST', raw, as: null, type });
    expect([status, headers.get('location')]).toEqual([303, expect.stringMatching(/^https:\/\/checkout\./)]);
    const requestBody = stripe.requests.at(-1)?.body ?? '';
    expect(new URLSearchParams(requestBody).get('line_items[0][price_data][unit_amount]')).toBe('1234');
    expect(requestBody).not.toContain('secret-blog');
  });

  it('has a link that ends with the day, opens no email’s page, and shows nothing once the site is reactivated', async () => {
    const id = await suspended('ruby');
    const path = doorOf(await seen('ruby-shop.example'));
    const at = api.time.now;
    api.time.now = at + DAY_MS;
    expect(await page(path)).toContain('has expired');
    api.time.now = at;
    const token = path.replace('/pay/', '');
    expect(openPayLink(api.fixture.secrets, token, at)).toBeUndefined();
    await api.post(`/v1/accounts/${id}/payments`, { amount: '12.34', method: 'bank' });
    const back = await page(path);
    expect(back).toContain('Nothing needs to be paid');
    expect(back).not.toContain('safe for');
  });

  it('is no way to use up the payments that the client may begin by the link in an email', async () => {
    const id = await suspended('garnet');
    const doors = await seen('garnet-shop.example');
    const begin = async (path: string): Promise<number> => {
      const raw = 'choice=restore&provider=stripe';
      const type = 'application/x-www-form-urlencoded';
      return (await api.ask(path, { method: 'POST', raw, as: null, type })).status;
    };
    for (let time = 0; time < 20; time += 1) expect(await begin(doorOf(doors))).toBe(303);
    expect(await begin(doorOf(await seen('garnet-shop.example')))).toBe(429);
    expect(await begin(`/pay/${makePayLink(api.fixture.secrets, id, api.time.now)}`)).toBe(303);
  });

  it('has no link where a payment would not bring it back', async () => {
    const held = await suspended('beryl');
    await api.post(`/v1/accounts/${held}/hold`, { reason: 'abuse' });
    expect(doorOf(await seen('beryl-shop.example'))).toBe('');
    await suspended('agate');
    const { sql } = api.fixture.database;
    await sql`update sites set upstream_since = now() where slug = 'agate-shop'`;
    expect(doorOf(await seen('agate-shop.example'))).toBe('');
    expect(doorOf(await seen('agate-secret-blog.example'))).not.toBe('');
  });
});
