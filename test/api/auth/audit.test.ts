import { beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../../src/auth/keys/apiKeys.js';
import { newId } from '../../../src/platform/ids.js';
import { type ResponseBody, type ApiFixture, createApiFixture, HOSTING, open } from '../fixture.js';

interface Row {
  readonly action: string;
  readonly actor: string;
  readonly subject: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
}

interface Act {
  readonly action: string;
  readonly request: readonly [method: string, path: string, body?: object];
  readonly before?: object;
  readonly after: object | null;
  /** What the same act does besides. */
  readonly also?: readonly string[];
}

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const PASSWORD = 'correct-horse-battery-staple-1';

let api: ApiFixture;
let actor: string;
const ids: Record<string, string> = {};
const secrets: string[] = [SECRET, SECRET.slice('whsec_'.length), PASSWORD];
let response = 0;

beforeAll(async () => {
  api = await createApiFixture();
  const { sql } = api.fixture.database;
  const [key] = await sql<{ id: string }[]>`select id from api_keys where site_id = ${api.fixture.siteId}`;
  actor = `key/${key?.id ?? ''}`;
  secrets.push(api.apiKey);
  ids['tariff'] = (await api.post('/v1/plans', { ...HOSTING, recurring: [], name: 'Tariff' })).body.id;
  ids['account'] = (await open(api, { plans: [ids['tariff']] })).id;
  ids['payment'] = (await pay('7.00')).id;
  ids['charge'] = (await chargeFor('3.00')).id;
  ids['contested'] = (await chargeFor('4.00')).id;
});

async function pay(amount: string): Promise<ResponseBody> {
  return (await api.post(`/v1/accounts/${ids['account']}/payments`, { amount, method: 'bank' })).body;
}

async function chargeFor(amount: string): Promise<ResponseBody> {
  const body = { amount, description: 'Logo', category: 'design' };
  return (await api.post(`/v1/accounts/${ids['account']}/charges`, body)).body;
}

async function rowsOf(requestId: string): Promise<Row[]> {
  return api.fixture.database.sql<Row[]>`
    select action, actor, subject, before, after from audit where request_id = ${requestId} order by id`;
}

/** Every kind of change, in an order in which each is possible; `{name}` is an id known by then. */
const ACTS: Readonly<Record<string, Act>> = {
  'a plan made': {
    action: 'plan.create',
    request: ['POST', '/v1/plans', HOSTING],
    after: { version: 1, name: 'Hosting', currency: 'EUR' },
  },
  'a plan’s version': {
    action: 'plan.version',
    request: ['POST', '/v1/plans/{tariff}/versions', { ...HOSTING, recurring: [], name: 'Dearer' }],
    before: { version: 1, name: 'Tariff' },
    after: { version: 2, name: 'Dearer' },
  },
  'accounts moved to another plan': {
    action: 'plan.replace',
    request: ['POST', '/v1/plans/{tariff}/replace', { with: '{tariff}' }],
    before: { plan: '{tariff}' },
    after: { plan: '{tariff}', version: 2, accounts: 1 },
    also: ['account.replace-plan', 'plan.replacement'],
  },
  'a meter made': {
    action: 'meter.create',
    request: ['POST', '/v1/meters', { name: 'users', aggregation: 'max' }],
    after: { name: 'users', aggregation: 'max' },
  },
  'an account opened': {
    action: 'account.open',
    request: [
      'POST',
      '/v1/accounts',
      {
        name: 'Mrs Private',
        email: 'private@client.example',
        currency: 'EUR',
        timeZone: 'UTC',
        billingDay: 1,
        sites: [{ slug: 'private', name: 'Private', hostnames: ['private.example'] }],
      },
    ],
    after: { currency: 'EUR', sites: ['private'] },
    also: ['site.create'],
  },
  'an account changed': {
    action: 'account.change',
    request: [
      'PATCH',
      '/v1/accounts/{account}',
      { name: 'Miss Hidden', creditLimit: '250.00', tax: { name: 'VAT', percent: '20' }, language: 'de' },
    ],
    before: { creditLimit: '100.00', tax: null, language: 'en' },
    after: { name: 'changed', creditLimit: '250.00', tax: { name: 'VAT', percent: '20' }, language: 'de' },
  },
  'an account put on other plans': {
    action: 'account.change',
    request: ['PATCH', '/v1/accounts/{account}', { plans: [] }],
    before: { plans: [{ to: null }] },
    after: { plans: [] },
  },
  'an account held': {
    action: 'account.hold',
    request: ['POST', '/v1/accounts/{account}/hold', { reason: 'abuse' }],
    before: { hold: null },
    after: { hold: 'abuse' },
  },
  'an account released': {
    action: 'account.release',
    request: ['POST', '/v1/accounts/{account}/release'],
    before: { hold: 'abuse' },
    after: { hold: null },
  },
  'an account exempted': {
    action: 'account.exempt',
    request: ['POST', '/v1/accounts/{account}/exempt', { until: '2026-05-01T00:00:00Z', reason: 'promised' }],
    before: { exemptUntil: null },
    after: { exemptUntil: '2026-05-01T00:00:00.000Z', exemptFor: 'promised' },
  },
  'a payment': {
    action: 'payment.post',
    request: [
      'POST',
      '/v1/accounts/{account}/payments',
      { amount: '5.00', method: 'bank', reference: 'Private 1' },
    ],
    before: { balance: '0.00' },
    after: { amount: '5.00', balance: '5.00', method: 'bank' },
  },
  'a charge with its tax': {
    action: 'charge.post',
    request: [
      'POST',
      '/v1/accounts/{account}/charges',
      { amount: '10.00', description: 'Logo', category: 'design' },
    ],
    before: { balance: '5.00' },
    after: { amount: '-10.00', tax: '-2.00', balance: '-7.00', category: 'design' },
  },
  'a refund': {
    action: 'refund.post',
    request: [
      'POST',
      '/v1/accounts/{account}/refunds',
      { amount: '1.00', method: 'bank', beyondCredit: true, reason: 'goodwill' },
    ],
    before: { balance: '-7.00' },
    after: { amount: '-1.00', balance: '-8.00', beyondCredit: true, reason: 'goodwill' },
  },
  'an adjustment': {
    action: 'adjustment.post',
    request: ['POST', '/v1/accounts/{account}/adjustments', { amount: '2.50', description: 'Goodwill' }],
    before: { balance: '-8.00' },
    after: { amount: '2.50', balance: '-5.50' },
  },
  'a reversal': {
    action: 'entry.reverse',
    request: ['POST', '/v1/entries/{charge}/reverse', { reason: 'wrong' }],
    before: { balance: '-5.50' },
    after: { balance: '-2.50', amount: '3.00', reason: 'wrong' },
  },
  'a dispute': {
    action: 'entry.dispute',
    request: ['POST', '/v1/entries/{contested}/dispute', { reason: 'contested' }],
    before: { disputed: false },
    after: { disputed: true, reason: 'contested' },
  },
  'a dispute resolved': {
    action: 'entry.resolve',
    request: ['POST', '/v1/entries/{contested}/resolve', { outcome: 'upheld' }],
    before: { disputed: true },
    after: { disputed: false, outcome: 'upheld' },
    also: ['entry.reverse'],
  },
  'a charge planned': {
    action: 'scheduled-charge.create',
    request: [
      'POST',
      '/v1/accounts/{account}/scheduled-charges',
      { amount: '9.00', description: 'Domain', category: 'domain', dueOn: '2026-05-01' },
    ],
    after: { amount: '9.00', dueOn: '2026-05-01' },
  },
  'a planned charge taken back': {
    action: 'scheduled-charge.cancel',
    request: ['DELETE', '/v1/accounts/{account}/scheduled-charges/{made}'],
    before: { scheduled: [{ id: '{made}', amount: '9.00' }] },
    after: { scheduled: [] },
  },
  'a site made': {
    action: 'site.create',
    request: [
      'POST',
      '/v1/sites',
      {
        slug: 'shop',
        name: 'Shop',
        connector: { kind: 'webhook', url: 'https://host.example/hook', secret: SECRET },
      },
    ],
    after: { slug: 'shop', connector: 'webhook' },
  },
  'a site changed': {
    action: 'site.change',
    request: [
      'PATCH',
      '/v1/sites/shop',
      { name: 'Store', hostnames: ['store.example'], settings: { phone: '555-1' } },
    ],
    before: { name: 'Shop', hostnames: [] },
    after: { name: 'Store', hostnames: ['store.example'], phone: 'changed' },
  },
  'a site’s connector changed': {
    action: 'site.change',
    request: [
      'PATCH',
      '/v1/sites/shop',
      { connector: { kind: 'webhook', url: 'https://host.example/hook', secret: SECRET } },
    ],
    after: { connectorSettings: 'changed' },
  },
  'a user made': {
    action: 'user.create',
    request: [
      'POST',
      '/v1/sites/agency/users',
      { email: 'eve@agency.example', name: 'Eve', group: 'Viewer', password: PASSWORD },
    ],
    after: {},
  },
  'a user changed': {
    action: 'user.change',
    request: ['PATCH', '/v1/sites/agency/users/{made}', { disabled: true }],
    before: {},
    after: {},
  },
  'a group made': {
    action: 'group.create',
    request: [
      'POST',
      '/v1/sites/agency/groups',
      { name: 'Helpers', placedUnder: 'Administrator', permissions: ['plans.read'] },
    ],
    after: { name: 'Helpers', permissions: ['plans.read'] },
  },
  'a group changed': {
    action: 'group.change',
    request: ['PATCH', '/v1/sites/agency/groups/{made}', { permissions: ['plans.read', 'plans.write'] }],
    before: { permissions: ['plans.read'] },
    after: { permissions: ['plans.read', 'plans.write'] },
  },
  'a group removed': {
    action: 'group.remove',
    request: ['DELETE', '/v1/sites/agency/groups/{made}'],
    before: { name: 'Helpers' },
    after: null,
  },
  'a key made': {
    action: 'api-key.create',
    request: ['POST', '/v1/sites/agency/api-keys', { name: 'narrow', permissions: ['plans.read'] }],
    after: { name: 'narrow', permissions: ['plans.read'] },
  },
  'a key revoked': {
    action: 'api-key.revoke',
    request: ['DELETE', '/v1/sites/agency/api-keys/{made}'],
    before: { name: 'narrow', revoked: false },
    after: { name: 'narrow', revoked: true },
  },
  'an account closed': {
    action: 'account.close',
    request: ['POST', '/v1/accounts/{account}/close'],
    before: { closing: false },
    after: { closing: true },
  },
};

function fill<T>(value: T): T {
  const text = JSON.stringify(value);
  return JSON.parse(
    text.replaceAll(
      /\{(tariff|account|payment|charge|contested|made)\}/g,
      (_, name: string) => ids[name] ?? '',
    ),
  ) as T;
}

describe('a change', () => {
  it.each(Object.entries(ACTS))('is audited: %s', async (_name, act) => {
    response += 1;
    const requestId = `walk-${response}-${newId(0)}`;
    const [method, path, body] = act.request;
    const answer = await api.ask(fill({ path }).path, {
      method,
      ...(body === undefined ? {} : { body: fill(body) }),
      headers: { 'x-request-id': requestId },
    });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    expect(answer.headers.get('x-request-id')).toBe(requestId);
    const { key } = answer.body as unknown as { key?: string };
    if (key !== undefined) secrets.push(key);
    const rows = await rowsOf(requestId);
    expect(rows.map(({ action }) => action).sort()).toEqual([act.action, ...(act.also ?? [])].sort());
    const row = rows.find(({ action }) => action === act.action);
    expect(row).toMatchObject(fill({ actor, after: act.after, ...(act.before && { before: act.before }) }));
    ids['made'] = answer.status === 201 ? answer.body.id : (ids['made'] ?? '');
  });

  it('that is refused, or repeated by its key, is not audited', async () => {
    const before = await api.fixture.database.sql`select count(*) as rows from audit`;
    await api.ask('/v1/plans', { method: 'POST', body: { ...HOSTING, currency: 'XXX' } });
    await api.post(`/v1/accounts/${ids['account']}/hold`, { reason: 'too late' });
    expect(await api.fixture.database.sql`select count(*) as rows from audit`).toEqual(before);
    const { id } = await open(api);
    const body = { amount: '1.00', method: 'bank' };
    for (let time = 0; time < 2; time += 1) await api.post(`/v1/accounts/${id}/payments`, body, 'once');
    const rows = await api.fixture.database.sql`
      select 1 from audit where account_id = ${id} and action = 'payment.post'`;
    expect(rows).toHaveLength(1);
  });

  it('is audited without secrets or personal data', async () => {
    const rows = await api.fixture.database.sql<
      { row: string }[]
    >`select to_jsonb(a)::text as row from audit a`;
    const all = rows.map(({ row }) => row).join('\n');
    for (const secret of [...secrets, 'Mrs Private', 'private@client.example', 'Miss Hidden', '555-1']) {
      expect(all).not.toContain(secret);
    }
    expect(all).not.toContain('fenwick@client.example');
  });

  it('made by hand appears once on the account’s timeline', async () => {
    const { id } = await open(api);
    await api.post(`/v1/accounts/${id}/payments`, { amount: '1.00', method: 'bank' });
    const { body } = await api.get(`/v1/accounts/${id}/timeline`);
    expect(body.data.map(({ kind }) => kind).sort()).toEqual(['account.open', 'entry']);
  });
});

describe('a request', () => {
  it.each(['short', 'x'.repeat(65), 'with space', 'a;drop-table', 'ünïcode-id'])(
    'is named anew when it is called %j',
    async (given) => {
      const headers = {
        'x-request-id': encodeURIComponent(given) === given ? given : given.replace(/[^\x20-\x7e]/g, '_'),
      };
      const { headers: answered } = await api.ask('/v1/plans', { headers });
      expect(answered.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    },
  );

  it('has a request id also on 404 and 401', async () => {
    for (const answer of [await api.get('/v1/nothing'), await api.ask('/v1/plans', { as: null })]) {
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

const LOG = '/v1/sites/agency/audit';

interface Event {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly actor: string;
  readonly actorName: string | null;
  readonly subject: string;
}

async function events(query: string): Promise<Event[]> {
  const { status, body } = await api.get(`${LOG}?limit=200&${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data as unknown as Event[];
}

describe('the log', () => {
  it('is read newest first, in pages, with the names of its actors', async () => {
    const all = await events('');
    expect(all.length).toBeGreaterThan(20);
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect(all[0]).toMatchObject({ actor, actorName: 'test' });
    const paged: ResponseBody[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { body }: { body: ResponseBody } = await api.get(
        `${LOG}?limit=7${next === '' ? '' : `&cursor=${next}`}`,
      );
      paged.push(...body.data);
      next = body.next;
    }
    expect(paged).toEqual(all);
  });

  it('is filtered by who, what, about what and when', async () => {
    const all = await events('');
    const by = async (query: string) => (await events(query)).map(({ id }) => id);
    const those = (fits: (event: Event) => boolean) => all.filter(fits).map(({ id }) => id);
    expect(await by('action=plan.create')).toEqual(those(({ action }) => action === 'plan.create'));
    expect(await by('action=plan')).toEqual(those(({ action }) => action.startsWith('plan.')));
    expect(await by(`actor=${actor}`)).toEqual(those((event) => event.actor === actor));
    expect(await by('actor=cli')).toEqual([]);
    const subject = `account/${ids['account']}`;
    expect(await by(`subject=${subject}`)).toEqual(those((event) => event.subject === subject));
    expect(await by('text=ABUSE')).toHaveLength(2);
    expect(await by('text=100%25')).toEqual([]);
    api.time.now += 60_000;
    const from = new Date(api.time.now).toISOString();
    await api.post('/v1/plans', { ...HOSTING, name: 'Late' });
    expect(await by(`from=${from}`)).toHaveLength(1);
    expect(await by(`to=${from}`)).toEqual(all.map(({ id }) => id));
  });

  it.each(['from=yesterday', 'cursor=x', 'limit=0', 'who=me', 'format=xml'])('refuses %s', async (query) => {
    expect((await api.get(`${LOG}?${query}`)).status).toBe(400);
  });

  it('of another site is not there, be it a child’s', async () => {
    for (const site of ['private', 'stranger', 'nobody', newId(0)]) {
      expect((await api.get(`/v1/sites/${site}/audit`)).status).toBe(404);
      expect((await api.get(`/v1/sites/${site}/audit?format=csv`)).status).toBe(404);
    }
    const { body } = await api.ask('/v1/sites/stranger/audit', { as: api.strangerKey });
    expect(body.data).toMatchObject([{ action: 'api-key.create' }]);
  });
});

describe('the log as CSV', () => {
  it('has every row, however many, and is also chosen by media type', async () => {
    const { sql } = api.fixture.database;
    await sql`
      insert into audit (id, at, site_id, actor, action, subject)
      select gen_random_uuid(), now(), ${api.fixture.siteId}, 'system/test', 'many.rows', 'row/' || n
        from generate_series(1, 2500) as n`;
    const response = await api.ask(`${LOG}?action=many.rows`, { headers: { accept: 'text/csv' } });
    expect(response.headers.get('content-type')).toContain('text/csv');
    const lines = response.body.text.trim().split('\n');
    expect(lines).toHaveLength(2_501);
    expect(new Set(lines).size).toBe(2_501);
    expect(lines[0]).toMatch(/^at,actor,/);
    expect((await api.get(`${LOG}?action=many.rows&format=csv`)).body.text).toBe(response.body.text);
  });

  it.each(['=cmd|calc', '+1+1', '-2', '@SUM(A1)', '\t=1', '\r=1'])('makes %j harmless', async (name) => {
    const { sql } = api.fixture.database;
    const { siteId } = api.fixture;
    const by = { now: api.time.now, actor: 'test' };
    const { id, key } = await createApiKey(sql, by, { siteId, name });
    await api.ask('/v1/meters', {
      method: 'POST',
      body: { name: `by-${id}`, aggregation: 'sum' },
      as: key,
    });
    const { text } = (await api.get(`${LOG}?format=csv&actor=key/${id}`)).body;
    expect(text).toContain(`'${name}`);
    expect(text).not.toMatch(/(^|\n|,)"?[=+\-@\t\r]/);
  });
});
