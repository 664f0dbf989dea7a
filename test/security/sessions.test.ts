import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiKey } from '../../src/auth/keys/apiKeys.js';
import type { Browser } from './browser.js';
import {
  insertUserOf,
  expectStatus,
  type ServerFixture,
  startServerFixture,
  USERS,
  type User,
  type Slug,
} from './fixture.js';

// How long a session is valid, and for which user.

let fixture: ServerFixture;

beforeAll(async () => {
  fixture = await startServerFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.forgive());

const { clientOwner, clientAdministrator, shopOwner, otherOwner } = USERS;

/** Whether a session is good at its site now. */
async function isIn(browser: Browser, slug: string): Promise<boolean> {
  const me = await browser.me(slug);
  expect([200, 401]).toContain(me.status);
  // The API takes the same session at the site's own routes.
  const list = await browser.get(`/v1/sites/${slug}/users`, { json: true });
  expect(list.status).toBe(me.status);
  const page = await browser.get(`/sites/${slug}/`);
  expect(page.status).toBe(me.status);
  return me.status === 200;
}

let made = 0;

/** A new user with a password, for attacks that change them. */
async function newcomer(slug: Slug, group: string): Promise<User & { readonly id: string }> {
  made += 1;
  const user = {
    slug,
    group,
    email: `new${made}@${slug}.example`,
    password: `newcomer ${made} keeps this`,
  };
  return { ...user, id: await insertUserOf(fixture, user) };
}

/** A new child of the client with an Owner who can log in. */
async function newChild(parent: 'agency' | 'client'): Promise<User & { readonly siteId: string }> {
  made += 1;
  const slug = `child-${made}`;
  expectStatus(
    await fixture.api('post', '/v1/sites', { slug, name: slug, hostnames: [] }, parent),
    201,
    slug,
  );
  const user = {
    slug: slug as Slug,
    group: 'Owner',
    email: `owner@${slug}.example`,
    password: `owner of ${slug} keeps this`,
  };
  const { email, password, group } = user;
  const body = { email, password, group, name: 'Owner' };
  expectStatus(await fixture.api('post', `/v1/sites/${slug}/users`, body, parent), 201, email);
  return { ...user, siteId: await fixture.siteId(slug) };
}

const impersonate = async (slug: string, { email, password }: User): Promise<Browser> => {
  const browser = fixture.browser();
  expectStatus(await browser.logIn(slug, `*${email}`, password), 303, `${email} impersonates in ${slug}`);
  return browser;
};

describe('A session ends at the very next request', () => {
  it('when its person is disabled, and is not back when they are enabled', async () => {
    const user = await newcomer('client', 'Administrator');
    const browser = await fixture.enter(user);
    expect(await isIn(browser, 'client')).toBe(true);
    const path = `/v1/sites/client/users/${user.id}`;
    expectStatus(await fixture.api('patch', path, { disabled: true }, 'client'), 200, 'disable');
    expect(await isIn(browser, 'client')).toBe(false);
    expectStatus(await fixture.api('patch', path, { disabled: false }, 'client'), 200, 'enable');
    expect(await isIn(browser, 'client')).toBe(false);
  });

  it('when their password is changed elsewhere; the session that changed it goes on', async () => {
    const user = await newcomer('client', 'Administrator');
    const [here, there] = [await fixture.enter(user), await fixture.enter(user)];
    const change = { oldPassword: user.password, newPassword: 'quite another password' };
    expectStatus(await here.post('/sites/client/sessions/password', change), 303, 'change');
    expect(await isIn(here, 'client')).toBe(true);
    expect(await isIn(there, 'client')).toBe(false);
  });

  it('in what it could do, when its person is put into a lesser group', async () => {
    const user = await newcomer('client', 'Administrator');
    const browser = await fixture.enter(user);
    expect((await browser.get('/sites/client/api-keys')).status).toBe(200);
    const path = `/v1/sites/client/users/${user.id}`;
    expectStatus(await fixture.api('patch', path, { group: 'Viewer' }, 'client'), 200, 'demote');
    const after = await Promise.all(
      ['api-keys', 'users', 'audit'].map(async (page) => (await browser.get(`/sites/client/${page}`)).status),
    );
    expect(new Set(after)).not.toContain(200);
  });

  it('in what it could do, when its Owner is replaced', async () => {
    const child = await newChild('client');
    const browser = await fixture.enter(child);
    const successor = {
      email: `next@${child.slug}.example`,
      password: 'the next Owner keeps this',
      group: 'Owner',
      name: 'N',
    };
    expectStatus(
      await fixture.api('post', `/v1/sites/${child.slug}/users`, successor, 'client'),
      201,
      'hand over',
    );
    const { status, json } = await browser.me(child.slug);
    expect([status, (json['user'] as { group?: string } | undefined)?.group]).not.toEqual([200, 'Owner']);
  });

  const LOST: readonly (readonly [
    how: string,
    lose: (reseller: User & { siteId: string }, child: User) => Promise<void>,
  ])[] = [
    [
      'is not the Owner any more',
      async ({ slug }) => {
        const next = {
          email: `next@${slug}.example`,
          password: 'the next Owner keeps this',
          group: 'Owner',
          name: 'N',
        };
        expectStatus(await fixture.api('post', `/v1/sites/${slug}/users`, next), 201, 'hand over');
      },
    ],
    [
      'is disabled',
      async ({ email }) => {
        await fixture.sql`update users set disabled_at = now() where email = ${email}`;
      },
    ],
    [
      'has another password',
      async (reseller) => {
        const browser = await fixture.enter(reseller);
        const change = { oldPassword: reseller.password, newPassword: 'quite another password' };
        expectStatus(await browser.post(`/sites/${reseller.slug}/sessions/password`, change), 303, 'change');
      },
    ],
    [
      'has another second factor',
      async ({ email }) => {
        await fixture.sql`
        update users set credentials_version = credentials_version + 1 where email = ${email}`;
      },
    ],
    [
      'signs out everywhere',
      async (reseller) => {
        const browser = await fixture.enter(reseller);
        expectStatus(await browser.post(`/sites/${reseller.slug}/sessions/end-all`), 303, 'end all');
      },
    ],
    [
      'is the parent’s no more, because the child was moved',
      async ({ siteId }, { slug }) => {
        const key = await keyOf(siteId);
        const sibling = `${slug}-too`;
        const site = { slug: sibling, name: sibling, hostnames: [] };
        expectStatus(await fixture.api('post', '/v1/sites', site, key), 201, sibling);
        expectStatus(
          await fixture.api('post', `/v1/sites/${slug}/move`, { parent: sibling }, key),
          200,
          'move',
        );
      },
    ],
    [
      'views an Owner who is it no more',
      async (_reseller, { slug }) => {
        await fixture.sql`
          update users set user_group = 'Administrator'
           where user_group = 'Owner' and site_id = (select id from sites where slug = ${slug})`;
      },
    ],
  ];

  it.each(LOST)('when an impersonator %s', async (_how, lose) => {
    const reseller = await newChild('agency');
    const child = await childOf(reseller);
    const browser = await impersonate(child.slug, reseller);
    expect(await isIn(browser, child.slug)).toBe(true);
    await lose(reseller, child);
    expect(await isIn(browser, child.slug)).toBe(false);
    const ends = await fixture.sql<{ count: string }[]>`
      select count(*) from audit a join sites s on s.id = a.site_id
       where a.action = 'impersonation.end' and s.slug in (${reseller.slug}, ${child.slug})`;
    expect(ends).toEqual([{ count: 2 }]);
  });

  it('61 minutes after impersonation, however busy they were', async () => {
    const browser = await fixture.impersonate('other');
    for (let minute = 0; minute < 59; minute += 5) {
      expect(await isIn(browser, 'other')).toBe(true);
      fixture.advance(5);
    }
    fixture.advance(1);
    expect(await isIn(browser, 'other')).toBe(false);
  });

  it('15 minutes after an impersonator did nothing', async () => {
    const browser = await fixture.impersonate('other');
    fixture.advance(14);
    expect(await isIn(browser, 'other')).toBe(true);
    fixture.advance(14);
    expect(await isIn(browser, 'other')).toBe(true);
    fixture.advance(15.1);
    expect(await isIn(browser, 'other')).toBe(false);
  });

  it('after 14 days of nothing, and after 60 days whatever happened', async () => {
    const DAY = 24 * 60;
    const idle = await fixture.enter(clientOwner);
    fixture.advance(14 * DAY + 1);
    expect(await isIn(idle, 'client')).toBe(false);
    const busy = await fixture.enter(clientOwner);
    for (let day = 0; day < 60; day += 12) {
      expect(await isIn(busy, 'client')).toBe(true);
      fixture.advance(12 * DAY);
    }
    expect(await isIn(busy, 'client')).toBe(false);
  });
});

/** A child of a site that was made for one attack; its own key adds it. */
async function childOf({ slug, siteId }: User & { siteId: string }): Promise<User> {
  const key = await keyOf(siteId);
  const child = `${slug}-shop`;
  expectStatus(
    await fixture.api('post', '/v1/sites', { slug: child, name: child, hostnames: [] }, key),
    201,
    child,
  );
  const user = {
    slug: child as Slug,
    group: 'Owner',
    email: `owner@${child}.example`,
    password: `owner of ${child} keeps this`,
  };
  const { email, password, group } = user;
  const answer = await fixture.api(
    'post',
    `/v1/sites/${child}/users`,
    { email, password, group, name: 'O' },
    key,
  );
  expectStatus(answer, 201, email);
  return user;
}

async function keyOf(siteId: string): Promise<string> {
  return (await createApiKey(fixture.sql, { now: fixture.now(), actor: 'cli' }, { siteId, name: 'all' })).key;
}

const nameOf = (slug: string): string => `sitetab-${slug}`;

describe('A cookie is worth nothing', () => {
  it('when it was set before the login: the login gives another', async () => {
    const chosen = 'a'.repeat(40);
    const browser = fixture.browser();
    for (const kind of ['sitetab-', 'sitetab.in-', 'sitetab.code-'])
      browser.cookies.set(`${kind}client`, chosen);
    browser.cookies.set('sitetab.browser', 'b'.repeat(43));
    expectStatus(await browser.logIn('client', clientOwner.email, clientOwner.password), 303, 'log in');
    expect(browser.cookies.get(nameOf('client'))).not.toBe(chosen);
    expect(browser.cookies.get('sitetab.browser')).not.toBe('b'.repeat(43));
    const planted = fixture.browser();
    planted.cookies.set(nameOf('client'), chosen);
    expect(await isIn(planted, 'client')).toBe(false);
  });

  it('when it was valid before this browser logged in anew, as any user', async () => {
    const browser = await fixture.enter(clientOwner);
    const former = browser.copy();
    expectStatus(
      await browser.logIn('client', clientAdministrator.email, clientAdministrator.password),
      303,
      'log in',
    );
    expect(await isIn(former, 'client')).toBe(false);
    const stepped = await fixture.impersonate('client');
    const before = stepped.copy();
    expectStatus(await stepped.logIn('client', clientOwner.email, clientOwner.password), 303, 'log in');
    expect(await isIn(before, 'client')).toBe(false);
    expect((await stepped.me('client')).json['impersonator']).toBeNull();
  });

  it('at another site, under whatever name', async () => {
    const browser = await fixture.enter(clientOwner);
    const value = browser.cookies.get(nameOf('client')) ?? '';
    for (const slug of ['agency', 'shop', 'other']) {
      for (const kind of ['sitetab-', 'sitetab.in-']) {
        const thief = browser.copy();
        thief.cookies.set(kind + slug, value);
        expect(await isIn(thief, slug)).toBe(false);
      }
    }
    expect(await isIn(browser, 'client')).toBe(true);
  });

  it('as a session of another kind: no impersonator becomes the Owner, nor the other way round', async () => {
    const stepped = (await fixture.impersonate('client')).cookies.get('sitetab.in-client') ?? '';
    const own = (await fixture.enter(clientOwner)).cookies.get(nameOf('client')) ?? '';
    const swapped = fixture.browser();
    swapped.cookies.set(nameOf('client'), stepped).set('sitetab.in-client', own);
    expect(await isIn(swapped, 'client')).toBe(false);
  });

  it('once its person has logged out', async () => {
    const browser = await fixture.enter(clientOwner);
    const copy = browser.copy();
    expectStatus(await browser.post('/sites/client/logout'), 303, 'log out');
    expect(browser.cookies.has(nameOf('client'))).toBe(false);
    expect(await isIn(copy, 'client')).toBe(false);
  });

  it('once its person has signed out everywhere else, or everywhere', async () => {
    const [here, there] = [await fixture.enter(otherOwner), await fixture.enter(otherOwner)];
    expectStatus(await here.post('/sites/other/sessions/end-others'), 303, 'others');
    expect([await isIn(here, 'other'), await isIn(there, 'other')]).toEqual([true, false]);
    const copy = here.copy();
    expectStatus(await here.post('/sites/other/sessions/end-all'), 303, 'all');
    expect(await isIn(copy, 'other')).toBe(false);
  });

  it('once its person has ended it from the list', async () => {
    const [here, there] = [await fixture.enter(shopOwner), await fixture.enter(shopOwner)];
    const { text } = await here.get('/sites/shop/sessions');
    const [path = ''] = /\/sites\/shop\/sessions\/[0-9a-f-]{36}\/end/.exec(text) ?? [];
    expectStatus(await here.post(path), 303, 'end');
    expect([await isIn(here, 'shop'), await isIn(there, 'shop')].filter(Boolean)).toHaveLength(1);
  });

  it('when it is what the database keeps of it', async () => {
    const browser = await fixture.enter(clientOwner);
    const rows = await fixture.sql<{ id: string; handle: string }[]>`select id, handle from sessions`;
    const token = browser.cookies.get(nameOf('client')) ?? '';
    expect(rows.map(({ id }) => id)).toContain(createHash('sha256').update(token).digest('hex'));
    for (const { id, handle } of rows) {
      for (const value of [id, handle, id.slice(0, 40), Buffer.from(id, 'hex').toString('base64url')]) {
        const thief = fixture.browser();
        thief.cookies.set(nameOf('client'), value).set('sitetab.in-client', value);
        expect((await thief.me('client')).status).toBe(401);
      }
    }
  });

  it('when a character of it is another', async () => {
    const browser = await fixture.enter(clientOwner);
    const value = browser.cookies.get(nameOf('client')) ?? '';
    const tampered = [
      value.slice(0, -1) + (value.endsWith('a') ? 'b' : 'a'),
      value.slice(1),
      `${value}a`,
      value.toUpperCase(),
      ` ${value.slice(1)}`,
      `%20${value}`,
      `${value}%00`,
      `"${value}x"`,
      `${value.slice(0, 20)}%27 or 1=1--`,
      '%',
      '%C0%80',
      '{}',
      'undefined',
      '__proto__',
      'x'.repeat(10_000),
    ];
    for (const each of tampered) {
      const thief = fixture.browser();
      thief.cookies.set(nameOf('client'), each);
      expect({ each, status: (await thief.me('client')).status }).toEqual({ each, status: 401 });
    }
    expect(await isIn(browser, 'client')).toBe(true);
  });

  it('when there are many of its name: none of the others is taken for it', async () => {
    const other = await fixture.enter(clientAdministrator);
    const tossed = other.cookies.get(nameOf('client')) ?? '';
    const browser = await fixture.enter(clientOwner);
    const own = browser.cookies.get(nameOf('client')) ?? '';
    const headers = { cookie: `${nameOf('client')}=${own}; ${nameOf('client')}=${tossed}` };
    const { status } = await fixture.browser().get('/sites/client/me', { json: true, headers });
    expect([200, 401]).toContain(status);
    for (const cookie of ['__proto__=x', 'constructor=x', '=', ';;;', nameOf('client'), 'a'.repeat(8_000)]) {
      expect(
        (await fixture.browser().get('/sites/client/me', { json: true, headers: { cookie } })).status,
      ).toBe(401);
    }
  });
});

describe('The cookies themselves', () => {
  it('cannot be read by scripts, do not come along from other sites, and are for the whole path', async () => {
    const answer = await fixture.browser().logIn('client', clientOwner.email, clientOwner.password);
    const cookies = (answer.headers['set-cookie'] ?? []).filter((cookie) => !/max-age=0/i.test(cookie));
    expect(cookies.length).toBeGreaterThanOrEqual(2);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; SameSite=Lax/);
      expect(cookie).toMatch(/; Path=\//);
      expect(cookie).not.toMatch(/; Domain=/i);
    }
  });

  it('are bound to the exact host and to TLS where the base URL has https', async () => {
    const url = await fixture.serve({ baseUrl: 'https://tab.example' });
    const browser = fixture.browser({}, url);
    const answer = await browser.logIn('client', clientOwner.email, clientOwner.password);
    const cookies = answer.headers['set-cookie'] ?? [];
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(
      expect.arrayContaining(['__Host-sitetab-client', '__Host-sitetab.browser']),
    );
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-/);
      expect(cookie).toMatch(/; Secure/);
      expect(cookie).toMatch(/; Path=\//);
    }
    expect((await browser.me('client')).status).toBe(200);
    // A name without the prefix is one that a neighbouring host could have set.
    const tossed = fixture.browser({}, url);
    tossed.cookies.set(nameOf('client'), browser.cookies.get('__Host-sitetab-client') ?? '');
    expect((await tossed.me('client')).status).toBe(401);
  });

  it('never hold what could be read again: no address, no name, no password', async () => {
    const browser = await fixture.impersonate('client');
    const all = [...browser.cookies].flat().join('\n').toLowerCase();
    for (const word of ['owner', 'agency', '@', 'keeps']) expect(all).not.toContain(word);
  });
});
