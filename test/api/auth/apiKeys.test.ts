import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { routeTable } from '../../../api/v1/routes.js';
import { PERMISSIONS } from '../../../src/auth/groups/permissions.js';
import { type ApiFixture, createApiFixture, HOSTING, open } from '../fixture.js';

interface Made {
  readonly id: string;
  readonly key: string;
  readonly permissions: readonly string[] | null;
  readonly expiresAt: string | null;
}

let api: ApiFixture;
const KEYS = '/v1/sites/agency/api-keys';
beforeAll(async () => {
  api = await createApiFixture();
});

async function make(body: object, as?: string): Promise<Made> {
  const request = { name: 'a key', ...body };
  const answer = await api.ask(KEYS, { method: 'POST', body: request, ...(as === undefined ? {} : { as }) });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as unknown as Made;
}

async function listed(id: string): Promise<Record<string, unknown> | undefined> {
  const { body } = await api.get(`${KEYS}?limit=200`);
  return body.data.find((key) => key.id === id) as unknown as Record<string, unknown> | undefined;
}

describe('an API key', () => {
  it('is shown once and never stored', async () => {
    const { id, key } = await make({ name: 'collector', permissions: ['usage.write'] });
    expect(key).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
    expect(await listed(id)).toMatchObject({
      name: 'collector',
      permissions: ['usage.write'],
      revokedAt: null,
    });
    expect((await api.get(KEYS)).body).not.toHaveProperty('key');
    expect(JSON.stringify((await api.get(KEYS)).body)).not.toContain(key);
    const rows = await api.fixture.database.sql`select k::text as row from api_keys k`;
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  it('allows its permissions and nothing else', async () => {
    const { key } = await make({ permissions: ['plans.read'] });
    expect((await api.ask('/v1/plans', { as: key })).status).toBe(200);
    const refused = await api.ask('/v1/plans', { method: 'POST', body: HOSTING, as: key });
    expect(refused).toMatchObject({ status: 403, body: { type: 'urn:sitetab:problem:forbidden' } });
    expect(refused.body.detail).toContain('plans.write');
  });

  it('without permissions named opens everything', async () => {
    const { key, permissions } = await make({});
    expect(permissions).toBeNull();
    expect((await api.ask('/v1/plans', { method: 'POST', body: HOSTING, as: key })).status).toBe(201);
  });

  it('is good until it expires, by the clock of the business', async () => {
    const end = api.time.now + 3_600_000;
    const { key } = await make({ expiresAt: new Date(end).toISOString() });
    expect((await api.ask('/v1/plans', { as: key })).status).toBe(200);
    api.time.now = end - 1;
    expect((await api.ask('/v1/plans', { as: key })).status).toBe(200);
    api.time.now = end;
    expect((await api.ask('/v1/plans', { as: key })).status).toBe(401);
  });

  it('ends at once when it is revoked, and once', async () => {
    const { id, key } = await make({});
    expect((await api.ask('/v1/plans', { as: key })).status).toBe(200);
    expect((await api.ask(`${KEYS}/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await api.ask('/v1/plans', { as: key })).status).toBe(401);
    expect((await api.ask(`${KEYS}/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect(await listed(id)).toMatchObject({ revokedAt: new Date(api.time.now).toISOString() });
  });

  it('can revoke itself', async () => {
    const { id, key } = await make({ permissions: ['keys.write'] });
    expect((await api.ask(`${KEYS}/${id}`, { method: 'DELETE', as: key })).status).toBe(204);
    expect((await api.ask(`${KEYS}/${id}`, { method: 'DELETE', as: key })).status).toBe(401);
  });

  it('shows when it was used last, at most once a minute', async () => {
    const { id, key } = await make({ permissions: ['plans.read'] });
    expect(await listed(id)).toMatchObject({ lastUsedAt: null });
    const used = new Date(api.time.now).toISOString();
    await api.ask('/v1/plans', { as: key });
    await expect.poll(async () => (await listed(id))?.['lastUsedAt']).toBe(used);
    api.time.now += 1_000;
    await api.ask('/v1/plans', { as: key });
    await delay(50);
    expect(await listed(id)).toMatchObject({ lastUsedAt: used });
  });
});

describe('the creator of a key', () => {
  it('can give no more than they have', async () => {
    const { key } = await make({ permissions: ['keys.write', 'plans.read'] });
    const beyond = { name: 'more', permissions: ['plans.read', 'payments.write'] };
    const refused = await api.ask(KEYS, { method: 'POST', body: beyond, as: key });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'permissions[1]' }] } });
    const all = await api.ask(KEYS, { method: 'POST', body: { name: 'all' }, as: key });
    expect(all).toMatchObject({ status: 422, body: { errors: [{ field: 'permissions' }] } });
    expect((await make({ permissions: ['plans.read'] }, key)).permissions).toEqual(['plans.read']);
  });

  it('can give none that lives longer than the key they came with', async () => {
    const end = new Date(api.time.now + 60_000).toISOString();
    const { key } = await make({ permissions: ['keys.write'], expiresAt: end });
    const longer = new Date(api.time.now + 60_001).toISOString();
    const body = { name: 'longer', permissions: ['keys.write'], expiresAt: longer };
    const refused = await api.ask(KEYS, { method: 'POST', body, as: key });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'expiresAt' }] } });
    expect((await make({ permissions: ['keys.write'] }, key)).expiresAt).toBe(end);
  });

  it.each([
    [{ permissions: ['everything'] }, 400, 'permissions[0]'],
    [{ permissions: [] }, 400, 'permissions'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 422, 'expiresAt'],
    [{ name: '' }, 400, 'name'],
    [{ siteId: 'x' }, 400, 'siteId'],
  ])('cannot request %j', async (body, status, field) => {
    const answer = await api.ask(KEYS, { method: 'POST', body: { name: 'odd', ...body } });
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0]?.field).toContain(field);
  });

  it('makes, sees and revokes none of a child site or a stranger', async () => {
    await open(api, { sites: [{ slug: 'child', name: 'Child', hostnames: [] }] });
    const { id } = await make({});
    for (const [path, as] of [
      ['/v1/sites/child/api-keys', api.apiKey],
      ['/v1/sites/stranger/api-keys', api.apiKey],
      [KEYS, api.strangerKey],
    ] as const) {
      expect((await api.ask(path, { as })).status).toBe(404);
      expect((await api.ask(path, { method: 'POST', body: { name: 'x' }, as })).status).toBe(404);
      expect((await api.ask(`${path}/${id}`, { method: 'DELETE', as })).status).toBe(404);
    }
    const own = await api.ask(`/v1/sites/stranger/api-keys/${id}`, { method: 'DELETE', as: api.strangerKey });
    expect(own.status).toBe(404);
    expect(await listed(id)).toMatchObject({ revokedAt: null });
  });
});

describe('every route of the table', () => {
  const routes = routeTable({ sandbox: null, mailbox: null });

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s is closed to a key that has every permission but the one it needs',
    async (_name, { permission, method, path }) => {
      expect(PERMISSIONS).toContain(permission);
      const others = PERMISSIONS.filter((other) => other !== permission);
      const { key } = await make({ permissions: others });
      const somewhere = path
        .replace('/v1/sites/{id}', '/v1/sites/agency')
        .replaceAll(/\{\w+\}/g, api.fixture.siteId);
      const answer = await api.ask(somewhere, { method: method.toUpperCase(), as: key });
      expect(answer).toMatchObject({ status: 403, body: { type: 'urn:sitetab:problem:forbidden' } });
      expect(answer.body.detail).toContain(permission);
    },
  );
});
