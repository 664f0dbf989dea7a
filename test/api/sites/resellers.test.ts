import { beforeAll, describe, expect, it } from 'vitest';
import { routeTable } from '../../../api/v1/routes.js';
import { createApiKey } from '../../../src/auth/keys/apiKeys.js';
import { draftNotice } from '../../../src/emails/draftEmail.js';
import { decideState } from '../../../src/suspension/decideState.js';
import { type ApiFixture, createApiFixture, fenwick, HOSTING } from '../fixture.js';
import { nameOf, soundBody } from '../soundBodies.js';

/** Agency → reseller and sibling; reseller → client, which is a parent itself → grandchild. */
const TREE = ['agency', 'reseller', 'sibling', 'client', 'grandchild'] as const;
type Name = (typeof TREE)[number];

interface ResellerSite {
  readonly key: string;
  /** Ids of what the tenant has, by the first part of a route's path. */
  readonly ids: Record<string, string>;
}

const routes = routeTable({ sandbox: null, mailbox: null });
const NO_ID = '01a3c5e7-7000-7000-8000-000000000000';
let api: ApiFixture;
const sites = {} as Record<Name, ResellerSite>;

const CLIENTS: Record<Name, readonly string[]> = {
  agency: ['reseller', 'sibling'],
  reseller: ['client', 'reseller-other'],
  sibling: ['sibling-client'],
  client: ['grandchild'],
  grandchild: ['grandchild-client'],
};

async function keyOf(slug: string): Promise<string> {
  const { sql } = api.fixture.database;
  const [site] = await sql<{ id: string }[]>`select id from sites where slug = ${slug}`;
  const made = await createApiKey(sql, { now: 0, actor: 'test' }, { siteId: site?.id ?? '', name: slug });
  return (made as { key: string }).key;
}

/** What every tenant has: a plan, a meter, clients' accounts, entries, planned charges. */
async function furnish(slug: Name): Promise<ResellerSite> {
  const key = await keyOf(slug);
  const post = async (path: string, body: object): Promise<string> => {
    const { status, body: made } = await api.ask(path, { method: 'POST', as: key, body });
    expect([path, status]).toEqual([path, 201]);
    return made.id;
  };
  const plan = await post('/v1/plans', { ...HOSTING, name: `${slug}’s plan` });
  await post('/v1/meters', {
    name: `${slug}-seats`,
    title: 'Seats',
    aggregation: 'max',
    chargeable: true,
    unit: '',
  });
  const accounts: string[] = [];
  for (const client of CLIENTS[slug]) {
    const sites = [{ slug: client, name: client, hostnames: [`${client}.example`] }];
    accounts.push(await post('/v1/accounts', fenwick({ name: client, sites, plans: [plan] })));
  }
  const [account = ''] = accounts;
  const entry = await post(`/v1/accounts/${account}/payments`, { amount: '5.00', method: 'bank' });
  const charge = await post(`/v1/accounts/${account}/scheduled-charges`, {
    amount: '1.00',
    description: 'Domain',
    category: 'domain',
    dueOn: '2026-05-01',
  });
  return { key, ids: { accounts: account, plans: plan, entries: entry, charge, sites: slug } };
}

beforeAll(async () => {
  api = await createApiFixture();
  for (const name of TREE) sites[name] = await furnish(name);
});

const withIds = routes
  .filter((route) => route.path.includes('{id}'))
  .map((route) => [nameOf(route), route] as const);

async function counts(): Promise<unknown> {
  const [row] = await api.fixture.database.sql`
    select (select count(*) from entries) as entries, (select count(*) from audit) as audit,
           (select count(*) from outbox) as outbox, (select count(*) from users) as users,
           (select count(*) from api_keys) as keys, (select count(*) from emails) as emails`;
  return row;
}

describe.each(['agency', 'sibling', 'client', 'grandchild'] as const)(
  'to a reseller the resources of its %s',
  (other) => {
    it.each(withIds)('are not found: %s', async (_name, route) => {
      const kind = route.path.split('/')[2] ?? '';
      const { ids } = sites[other];
      // The client itself is the reseller's to see; what the client keeps below is not.
      const site = other === 'client' ? 'grandchild' : (ids['sites'] ?? '');
      const path = route.path
        .replace('{id}', kind === 'sites' ? site : (ids[kind] ?? ''))
        .replace('{chargeId}', ids['charge'] ?? '')
        .replaceAll(/\{\w+\}/g, NO_ID);
      const body = soundBody(route, ids['plans'] ?? '');
      const before = await counts();
      const request = { method: route.method.toUpperCase(), ...(body === undefined ? {} : { body }) };
      const answer = await api.ask(path, { ...request, as: sites.reseller.key });
      expect(answer).toMatchObject({ status: 404, body: { type: 'urn:sitetab:problem:not_found' } });
      expect(await counts()).toEqual(before);
    });
  },
);

describe('a reseller', () => {
  it.each([
    { hostnames: [] },
    { hostnames: ['elsewhere.example'] },
    { connector: { kind: 'forward-auth' } },
    { slug: 'somewhere-else' },
  ])('cannot lift its own suspension: %j', async (body) => {
    const request = { method: 'PATCH', as: sites.reseller.key, body };
    expect(await api.ask('/v1/sites/reseller', request)).toMatchObject({ status: 403 });
    const itself = await api.ask('/v1/sites/reseller', { as: sites.reseller.key });
    expect(itself).toMatchObject({ status: 200, body: { hostnames: ['reseller.example'] } });
  });

  it('changes its own name and settings', async () => {
    const body = { name: 'reseller', settings: { phone: '0123' } };
    const request = { method: 'PATCH', as: sites.reseller.key, body };
    expect(await api.ask('/v1/sites/reseller', request)).toMatchObject({ status: 200 });
  });

  it.each([
    ['/v1/accounts', ['client', 'reseller-other']],
    ['/v1/sites', ['client', 'reseller-other']],
    ['/v1/plans', ['reseller’s plan']],
  ])('has its own %s and no others', async (path, names) => {
    const { body } = await api.ask(path, { as: sites.reseller.key });
    expect(body.data.map(({ name }) => name).sort()).toEqual(names);
  });

  it('has the built-in meters and its own', async () => {
    const { body } = await api.ask('/v1/meters', { as: sites.reseller.key });
    expect(body.data.map(({ name }) => name).sort()).toEqual([
      'bandwidth',
      'requests',
      'reseller-seats',
      'storage',
    ]);
  });

  it('does not see the account it has with the agency, nor what it owes there', async () => {
    const { ids } = sites.agency;
    expect((await api.ask(`/v1/accounts/${ids['accounts']}`, { as: sites.reseller.key })).status).toBe(404);
    const own = await api.ask('/v1/sites/reseller', { as: sites.reseller.key });
    expect(own.status).toBe(200);
    expect(JSON.stringify(own.body)).not.toContain('agency');
  });

  it('cannot put to use what is not its own', async () => {
    const as = sites.reseller.key;
    const post = (path: string, body: object) => api.ask(path, { method: 'POST', as, body });
    const planned = await post('/v1/accounts', fenwick({ plans: [sites.agency.ids['plans']] }));
    expect(planned.body.errors).toMatchObject([{ field: 'plans[0]' }]);
    for (const slug of ['sibling', 'agency', 'grandchild']) {
      const taken = await post('/v1/accounts', fenwick({ sites: [{ slug, name: slug, hostnames: [] }] }));
      expect(taken.status).toBe(409);
      const moved = await post('/v1/sites/client/move', { parent: slug });
      expect(moved).toMatchObject({ status: 422, body: { errors: [{ field: 'parent' }] } });
    }
    const events = ['sibling', 'agency', 'grandchild'].map((site) => ({
      id: site,
      source: 's',
      site,
      meter: 'requests',
      quantity: 1,
      time: '2026-03-10T11:00:00Z',
    }));
    const meter = { ...events[0], site: 'client', meter: 'agency-seats' };
    const { body } = await post('/v1/usage', { events: [...events, meter] });
    expect(body.rejected.map(({ reason }) => reason)).toEqual([
      'unknown site "sibling"',
      'unknown site "agency"',
      'unknown site "grandchild"',
      'unknown meter "agency-seats"',
    ]);
  });

  it('sends its clients emails in its own name', async () => {
    const settings = { email: 'help@reseller.example', phone: '+44 20 7946 0000' };
    await api.ask('/v1/sites/reseller', { method: 'PATCH', as: sites.reseller.key, body: { settings } });
    const account = sites.reseller.ids['accounts'] ?? '';
    const draft = await draftNotice(api.fixture.at(api.time.now), account);
    expect(draft).toMatchObject({ kind: 'receipt', sender: { name: 'reseller', ...settings } });
  });

  it('shows its own text on a client’s suspended site, and nothing of the agency', async () => {
    const agency = { as: sites.agency.key, method: 'POST', body: { reason: 'owes' } };
    const account = sites.agency.ids['accounts'] ?? '';
    expect((await api.ask(`/v1/accounts/${account}/hold`, agency)).status).toBe(200);
    await decideState(api.fixture.at(api.time.now), account);
    const headers = { 'x-forwarded-host': 'client.example' };
    expect((await api.post('/v1/hostnames/confirm', { hostname: 'client.example' })).status).toBe(200);
    const gate = await api.app.request('/gate', { headers });
    expect([gate.status, gate.headers.get('x-sitetab-state')]).toEqual([403, 'suspended']);
    const page = await api.app.request('/gate?answer=page', { headers });
    expect(page.status).toBe(503);
    const html = await page.text();
    expect(html).toContain('reseller');
    expect(html).toContain('help@reseller.example');
    expect(html).not.toMatch(/Northlight|agency|owe/i);
    const view = await api.ask('/v1/sites/client', { as: sites.reseller.key });
    expect(view.body).toMatchObject({ state: 'suspended', upstream: true });
    const [closed] = (await api.ask('/v1/accounts?limit=1', { as: sites.reseller.key })).body.data;
    expect(closed).toMatchObject({ state: 'active', sites: [{ state: 'suspended', upstream: true }] });
  });
});
