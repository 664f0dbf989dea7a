import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION, type Permission } from '../../src/auth/groups/permissions.js';
import { type ServerFixture, startServerFixture, USERS } from './fixture.js';
import { bodyOf, keyWithout, makeKey, makeThings, nameOf, pathWith, ROUTES, type Things } from './things.js';

// What an API key opens: what it was made for, at its own site, until it is revoked or over.

let fixture: ServerFixture;
let own: Things;

beforeAll(async () => {
  fixture = await startServerFixture();
  own = await makeThings(fixture, 'client');
});
afterAll(() => fixture.close());

const named = ROUTES.map((route) => [nameOf(route), route] as const);
const at = (path: string): string => pathWith(path, { ...own, sites: 'client' });

describe('A key that may do everything but what a route needs is turned away there, and nothing is done:', () => {
  const narrow = new Map<Permission, Promise<string>>();
  const keyFor = (permission: Permission): Promise<string> => {
    const key = narrow.get(permission) ?? keyWithout(fixture, permission);
    narrow.set(permission, key);
    return key;
  };

  it.each(named)('%s', async (_name, route) => {
    const key = await keyFor(route.permission);
    const before = await fixture.fingerprint();
    const { status } = await fixture.api(route.method, at(route.path), bodyOf(route), key);
    expect(status).toBe(403);
    expect(await fixture.fingerprint()).toEqual(before);
  });
});

describe('A key that may do one thing is turned away everywhere else:', () => {
  it.each([...EVERY_PERMISSION])('%s', async (permission) => {
    const key = await makeKey(fixture, 'client', { permissions: [permission] });
    const others = ROUTES.filter((route) => route.permission !== permission);
    const responses = await Promise.all(
      others.map(async (route) => [
        nameOf(route),
        (await fixture.api(route.method, at(route.path), {}, key)).status,
      ]),
    );
    for (const [name, status] of responses) expect([name, status]).toEqual([name, 403]);
  });
});

describe('A key that is good for nothing is turned away like one that never was:', () => {
  const NEVER = `sk_${'A'.repeat(43)}`;

  const everywhere = async (key: string): Promise<Set<number>> => {
    const statuses = ROUTES.map(
      async ({ method, path }) => (await fixture.api(method, at(path), {}, key)).status,
    );
    return new Set(await Promise.all(statuses));
  };

  const revoked = async (): Promise<string> => {
    const { json } = await fixture.api('post', '/v1/sites/client/api-keys', { name: 'to go' }, 'client');
    expect((await fixture.api('get', '/v1/plans', undefined, String(json['key']))).status).toBe(200);
    await fixture.api('delete', `/v1/sites/client/api-keys/${String(json['id'])}`, undefined, 'client');
    return String(json['key']);
  };

  const GOOD_FOR_NOTHING: readonly (readonly [what: string, key: () => Promise<string> | string])[] = [
    ['revoked a moment ago', revoked],
    [
      'over',
      async () => {
        const key = await makeKey(fixture, 'client', { expiresAt: fixture.now() + 60_000 });
        expect((await fixture.api('get', '/v1/plans', undefined, key)).status).toBe(200);
        fixture.advance(2);
        return key;
      },
    ],
    ['none', () => ''],
    ['never made', () => NEVER],
    [
      'one with an email off',
      () => `${fixture.keys.client.slice(0, -1)}${fixture.keys.client.endsWith('A') ? 'B' : 'A'}`,
    ],
    ['one cut short', () => fixture.keys.client.slice(0, -1)],
    ['one in capitals', () => fixture.keys.client.toUpperCase()],
    [
      'what the database keeps of one',
      async () => {
        const rows = await fixture.sql<{ hash: Buffer }[]>`select key_hash as hash from api_keys limit 1`;
        return `sk_${rows[0]?.hash.toString('base64url') ?? ''}`;
      },
    ],
    [
      'the cookie of a session',
      async () => (await fixture.enter(USERS.clientOwner)).cookies.get('sitetab-client') ?? '',
    ],
  ];

  it.each(GOOD_FOR_NOTHING)('%s', async (_what, make) => {
    const key = await make();
    const answer = await fixture.api('get', '/v1/plans', undefined, key);
    const wanted = await fixture.api('get', '/v1/plans', undefined, NEVER);
    expect([answer.status, answer.text]).toEqual([401, wanted.text]);
    expect(await everywhere(key)).toEqual(new Set([401]));
  });

  it('sent anywhere but in the header: in the address, a cookie, or a body', async () => {
    const key = fixture.keys.client;
    const browser = fixture.browser({ authorization: '' });
    browser.cookies.set('authorization', key).set('apiKey', key);
    for (const query of [`api_key=${key}`, `access_token=${key}`, `key=${key}`]) {
      expect((await browser.get(`/v1/plans?${query}`, { json: true })).status).toBe(401);
    }
    const basic = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
    expect((await fixture.browser({ authorization: basic }).get('/v1/plans', { json: true })).status).toBe(
      401,
    );
  });

  it('does not open a page: those are for people', async () => {
    const browser = fixture.browser({ authorization: `Bearer ${fixture.keys.client}` });
    expect((await browser.get('/sites/client/users')).status).toBe(401);
  });

  it('and a bad key is not made good by a session that comes along', async () => {
    const browser = await fixture.enter(USERS.clientOwner);
    const { status } = await browser.get('/v1/sites/client/users', {
      json: true,
      headers: { authorization: `Bearer ${NEVER}` },
    });
    expect(status).toBe(401);
  });
});

describe('No caller grants what they lack:', () => {
  const ask = async (key: string, body: object): Promise<number> =>
    (await fixture.api('post', '/v1/sites/client/api-keys', { name: 'more', ...body }, key)).status;

  it('a key that may make keys makes none that can do more, or everything, or for longer', async () => {
    const expiresAt = fixture.now() + 3_600_000;
    const key = await makeKey(fixture, 'client', { permissions: ['keys.write', 'plans.read'], expiresAt });
    const { status, json } = await fixture.api(
      'post',
      '/v1/sites/client/api-keys',
      { name: 'as much', permissions: ['plans.read'] },
      key,
    );
    expect([status, json['expiresAt']]).toEqual([201, new Date(expiresAt).toISOString()]);
    const before = await fixture.fingerprint();
    expect(await ask(key, { permissions: ['plans.read', 'plans.write'] })).toBe(422);
    expect(await ask(key, { permissions: null })).toBe(422);
    expect(await ask(key, {})).toBe(422);
    const later = new Date(expiresAt + 1_000).toISOString();
    expect(await ask(key, { permissions: ['plans.read'], expiresAt: later })).toBe(422);
    for (const permissions of [['owner'], ['*'], ['__proto__'], [], 'plans.read']) {
      expect(await ask(key, { permissions })).toBe(400);
    }
    for (const site of ['agency', 'shop', 'other']) {
      const path = `/v1/sites/${site}/api-keys`;
      expect((await fixture.api('post', path, { name: 'x', permissions: ['plans.read'] }, key)).status).toBe(
        404,
      );
    }
    expect(await fixture.fingerprint()).toEqual(before);
  });

  it('nor grants it with a group, or by putting a user into one', async () => {
    const key = await makeKey(fixture, 'client', { permissions: ['users.write', 'users.read'] });
    const before = await fixture.fingerprint();
    const group = { name: 'Kings', placedUnder: 'Owner', permissions: ['plans.write'] };
    expect((await fixture.api('post', '/v1/sites/client/groups', group, key)).status).toBe(403);
    const change = { permissions: ['plans.write'] };
    const crew = at('/v1/sites/{id}/groups/{groupId}');
    expect((await fixture.api('patch', crew, change, key)).status).toBe(403);
    for (const name of ['Administrator', 'Billing', 'Owner']) {
      const user = { email: 'king@client.example', name: 'K', group: name };
      expect((await fixture.api('post', '/v1/sites/client/users', user, key)).status).toBe(403);
    }
    expect(await fixture.fingerprint()).toEqual(before);
  });

  it('a user at a page makes no key that can do more than they, nor changes their own group', async () => {
    const { clientAdministrator } = USERS;
    const browser = await fixture.enter(clientAdministrator);
    const before = await fixture.fingerprint();
    const all = await browser.post('/sites/client/api-keys/new', { name: 'all', everything: 'yes' });
    expect(all.status).toBe(422);
    const owner = await browser.post('/sites/client/api-keys/new', { name: 'o', permissions: 'owner.write' });
    expect(owner.status).toBe(422);
    const self = `/sites/client/users/${await fixture.userId(clientAdministrator)}`;
    expect((await browser.post(self, { name: 'Me', group: 'Billing' })).status).toBe(403);
    expect([403, 422]).toContain((await browser.post(self, { name: 'Me', group: 'Owner' })).status);
    const boss = `/sites/client/users/${await fixture.userId(USERS.clientOwner)}`;
    expect((await browser.post(`${boss}/disable`)).status).toBe(403);
    expect((await browser.post(boss, { name: 'Not the Owner', group: 'Viewer' })).status).toBe(403);
    const next = { email: 'new@client.example', name: 'N', group: 'Administrator' };
    expect((await browser.post('/sites/client/users/invite', next)).status).toBe(403);
    expect(await fixture.fingerprint()).toEqual(before);
  });

  it('a parent’s key names the Owner of a child and adds users, but changes and disables none there', async () => {
    const id = await fixture.userId(USERS.clientAdministrator);
    const permissions: Permission[] = ['users.write', 'users.read', 'sites.read'];
    const key = await makeKey(fixture, 'agency', { permissions });
    const before = await fixture.fingerprint();
    for (const change of [{ name: 'X' }, { disabled: true }, { group: 'Viewer' }]) {
      expect((await fixture.api('patch', `/v1/sites/client/users/${id}`, change, 'agency')).status).toBe(403);
    }
    const owner = { email: 'new@client.example', name: 'N', group: 'Owner' };
    expect((await fixture.api('post', '/v1/sites/client/users', owner, key)).status).toBe(403);
    expect(await fixture.fingerprint()).toEqual(before);
  });

  it('an impersonator makes no key, at the page or over the API', async () => {
    const browser = await fixture.impersonate('client');
    const before = await fixture.sql`select count(*) from api_keys`;
    const form = { name: 'mine', permissions: 'plans.read' };
    expect((await browser.post('/sites/client/api-keys/new', form)).status).toBe(403);
    const body = { name: 'mine', permissions: ['plans.read'] };
    expect((await browser.send('POST', '/v1/sites/client/api-keys', body)).status).toBe(403);
    expect(await fixture.sql`select count(*) from api_keys`).toEqual(before);
  });

  it('a key is shown once', async () => {
    const browser = await fixture.enter(USERS.clientOwner);
    const page = await browser.post('/sites/client/api-keys/new', {
      name: 'once',
      permissions: 'plans.read',
    });
    const key = /sk_[A-Za-z0-9_-]{43}/.exec(page.text)?.[0] ?? '';
    expect((await fixture.api('get', '/v1/plans', undefined, key)).status).toBe(200);
    for (const path of ['api-keys', 'audit', '', 'audit/csv']) {
      expect((await browser.get(`/sites/client/${path}`)).text).not.toContain(key);
    }
    const list = await fixture.api('get', '/v1/sites/client/api-keys', undefined, 'client');
    expect(list.text).not.toContain(key);
  });
});

describe('A user’s key is good while they are, and for what their group allows now:', () => {
  const { agencyOwner, agencyAdministrator, clientAdministrator } = USERS;
  const statusOf = async (key: string, method: string, path: string, body?: object): Promise<number> =>
    (await fixture.api(method, path, body, key)).status;
  const made = async (who: typeof clientAdministrator, permissions: Permission[]): Promise<string> => {
    const browser = await fixture.enter(who);
    const path = `/v1/sites/${who.slug}/api-keys`;
    const { json } = await browser.send('POST', path, { name: 'theirs', permissions });
    return String(json['key']);
  };
  const change = async (who: typeof clientAdministrator, body: object): Promise<void> => {
    const path = `/v1/sites/${who.slug}/users/${await fixture.userId(who)}`;
    expect(await statusOf(fixture.keys[who.slug], 'patch', path, body)).toBe(200);
  };

  it('it ends with its user’s access, and so do the keys made with it', async () => {
    const key = await made(clientAdministrator, ['plans.read', 'keys.write']);
    const answer = await fixture.api(
      'post',
      '/v1/sites/client/api-keys',
      { name: 'k', permissions: ['plans.read'] },
      key,
    );
    const second = String(answer.json['key']);
    for (const each of [key, second]) expect(await statusOf(each, 'get', '/v1/plans')).toBe(200);
    await change(clientAdministrator, { disabled: true });
    for (const each of [key, second]) expect(await statusOf(each, 'get', '/v1/plans')).toBe(401);
    await change(clientAdministrator, { disabled: false });
    for (const each of [key, second]) expect(await statusOf(each, 'get', '/v1/plans')).toBe(200);
  });

  it('it follows its user into another group, and a group that changes', async () => {
    const key = await made(clientAdministrator, ['plans.read', 'plans.write', 'users.read']);
    const path = '/v1/sites/client/users';
    expect(await statusOf(key, 'get', path)).toBe(200);
    await change(clientAdministrator, { group: 'Viewer' });
    expect(await statusOf(key, 'get', path)).toBe(403);
    expect(await statusOf(key, 'get', '/v1/plans')).toBe(200);
    expect(await statusOf(key, 'post', '/v1/plans', {})).toBe(403);
    const group = { name: 'Lookers', placedUnder: 'Administrator', permissions: ['users.read'] };
    const { json } = await fixture.api('post', '/v1/sites/client/groups', group, 'client');
    await change(clientAdministrator, { group: 'Lookers' });
    expect(await statusOf(key, 'get', path)).toBe(200);
    const narrower = { permissions: ['sites.read'] };
    const place = `/v1/sites/client/groups/${String(json['id'])}`;
    expect(await statusOf(fixture.keys.client, 'patch', place, narrower)).toBe(200);
    expect(await statusOf(key, 'get', path)).toBe(403);
    await change(clientAdministrator, { group: 'Administrator' });
  });

  it('it names an Owner only while its user is one', async () => {
    const owner = { email: 'next@other.example', name: 'Next', group: 'Owner' };
    const key = await made(agencyOwner, ['users.write', 'owner.write']);
    await fixture.sql`update users set user_group = 'Billing' where email = ${agencyOwner.email}`;
    expect(await statusOf(key, 'post', '/v1/sites/other/users', owner)).toBe(403);
    await fixture.sql`
      insert into groups (id, site_id, name, placed_under, permissions, created_at)
      select gen_random_uuid(), site_id, 'Nearly', 'Administrator', array['users.write', 'owner.write'], now()
        from users where email = ${agencyAdministrator.email}`;
    await fixture.sql`update users set user_group = 'Nearly' where email = ${agencyOwner.email}`;
    expect(await statusOf(key, 'post', '/v1/sites/other/users', owner)).toBe(403);
    await fixture.sql`update users set user_group = 'Owner' where email = ${agencyOwner.email}`;
    expect(await statusOf(key, 'post', '/v1/sites/other/users', owner)).toBe(201);
  });
});
