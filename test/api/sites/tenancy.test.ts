import { beforeAll, describe, expect, it } from 'vitest';
import { routeTable } from '../../../api/v1/routes.js';
import { type ApiFixture, createApiFixture, HOSTING, open } from '../fixture.js';
import { nameOf, soundBody } from '../soundBodies.js';

const routes = routeTable({ sandbox: null, mailbox: null });

describe('another site', () => {
  let api: ApiFixture;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    api = await createApiFixture();
    const { id } = await open(api, { sites: [{ slug: 'fenwick', name: 'Fenwick', hostnames: [] }] });
    const pay = { amount: '5.00', method: 'bank' };
    const charge = { amount: '1.00', description: 'Domain', category: 'domain', dueOn: '2026-05-01' };
    ids['accounts'] = id;
    ids['plans'] = (await api.post('/v1/plans', HOSTING)).body.id;
    ids['entries'] = (await api.post(`/v1/accounts/${id}/payments`, pay)).body.id;
    ids['charge'] = (await api.post(`/v1/accounts/${id}/scheduled-charges`, charge)).body.id;
    ids['backtest'] = (await api.post(`/v1/plans/${ids['plans']}/backtest`)).body.id;
    ids['sites'] = 'fenwick';
  });

  const withIds = routes
    .filter((route) => route.path.includes('{id}'))
    .map((route) => [nameOf(route), route] as const);

  it.each(withIds)('%s is not found', async (_name, route) => {
    const kind = route.path.split('/')[2] ?? '';
    const path = route.path
      .replace('{id}', ids[kind] ?? '')
      .replace('{chargeId}', ids['charge'] ?? '')
      .replace('{backtestId}', ids['backtest'] ?? '');
    const body = soundBody(route, ids['plans'] ?? '');
    const request = { method: route.method.toUpperCase(), ...(body === undefined ? {} : { body }) };
    const before = await counts(api);
    const theirs = await api.ask(path, { ...request, as: api.strangerKey });
    expect(theirs).toMatchObject({ status: 404, body: { type: 'urn:sitetab:problem:not_found' } });
    expect(await counts(api)).toEqual(before);
  });

  it.each(['/v1/accounts', '/v1/plans', '/v1/sites'])('%s is empty', async (path) => {
    expect((await api.ask(path, { as: api.strangerKey })).body).toEqual({ data: [], next: null });
    expect((await api.get(path)).body.data).toHaveLength(1);
  });

  it('cannot put a plan, a meter or a site of ours to use', async () => {
    const as = api.strangerKey;
    const account = {
      name: 'Theirs',
      email: 'theirs@client.example',
      currency: 'EUR',
      timeZone: 'UTC',
      billingDay: 1,
    };
    const planned = await api.ask('/v1/accounts', {
      method: 'POST',
      as,
      body: { ...account, plans: [ids['plans']] },
    });
    expect(planned.body.errors).toMatchObject([{ field: 'plans[0]' }]);
    const sites = [{ slug: 'fenwick', name: 'Ours', hostnames: [] }];
    const taken = await api.ask('/v1/accounts', { method: 'POST', as, body: { ...account, sites } });
    expect(taken).toMatchObject({ status: 409 });
    const event = {
      id: '1',
      source: 's',
      site: 'fenwick',
      meter: 'requests',
      quantity: 1,
      time: '2026-03-10T11:00:00Z',
    };
    const usage = await api.ask('/v1/usage', { method: 'POST', as, body: { events: [event] } });
    expect(usage.body).toMatchObject({ accepted: 0, rejected: [{ reason: 'unknown site "fenwick"' }] });
  });

  it('may use the same idempotency key for something of its own', async () => {
    expect((await api.post('/v1/plans', HOSTING, 'shared')).status).toBe(201);
    const theirs = { ...HOSTING, name: 'Theirs' };
    const made = await api.ask('/v1/plans', {
      method: 'POST',
      as: api.strangerKey,
      body: theirs,
      key: 'shared',
    });
    expect(made).toMatchObject({ status: 201, body: { name: 'Theirs' } });
  });
});

async function counts(api: ApiFixture): Promise<unknown> {
  const [row] = await api.fixture.database.sql`
    select (select count(*) from entries) as entries, (select count(*) from audit) as audit,
           (select count(*) from outbox) as outbox, (select count(*) from scheduled_charges) as charges,
           (select count(*) from tasks) as tasks, (select count(*) from tasks where finished_at is null) as running`;
  return row;
}

/** They calculate with what is there, and change no account or plan. */
const CALCULATING = new Set([
  'post /v1/plans/preview',
  'post /v1/plans/{id}/backtest',
  'post /v1/plans/{id}/backtests/{backtestId}/stop',
  'post /v1/accounts/{id}/what-if',
]);

const DEBITS_FILE = 'get /v1/debit-files/{id}/content';

describe('what a route needs', () => {
  it('is declared by every route of the table', () => {
    for (const route of routes) {
      expect(route.permission, nameOf(route)).toMatch(/^[a-z]+\.(read|write)$/);
      const isReading = route.method === 'get' || CALCULATING.has(nameOf(route));
      // Settings, and whole account numbers, are shown to those who may change them.
      const isForWriters = route.permission === 'settings.write' || nameOf(route) === DEBITS_FILE;
      const isRead = route.permission.endsWith('.read') || (route.method === 'get' && isForWriters);
      expect(isRead, nameOf(route)).toBe(isReading);
    }
  });

  it('is declared by everything that is mounted under /v1', async () => {
    const api = await createApiFixture();
    const handlers = (api.app as unknown as { routes: { method: string; path: string }[] }).routes;
    const named = new Set(routes.map((route) => nameOf(route).replaceAll(/\{(\w+)\}/g, ':$1')));
    const open = handlers
      .filter(({ path, method }) => path.startsWith('/v1') && method !== 'ALL')
      .map(({ path, method }) => `${method.toLowerCase()} ${path}`)
      .filter((name) => !named.has(name));
    expect(open).toEqual(['get /v1/openapi.json']);
  });
});
