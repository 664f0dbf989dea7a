import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Response, ask } from './client.js';
import { expectStatus, type ServerFixture, startServerFixture, USERS } from './fixture.js';

// Ways into a site other than a password: where a login leads, links that go out by mail, and addresses that read
// alike.

let fixture: ServerFixture;

beforeAll(async () => {
  fixture = await startServerFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.forgive());

const { clientOwner, clientViewer, clientAdministrator, shopOwner } = USERS;

describe('After a login no user is led out of the site by', () => {
  const EVIL = [
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/%09/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'https:evil.example',
    'https://evil.example/sites/client/',
    'http://127.0.0.1@evil.example/sites/client/',
    '//evil.example/sites/client/',
    '/sites/other/',
    '/sites/client/../other/',
    '/sites/client/..%2fother/',
    '/sites/client/%2e%2e/other/',
    '/sites/client/..\\other/',
    '/sites/client\\@evil.example',
    '/sites/client.evil.example/',
    '/sites/client',
    '/sites/clientele/',
    '/sites/CLIENT/users',
    '/v1/plans',
    '/',
    '.',
    '..',
    '?',
    '#',
    '@evil.example',
    ':80',
    '/sites/client/login?next=//evil.example',
    '/sites/client/logout',
    '/sites/client/step-out',
    `/sites/client/${'x'.repeat(600)}`,
  ];

  const logIn = (next: string): Promise<Response> =>
    fixture
      .browser()
      .post('/sites/client/login', { email: clientViewer.email, password: clientViewer.password, next });

  it.each(EVIL)('next=%s', async (next) => {
    const { status, headers } = await logIn(next);
    expect(status).toBe(303);
    staysInside(String(headers.location));
  });

  it('a form prepared by an attacker: it leads nowhere but here', async () => {
    for (const next of EVIL) {
      const { text } = await fixture.browser().get(`/sites/client/login?next=${encodeURIComponent(next)}`);
      expect(targetsIn(text)).toEqual([]);
    }
  });

  it('and is led back to where they were going', async () => {
    const wanted = '/sites/client/users?after=1';
    expect((await logIn(wanted)).headers.location).toBe(wanted);
  });

  function staysInside(location: string): void {
    expect(location).toMatch(/^\/sites\/client\//);
    // Read once more as a browser reads it.
    const { origin, pathname } = new URL(location, fixture.url);
    expect(origin).toBe(fixture.url);
    expect(pathname).toMatch(/^\/sites\/client\//);
    expect(pathname).not.toMatch(/\/(?:login|logout|step-out|link)(?:\/|$)/);
  }
});

/** Addresses on a page that are not of the site itself; the icon is a picture in the page. */
function targetsIn(html: string): string[] {
  return Array.from(html.matchAll(/(?:href|action|src)="([^"]*)"/g), ([, target = '']) => target).filter(
    (target) => !/^\/(?:sites\/client|assets)\/|^data:image\/svg\+xml,/.test(target),
  );
}

const FORGED: readonly Record<string, string>[] = [
  { host: 'evil.example' },
  { host: '127.0.0.1:80@evil.example' },
  { 'x-forwarded-host': 'evil.example' },
  { 'x-forwarded-server': 'evil.example', 'x-host': 'evil.example', 'x-original-host': 'evil.example' },
  { forwarded: 'host=evil.example;proto=https' },
  { 'x-forwarded-proto': 'javascript', 'x-forwarded-port': '666', 'x-forwarded-prefix': '//evil.example' },
];

/** Asks for a new password and answers the link that came, as it stands in the email. */
async function askForLink(headers: Record<string, string> = {}, who = clientAdministrator): Promise<string> {
  await fixture.forgive();
  const linksOf = async (count: number): Promise<string[]> =>
    (await fixture.emailsTo(who.email, count)).flatMap(
      ({ text }) => /https?:\S+\/link\/\S+/.exec(text) ?? [],
    );
  const had = await linksOf(0);
  const form = new URLSearchParams({ email: who.email });
  const answer = await ask(fixture.url, 'POST', `/sites/${who.slug}/forgot`, { headers, body: form });
  if (answer.status !== 200) return '';
  // Other emails, which say that a password was changed, come in between.
  for (let count = had.length + 1; count < had.length + 50; count += 1) {
    const link = (await linksOf(count)).find((one) => !had.includes(one));
    if (link !== undefined) return link;
  }
  return '';
}

const NEW = 'a password that is new here';

function takeLink(link: string, password = NEW): Promise<Response> {
  return fixture.browser().post(new URL(link, fixture.url).pathname, { password });
}

describe('The link in an email', () => {
  it.each(FORGED)('leads to the base URL whatever host the request named: %j', async (headers) => {
    const link = await askForLink(headers);
    expect(link).not.toContain('evil');
    if (link !== '') expect(link).toMatch(new RegExp(`^${fixture.url}/sites/client/link/`));
  });

  it('works once, and ends what was begun with the former password', async () => {
    const browser = await fixture.enter(clientAdministrator);
    const link = await askForLink();
    expectStatus(await takeLink(link), 303, 'the link is used');
    expect((await browser.me('client')).status).toBe(401);
    expect((await takeLink(link, 'and yet another password')).status).toBe(404);
    expect((await fixture.browser().logIn('client', clientAdministrator.email, NEW)).status).toBe(303);
    const former = await fixture
      .browser()
      .logIn('client', clientAdministrator.email, clientAdministrator.password);
    expect(former.status).toBe(401);
  });

  it('works once even when it is used twice at the same moment', async () => {
    const link = await askForLink();
    const responses = await Promise.all([takeLink(link, `${NEW} 1`), takeLink(link, `${NEW} 2`)]);
    expect(responses.map(({ status }) => status).toSorted()).toEqual([303, 404]);
  });

  it('works for an hour', async () => {
    const link = await askForLink();
    fixture.advance(61);
    expect((await takeLink(link)).status).toBe(404);
  });

  it('works at its own site only', async () => {
    const link = await askForLink();
    for (const slug of ['agency', 'other', 'shop']) {
      expect((await takeLink(link.replace('/client/', `/${slug}/`))).status).toBe(404);
    }
    expectStatus(await takeLink(link), 303, 'at its own');
  });

  it('is dead once a newer one is out', async () => {
    const [first, second] = [await askForLink(), await askForLink()];
    expect((await takeLink(first)).status).toBe(404);
    expect((await takeLink(second)).status).toBe(303);
  });

  it('cannot be guessed, walked to or cut short', async () => {
    const link = await askForLink();
    const token = link.split('/').at(-1) ?? '';
    for (const wrong of [token.slice(0, -1), `${token}A`, token.toLowerCase(), '%00', `${token}%2f`]) {
      expect((await takeLink(`${fixture.url}/sites/client/link/${wrong}`)).status).toBe(404);
    }
    const rows = await fixture.sql<{ id: string }[]>`select id from email_links`;
    for (const { id } of rows)
      expect((await takeLink(`${fixture.url}/sites/client/link/${id}`)).status).toBe(404);
    expectStatus(await takeLink(link), 303, 'whole');
  });

  it('is not followed by a program that looks at mail: opening it uses nothing up', async () => {
    const link = await askForLink();
    for (let nth = 0; nth < 3; nth += 1)
      expect((await fixture.browser().get(new URL(link).pathname)).status).toBe(200);
    expectStatus(await takeLink(link), 303, 'still good');
  });

  it('is not leaked to other sites by the page it opens', async () => {
    const link = await askForLink();
    const { headers, text } = await fixture.browser().get(new URL(link).pathname);
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(targetsIn(text)).toEqual([]);
  });

  it('is refused for a password that everybody tries first, and stays good', async () => {
    const link = await askForLink();
    for (const weak of ['password12', '1234567890', 'short', clientAdministrator.email, 'x'.repeat(300)]) {
      expect((await takeLink(link, weak)).status).toBe(422);
    }
    expectStatus(await takeLink(link), 303, 'still good');
  });

  it('cannot be requested for a user of another site, or by impersonation', async () => {
    const { length } = await fixture.emailsTo(shopOwner.email, 0);
    for (const email of [shopOwner.email, `*${shopOwner.email}`, `${shopOwner.email},${clientOwner.email}`]) {
      await fixture.browser().post('/sites/client/forgot', { email });
    }
    await fixture.browser().post('/sites/other/forgot', { email: `*${clientOwner.email}` });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await fixture.emailsTo(shopOwner.email, 0)).toHaveLength(length);
  });

  it('is not sent without end: after a few within the hour no more go out', async () => {
    const { length } = await fixture.emailsTo(clientViewer.email, 0);
    for (let nth = 0; nth < 12; nth += 1) {
      await fixture.browser().post('/sites/client/forgot', { email: clientViewer.email });
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await fixture.emailsTo(clientViewer.email, 0)).length - length).toBeLessThanOrEqual(4);
  });
});

describe('One person has one account, however their address is written:', () => {
  const KELVIN = '\u212A';
  const USERS_WRITTEN: readonly (readonly [what: string, first: string, others: readonly string[]])[] = [
    [
      'in capitals',
      'karl@client.example',
      ['KARL@CLIENT.EXAMPLE', 'Karl@Client.Example', ' karl@client.example '],
    ],
    [
      'with a Kelvin sign',
      'kelvin@client.example',
      [`${KELVIN}elvin@client.example`, `${KELVIN}ELVIN@client.example`],
    ],
    [
      'with Cyrillic letters that look Latin',
      'pasha@client.example',
      ['раsha@client.example', 'раѕһа@client.example', 'РASHA@client.example'],
    ],
    ['at full width', 'wide@client.example', ['ｗｉｄｅ@client.example', 'WＩDE@client.example']],
    [
      'at an international domain, in both spellings',
      'ida@münchen.example',
      [
        'ida@xn--mnchen-3ya.example',
        'IDA@MÜNCHEN.example',
        'ida@mu\u0308nchen.example',
        'ida@XN--MNCHEN-3YA.example',
      ],
    ],
    [
      'with composed emails',
      'ren\u00e9e@client.example',
      ['rene\u0301e@client.example', 'RENE\u0301E@client.example'],
    ],
    ['with a long s', 'sam@client.example', ['\u017Fam@client.example']],
    ['with ligatures', 'fish@client.example', ['ﬁsh@client.example']],
  ];

  it.each(USERS_WRITTEN)('%s', async (_what, first, others) => {
    const password = 'one person has one password';
    const body = { email: first, name: 'One person', group: 'Viewer', password };
    expectStatus(await fixture.api('post', '/v1/sites/client/users', body, 'client'), 201, first);
    expectStatus(await fixture.browser().logIn('client', first, password), 303, first);
    for (const written of others) {
      expectStatus(await fixture.browser().logIn('client', written, password), 303, written);
      const { status } = await fixture.api(
        'post',
        '/v1/sites/client/users',
        { ...body, email: written },
        'client',
      );
      expect([409, 400]).toContain(status);
    }
    const rows = await fixture.sql`
      select canonical_email from users where site_id = ${await fixture.siteId('client')} and name = 'One person'
       group by canonical_email having count(*) > 1`;
    expect(rows).toEqual([]);
  });

  it('and the Owner impersonates with each of them', async () => {
    for (const written of ['*OWNER@agency.example', '*ｏwner@agency.example', '*оwner@agency.example']) {
      const { password } = USERS.agencyOwner;
      expectStatus(await fixture.browser().logIn('client', written, password), 303, written);
    }
  });

  it('but no other address is taken for them', async () => {
    const { password } = clientViewer;
    for (const other of [
      'viewer+x@client.example',
      'v.iewer@client.example',
      'viewer@client.example.evil.example',
    ]) {
      await fixture.forgive();
      expect((await fixture.browser().logIn('client', other, password)).status).toBe(401);
    }
  });
});
