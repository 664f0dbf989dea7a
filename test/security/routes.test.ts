import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../api/web/page.js';
import type { Browser } from './browser.js';
import { type Response, ask } from './client.js';
import { type ServerFixture, startServerFixture, USERS } from './fixture.js';
import {
  askPage,
  bodyOf,
  foreignPaths,
  formOf,
  isChange,
  makeThings,
  nameOf,
  PAGES,
  pathWith,
  ROUTES,
  shortOf,
  type Things,
} from './things.js';

// Attacks on every route there is: they are generated from the two tables, so a new route is attacked without a change
// here.

const { clientOwner } = USERS;

let fixture: ServerFixture;
let own: Things;
let foreign: Things;
/** The client’s Owner, logged in; no attack here may end that. */
let owner: Browser;

beforeAll(async () => {
  fixture = await startServerFixture();
  own = await makeThings(fixture, 'client');
  foreign = await makeThings(fixture, 'other');
  owner = await fixture.enter(clientOwner);
});
afterAll(() => fixture.close());
beforeEach(() => fixture.forgive());

const EVIL = 'https://evil.example';

const posts = PAGES.filter(isChange);
const closedPages = PAGES.filter((page) => page.access !== 'public');
const siteRoutes = ROUTES.filter(({ path }) => path.startsWith('/v1/sites/{id}'));

const named = <Row extends { readonly method: string; readonly path: string }>(rows: readonly Row[]) =>
  rows.map((row) => [nameOf(row), row] as const);

/** Whether nothing at all is another than before. */
async function changesNothing<Result>(attack: () => Promise<Result>): Promise<Result> {
  const before = await fixture.fingerprint();
  const result = await attack();
  expect(await fixture.fingerprint()).toEqual(before);
  return result;
}

describe('An impersonator', () => {
  /** Opening one of these to them is a decision; it is written down here as well. The console is about money. */
  const OPEN_POSTS = [
    'logout',
    'pay',
    'preferences',
    'preferences/invoices',
    'sites/{id}',
    'sites/{id}/move',
    'step-out',
  ];
  const MONEY = /^console\//;
  const OPEN_ROUTES = ['get /v1/sites/{id}/audit', 'get /v1/sites/{id}/groups', 'get /v1/sites/{id}/users'];

  /** What is never theirs, wherever it stands: people, who is the Owner, keys, passwords, cards, providers. */
  const NEVER = new Set(['users.write', 'owner.write', 'keys.read', 'keys.write']);
  const NEVER_NAMED = /session|password|factor|\bemail\b|card|invit|owner|provider|secret|api-key/;

  let browser: Browser;
  beforeAll(async () => {
    browser = await fixture.impersonate('client');
  });

  const open = closedPages.filter((page) => 'impersonation' in page);
  const openRoutes = ROUTES.filter(({ impersonation }) => impersonation === 'open');

  it('may do these things and nothing else', () => {
    const changes = open.filter(isChange).map(shortOf);
    expect(changes.filter((path) => !MONEY.test(path)).toSorted()).toEqual(OPEN_POSTS);
    expect(openRoutes.map(nameOf).toSorted()).toEqual(OPEN_ROUTES);
  });

  it('may nowhere touch people, keys, passwords or cards', () => {
    for (const page of open) {
      expect([page.path, NEVER.has(page.access)]).toEqual([page.path, false]);
      if (page.path.endsWith('/sites/new')) throw new Error('a new site has a new Owner');
      expect(shortOf(page)).not.toMatch(NEVER_NAMED);
    }
    for (const { path, permission } of openRoutes)
      expect([path, NEVER.has(permission)]).toEqual([path, false]);
  });

  const refusalsSince = (after: string, slug: 'agency' | 'client') => fixture.sql<{ after: unknown }[]>`
    select a.after from audit a join sites s on s.id = a.site_id
     where a.id > ${after} and s.slug = ${slug} and action = 'impersonation.refused' order by a.id`;

  async function isRefused(
    answer: () => Promise<Response>,
    tried: { method: string; route: string },
  ): Promise<void> {
    const [newest] = await fixture.sql<{ id: string }[]>`select id from audit order by id desc limit 1`;
    const { status, text } = await answer();
    expect(status).toBe(403);
    expect(text).toContain('impersonator');
    for (const slug of ['agency', 'client'] as const) {
      const rows = await refusalsSince(newest?.id ?? '', slug);
      expect(rows.map(({ after }) => after)).toEqual([{ site: 'client', ...tried }]);
    }
  }

  const closed = closedPages.filter((page) => !('impersonation' in page));
  it.each(named(closed))('is refused, and both logs record it, at %s', async (_name, page) => {
    const path = pathWith(page.path, own);
    await isRefused(() => askPage(browser, page, path), {
      method: page.method.toUpperCase(),
      route: page.path,
    });
  });

  const closedRoutes = siteRoutes.filter(({ impersonation }) => impersonation !== 'open');
  it.each(named(closedRoutes))('is refused, and both logs record it, at %s', async (_name, route) => {
    const path = pathWith(route.path, { ...own, sites: 'client' });
    const tried = { method: route.method.toUpperCase(), route: route.path };
    await isRefused(() => browser.send(route.method, path, bodyOf(route)), tried);
  });

  /** What design and page say is never theirs, as it stands in the database, of every site. */
  const UNTOUCHED = {
    'passwords, emails and people': `select u.id, site_id, email, canonical_email, name, user_group, password_hash,
       totp_sealed, totp_confirmed_at, disabled_at, credentials_version from users u`,
    groups: 'select * from groups',
    'API keys': 'select id, site_id, key_hash, permissions, expires_at, revoked_at from api_keys',
    'links and recovery codes':
      "select id, purpose from email_links union all select code_hash, '' from recovery_codes",
    'secrets of connectors': 'select id, connector_kind, connector_config from sites',
    'payment instructions and the business email': `
      select id, settings->'paymentInstructions' as pay, settings->'email' as email from sites`,
    'payment providers': 'select * from payment_providers',
    'saved payment methods': 'select * from saved_cards',
    'sessions of others': 'select id, user_id from sessions where impersonation_id is null',
    'secrets of sites': 'select id, impersonation_code_hash from sites',
  };
  const untouched = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(UNTOUCHED).map(async ([what, query]) => {
          const [row] = await fixture.sql.unsafe(
            `select coalesce(md5(string_agg(r::text, ' ' order by r::text)), '') as sum from (${query}) as r`,
          );
          return [what, row?.['sum']] as const;
        }),
      ),
    );

  it.each(named(open.filter(isChange)))(
    'leaves all that is not theirs as it is, at %s',
    async (_name, page) => {
      const visiting = await fixture.impersonate('client');
      const before = await untouched();
      const { status } = await askPage(visiting, page, pathWith(page.path, own));
      expect(status).toBeLessThan(500);
      expect(await untouched()).toEqual(before);
    },
  );

  it('has no session at the rest of the API', async () => {
    for (const route of ROUTES.filter((each) => !siteRoutes.includes(each))) {
      const { status } = await browser.send(route.method, pathWith(route.path, own), bodyOf(route));
      expect([nameOf(route), status]).toEqual([nameOf(route), 401]);
    }
  });
});

describe('What another site has is not there', () => {
  const withIds = ROUTES.filter(({ path }) => path.includes('{'));

  it.each(named(withIds))('for an API key: %s', async (_name, route) => {
    for (const path of foreignPaths(route.path, { ...own, sites: 'client' }, foreign)) {
      const { status } = await changesNothing(() => fixture.api(route.method, path, bodyOf(route), 'client'));
      expect({ path, status }).toEqual({ path, status: 404 });
    }
  });

  it.each(named(siteRoutes))('by slug, above, beside and two below: %s', async (_name, route) => {
    const places = [
      ['client', 'agency'],
      ['client', 'other'],
      ['client', 'other-kid'],
      ['agency', 'shop'],
      ['shop', 'client'],
    ] as const;
    for (const [key, sites] of places) {
      const path = pathWith(route.path, { ...own, sites });
      const { status } = await changesNothing(() => fixture.api(route.method, path, bodyOf(route), key));
      expect({ key, path, status }).toEqual({ key, path, status: 404 });
    }
  });

  it.each(named(withIds))('nor what a reseller keeps, for the parent site it: %s', async (_name, route) => {
    for (const path of foreignPaths(route.path, { ...foreign, sites: 'agency' }, own)) {
      const { status } = await changesNothing(() => fixture.api(route.method, path, bodyOf(route), 'agency'));
      expect({ path, status }).toEqual({ path, status: 404 });
    }
  });

  const pagesWithIds = closedPages.filter(({ path }) => /\{(?!slug)/.test(path));
  it.each(named(pagesWithIds))('for a logged-in user: %s', async (_name, page) => {
    for (const path of foreignPaths(page.path, own, foreign)) {
      const { status } = await changesNothing(() => askPage(owner, page, path));
      expect({ path, status }).toEqual({ path, status: 404 });
    }
  });

  it('for a session of one site at any page of another: it is not valid there', async () => {
    for (const page of closedPages) {
      const path = pathWith(page.path, own).replace('/client/', '/other/');
      const { status } = await askPage(owner, page, path);
      expect([nameOf(page), status]).toEqual([nameOf(page), 401]);
    }
    for (const route of siteRoutes) {
      const path = pathWith(route.path, { ...own, sites: 'other' });
      const { status } = await owner.send(route.method, path, bodyOf(route));
      expect([nameOf(route), status]).toEqual([nameOf(route), 401]);
    }
  });

  it.each(['../other', '..%2fother', '%2e%2e/other', 'client%00', 'CLIENT', 'client.', 'client/../other'])(
    'by a path that walks: /sites/%s/users',
    async (slug) => {
      for (const path of [`/sites/${slug}/users`, `/v1/sites/${slug}/users`]) {
        const { status, text } = await owner.get(path, { json: true });
        expect([400, 401, 404]).toContain(status);
        expect(text).not.toContain('@other.example');
      }
    },
  );

  it.each(['x', '0', '-1', '*', '%00', "' or 1=1--", '01a00000-7000-7000-8000-00000000000', 'a'.repeat(500)])(
    'under an id that is none: %s',
    async (id) => {
      for (const route of withIds) {
        const path = route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(id));
        const { status } = await fixture.api(route.method, path, bodyOf(route), 'client');
        expect([nameOf(route), status]).toEqual([nameOf(route), 404]);
      }
    },
  );
});

/** Names that other systems fill from a body on their own. */
const FIELDS = [
  'site_id',
  'siteId',
  'group',
  'user_group',
  'balance',
  'impersonator',
  'id',
  'role',
  'permissions',
];
const INNATE = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

/** The fields a schema has, so that none of them is taken for a stranger. */
function fieldsOf(schema: unknown): string[] {
  return Object.keys((schema as { readonly shape?: object } | undefined)?.shape ?? {});
}

const jsonOf = (body: object): string => JSON.stringify(body);

/** Written out, since an object literal has no field of this name. */
function withField(json: string, field: string, value: string): string {
  return json === '{}' ? `{"${field}":${value}}` : `${json.slice(0, -1)},"${field}":${value}}`;
}

describe('A field that a request does not have is refused by name, and nothing is done:', () => {
  const writing = ROUTES.filter((route) => isChange(route) && (route.body ?? route.ownBodies) !== undefined);
  const refusedFields = (json: Response['json']): string[] =>
    ((json['errors'] ?? []) as { field: string }[]).map(({ field }) => field).toSorted();

  it.each(named(writing))('%s', async (_name, route) => {
    const path = pathWith(route.path, {
      ...own,
      sites: route.path.includes('move') ? (own['sites'] ?? '') : 'client',
    });
    const body = bodyOf(route) ?? {};
    const known = [...fieldsOf(route.body), ...Object.keys(body)];
    const unknown = [...FIELDS, ...INNATE].filter((each) => !known.includes(each));
    await changesNothing(async () => {
      for (const innate of ['{"group":"Owner","polluted":true}', 'null']) {
        const valueOf = (field: string): string => (INNATE.includes(field) ? innate : '"Owner"');
        // Some routes name only the first that they do not know.
        for (let left = unknown; left.length > 0;) {
          const sent = left.reduce((json, field) => withField(json, field, valueOf(field)), jsonOf(body));
          const { status, json } = await fixture.api(route.method, path, sent, 'client');
          const fields = refusedFields(json);
          expect({ left, status, fields }).toEqual({
            left,
            status: 400,
            fields: expect.any(Array) as unknown,
          });
          expect(fields).not.toEqual([]);
          expect(left).toEqual(expect.arrayContaining(fields));
          left = left.filter((field) => !fields.includes(field));
        }
      }
    });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each(named(posts))('%s', async (_name, page) => {
    const path = pathWith(page.path, own);
    const known = [...fieldsOf(page.form), 'permissions'];
    const unknown = [...FIELDS, ...INNATE].filter((each) => !known.includes(each));
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    await changesNothing(async () => {
      for (const [nth, field] of unknown.entries()) {
        const asForm = new URLSearchParams({ ...formOf(page), [field]: 'Owner' });
        // As a form and as JSON in turn, each page from another on.
        const { status, json } =
          (nth + page.path.length) % 2 === 0
            ? await owner.send('POST', path, asForm.toString(), { headers })
            : await owner.send('POST', path, withField(jsonOf(formOf(page)), field, '"Owner"'));
        // Where a form has no fixed fields, what it does not know does nothing.
        if (known.length === 1 && page.form !== undefined) continue;
        // A page that takes a file takes no JSON at all.
        const refused = page.uploadBytesMax === undefined ? [400] : [400, 415];
        expect(refused).toContain(status);
        if (status === 400) expect(refusedFields(json)).toContain(field);
      }
    });
  });
});

describe('What is sent twice is ambiguous, so it is refused:', () => {
  it('a parameter of a query, at every route that has some', async () => {
    for (const route of ROUTES.filter(({ query }) => query !== undefined)) {
      const path = pathWith(route.path, { ...own, sites: 'client' });
      for (const field of [...fieldsOf(route.query), 'limit', 'unheard-of']) {
        const twice = `${path}?${field}=1&${field}=2`;
        const { status } = await fixture.api(route.method, twice, bodyOf(route), 'client');
        expect([twice, status]).toEqual([twice, 400]);
      }
    }
  });

  it('a parameter of a query, at every page', async () => {
    for (const page of PAGES.filter(({ method }) => method === 'get')) {
      const path = `${pathWith(page.path, own)}?next=1&next=2`;
      expect([path, (await owner.get(path)).status]).toEqual([path, 400]);
    }
  });

  it('a field of a form, at every page', async () => {
    await changesNothing(async () => {
      for (const page of posts) {
        const lists = page.lists ?? [];
        for (const [field, value] of Object.entries(formOf(page)).filter(([name]) => !lists.includes(name))) {
          const form = { ...formOf(page), [field]: [value, 'another'] };
          const { status } = await owner.post(pathWith(page.path, own), form);
          expect([nameOf(page), field, status]).toEqual([nameOf(page), field, 400]);
        }
      }
    });
  });
});

describe('Another site’s page cannot make a browser do anything here:', () => {
  const FROM_OUTSIDE: readonly Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site', origin: EVIL },
    { 'sec-fetch-site': 'same-site', origin: 'https://neighbour.example' },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
    { 'sec-fetch-site': '', origin: EVIL },
    { 'sec-fetch-site': 'SAME-ORIGIN,cross-site', origin: EVIL },
  ];
  /** Of browsers that do not say `Sec-Fetch-Site`. */
  const BY_ORIGIN = (): readonly string[] => [
    EVIL,
    'null',
    fixture.url.replace('http:', 'https:'),
    `${fixture.url}.evil.example`,
    fixture.url.replace('127.0.0.1', 'localhost'),
    '',
  ];

  /** The kinds of body take turns, each time from another on, so that each comes with each header somewhere. */
  let turn = 0;

  async function isTurnedAway(method: string, path: string, bodies: Readonly<Record<string, string>>) {
    const kinds = Object.entries(bodies);
    const next = () => kinds[turn++ % kinds.length] ?? ['', ''];
    turn += 1;
    await changesNothing(async () => {
      for (const outside of FROM_OUTSIDE) {
        const [type, body] = next();
        const headers = { ...outside, 'content-type': type };
        const { status } = await owner.send(method, path, body, { headers });
        expect({ path, headers, status }).toEqual({ path, headers, status: 403 });
      }
      const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      for (const origin of BY_ORIGIN()) {
        const [type, body] = next();
        const headers = { cookie, origin, accept: 'text/html', 'content-type': type };
        const { status } = await ask(fixture.url, method.toUpperCase(), path, { headers, body });
        expect({ path, type, origin, status }).toEqual({ path, type, origin, status: 403 });
      }
    });
  }

  it.each(named(posts))('%s', async (_name, page) => {
    await isTurnedAway('POST', pathWith(page.path, own), {
      'application/x-www-form-urlencoded': new URLSearchParams(Object.entries(formOf(page))).toString(),
      'application/json': JSON.stringify(formOf(page)),
      'multipart/form-data; boundary=x': '--x--',
    });
  });

  it.each(named(siteRoutes.filter(isChange)))('%s', async (_name, route) => {
    const path = pathWith(route.path, { ...own, sites: 'client' });
    const body = JSON.stringify(bodyOf(route) ?? {});
    await isTurnedAway(route.method, path, { 'application/json': body, 'text/plain': body });
  });

  it('the same from our own page is let through', async () => {
    const form = { email: `${randomUUID()}@client.example`, name: 'Somebody', group: 'Viewer' };
    expect((await owner.post('/sites/client/users/invite', form)).status).toBe(303);
  });

  it('no page lets another site’s script read it', async () => {
    for (const path of ['/sites/client/users', '/v1/sites/client/users', '/sites/client/me', '/v1/plans']) {
      const { headers } = await owner.send('OPTIONS', path, undefined, { headers: { origin: EVIL } });
      const read = await owner.get(path, { headers: { origin: EVIL, 'sec-fetch-site': 'cross-site' } });
      for (const each of [headers, read.headers]) {
        expect(Object.keys(each).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    }
  });
});

describe('What changes something is not to be had by a link:', () => {
  it('GET, HEAD and unknown methods are 405 at every page that only accepts posts', async () => {
    await changesNothing(async () => {
      const gets = new Set(PAGES.filter(({ method }) => method === 'get').map(({ path }) => path));
      for (const page of posts.filter(({ path }) => !gets.has(path))) {
        for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
          const { status, headers } = await owner.send(method, pathWith(page.path, own));
          expect([nameOf(page), method, status, headers.allow]).toEqual([nameOf(page), method, 405, 'POST']);
        }
      }
    });
  });

  it('nor at any route of the API', async () => {
    await changesNothing(async () => {
      const gets = new Set(ROUTES.filter(({ method }) => method === 'get').map(({ path }) => path));
      for (const route of ROUTES.filter(({ path }) => !gets.has(path))) {
        const path = pathWith(route.path, { ...own, sites: 'client' });
        const { status } = await fixture.api('get', path, undefined, 'client');
        expect([nameOf(route), status]).toEqual([nameOf(route), 405]);
      }
    });
  });

  it('a method cannot be smuggled past: overriding headers and fields are overlooked', async () => {
    const path = pathWith('/sites/{slug}/users/{id}/disable', own);
    await changesNothing(async () => {
      const headers = {
        'x-http-method-override': 'POST',
        'x-method-override': 'POST',
        'x-http-method': 'POST',
      };
      expect((await owner.get(`${path}?_method=POST`, { headers })).status).toBeLessThan(500);
    });
  });
});

describe('Every page', () => {
  function isArmoured({ headers, status }: Response, what: string): void {
    const policy = String(headers['content-security-policy']);
    expect([what, policy]).toEqual([what, expect.stringContaining("default-src 'none'")]);
    // An email is shown in a frame of our own page; its own style is let in, nothing in it runs.
    const isEmail = policy.endsWith('; sandbox') && policy.includes("frame-ancestors 'self'");
    const odd = isEmail ? /unsafe-eval|script-src|\*/ : /unsafe-inline|unsafe-eval|\*/;
    if (!isEmail) expect([what, policy]).toEqual([what, expect.stringContaining("frame-ancestors 'none'")]);
    expect([what, policy]).toEqual([what, expect.not.stringMatching(odd)]);
    expect([what, headers]).toEqual([
      what,
      expect.objectContaining({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringMatching(/^max-age=\d{7,}/) as unknown,
      }),
    ]);
    if (status !== 303 && String(headers['content-type']).startsWith('text/html')) {
      expect([what, headers['x-frame-options']]).toEqual([what, isEmail ? 'SAMEORIGIN' : 'DENY']);
      if (!isEmail) expect([what, headers['cross-origin-opener-policy']]).toEqual([what, 'same-origin']);
    }
  }

  const gets = PAGES.filter(({ method }) => method === 'get');
  let stepped: Browser;
  beforeAll(async () => {
    stepped = await fixture.impersonate('client');
  });

  it.each(named(gets))('has the security headers for every caller: %s', async (name, page: Page) => {
    const path = pathWith(page.path, own);
    for (const each of [owner, stepped, fixture.browser()]) {
      isArmoured(await each.get(path), name);
      isArmoured(await each.get(path, { json: true }), `${name} as JSON`);
    }
  });

  it('that refuses is armoured as well', async () => {
    const responses = {
      'nothing there': await owner.get('/sites/client/nothing'),
      'no site': await owner.get('/sites/NO/SITE'),
      'no method': await owner.send('DELETE', '/sites/client/users'),
      'no form': await owner.post('/sites/client/users/invite', {}),
      'from outside': await owner.post(
        '/sites/client/logout',
        {},
        { headers: { 'sec-fetch-site': 'cross-site' } },
      ),
      'too large': await owner.post('/sites/client/login', { email: 'x'.repeat(200_000), password: '' }),
      'a way on': await fixture.browser().logIn('client', clientOwner.email, clientOwner.password),
    };
    for (const [what, answer] of Object.entries(responses)) isArmoured(answer, what);
  });

  const fileOf = (name: string): RegExp =>
    new RegExp(`<script src="/assets/${name}-[0-9a-f]{16}\\.js" defer=""></script>`);

  it('runs no script but a file of our own, where its policy allows it', async () => {
    for (const page of gets) {
      const { text } = await owner.get(pathWith(page.path, own));
      const hasOwn = /console\/plans\/(new|\{id\}\/version)$/.test(page.path);
      const plain = text.replace(fileOf('search-keys'), '');
      expect([page.path, hasOwn ? plain.replace(fileOf('live-preview'), '') : plain]).toEqual([
        page.path,
        expect.not.stringMatching(/<script|\son\w+=|javascript:|style="/i),
      ]);
    }
  });

  it('shows what people wrote as text, wherever it comes up', async () => {
    const name = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`;
    const email = 'x"><svg/onload=1>@client.example';
    await fixture.api(
      'post',
      '/v1/sites/client/users',
      { email: 'odd@client.example', name, group: 'Viewer' },
      'client',
    );
    await fixture.api(
      'post',
      '/v1/sites/client/api-keys',
      { name: name.slice(0, 90), permissions: ['sites.read'] },
      'client',
    );
    await fixture.api('post', '/v1/sites', { slug: 'odd', name, hostnames: [] }, 'client');
    const stranger = await fixture.browser({ 'user-agent': name }).logIn('client', email, 'wrong');
    expect(stranger.text).not.toContain('<svg');
    const form = await fixture
      .browser()
      .post('/sites/client/login', { email, password: 'wrong', next: `/"><svg>` });
    expect(form.text).not.toContain('<svg');
    const browser = fixture.browser({ 'user-agent': name });
    await browser.logIn('client', clientOwner.email, clientOwner.password);
    browser.cookies.set('sitetab.said-client', encodeURIComponent(name));
    for (const page of ['', 'users', 'api-keys', 'sites', 'sessions', 'audit', 'impersonations', 'groups']) {
      const { text } = await browser.get(`/sites/client/${page}?x=${encodeURIComponent(name)}`);
      const plain = text.replace(fileOf('search-keys'), '');
      expect([page, plain]).toEqual([page, expect.not.stringMatching(/<script|<img/)]);
    }
  });
});
