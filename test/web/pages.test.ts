import { beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../../api/web/pageTable.js';
import { isPermission } from '../../src/auth/groups/permissions.js';
import { newId } from '../../src/platform/ids.js';
import { type Browser, createPagesFixture, type PagesFixture } from './fixture.js';

let site: PagesFixture;
let owner: Browser;

beforeAll(async () => {
  site = await createPagesFixture();
  owner = await site.ownersBrowser();
});

const pathOf = (path: string): string => path.replace('{slug}', 'agency').replaceAll(/\{\w+\}/g, newId(1));

/** What is about users rather than money. */
const PEOPLES =
  /^(users|groups|sessions|impersonations|api-keys|link|sites|forgot|login|logout|step-out)(\/|$)/;
const isPeoples = ({ path }: { readonly path: string }): boolean =>
  PEOPLES.test(path.replace('/sites/{slug}/', ''));

describe('the page table', () => {
  it('names what every page needs, and lets only posts change anything', () => {
    for (const page of PAGES) {
      const isNamed = page.access === 'public' || page.access === 'session' || isPermission(page.access);
      expect([page.path, isNamed]).toEqual([page.path, true]);
      expect(['get', 'post']).toContain(page.method);
      if (page.method === 'get') expect([page.path, page.form]).toEqual([page.path, undefined]);
    }
    expect(new Set(PAGES.map(({ method, path }) => `${method} ${path}`)).size).toBe(PAGES.length);
  });

  it('leads from the addresses of earlier versions to the pages of today', async () => {
    const moved = [
      ['console/letters?kind=week', 'console/emails?kind=week'],
      ['visits', 'impersonations'],
    ] as const;
    for (const [before, now] of moved) {
      const reply = await owner.get(`/sites/agency/${before}`);
      expect([reply.status, reply.headers.get('location')]).toEqual([308, `/sites/agency/${now}`]);
    }
  });

  it('closes what is about users, keys and passwords to an impersonator', () => {
    const open = PAGES.filter((page) => page.method === 'post' && 'impersonation' in page && isPeoples(page));
    const paths = open.map(({ path }) => path.replace('/sites/{slug}/', ''));
    expect(paths.sort()).toEqual(['logout', 'sites/{id}', 'sites/{id}/move', 'step-out']);
  });

  it('shows the login page to everybody without a session', async () => {
    for (const { access, method, path } of PAGES.filter((page) => page.access !== 'public')) {
      const reply = await site.browser().send(pathOf(path), { method: method.toUpperCase() });
      expect([access, path, reply.status]).toEqual([access, path, 401]);
    }
  });

  it('answers another method with what is possible', async () => {
    for (const path of new Set(PAGES.map((page) => page.path))) {
      const methods = PAGES.filter((page) => page.path === path).map(({ method }) => method.toUpperCase());
      const other = methods.includes('GET') ? 'DELETE' : 'GET';
      const reply = await owner.send(pathOf(path), { method: other });
      expect([path, reply.status]).toEqual([path, 405]);
      expect(reply.headers.get('allow')).toBe(
        (methods.includes('GET') ? [...methods, 'HEAD'] : methods).join(', '),
      );
    }
  });

  it('finds nothing under the ids of another site', async () => {
    const made = await site.api.post('/v1/sites', { slug: 'other', name: 'Other', hostnames: [] });
    const [foreign] = await site.api.fixture.database
      .sql`select id from users where site_id = ${made.body.id}`;
    for (const id of [String(foreign?.['id']), newId(2), 'not-an-id']) {
      for (const page of PAGES.filter((each) => each.path.includes('{id}') && isPeoples(each))) {
        const path = page.path.replace('{slug}', 'agency').replace('{id}', id);
        const fields = FIELDS[page.path.replace(/^.*\{id\}/, '')] ?? FIELDS_OF[page.path] ?? {};
        const reply = page.method === 'get' ? await owner.get(path) : await owner.post(path, fields);
        expect([page.method, path, reply.status]).toEqual([page.method, path, 404]);
      }
    }
  });
});

const FIELDS: Readonly<Record<string, Record<string, string>>> = {
  '/owner': { name: 'Ann', email: 'ann@agency.example' },
  '/move': { parent: 'other' },
};
const FIELDS_OF: Readonly<Record<string, Record<string, string>>> = {
  '/sites/{slug}/users/{id}': { name: 'Ann' },
  '/sites/{slug}/groups/{id}': { name: 'Books', placedUnder: 'Owner' },
  '/sites/{slug}/sites/{id}': { name: 'Fenwick', hostnames: '' },
};

const SCRIPT = /<script src="\/assets\/[a-z-]+-[0-9a-f]{16}\.js" defer=""><\/script>/g;

describe('every answer', () => {
  it('has the headers of a page that runs nothing and cannot be framed', async () => {
    for (const path of [
      '/sites/agency/',
      '/sites/agency/login',
      '/sites/agency/nothing',
      '/sites/agency/me',
    ]) {
      const { headers } = await owner.get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const page = await owner.get('/sites/agency/');
    expect(page.headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/);
    expect(page.headers.get('x-request-id')).not.toBeNull();
  });

  it('is small, and its style is a file that is kept for ever', async () => {
    for (const page of PAGES.filter(({ method, path }) => method === 'get' && !path.includes('{id}'))) {
      const { text, headers } = await owner.get(pathOf(page.path));
      expect(text.length).toBeLessThan(100_000);
      // A script is a file of ours, and the page that has one is the only one that may run it.
      const plain = text.replace(SCRIPT, '');
      // Text may name an address; nothing may lead to another host.
      const tags = plain.replace(/>[^<]*</g, '><');
      expect(tags).not.toMatch(/<script|style="|https?:\/\/(?!www\.w3\.org)/);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy.includes("script-src 'self'"), page.path).toBe(plain !== text);
    }
    const [, href = ''] =
      /rel="stylesheet" href="([^"]+)"/.exec((await owner.get('/sites/agency/')).text) ?? [];
    const sheet = await owner.get(href);
    expect([sheet.status, sheet.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
  });
});

describe('what is sent to a page', () => {
  const path = '/sites/agency/groups/new';

  it('is refused when another site sent it', async () => {
    const form = { name: 'Books', placedUnder: 'Owner' };
    const foreign = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' },
    ];
    for (const headers of foreign) expect((await owner.post(path, form, headers)).status).toBe(403);
    const body = new URLSearchParams(form).toString();
    const type = 'application/x-www-form-urlencoded';
    for (const origin of ['https://evil.example', 'null', 'http://tab.example:81']) {
      const headers = { origin, 'content-type': type };
      expect([origin, (await owner.send(path, { method: 'POST', body, headers })).status]).toEqual([
        origin,
        403,
      ]);
    }
    const headers = { origin: 'http://tab.example', 'content-type': type };
    expect((await owner.send(path, { method: 'POST', body, headers })).status).toBe(303);
  });

  it('is refused when it has more than the form has', async () => {
    for (const more of [
      '&site_id=1',
      '&balance=1',
      '&name=Twice',
      '&__proto__=x',
      '&constructor=x',
      '&group=Owner',
    ]) {
      const reply = await owner.post(path, `name=Other&placedUnder=Owner${more}`);
      expect([more, reply.status]).toEqual([more, 400]);
    }
    const json = { 'content-type': 'application/json' };
    const odd = '{"name":"Other","placedUnder":"Owner","__proto__":{"x":1}}';
    expect((await owner.post(path, odd, json)).status).toBe(400);
    expect((await owner.post(path, 'not json', json)).status).toBe(400);
    expect((await owner.post(path, 'x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await owner.get('/sites/agency/audit?who=cli&who=cli')).status).toBe(400);
  });

  it('is refused when it is large', async () => {
    const { status, headers } = await owner.post(path, `name=${'x'.repeat(100_001)}`);
    expect([status, headers.get('connection')]).toEqual([413, 'close']);
  });

  it('is shown again with its mistakes beside the fields', async () => {
    const reply = await owner.post(path, { name: ' ', placedUnder: 'Owner' });
    expect(reply.status).toBe(422);
    expect(reply.text).toMatch(/id="name-error">This must not be empty\.</);
    const taken = await owner.post(path, { name: 'Viewer', placedUnder: 'Owner' });
    expect([taken.status, taken.text.includes('is already the name of a group')]).toEqual([409, true]);
  });

  it('cannot write into the page', async () => {
    const name = '<img src=x onerror=alert(1)>"\'';
    expect((await owner.post(path, { name, placedUnder: 'Owner' })).status).toBe(303);
    const { text } = await owner.get('/sites/agency/groups');
    expect(text).toContain('&lt;img src=x');
    expect(text).not.toContain('<img');
  });
});

describe('a key made on a page', () => {
  it('is shown once, works, and can be revoked', async () => {
    const made = await owner.post('/sites/agency/api-keys/new', 'name=shop&permissions=plans.read&expires=');
    const [key = ''] = /sk_[A-Za-z0-9_-]{43}/.exec(made.text) ?? [];
    expect((await site.api.ask('/v1/plans', { as: key })).status).toBe(200);
    expect((await site.api.ask('/v1/accounts', { as: key })).status).toBe(403);
    const list = await owner.get('/sites/agency/api-keys');
    expect(list.text).not.toContain(key);
    const revoke = /href="([^"]+\/revoke)">Revoke<span class="hidden"> shop</.exec(list.text)?.[1] ?? '';
    expect((await owner.post(revoke)).status).toBe(303);
    expect((await site.api.ask('/v1/plans', { as: key })).status).toBe(401);
  });
});
