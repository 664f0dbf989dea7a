import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiFixture, createApiFixture, fenwick, HOSTING, open } from '../fixture.js';

let api: ApiFixture;
let accountId: string;
let planId: string;

beforeAll(async () => {
  api = await createApiFixture();
  accountId = (await open(api, { sites: [{ slug: 'taken', name: 'Taken', hostnames: ['taken.example'] }] }))
    .id;
  planId = (await api.post('/v1/plans', HOSTING)).body.id;
});
afterAll(() => {
  expect(api.logged).toEqual([]);
});

/** The request, the status, the field at fault and its reason. */
type Case = readonly [body: unknown, status: number, field: string, reason: string | RegExp];

async function refuses(path: string, [body, status, field, reason]: Case, method = 'POST'): Promise<void> {
  const { sql } = api.fixture.database;
  const rows = () => sql`
    select (select count(*) from entries) as entries, (select count(*) from accounts) as accounts,
           (select count(*) from plan_versions) as plans, (select count(*) from sites) as sites,
           (select count(*) from audit) as audit, (select count(*) from idempotency_keys) as keys`;
  const [before] = await rows();
  const answer = await api.ask(path, { method, body, key: 'bad-input' });
  expect(answer.body).toMatchObject({ status });
  const { errors } = answer.body;
  const said = errors.find((error) => error.field === field)?.reason;
  expect(said, JSON.stringify(errors)).toBeDefined();
  if (typeof reason === 'string') expect(said).toBe(reason);
  else expect(said).toMatch(reason);
  expect((await rows())[0]).toEqual(before);
}

const usage = (component: object) => ({ ...HOSTING, usage: [component] });
const bands = (list: object[], more: object = {}) =>
  usage({ id: 'u', meter: 'requests', model: 'volume', bands: list, ...more });

describe('plans', () => {
  it.each<Case>([
    [{ ...HOSTING, colour: 'red' }, 400, 'colour', 'is not a known field'],
    [{ ...HOSTING, name: undefined }, 400, 'name', 'is required'],
    [{ ...HOSTING, name: '   ' }, 400, 'name', 'must not be empty'],
    [{ ...HOSTING, name: 'x'.repeat(201) }, 400, 'name', 'must have at most 200 characters'],
    [{ ...HOSTING, name: 'a\0b' }, 400, 'name', 'must not contain the character U+0000'],
    [{ ...HOSTING, name: 'a\ud800b' }, 400, 'name', 'contains half of a surrogate pair'],
    [{ ...HOSTING, name: '\u200b\u2060' }, 400, 'name', 'must have a visible character'],
    [
      { ...HOSTING, name: 'a\u202eb' },
      400,
      'name',
      'must not have characters that turn the direction of text',
    ],
    [{ ...HOSTING, currency: 'eur' }, 400, 'currency', /ISO 4217/],
    [{ ...HOSTING, currency: 'XQX' }, 422, 'currency', /not a currency/],
    [{ ...HOSTING, startupCharge: 10 }, 400, 'startupCharge', 'must be a text'],
    [{ ...HOSTING, startupCharge: '1e3' }, 422, 'startupCharge', /such as "49/],
    [{ ...HOSTING, startupCharge: '-1' }, 422, 'startupCharge', 'must not be negative'],
    [{ ...HOSTING, minimum: '10.001' }, 422, 'minimum', /more decimals/],
    [{ ...HOSTING, minimum: '20', maximum: '10' }, 422, 'minimum', /larger than the maximum/],
    [{ ...HOSTING, recurring: {} }, 400, 'recurring', 'must be a list'],
    [
      { ...HOSTING, recurring: [{ id: 'a', amount: '1', timing: 'never' }] },
      400,
      'recurring[0].timing',
      'must be one of "advance", "arrears"',
    ],
    [
      { ...HOSTING, recurring: [{ id: 'minimum', amount: '1', timing: 'arrears' }] },
      422,
      'recurring[0].id',
      /is reserved/,
    ],
    [{ ...HOSTING, replaceAfterDays: 30 }, 422, 'replaceWith', /is required with replaceAfterDays/],
    [
      { ...HOSTING, replaceAfterDays: 0.5, replaceWith: 'x' },
      400,
      'replaceAfterDays',
      'must be a whole number',
    ],
    [{ ...HOSTING, replaceAfterDays: 30, replaceWith: 'no-plan' }, 422, 'replaceWith', /plan not found/],
    [
      usage({ id: 'u', meter: 'requests', model: 'stairs' }),
      400,
      'usage[0].model',
      /must be one of "graduated"/,
    ],
    [usage({ id: 'u', meter: 'requests' }), 400, 'usage[0].model', /must be one of/],
    [
      usage({ id: 'u', meter: 'nothing', model: 'percentage', percent: '1' }),
      422,
      'usage[0].meter',
      /meter "nothing" not found/,
    ],
    [
      usage({ id: 'u', meter: 'requests', model: 'percentage', percent: '101' }),
      422,
      'usage[0].percent',
      /between/,
    ],
    [
      usage({ id: 'u', meter: 'requests', model: 'package', packageSize: '0', packagePrice: '1' }),
      422,
      'usage[0].packageSize',
      /larger than 0/,
    ],
    [
      usage({ id: 'u', meter: 'requests', model: 'package', packageSize: '1' }),
      400,
      'usage[0].packagePrice',
      'is required',
    ],
    [bands([]), 422, 'usage[0].bands', 'needs at least one band'],
    [bands([{ unitPrice: '1', upTo: '5' }]), 422, 'usage[0].bands[0].upTo', /must be left out/],
    [bands([{ unitPrice: '1' }, { unitPrice: '2' }]), 422, 'usage[0].bands[0].upTo', /is required/],
    [
      bands([{ unitPrice: '1', upTo: '5' }, { unitPrice: '1', upTo: '5' }, { unitPrice: '2' }]),
      422,
      'usage[0].bands[1].upTo',
      'must be above the band before it',
    ],
    [bands([{ unitPrice: 1 }]), 400, 'usage[0].bands[0].unitPrice', 'must be a text'],
    [
      bands([{ unitPrice: '0.0000000000001' }]),
      422,
      'usage[0].bands[0].unitPrice',
      'has more than 12 decimals',
    ],
    [bands([{ unitPrice: '1', price: '1' }]), 400, 'usage[0].bands[0].price', 'is not a known field'],
    [bands([{ unitPrice: '1' }], { per: '0' }), 422, 'usage[0].per', /larger than 0/],
    [[], 400, 'body', 'must be an object'],
    [null, 400, 'body', 'must be an object'],
    ['plan', 400, 'body', 'must be an object'],
  ])('%j', (...bad) => refuses('/v1/plans', bad));

  it.each<Case>([
    [{ plan: { ...HOSTING, minimum: 'x' } }, 422, 'plan.minimum', /such as "49/],
    [{ plan: HOSTING, usage: { bandwidth: '-1' } }, 422, 'usage.bandwidth', /zero or more/],
    [{ plan: HOSTING, usage: { bandwidth: true } }, 400, 'usage.bandwidth', /a text, or/],
    [{ plan: HOSTING, activeDays: 10 }, 422, 'wholeDays', /are required/],
    [{ plan: HOSTING, activeDays: 31, wholeDays: 30 }, 422, 'activeDays', /more than wholeDays/],
    [{ plan: HOSTING, activeDays: 0, wholeDays: 0 }, 400, 'wholeDays', 'must be at least 1'],
  ])('previewed: %j', (...bad) => refuses('/v1/plans/preview', bad));

  it('in another version or place', async () => {
    await refuses(`/v1/plans/${planId}/versions`, [
      { ...HOSTING, currency: 'USD' },
      422,
      'currency',
      /Currency mismatch: plan is EUR/,
    ]);
    await refuses(`/v1/plans/${planId}/replace`, [
      { with: planId, effective: '2026-02-30' },
      422,
      'effective',
      /not a date/,
    ]);
  });
});

const site = (changes: object) =>
  fenwick({ sites: [{ slug: 'new', name: 'New', hostnames: [], ...changes }] });

describe('accounts', () => {
  it.each<Case>([
    [fenwick({ billingDay: 0 }), 400, 'billingDay', 'must be at least 1'],
    [fenwick({ billingDay: 32 }), 400, 'billingDay', 'must be at most 31'],
    [fenwick({ billingDay: '1' }), 400, 'billingDay', 'must be a number'],
    [fenwick({ billingDay: 1.5 }), 400, 'billingDay', 'must be a whole number'],
    [fenwick({ intervalMonths: 2 }), 400, 'intervalMonths', /must be/],
    [fenwick({ currency: 'XQX' }), 422, 'currency', /not a currency/],
    [fenwick({ timeZone: 'Mars/Olympus' }), 422, 'timeZone', /not a time zone/],
    [fenwick({ timeZone: 'europe/london' }), 422, 'timeZone', /not a time zone/],
    [fenwick({ email: 'nobody' }), 400, 'email', 'must be an email address'],
    [fenwick({ email: 'a@b' }), 400, 'email', 'must be an email address'],
    [fenwick({ email: 'a,b@client.example' }), 400, 'email', 'must be an email address'],
    [fenwick({ email: '*owner@client.example' }), 400, 'email', 'must not start with *'],
    [fenwick({ email: '＊owner@client.example' }), 400, 'email', 'must not start with *'],
    [fenwick({ language: 'not a language' }), 400, 'language', /language tag/],
    [fenwick({ creditLimit: 100 }), 400, 'creditLimit', 'must be a text'],
    [fenwick({ creditLimit: '100.001' }), 422, 'creditLimit', /more decimals/],
    [fenwick({ creditLimit: '1'.repeat(40) }), 422, 'creditLimit', /is too large/],
    [fenwick({ tax: { name: 'VAT', percent: '101' } }), 422, 'tax.percent', /between/],
    [fenwick({ tax: { name: '  ', percent: '1' } }), 400, 'tax.name', /letters/],
    [fenwick({ tax: { name: 'V:T', percent: '1' } }), 400, 'tax.name', /letters/],
    [fenwick({ plans: ['nothing'] }), 422, 'plans[0]', /no plan/],
    [site({ slug: 'Shop' }), 400, 'sites[0].slug', /lowercase letters|U\+0000/],
    [site({ slug: '01a3c5e7-7000-7000-8000-000000000000' }), 400, 'sites[0].slug', /look like an id/],
    [site({ slug: 'taken' }), 409, 'sites[0].slug', /taken/],
    [site({ hostnames: ['not a host'] }), 400, 'sites[0].hostnames[0]', /hostname/],
    [site({ hostnames: ['a.example', 'A.EXAMPLE.'] }), 400, 'sites[0].hostnames[1]', 'is listed twice'],
    [site({ hostnames: ['b.example', 'taken.example'] }), 409, 'sites[0].hostnames[1]', /in use/],
    [
      site({ connector: { kind: 'telepathy' } }),
      400,
      'sites[0].connector.kind',
      /must be one of "forward-auth"/,
    ],
    [
      site({ connector: { kind: 'webhook', url: 'ftp://x', secret: 'whsec_AAAA' } }),
      400,
      'sites[0].connector.url',
      /http/,
    ],
    [
      site({ connector: { kind: 'webhook', url: 'https://x.example', secret: 'AAAA' } }),
      400,
      'sites[0].connector.secret',
      /whsec_/,
    ],
    [
      site({ connector: { kind: 'command', argv: ['rm'] } }),
      400,
      'sites[0].connector.argv',
      'is not a known field',
    ],
  ])('%j', (...bad) => refuses('/v1/accounts', bad));

  it('with names that would mean something else in a web server’s configuration', async () => {
    const orders = ['a 1;}server{', 'a.example 1;#', 'a;b', '{a}', '$host', '~^.*$', '*.example', '.example'];
    const breaks = ['a\nb.example', 'a\u0000', 'a\\.example', '"a"', "'a'", 'a%0a', 'a\u2028b', 'a\tb'];
    for (const odd of [...orders, ...breaks]) {
      const field = 'sites[0].hostnames[0]';
      await refuses('/v1/accounts', [
        site({ hostnames: [odd, 'b.example'] }),
        400,
        field,
        /hostname|U\+0000/,
      ]);
      await refuses('/v1/accounts', [site({ slug: odd }), 400, 'sites[0].slug', /lowercase letters|U\+0000/]);
    }
  });

  it('on a plan of another currency, or one twice', async () => {
    await refuses('/v1/accounts', [
      fenwick({ currency: 'USD', plans: [planId] }),
      422,
      'plans[0]',
      /plan is EUR/,
    ]);
    await refuses('/v1/accounts', [fenwick({ plans: [planId, planId] }), 422, 'plans[1]', 'is listed twice']);
  });

  it.each<Case>([
    [{ currency: 'USD' }, 400, 'currency', 'is not a known field'],
    [{ name: '' }, 400, 'name', 'must not be empty'],
    [{ creditLimit: 'x' }, 422, 'creditLimit', /such as "49/],
    [{ effective: '2026-04-01' }, 422, 'effective', /requires plans/],
    [{ plans: [], effective: '2026-03-09' }, 422, 'effective', 'must not be in the past'],
    [{ plans: [], effective: '2026-02-30' }, 422, 'effective', /not a date/],
  ])('changed: %j', (...bad) => refuses(`/v1/accounts/${accountId}`, bad, 'PATCH'));

  it.each<readonly [string, ...Case]>([
    ['hold', {}, 400, 'reason', 'is required'],
    ['hold', { reason: 'x', until: null }, 400, 'until', 'is not a known field'],
    ['release', { now: true }, 400, 'now', 'is not a known field'],
    ['exempt', {}, 400, 'until', 'is required'],
    ['exempt', { until: '2026-03-10' }, 400, 'until', /instant/],
    ['exempt', { until: '2026-02-30T00:00:00Z' }, 400, 'until', /valid instant/],
    ['exempt', { until: '2026-03-10T11:59:59Z' }, 422, 'until', /future/],
    ['close', [], 400, 'body', 'must be an object'],
  ])('%s: %j', (act, ...bad) => refuses(`/v1/accounts/${accountId}/${act}`, bad));
});

const payment = { amount: '1.00', method: 'bank' };
const credit = { name: 'Welcome credit', kind: 'credit', amount: '1.00' };
const charge = { amount: '1.00', description: 'Logo', category: 'design' };

describe('money', () => {
  it.each<readonly [string, ...Case]>([
    ['payments', { ...payment, amount: 1 }, 400, 'amount', 'must be a text'],
    ['payments', { ...payment, amount: '' }, 422, 'amount', /such as "49/],
    ['payments', { ...payment, amount: '1,00' }, 422, 'amount', /such as "49/],
    ['payments', { ...payment, amount: '١' }, 422, 'amount', /such as "49/],
    ['payments', { ...payment, amount: 'Infinity' }, 422, 'amount', /such as "49/],
    ['payments', { ...payment, amount: '0' }, 422, 'amount', 'must be more than zero'],
    ['payments', { ...payment, amount: '-1' }, 422, 'amount', 'must be more than zero'],
    ['payments', { ...payment, amount: '1.001' }, 422, 'amount', /more decimals/],
    ['payments', { ...payment, amount: '9'.repeat(40) }, 422, 'amount', /is too large/],
    ['payments', { ...payment, method: 'bank transfer' }, 400, 'method', /letters/],
    ['payments', { amount: '1.00' }, 400, 'method', 'is required'],
    ['payments', { ...payment, reference: 'x'.repeat(201) }, 400, 'reference', /at most 200/],
    ['payments', { ...payment, reference: '\0' }, 400, 'reference', /U\+0000/],
    ['payments', { ...payment, receivedAt: '2026-02-30T00:00:00Z' }, 400, 'receivedAt', /valid instant/],
    ['payments', { ...payment, receivedAt: '2026-03-10T12:00:00' }, 400, 'receivedAt', /instant/],
    ['payments', { ...payment, receivedAt: '0000-01-01T00:00:00Z' }, 400, 'receivedAt', /instant/],
    ['payments', { ...payment, receivedAt: '2026-03-10T12:06:00Z' }, 422, 'receivedAt', /future/],
    ['payments', { ...payment, receivedAt: '1971-01-01T00:00:00Z' }, 422, 'receivedAt', /more than 60 days/],
    ['payments', { ...payment, currency: 'EUR' }, 400, 'currency', 'is not a known field'],
    ['charges', { ...charge, category: 'a b' }, 400, 'category', /letters/],
    ['charges', { ...charge, description: '' }, 400, 'description', 'must not be empty'],
    ['charges', { ...charge, description: 'x'.repeat(501) }, 400, 'description', /at most 500/],
    ['refunds', { ...payment, amount: '-5' }, 422, 'amount', 'must be more than zero'],
    ['adjustments', { amount: '0.00', description: 'x' }, 422, 'amount', 'must not be zero'],
    ['scheduled-charges', { ...charge, dueOn: '2026-02-29' }, 400, 'dueOn', /valid date/],
    ['scheduled-charges', { ...charge, dueOn: '2026-03-09' }, 422, 'dueOn', /past/],
    ['scheduled-charges', { ...charge }, 400, 'dueOn', 'is required'],
    ['promotions', { ...credit, amount: '0' }, 422, 'amount', 'must be more than zero'],
    ['promotions', { ...credit, amount: '1.001' }, 422, 'amount', /more decimals/],
    ['promotions', { ...credit, amount: '9'.repeat(40) }, 422, 'amount', /is too large/],
    ['promotions', { name: 'Hi', kind: 'credit' }, 422, 'amount', 'is required'],
    ['promotions', { ...credit, name: '' }, 400, 'name', 'must not be empty'],
    ['promotions', { ...credit, percent: '5' }, 422, 'percent', /in percent/],
    ['promotions', { ...credit, periods: 3 }, 422, 'periods', /for discounts/],
    ['promotions', { ...credit, kind: 'amount', periods: 0 }, 400, 'periods', /1/],
    ['promotions', { ...credit, endsOn: '2026-03-09' }, 422, 'endsOn', /past/],
    ['promotions', { ...credit, startsOn: '2026-04-02', endsOn: '2026-04-01' }, 422, 'endsOn', /first day/],
    ['promotions', { ...credit, startsOn: '2026-02-01' }, 422, 'startsOn', /settled/],
    ['promotions', { ...credit, endsOn: '2026-02-29' }, 400, 'endsOn', /valid date/],
    ['promotions', { name: 'Hi', kind: 'percent', percent: '101' }, 422, 'percent', /100/],
    ['promotions', { name: 'Hi', kind: 'percent', percent: '0' }, 422, 'percent', 'must be more than zero'],
    ['promotions', { name: 'Hi', kind: 'gift', amount: '1.00' }, 400, 'kind', /credit/],
  ])('%s: %j', (route, ...bad) => refuses(`/v1/accounts/${accountId}/${route}`, bad));
});

describe('meters and sites', () => {
  it.each<Case>([
    [{ name: 'Users', aggregation: 'max' }, 400, 'name', /lowercase letters/],
    [{ name: 'constructor', aggregation: 'max' }, 400, 'name', /is reserved/],
    [{ name: 'users', aggregation: 'median' }, 400, 'aggregation', /must be one of "sum"/],
    [{ name: 'storage', aggregation: 'sum' }, 409, 'name', /already/],
  ])('%j', (...bad) => refuses('/v1/meters', bad));

  it.each<Case>([
    [{ slug: '-', name: 'x' }, 400, 'slug', /lowercase letters/],
    [{ slug: 'taken', name: 'x' }, 409, 'slug', /taken/],
    [{ slug: 'agency', name: 'x' }, 409, 'slug', /taken/],
    [{ slug: 'x', name: 'x', parent: 'y' }, 400, 'parent', 'is not a known field'],
  ])('%j', (...bad) => refuses('/v1/sites', bad));

  it('changed', async () => {
    await refuses('/v1/sites/taken', [{ slug: 'agency' }, 409, 'slug', /taken/], 'PATCH');
    await refuses(
      '/v1/sites/taken',
      [{ settings: { fax: '1' } }, 400, 'settings.fax', 'is not a known field'],
      'PATCH',
    );
  });
});

describe('parameters', () => {
  it.each([
    ['/v1/plans?limit=0', 'limit', /1 to 200/],
    ['/v1/plans?limit=201', 'limit', /1 to 200/],
    ['/v1/plans?limit=1e1', 'limit', /1 to 200/],
    ['/v1/plans?limit=1&limit=2', 'limit', /only once/],
    ['/v1/plans?cursor=nonsense', 'cursor', /not a cursor/],
    ['/v1/plans?offset=1', 'offset', /not a known field/],
    ['/v1/accounts?state=asleep', 'state', /must be one of/],
    ['/v1/accounts/{id}/entries?cursor=LTE', 'cursor', /not a cursor/],
    ['/v1/accounts/{id}/statements?cursor=MjAyNi0wMi0zMA', 'cursor', /not a cursor/],
    ['/v1/accounts/{id}/periods?count=61', 'count', /1 to 60/],
    ['/v1/accounts/{id}/usage?from=2026-02-30', 'from', /valid date/],
    ['/v1/accounts/{id}/usage?from=2026-03-11&to=2026-03-10', 'to', /before/],
    ['/v1/accounts/{id}/usage?from=2020-01-01&to=2026-03-10', 'to', /400 days/],
    ['/v1/accounts/{id}/emails?body=yes', 'body', /must be one of/],
  ])('%s', async (path, field, reason) => {
    const { status, body } = await api.get(path.replace('{id}', accountId));
    expect([400, 422]).toContain(status);
    expect(body.errors).toMatchObject([{ field, reason: expect.stringMatching(reason) as unknown }]);
  });

  it.each(['', 'two words', 'ключ', 'x'.repeat(256)])('Idempotency-Key: %s', async (key) => {
    const { status, body } = await api.ask(`/v1/accounts/${accountId}/payments`, {
      method: 'POST',
      body: payment,
      headers: { 'idempotency-key': Buffer.from(key).toString('latin1') },
    });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: 'Idempotency-Key' }]);
  });

  it('a body that is left out where one is needed', async () => {
    const { status, body } = await api.ask(`/v1/accounts/${accountId}`, { method: 'PATCH' });
    expect({ status, errors: body.errors }).toEqual({
      status: 400,
      errors: [{ field: 'body', reason: 'is required' }],
    });
  });

  it.each(['x', '%00', '..%2f', '01A3C5E7-7000-7000-8000-000000000000', 'constructor', '💶', '%ff'])(
    'an id %s is not found',
    async (id) => {
      for (const path of [
        `/v1/accounts/${id}`,
        `/v1/plans/${id}`,
        `/v1/sites/${id}`,
        `/v1/accounts/${id}/entries`,
      ]) {
        expect((await api.get(path)).status).toBe(404);
      }
      expect((await api.post(`/v1/entries/${id}/reverse`)).status).toBe(404);
    },
  );
});
