import { beforeAll, describe, expect, it } from 'vitest';
import type { Permission } from '../../../src/auth/groups/permissions.js';
import { createApiKey } from '../../../src/auth/keys/apiKeys.js';
import { type Answered, type ApiFixture, createApiFixture } from '../fixture.js';

let api: ApiFixture;
let childId = '';

const PASSWORD = 'violet-kettle-harbour';

beforeAll(async () => {
  api = await createApiFixture();
  const owner = { name: 'Flora Fenwick', email: 'flora@fenwick.example' };
  const { body } = await api.post('/v1/sites', { slug: 'fenwick', name: 'Fenwick', owner });
  childId = body.id;
});

async function keyFor(siteId: string, permissions: Permission[] | null, createdBy = 'cli'): Promise<string> {
  const by = { now: 0, actor: createdBy };
  return (await createApiKey(api.fixture.database.sql, by, { siteId, name: 'test', permissions })).key;
}

function patch(path: string, body: unknown, as?: string): Promise<Answered> {
  return api.ask(path, { method: 'PATCH', body, ...(as === undefined ? {} : { as }) });
}

describe('users', () => {
  it('of a child are listed, added and named Owner by the parent’s key, and not changed', async () => {
    const users = '/v1/sites/fenwick/users';
    const { body: first } = await api.get(users);
    expect(first.data).toMatchObject([{ email: 'flora@fenwick.example', group: 'Owner', state: 'invited' }]);
    const owner = { email: 'flora@fenwick.example', name: 'Flora', group: 'Owner', password: PASSWORD };
    const made = await api.post(users, owner);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: first.data[0]?.id,
      email: 'flora@fenwick.example',
      name: 'Flora',
      group: 'Owner',
      state: 'active',
      lastLoginAt: null,
      secondFactor: false,
      createdAt: '2026-03-10T12:00:00.000Z',
    });
    const viewer = await api.post(`/v1/sites/${childId}/users`, {
      email: 'vera@fenwick.example',
      name: 'Vera',
      group: 'Viewer',
    });
    expect(viewer.body).toMatchObject({ state: 'invited', group: 'Viewer' });
    expect((await patch(`${users}/${viewer.body.id}`, { name: 'Other' })).status).toBe(403);
    expect((await api.ask(`${users}/${viewer.body.id}/invitation`, { method: 'POST' })).status).toBe(200);
    expect((await patch(`${users}/${viewer.body.id}`, { group: 'Owner' })).body).toMatchObject({
      group: 'Owner',
    });
    expect((await patch(`${users}/${made.body.id}`, { group: 'Owner' })).body).toMatchObject({
      group: 'Owner',
    });
  });

  it('of one’s own site are changed, page by page listed', async () => {
    const users = '/v1/sites/agency/users';
    const add = (email: string) =>
      api.post(users, { email, name: 'Ann', group: 'Billing', password: PASSWORD });
    const { body: ann } = await add('ann@agency.example');
    const { body: changed } = await patch(`${users}/${ann.id}`, {
      name: 'Anna',
      group: 'Viewer',
      disabled: true,
    });
    expect(changed).toMatchObject({ name: 'Anna', group: 'Viewer', state: 'disabled' });
    const { body: page } = await api.get(`${users}?limit=1`);
    expect(page.data).toHaveLength(1);
    const { body: rest } = await api.get(`${users}?limit=1&cursor=${page.next ?? ''}`);
    expect(rest.data).toMatchObject([{ email: 'ann@agency.example' }]);
    expect(rest.next).toBeNull();
  });

  it('reject invalid input', async () => {
    const users = '/v1/sites/agency/users';
    const fit = { email: 'kim@agency.example', name: 'Kim', group: 'Viewer' };
    const tries: readonly (readonly [object, number])[] = [
      [{ ...fit, email: '*kim@agency.example' }, 400],
      [{ ...fit, email: '＊kim@agency.example' }, 400],
      [{ ...fit, group: 'Nowhere' }, 422],
      [{ ...fit, group: 'Owner' }, 403],
      [{ ...fit, password: 'password' }, 422],
      [{ ...fit, site_id: childId }, 400],
      [{ ...fit, user_group: 'Owner' }, 400],
      [{ ...fit, isParent: true }, 400],
      [{ email: fit.email }, 400],
    ];
    for (const [body, status] of tries) {
      expect((await api.post(users, body)).status, JSON.stringify(body)).toBe(status);
    }
    const proto = await api.ask(users, { method: 'POST', raw: '{"__proto__":{"group":"Owner"},"name":"x"}' });
    expect(proto.status).toBe(400);
  });

  it('are not found from another site', async () => {
    const { body: mine } = await api.get('/v1/sites/agency/users');
    const id = mine.data[0]?.id ?? '';
    const calls: readonly (readonly [string, string])[] = [
      ['GET', '/v1/sites/agency/users'],
      ['POST', '/v1/sites/agency/users'],
      ['GET', '/v1/sites/agency/groups'],
      ['PATCH', `/v1/sites/agency/users/${id}`],
      ['POST', `/v1/sites/agency/users/${id}/invitation`],
      ['PATCH', `/v1/sites/stranger/users/${id}`],
      ['POST', `/v1/sites/stranger/users/${id}/invitation`],
      ['PATCH', `/v1/sites/stranger/groups/${id}`],
      ['DELETE', `/v1/sites/stranger/groups/${id}`],
    ];
    for (const [method, path] of calls) {
      const body = method === 'POST' ? { email: 'x@x.example', name: 'X', group: 'Viewer' } : { name: 'X' };
      const isBare = method === 'GET' || method === 'DELETE' || path.endsWith('/invitation');
      const answered = await api.ask(path, { method, as: api.strangerKey, ...(isBare ? {} : { body }) });
      expect(answered.status, `${method} ${path}`).toBe(404);
    }
    const below = await keyFor(childId, null);
    expect((await api.ask('/v1/sites/agency/users', { as: below })).status).toBe(404);
  });

  it('can be changed by a key only as far as by its creator', async () => {
    const { sql } = api.fixture.database;
    const { siteId } = api.fixture;
    const users = '/v1/sites/agency/users';
    const add = async (email: string, group: string) =>
      (await api.post(users, { email, name: group, group, password: PASSWORD })).body.id;
    const [ada, other, vic] = [
      await add('ada@agency.example', 'Administrator'),
      await add('other@agency.example', 'Administrator'),
      await add('vic@agency.example', 'Viewer'),
    ];
    const all = await sql<
      { id: string }[]
    >`select id from users where site_id = ${siteId} and user_group = 'Owner'`;
    const everything: Permission[] = [
      'users.read',
      'users.write',
      'accounts.read',
      'keys.write',
      'owner.write',
    ];
    const hers = await keyFor(siteId, everything, `user/${ada}`);
    const [her] = await sql<{ id: string }[]>`
      select id from api_keys where created_by = ${`user/${ada}`}`;
    const itsOwn = await keyFor(siteId, everything, `key/${her?.id ?? ''}`);
    for (const key of [hers, itsOwn]) {
      for (const id of [ada, other, all[0]?.id ?? '']) {
        expect((await patch(`${users}/${id}`, { name: 'X' }, key)).status).toBe(403);
      }
      expect((await patch(`${users}/${vic}`, { name: 'X' }, key)).status).toBe(200);
    }
    const owners = await keyFor(siteId, null, `user/${all[0]?.id ?? ''}`);
    expect((await patch(`${users}/${other}`, { name: 'X' }, owners)).status).toBe(200);
  });

  it('need the permission of the key', async () => {
    const reader = await keyFor(api.fixture.siteId, ['users.read']);
    expect((await api.ask('/v1/sites/agency/users', { as: reader })).status).toBe(200);
    const body = { email: 'x@agency.example', name: 'X', group: 'Viewer' };
    expect((await api.ask('/v1/sites/agency/users', { method: 'POST', body, as: reader })).status).toBe(403);
    const writer = await keyFor(api.fixture.siteId, ['users.write']);
    const owner = { email: 'new@fenwick.example', name: 'New', group: 'Owner' };
    const named = await api.ask('/v1/sites/fenwick/users', { method: 'POST', body: owner, as: writer });
    expect(named.status).toBe(403);
  });
});

describe('text shown in emails', () => {
  it.each([
    'Win at https://evil.example',
    'www.evil.example',
    'evil.example/now',
    'me@evil.example',
    'Go to evil.com:80',
  ])('is never "%s", in whichever way a client can send it', async (name) => {
    const rejected = [
      api.post('/v1/sites/fenwick/users', { email: 'x@fenwick.example', name, group: 'Viewer' }),
      api.post('/v1/sites/agency/groups', { name, placedUnder: 'Owner', permissions: [] }),
      api.post('/v1/sites', { slug: 'linked', name, owner: { name: 'A', email: 'a@b.example' } }),
      api.post('/v1/sites', { slug: 'linked', name: 'L', owner: { name, email: 'a@b.example' } }),
      patch('/v1/sites/fenwick', { name }),
    ];
    for (const { status, body } of await Promise.all(rejected)) {
      expect(status).toBe(400);
      expect(body.errors[0]?.reason ?? JSON.stringify(body)).toContain('must not contain URLs');
    }
  });

  it('may be the name of a host, a title or a place', async () => {
    for (const name of [
      'fenwick.example',
      'Dr. Flora',
      'St.Gallen: Fenwick',
      'Fenwick @ home',
      'Müller & Co.',
    ]) {
      expect((await patch('/v1/sites/fenwick', { name })).status).toBe(200);
    }
  });
});

describe('groups', () => {
  it('are made, listed, changed and removed', async () => {
    const groups = '/v1/sites/agency/groups';
    const input = {
      name: 'Helpers',
      placedUnder: 'Administrator',
      permissions: ['users.read', 'accounts.read'],
    };
    const made = await api.post(groups, input);
    expect(made).toMatchObject({
      status: 201,
      body: { ...input, permissions: ['accounts.read', 'users.read'], members: 0 },
    });
    expect((await api.post(groups, { ...input, name: 'HELPERS' })).status).toBe(409);
    expect((await api.post(groups, { ...input, name: 'X', permissions: ['everything'] })).status).toBe(400);
    const { body: list } = await api.get(groups);
    expect(list.data.map(({ name }) => name)).toEqual([
      'Owner',
      'Administrator',
      'Billing',
      'Viewer',
      'Helpers',
    ]);
    const path = `${groups}/${made.body.id}`;
    expect((await patch(path, { name: 'Support' })).body).toMatchObject({ name: 'Support' });
    expect((await api.ask(path, { method: 'DELETE' })).status).toBe(204);
    expect((await api.ask(path, { method: 'DELETE' })).status).toBe(404);
  });

  it('of a child are read by the parent’s key and not changed', async () => {
    const groups = '/v1/sites/fenwick/groups';
    expect((await api.get(groups)).body.data).toHaveLength(4);
    const input = { name: 'Planted', placedUnder: 'Owner', permissions: [] };
    expect((await api.post(groups, input)).status).toBe(403);
  });
});
