import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../src/auth/keys/apiKeys.js';
import { issueDocuments } from '../../src/store/statements/documents.js';
import { type FakeStripe, startFakeStripe } from '../providers/fakeStripe.js';
import { showPaymentRoutes } from '../providers/paymentRoutes.js';
import { showAccountingRoutes } from './accountingRoutes.js';
import { showBreakerRoutes } from './breakerRoutes.js';
import { showDebitRoutes } from './debitRoutes.js';
import { changeAddresses, reportBounces } from './emailRoutes.js';
import { showInvoiceRoutes } from './invoiceRoutes.js';
import { showWebhookRoutes } from './webhookRoutes.js';
import { type ApiFixture, createApiFixture, fenwick, HOSTING, open } from './fixture.js';

let api: ApiFixture;
let stripe: FakeStripe;

beforeAll(async () => {
  stripe = await startFakeStripe();
  api = await createApiFixture({
    temporalUiUrl: 'http://temporal.example:8233',
    payments: stripe.payments,
    connectorKinds: new Set(['gate', 'webhook', 'map-file']),
  });
});
afterAll(async () => {
  await stripe.stop();
});

describe('plans', () => {
  it('are created, listed, read and given versions', async () => {
    const { body: plan } = await api.post('/v1/plans', HOSTING);
    expect(plan).toMatchObject({ ...HOSTING, version: 1, createdAt: '2026-03-10T12:00:00.000Z' });
    const dearer = { ...HOSTING, recurring: [{ id: 'base', amount: '12.00', timing: 'advance' }] };
    const { body: second } = await api.post(`/v1/plans/${plan.id}/versions`, dearer);
    expect(second).toMatchObject({ id: plan.id, version: 2, recurring: dearer.recurring });
    const { body: read } = await api.get(`/v1/plans/${plan.id}`);
    expect(read).toMatchObject({ id: plan.id, version: 2 });
    expect(read.versions.map(({ version }) => version)).toEqual([2, 1]);
    const { body: list } = await api.get('/v1/plans');
    expect(list.data).toMatchObject([{ id: plan.id, version: 2 }]);
    expect(list.next).toBeNull();
  });

  it('are previewed without being kept', async () => {
    const { status, body } = await api.post('/v1/plans/preview', {
      plan: HOSTING,
      usage: { bandwidth: '150000000000' },
      activeDays: 15,
      wholeDays: 30,
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      lines: [
        { id: 'base', kind: 'recurring', amount: '5.00' },
        { id: 'traffic', kind: 'usage', amount: '10.00' },
      ],
      total: '15.00',
    });
  });

  it('are compared with the last months', async () => {
    const { body: plan } = await api.post('/v1/plans', { ...HOSTING, name: 'Compared' });
    const { status, body } = await api.post(`/v1/plans/${plan.id}/backtest`, { months: 3 });
    expect({ status, body }).toMatchObject({ status: 201, body: { state: 'done', charged: '0.00' } });
    const path = `/v1/plans/${plan.id}/backtests/${body.id}`;
    expect((await api.get(path)).body).toEqual(body);
    expect((await api.get(`${path}/accounts`)).body).toEqual({ data: [], next: null });
    expect((await api.post(`${path}/stop`)).body).toEqual(body);
  });

  it('take the place of others for every account', async () => {
    const { body: old } = await api.post('/v1/plans', { ...HOSTING, name: 'Old' });
    const { body: next } = await api.post('/v1/plans', { ...HOSTING, name: 'Next' });
    const account = await open(api, { plans: [old.id] });
    const { status, body } = await api.post(`/v1/plans/${old.id}/replace`, { with: next.id });
    expect({ status, body }).toEqual({ status: 200, body: { accounts: 1 } });
    const { body: moved } = await api.get(`/v1/accounts/${account.id}`);
    expect(moved.plans).toMatchObject([
      { name: 'Old', until: '2026-04-01' },
      { name: 'Next', from: '2026-04-01', until: null },
    ]);
  });
});

describe('accounts', () => {
  it('are opened as requested', async () => {
    const { body: plan } = await api.post('/v1/plans', HOSTING);
    const { status, body } = await api.post('/v1/accounts', {
      ...fenwick({ plans: [plan.id], tax: { name: 'VAT', percent: '20.0' }, intervalMonths: 3 }),
      email: '  Fenwick@CLIENT.Example ',
      language: 'EN-gb',
      sites: [{ slug: 'fenwick', name: 'Shop', hostnames: ['Fenwick.Example.', 'münchen.example'] }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      email: 'Fenwick@client.example',
      language: 'en-GB',
      intervalMonths: 3,
      tax: { name: 'VAT', percent: '20' },
      state: 'active',
      sites: [{ slug: 'fenwick', hostnames: ['fenwick.example', 'xn--mnchen-3ya.example'], confirmed: true }],
      plans: [{ id: plan.id, version: 1, from: '2026-03-10', until: null }],
      workflowId: `account/${body.id}`,
      workflowUrl: `http://temporal.example:8233/namespaces/default/workflows/account%2F${body.id}`,
    });
    expect(api.fixture.woken).toContain(body.id);
  });

  it('are read, listed by state and changed', async () => {
    const account = await open(api);
    const { body: changed } = await api.ask(`/v1/accounts/${account.id}`, {
      method: 'PATCH',
      body: { name: 'Fenwick Ltd', creditLimit: '-20.00', statements: false, tax: null },
    });
    expect(changed).toMatchObject({ name: 'Fenwick Ltd', creditLimit: '-20.00', statements: false });
    expect((await api.get(`/v1/accounts/${account.id}`)).body).toEqual(changed);
    const { body: list } = await api.get('/v1/accounts?state=active');
    expect(list.data).toContainEqual(changed);
    expect((await api.get('/v1/accounts?state=closed')).body.data).toEqual([]);
  });

  it('are held, released, exempted and closed', async () => {
    const { id } = await open(api);
    const { body: held } = await api.post(`/v1/accounts/${id}/hold`, { reason: 'abuse' });
    expect(held.hold).toMatchObject({ reason: 'abuse', since: '2026-03-10T12:00:00.000Z' });
    expect((await api.post(`/v1/accounts/${id}/hold`, { reason: 'again' })).status).toBe(409);
    expect((await api.ask(`/v1/accounts/${id}/release`, { method: 'POST' })).body.hold).toBeNull();
    const until = '2026-03-20T08:00:00+01:00';
    const { body: exempt } = await api.post(`/v1/accounts/${id}/exempt`, { until, reason: 'promised' });
    expect(exempt.exemptUntil).toBe('2026-03-20T07:00:00.000Z');
    expect((await api.post(`/v1/accounts/${id}/exempt`, { until: null })).body.exemptUntil).toBeNull();
    expect((await api.post(`/v1/accounts/${id}/close`)).status).toBe(200);
    expect((await api.post(`/v1/accounts/${id}/close`)).status).toBe(409);
  });

  it('contain the client’s names, and lose them once the account is closed', async () => {
    const account = await open(api, { name: 'Orla Quint' });
    const at = `/v1/accounts/${account.id}`;
    const known = await api.get(`${at}/personal-data`);
    expect(known.status).toBe(200);
    expect(known.body).toMatchObject({
      account: [{ name: 'Orla Quint', email: 'fenwick@client.example' }],
      emails: [],
    });
    expect((await api.post(`${at}/erase`)).status).toBe(409);
    await api.fixture.database.sql`
      update accounts set closed_at = now(), close_requested_at = now(), state = 'closed' where id = ${account.id}`;
    const erased = await api.post(`${at}/erase`);
    expect(erased).toMatchObject({ status: 200, body: { replaced: { account: 1 } } });
    expect((await api.get(at)).body).toMatchObject({ name: 'Erased', email: 'erased@erased.invalid' });
  });
});

describe('money', () => {
  it('is posted and shown from the client’s side', async () => {
    const { id } = await open(api, { tax: { name: 'VAT', percent: '20' } });
    const at = `/v1/accounts/${id}`;
    const paid = await api.post(`${at}/payments`, {
      amount: '50.00',
      method: 'Bank',
      reference: 'ST-1',
      receivedAt: '2026-03-09T09:00:00Z',
    });
    expect(paid.body).toMatchObject({
      number: 1,
      kind: 'payment',
      amount: '50.00',
      balanceAfter: '50.00',
      method: 'bank',
      reference: 'ST-1',
      effectiveAt: '2026-03-09T09:00:00.000Z',
      postedAt: '2026-03-10T12:00:00.000Z',
    });
    const charge = { amount: '10.00', description: 'New logo', category: 'Design' };
    const charged = await api.post(`${at}/charges`, charge);
    expect(charged.body).toMatchObject({
      kind: 'charge',
      category: 'design',
      amount: '-10.00',
      balanceAfter: '40.00',
    });
    const given = await api.post(`${at}/refunds`, { amount: '5.00', method: 'bank' });
    expect(given.body).toMatchObject({ kind: 'refund', amount: '-5.00', balanceAfter: '33.00' });
    const goodwill = await api.post(`${at}/adjustments`, { amount: '-1.00', description: 'Put right' });
    expect(goodwill.body).toMatchObject({ kind: 'adjustment', amount: '-1.00', balanceAfter: '32.00' });
    const { body: entries } = await api.get(`${at}/entries`);
    expect(entries.data.map(({ kind }) => kind)).toEqual([
      'adjustment',
      'refund',
      'tax',
      'charge',
      'payment',
    ]);
    expect(entries.data[2]).toMatchObject({ amount: '-2.00', taxes: charged.body.id });
  });

  it('is reversed, disputed and resolved', async () => {
    const { id } = await open(api);
    const pay = async () =>
      (await api.post(`/v1/accounts/${id}/payments`, { amount: '5.00', method: 'cash' })).body as {
        id: string;
      };
    const first = await pay();
    const { body: reversal } = await api.ask(`/v1/entries/${first.id}/reverse`, { method: 'POST' });
    expect(reversal).toMatchObject({ kind: 'reversal', amount: '-5.00', reverses: first.id });
    expect((await api.post(`/v1/entries/${first.id}/reverse`)).status).toBe(409);
    const second = await pay();
    const headroom = async (): Promise<string> =>
      (await api.get(`/v1/accounts/${id}/projection`)).body.headroom;
    expect(await headroom()).toBe('105.00');
    expect((await api.post(`/v1/entries/${second.id}/dispute`, { reason: 'called back' })).status).toBe(200);
    expect(await headroom()).toBe('100.00');
    const resolved = await api.post(`/v1/entries/${second.id}/resolve`, { outcome: 'dismissed' });
    expect(resolved.body).toMatchObject({ id: second.id });
    expect(await headroom()).toBe('105.00');
  });

  it('is planned for a day to come, and taken back', async () => {
    const { id } = await open(api);
    const path = `/v1/accounts/${id}/scheduled-charges`;
    const renewal = { amount: '12', description: 'Domain renewal', category: 'domain', dueOn: '2026-03-12' };
    const { body: planned } = await api.post(path, renewal);
    expect(planned).toMatchObject({ ...renewal, amount: '12.00', state: 'planned', entryId: null });
    expect((await api.ask(`${path}/${planned.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await api.ask(`${path}/${planned.id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await api.get(path)).body.data).toMatchObject([{ id: planned.id, state: 'cancelled' }]);
  });
});

describe('a credit', () => {
  it('is granted, reduces what is accrued, and is ended once', async () => {
    const { id } = await open(api);
    const path = `/v1/accounts/${id}/promotions`;
    const given = { name: 'Welcome credit', kind: 'credit', amount: '50', endsOn: '2026-04-30' };
    const { body: credit } = await api.post(path, given);
    expect(credit).toMatchObject({
      ...{ name: 'Welcome credit', amount: '50.00', percent: null, scope: 'all', startsOn: '2026-03-10' },
      ...{ state: 'active', used: '0.00', left: '50.00', lastDay: '2026-04-30', order: 0, endedAt: null },
    });
    const ended = await api.post(`${path}/${credit.id}/end`, {}, 'once');
    expect(ended.body).toMatchObject({ endsOn: '2026-03-10', state: 'active' });
    expect((await api.post(`${path}/${credit.id}/end`, {}, 'once')).body).toEqual(ended.body);
    expect((await api.post(`${path}/${credit.id}/end`, {})).status).toBe(409);
    expect((await api.post(`${path}/${id}/end`, {})).status).toBe(404);
    expect((await api.get(path)).body.data).toEqual([ended.body]);
  });
});

describe('what is ahead', () => {
  it('forecasts payments and usage for 13 weeks, by currency', async () => {
    await open(api);
    const { body } = await api.get('/v1/forecast');
    expect(body.data[0]).toMatchObject({ currency: 'EUR', suspended: 0, owedBySuspended: '0.00' });
    expect(body.data[0]?.['weeks' as never]).toHaveLength(13);
  });

  it('names the planned charge that takes the client down', async () => {
    const { id } = await open(api, { creditLimit: '10.00' });
    const renewal = { amount: '40', description: 'domain renewal', category: 'domain', dueOn: '2026-04-03' };
    await api.post(`/v1/accounts/${id}/scheduled-charges`, renewal);
    const { body } = await api.get(`/v1/accounts/${id}/projection`);
    expect((await api.post(`/v1/accounts/${id}/what-if`, { creditLimit: '300.00' })).status).toBe(200);
    expect(body).toMatchObject({
      limitDate: '2026-04-02T23:00:00.000Z',
      // No traffic, no doubt.
      limitDateEarliest: '2026-04-02T23:00:00.000Z',
      limitDateLatest: '2026-04-02T23:00:00.000Z',
      headroom: '10.00',
      pacePerDay: '0.00',
      suggestedTopUp: '30.00',
      reason: 'domain renewal on 3 April',
    });
    const { body: timeline } = await api.get(`/v1/accounts/${id}/timeline`);
    expect(timeline.upcoming.map(({ what }) => what)).toEqual([
      'week notice',
      'settlement',
      'day notice',
      'scheduled charge',
      'suspension',
    ]);
    expect(timeline.data).toMatchObject([{ kind: 'account.open' }, { kind: 'scheduled-charge.create' }]);
  });

  it('are periods, clamped to short months', async () => {
    const { id } = await open(api, { billingDay: 31 });
    const { body } = await api.get(`/v1/accounts/${id}/periods?count=3`);
    expect(body).toEqual({
      data: [
        { start: '2026-03-10T12:00:00.000Z', end: '2026-03-30T23:00:00.000Z', settledAt: null },
        { start: '2026-03-30T23:00:00.000Z', end: '2026-04-29T23:00:00.000Z', settledAt: null },
        { start: '2026-04-29T23:00:00.000Z', end: '2026-05-30T23:00:00.000Z', settledAt: null },
      ],
      next: null,
    });
    expect((await api.get(`/v1/accounts/${id}/periods`)).body.data).toHaveLength(12);
  });
});

describe('what was', () => {
  it('is read from emails and statements', async () => {
    const { id } = await open(api);
    const { sql } = api.fixture.database;
    const email = (kind: string, sentAt: number | null, error: string | null) => sql`
      insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
             message_id, created_at, sent_at, last_error)
      values (gen_random_uuid(), ${`${kind}/${id}`}, ${id}, ${kind}, 'en', 'F', 'f@client.example', ${kind}, '<p>', 'p',
              ${`<${kind}@tab.example>`}, ${api.time.now}, ${sentAt}, ${error})`;
    await email('week', api.time.now, null);
    await email('day', null, '451 later');
    const { body: emails } = await api.get(`/v1/accounts/${id}/emails`);
    expect(emails.data).toHaveLength(2);
    const sent = {
      kind: 'week',
      to: 'f@client.example',
      sentAt: '2026-03-10T12:00:00.000Z',
      messageId: '<week@tab.example>',
    };
    expect(emails.data).toContainEqual(expect.objectContaining(sent));
    expect(emails.data).toContainEqual(
      expect.objectContaining({ kind: 'day', sentAt: null, error: '451 later' }),
    );
    expect(emails.data[0]).not.toHaveProperty('html');
    const { body: whole } = await api.get(`/v1/accounts/${id}/emails?body=true`);
    expect(whole.data[0]).toMatchObject({ html: '<p>', text: 'p' });
    await sql`
      insert into periods (account_id, start_date, end_date, starts_at, ends_at, settled_at, opening_number,
             closing_number, opening_balance, closing_balance, statement_due)
      values (${id}, '2026-02-01', '2026-03-01', '2026-02-01T00:00Z', '2026-03-01T00:00Z', '2026-03-01T00:10Z', 0, 2,
              0, -1050, false)`;
    const at = Date.parse('2026-03-01T00:10:00Z');
    await issueDocuments(sql, { accountId: id, siteId: api.fixture.siteId, year: 2026, at });
    const { data } = (await api.get(`/v1/accounts/${id}/statements`)).body;
    expect(data).toEqual([
      {
        id: expect.any(String) as unknown,
        documentNumber: '2026-00001',
        start: '2026-02-01T00:00:00.000Z',
        end: '2026-03-01T00:00:00.000Z',
        settledAt: '2026-03-01T00:10:00.000Z',
        openingBalance: '0.00',
        closingBalance: '-10.50',
        entries: [1, 2],
      },
    ]);
    const pdf = await api.get(`/v1/accounts/${id}/statements/${data[0]?.id ?? ''}/pdf`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.body.text).toMatch(/^%PDF-/);
  });
});

describe('meters and sites', () => {
  it('are added, listed and changed', async () => {
    const users = { name: 'users', title: 'Users', aggregation: 'max', chargeable: true, unit: '' };
    expect((await api.post('/v1/meters', users)).body).toEqual({ ...users, builtIn: false });
    expect((await api.post('/v1/meters', users)).status).toBe(409);
    expect((await api.post('/v1/meters', { ...users, name: 'bandwidth' })).status).toBe(409);
    const { body: meters } = await api.get('/v1/meters');
    expect(meters.data).toContainEqual({ ...users, builtIn: false });
    expect(meters.data[0]).toMatchObject({ name: 'bandwidth', builtIn: true });

    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const connector = { kind: 'webhook', url: 'https://host.example/hook', secret };
    const { body: site } = await api.post('/v1/sites', {
      slug: 'shop',
      name: 'Shop',
      hostnames: ['shop.example'],
      connector,
    });
    expect(site).toMatchObject({
      slug: 'shop',
      connector: 'webhook',
      accountId: null,
      hostnames: ['shop.example'],
    });
    const settings = { email: 'Hello@Agency.Example', suspendedWords: 'Back soon.' };
    const change = { hostnames: ['www.shop.example'], connector: { kind: 'map-file' }, settings };
    const { body: changed } = await api.ask('/v1/sites/shop', { method: 'PATCH', body: change });
    expect(changed).toMatchObject({
      hostnames: ['www.shop.example'],
      connector: 'map-file',
      settings: { email: 'Hello@agency.example', suspendedWords: 'Back soon.' },
    });
    const emptied = await api.ask(`/v1/sites/${site.id}`, {
      method: 'PATCH',
      body: { settings: { email: '' } },
    });
    expect(emptied.body.settings).toEqual({ suspendedWords: 'Back soon.' });
    expect((await api.get(`/v1/sites/${site.id}`)).body).toEqual(emptied.body);
    const { body: list } = await api.get('/v1/sites');
    expect(list.data).toContainEqual(expect.objectContaining({ slug: 'shop' }));
    expect(JSON.stringify([site, changed, list])).not.toContain(secret);
  });

  it('have a hostname below a reseller confirmed by the parent site', async () => {
    const { body: hoster } = await api.post('/v1/sites', { slug: 'hoster', name: 'Hoster', hostnames: [] });
    const actor = { now: 0, actor: 'test' };
    const { key } = await createApiKey(api.fixture.database.sql, actor, { siteId: hoster.id, name: 'tools' });
    const site = { slug: 'guest', name: 'Guest', hostnames: ['guest.example'] };
    const { status } = await api.ask('/v1/sites', { method: 'POST', as: key, body: site });
    expect(status).toBe(201);
    const waits = { hostname: 'guest.example', slug: 'guest', parent: 'hoster' };
    const { body: list } = await api.get('/v1/hostnames/waiting');
    expect(list.data).toContainEqual(expect.objectContaining(waits));
    expect((await api.post('/v1/hostnames/confirm', { hostname: 'guest.example' })).status).toBe(200);
  });

  it('are renamed, and moved under each other', async () => {
    const owner = { name: 'Ida Marsh', email: 'ida@marsh.example' };
    await api.post('/v1/sites', { slug: 'marsh', name: 'Marsh', owner });
    await api.post('/v1/sites', { slug: 'marsh-client', name: 'Client' });
    const slug = { method: 'PATCH', body: { slug: 'marshes' } };
    expect((await api.ask('/v1/sites/marsh', slug)).body).toMatchObject({ slug: 'marshes', name: 'Marsh' });
    expect((await api.get('/v1/sites/marsh')).status).toBe(404);
    expect((await api.ask('/v1/sites/marsh-client', slug)).body).toMatchObject({
      status: 409,
      errors: [{ field: 'slug' }],
    });
    const moved = await api.post('/v1/sites/marsh-client/move', { parent: 'marshes' });
    expect(moved.body).toMatchObject({ slug: 'marsh-client', state: 'active', upstream: false });
    expect((await api.get('/v1/sites/marsh-client')).status).toBe(404);
    const [owned] = await api.fixture.database.sql`
      select u.email from users u join sites s on s.id = u.site_id where s.slug = 'marshes'`;
    expect(owned).toEqual({ email: owner.email });
  });
});

describe('usage', () => {
  it('is reported and read by day', async () => {
    const sites = [{ slug: 'metered', name: 'Metered', hostnames: [] }];
    const id = await api.fixture.open({ timeZone: 'UTC', sites }, '2026-03-09T10:00:00Z');
    const event = {
      source: 'log',
      site: 'metered',
      meter: 'requests',
      quantity: '2',
      time: '2026-03-10T11:00:00Z',
    };
    const events = [
      { id: '1', ...event },
      { id: '2', ...event, quantity: 0.5 },
      { id: '3', ...event, time: '2026-03-09T11:00:00Z' },
    ];
    const { status, body } = await api.post('/v1/usage', { events });
    expect({ status, body }).toEqual({ status: 200, body: { accepted: 3, duplicates: 0, rejected: [] } });
    const reading = {
      site: 'metered',
      meter: 'requests',
      day: '2026-03-10',
      total: '2.5',
      peak: '2',
      events: 2,
    };
    const { body: today } = await api.get(`/v1/accounts/${id}/usage?from=2026-03-10`);
    expect(today).toMatchObject({ data: [reading], next: null });
    expect((await api.get(`/v1/accounts/${id}/usage`)).body.data).toHaveLength(2);
    const { body: both } = await api.get(`/v1/accounts/${id}/usage?from=2026-03-09&to=2026-03-11`);
    expect(both.data).toMatchObject([{ day: '2026-03-09' }, reading]);
    const { body: first } = await api.get(`/v1/accounts/${id}/usage?from=2026-03-09&limit=1`);
    const { body: second } = await api.get(
      `/v1/accounts/${id}/usage?from=2026-03-09&limit=1&cursor=${first.next}`,
    );
    expect([...first.data, ...second.data]).toEqual(both.data);
    expect(second.next).toBeNull();
    const quarters = ['2026-03-10T08:00:00Z', '2026-03-10T08:15:00Z'].map((at) => ({ site: 'fenwick', at }));
    const { body: others } = await api.post('/v1/usage/sources', { source: 'other', quarters });
    expect(others).toEqual({ data: [] });
    const odd = { source: 'other', quarters: [{ site: 'fenwick', at: '2026-03-10T08:01:00Z' }] };
    expect((await api.post('/v1/usage/sources', odd)).status).toBe(422);
    for (const at of ['0000-01-01T00:00:00Z', '9999-12-31T23:45:00-00:15']) {
      const body = { source: 'other', quarters: [{ site: 'fenwick', at }] };
      expect((await api.post('/v1/usage/sources', body)).status).toBe(400);
    }
    const wrong = { source: 'log', id: '1', reason: 'counted twice' };
    const { body: verdicts } = await api.post('/v1/usage/void', { events: [wrong, { ...wrong, id: '9' }] });
    expect(verdicts).toEqual({
      voided: 1,
      alreadyVoided: 0,
      rejected: [{ index: 1, id: '9', reason: 'no usage of this source and id was counted' }],
    });
    const { body: after } = await api.get(`/v1/accounts/${id}/usage?from=2026-03-10`);
    expect(after.data).toMatchObject([{ total: '0.5', events: 1 }]);
  });
});

describe('people', () => {
  it('of a site are invited, changed and grouped', async () => {
    const users = '/v1/sites/agency/users';
    const groups = '/v1/sites/agency/groups';
    const helpers = { name: 'Helpers', placedUnder: 'Viewer', permissions: ['plans.read'] };
    const { body: group } = await api.post(groups, helpers);
    const newUser = { email: 'ann@agency.example', name: 'Ann', group: 'Helpers' };
    const { body: user } = await api.post(users, newUser);
    expect(user).toMatchObject({ ...newUser, state: 'invited' });
    expect((await api.ask(`${users}/${user.id}/invitation`, { method: 'POST' })).body).toEqual(user);
    const change = { method: 'PATCH', body: { group: 'Viewer' } };
    expect((await api.ask(`${users}/${user.id}`, change)).body).toMatchObject({ group: 'Viewer' });
    expect((await api.get(users)).body.data).toMatchObject([{ group: 'Owner' }, { id: user.id }]);
    const path = `${groups}/${group.id}`;
    const moved = { placedUnder: 'Billing' };
    expect((await api.ask(path, { method: 'PATCH', body: moved })).body).toMatchObject({
      ...helpers,
      ...moved,
    });
    expect((await api.get(groups)).body.data).toHaveLength(5);
    expect((await api.ask(path, { method: 'DELETE' })).status).toBe(204);
  });
});

describe('the log and the keys', () => {
  it('are read, made and revoked', async () => {
    const keys = '/v1/sites/agency/api-keys';
    const { body: key } = await api.post(keys, { name: 'narrow', permissions: ['plans.read'] });
    expect((await api.get(keys)).body.data).toContainEqual(expect.objectContaining({ id: key.id }));
    expect((await api.ask(`${keys}/${key.id}`, { method: 'DELETE' })).status).toBe(204);
    const { body: log } = await api.get('/v1/sites/agency/audit?action=api-key&limit=2');
    expect(log.data).toMatchObject([{ action: 'api-key.revoke' }, { action: 'api-key.create' }]);
  });
});

it('takes money through providers and banks', () => showPaymentRoutes(api));

it('takes further addresses, and reports of emails that came back', async () => {
  await changeAddresses(api);
  await reportBounces(api);
});

it('pauses suspensions of many accounts at once, and lists silent meters', () => showBreakerRoutes(api));

it('collects by direct debit', () => showDebitRoutes(api));

it('lists issued invoices and their events', () => showInvoiceRoutes(api));

it('exports a month for the accounting office by settings of its own', () => showAccountingRoutes(api));

it('sends events to webhook endpoints', () => showWebhookRoutes(api));

describe('a bulk action', () => {
  it('shows its effect without doing it, is then done once, and is reversed or undone', async () => {
    const [one, two] = [await open(api), await open(api)];
    const accounts = [one.id, two.id];
    const charge = { accounts, amount: '25.00', description: 'Domain renewal', category: 'domain' };
    const { body: seen } = await api.post('/v1/bulk/charge', { ...charge, preview: true });
    expect(seen).toMatchObject({ bulk: null, preview: { done: 2, refused: 0 } });
    const { body } = await api.post('/v1/bulk/charge', charge, 'month-end');
    expect(body).toMatchObject({ preview: null, bulk: { done: 2, failed: 0 } });
    expect((await api.post('/v1/bulk/charge', charge, 'month-end')).body).toEqual(body);
    expect((await api.post('/v1/bulk/charge', { ...charge, matching: {} })).status).toBe(422);
    const done = body as unknown as { bulk: { id: string } };
    expect((await api.get(`/v1/bulk/${done.bulk.id}`)).body).toEqual(done.bulk);
    expect((await api.post(`/v1/bulk/${done.bulk.id}/undo`, {})).status).toBe(409);
    expect((await api.post(`/v1/bulk/${done.bulk.id}/reverse`, {})).body).toMatchObject({ done: 2 });
    const bodies = {
      adjust: { amount: '1.00', description: 'Put right' },
      hold: { reason: 'abuse' },
      release: {},
      exempt: { until: '2026-06-30' },
      plan: { plans: [] },
      untag: { tag: 'nothing' },
    };
    for (const [action, fields] of Object.entries(bodies))
      expect((await api.post(`/v1/bulk/${action}`, { accounts, ...fields })).status, action).toBe(200);
    const tagged = await api.post('/v1/bulk/tag', { accounts, tag: 'Month-end' });
    const { bulk } = tagged.body as unknown as { bulk: { id: string } };
    expect((await api.get('/v1/accounts?tag=MONTH-END')).body.data).toHaveLength(2);
    const matching = { tag: 'month-end' };
    const byTag = await api.post('/v1/bulk/adjust', { matching, ...bodies.adjust, preview: true });
    expect(byTag.body).toMatchObject({ preview: { done: 2 } });
    expect((await api.post(`/v1/bulk/${bulk.id}/undo`, {})).body).toMatchObject({ done: 2 });
    expect((await api.get('/v1/accounts?tag=month-end')).body.data).toEqual([]);
  });
});

it('has shown every route of the table', () => {
  const all = api.routes.map((route) => `${route.method} ${route.path}`);
  expect([...api.shown].sort()).toEqual(all.sort());
});
