import { beforeAll, describe, expect, it } from 'vitest';
import { createPagesFixture, type PagesFixture } from '../web/fixture.js';

let site: PagesFixture;

beforeAll(async () => {
  site = await createPagesFixture();
  await site.api.post('/v1/sites', { slug: 'fenwick', name: 'Fenwick', hostnames: [] });
});

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

describe('logging in', () => {
  it('logs in with the right password and shows the user’s name', async () => {
    const browser = site.browser();
    const reply = await browser.post('/sites/agency/login', site.owner);
    expect([reply.status, reply.to]).toEqual([303, '/sites/agency/']);
    const [cookie] = reply.headers.getSetCookie().filter((line) => line.startsWith('sitetab-agency='));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(browser.cookies.has('sitetab.browser')).toBe(true);
    const me = await browser.send('/sites/agency/me', { headers: { accept: '*/*' } });
    expect(JSON.parse(me.text)).toEqual({
      user: { email: site.owner.email, name: 'Owner', group: 'Owner' },
      site: { slug: 'agency' },
      impersonator: null,
    });
  });

  it('has the impersonator’s address filled in where the client’s account leads to it, and asks for the password', async () => {
    const account = { name: 'F', email: 'f@client.example', currency: 'EUR', timeZone: 'UTC', billingDay: 1 };
    const sites = [{ slug: 'viewed', name: 'Viewed', hostnames: [] }];
    const { body } = await site.api.post('/v1/accounts', { ...account, sites });
    const browser = site.browser();
    await browser.post('/sites/agency/login', site.owner);
    const { text } = await browser.get(`/sites/agency/console/accounts/${body.id}`);
    const [, href = ''] = /href="([^"]*)"[^>]*>View as client/.exec(text) ?? [];
    expect(href).toContain('/sites/viewed/login?email=');
    const login = await site.browser().get(href.replaceAll('&amp;', '&'));
    expect(login.text).toContain(`value="*${site.owner.email}"`);
    expect(login.text).not.toMatch(/type="password"[^>]*value=/);
  });

  it('takes JSON as well', async () => {
    const body = JSON.stringify(site.owner);
    const reply = await site
      .browser()
      .send('/sites/agency/login', { method: 'POST', body, headers: JSON_HEADERS });
    expect(reply.status).toBe(303);
  });

  it('answers every failure with one body', async () => {
    const { email, password } = site.owner;
    const tries = [
      { email, password: 'wrong' },
      { email: 'nobody@agency.example', password },
      { email: `*${email}`, password },
      { email: `**${email}`, password },
      { email: '*', password },
    ];
    const bodies = new Set<string>();
    for (const each of tries) {
      const init = { method: 'POST', body: JSON.stringify(each), headers: JSON_HEADERS };
      const reply = await site.browser().send('/sites/agency/login', init);
      expect([reply.status, reply.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
      bodies.add(reply.text);
    }
    expect(bodies.size).toBe(1);
  });

  it('shows the form again to a browser, and keeps what was typed but the password', async () => {
    const reply = await site
      .browser()
      .post('/sites/agency/login', { email: 'x@y.example', password: 'hunter2' });
    expect(reply.status).toBe(401);
    expect(reply.text).toContain('value="x@y.example"');
    expect(reply.text).not.toContain('hunter2');
  });

  it('looks the same at a site that is not there', async () => {
    const paths = ['/login', '/login/code', '/forgot', '/', '/users', '/me', '/link/abc'];
    for (const path of paths) {
      const known = await site.browser().get(`/sites/agency${path}`);
      const unknown = await site.browser().get(`/sites/nowhere${path}`);
      expect([path, unknown.status]).toEqual([path, known.status]);
      expect(unknown.text.replaceAll('nowhere', 'agency')).toBe(known.text);
    }
    const body = { email: site.owner.email, password: 'wrong' };
    const known = await site.browser().post('/sites/fenwick/login', body);
    const unknown = await site.browser().post('/sites/nowhere/login', body);
    expect(unknown.status).toBe(known.status);
    expect(unknown.text.replaceAll('nowhere', 'fenwick')).toBe(known.text);
    const response = await site.browser().post('/sites/nowhere/forgot', { email: 'a@b.example' });
    expect([response.status, response.text.includes('Check your email')]).toEqual([200, true]);
  });

  it('leads on only within the site', async () => {
    const places: Record<string, string> = {
      '/sites/agency/users?x=1': '/sites/agency/users?x=1',
      '//evil.example': '/sites/agency/',
      '/\\evil.example': '/sites/agency/',
      'https://evil.example/sites/agency/': '/sites/agency/',
      'javascript:alert(1)': '/sites/agency/',
      '/sites/fenwick/': '/sites/agency/',
      '/sites/agency/../fenwick/': '/sites/agency/',
      '/sites/agency/%2e%2e/fenwick/': '/sites/agency/',
      '/sites/agency/\tx': '/sites/agency/',
      '/sites/agency/logout': '/sites/agency/',
    };
    for (const [next, to] of Object.entries(places)) {
      const reply = await site.browser().post('/sites/agency/login', { ...site.owner, next });
      expect([next, reply.status, reply.to]).toEqual([next, 303, to]);
    }
  });

  it('shows the login page to a stranger, at the address they requested', async () => {
    const reply = await site.browser().get('/sites/agency/audit?who=cli');
    expect(reply.status).toBe(401);
    expect(reply.text).toContain('name="next" value="/sites/agency/audit?who=cli"');
  });

  it('ends the session for good', async () => {
    const browser = await site.ownersBrowser();
    const replay = new Map(browser.cookies);
    expect(await browser.post('/sites/agency/logout')).toMatchObject({
      status: 303,
      to: '/sites/agency/login',
    });
    expect((await browser.get('/sites/agency/login')).text).toContain('You are logged out.');
    replay.forEach((value, name) => browser.cookies.set(name, value));
    expect((await browser.get('/sites/agency/')).status).toBe(401);
  });

  it('makes those wait who guess too often, and shows how long', async () => {
    const guess = { email: 'guessed@agency.example', password: 'wrong' };
    let reply = await site.browser().post('/sites/agency/login', guess);
    for (let tries = 0; tries < 12 && reply.status === 401; tries += 1) {
      reply = await site.browser().post('/sites/agency/login', guess);
    }
    expect(reply.status).toBe(429);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('impersonation', () => {
  it('shows a link that ends it on every page, and denies what it does not allow', async () => {
    const browser = site.browser();
    const { email, password } = site.owner;
    expect(await browser.post('/sites/fenwick/login', { email: `*${email}`, password })).toMatchObject({
      status: 303,
    });
    for (const path of [
      '',
      'users',
      'groups',
      'impersonations',
      'audit',
      'sites',
      'users/invite',
      'api-keys',
    ]) {
      const page = await browser.get(`/sites/fenwick/${path}`);
      expect([path, page.text.includes('action="/sites/fenwick/step-out"')]).toEqual([path, true]);
    }
    const refused = await browser.post('/sites/fenwick/groups/new', { name: 'Mine', placedUnder: 'Owner' });
    expect(refused.status).toBe(403);
    const rows = await site.api.fixture.database
      .sql`select site_id from audit where action = 'impersonation.refused'
      and after->>'route' = '/sites/{slug}/groups/new'`;
    expect(new Set(rows.map((row) => String(row['siteId']))).size).toBe(2);
    const out = await browser.post('/sites/fenwick/step-out');
    expect([out.status, out.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/^\/sites\/agency\/(console\/accounts|sites)\/[0-9a-f-]{36}$/),
    ]);
    expect((await browser.get('/sites/fenwick/')).status).toBe(401);
  });
});
