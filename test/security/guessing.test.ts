import { TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as passwords from '../../src/auth/login/passwords.js';
import type { Browser } from './browser.js';
import { type Response, visibleParts } from './client.js';
import {
  insertUserOf,
  expectStatus,
  type ServerFixture,
  startServerFixture,
  USERS,
  type User,
} from './fixture.js';

// What an attacker learns, and how far they come, who tries one login after the other.

let fixture: ServerFixture;

beforeAll(async () => {
  fixture = await startServerFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.forgive());

const { agencyOwner, clientOwner, clientDisabled, otherOwner } = USERS;
const WRONG = 'not a password of anybody';

describe('Whether a user exists cannot be found out', () => {
  const IDENTIFIERS = {
    'an unknown address': 'nobody@client.example',
    'a user’s': clientOwner.email,
    'the parent’s Owner’s, with *': `*${agencyOwner.email}`,
    'a disabled user’s': clientDisabled.email,
  };

  it('by the content of a refusal: body and headers are the same, as a page and as JSON', async () => {
    for (const json of [true, false]) {
      const responses = new Set<string>();
      for (const email of Object.values(IDENTIFIERS)) {
        const form = { email, password: WRONG };
        const answer = await fixture.browser().post('/sites/client/login', form, { json });
        expect(answer.status).toBe(401);
        // The form says again what was typed, and nothing else of it.
        const { headers, text } = visibleParts(answer);
        responses.add(JSON.stringify({ headers, text: text.replaceAll(email, 'TYPED') }));
      }
      expect([...responses]).toHaveLength(1);
    }
  });

  it('by how long it takes: each refusal compares one password, whether there is one or not', async () => {
    const compare = vi.spyOn(passwords, 'verifyPassword');
    for (const email of Object.values(IDENTIFIERS)) {
      compare.mockClear();
      expect((await fixture.browser().logIn('client', email, WRONG)).status).toBe(401);
      expect(await Promise.all(compare.mock.results.map(({ value }) => value as unknown))).toEqual(['wrong']);
    }
  });

  it('by asking for a new password: the answer is the same, only the right one gets an email', async () => {
    const responses = [];
    for (const email of [otherOwner.email, 'nobody@other.example', `*${otherOwner.email}`, 'no address']) {
      const { status, text } = await fixture.browser().post('/sites/other/forgot', { email });
      responses.push({ status, text });
    }
    expect(new Set(responses.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await fixture.emailsTo(otherOwner.email, 1)).toHaveLength(1);
    expect(await fixture.mailbox.list()).not.toContainEqual(
      expect.objectContaining({ to: 'nobody@other.example' }),
    );
  });

  it('by asking for a site that is not there', async () => {
    const pages = ['login', 'login/code', 'forgot', 'link/AAAA', '', 'users', 'sessions', 'me'];
    for (const page of pages) {
      const [here, nowhere] = await Promise.all(
        ['client', 'absent'].map(async (slug) => {
          const { status, text } = await fixture.browser().get(`/sites/${slug}/${page}`);
          return { status, text: text.replaceAll(slug, 'SLUG') };
        }),
      );
      expect({ page, ...here }).toEqual({ page, ...nowhere });
    }
  });
});

describe('Guesses', () => {
  it('at one login are slowed down after a few; the right password does not help until the wait is over', async () => {
    await guess('client', clientOwner.email, 6);
    const right = () => fixture.browser().logIn('client', clientOwner.email, clientOwner.password);
    const blocked = await right();
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0);
    fixture.advance(1);
    expect((await right()).status).toBe(303);
  });

  it('wait longer each time, but never for good', async () => {
    let waited = 0;
    for (let failures = 0; failures < 20; failures += 1) {
      const answer = await fixture.browser().logIn('client', clientOwner.email, WRONG);
      const seconds = Number(answer.headers['retry-after'] ?? 0);
      if (answer.status === 429) {
        expect(seconds).toBeLessThanOrEqual(900);
        waited = Math.max(waited, seconds);
        fixture.advance(Math.ceil(seconds / 60));
      }
    }
    expect(waited).toBeGreaterThan(60);
    fixture.advance(16);
    expect((await fixture.browser().logIn('client', clientOwner.email, clientOwner.password)).status).toBe(
      303,
    );
  });

  it('are blocked in the same words whether the user exists or not', async () => {
    const responses = [];
    for (const email of [
      clientOwner.email,
      'nobody@client.example',
      `*${agencyOwner.email}`,
      '*x@agency.example',
    ]) {
      await fixture.forgive();
      await guess('client', email, 6);
      const { status, text, headers } = await fixture.browser().logIn('client', email, WRONG);
      responses.push({ status, text: text.replace(/\d+ seconds/, 'SECONDS'), names: Object.keys(headers) });
    }
    expect(responses[0]?.status).toBe(429);
    for (const each of responses) expect(each).toEqual(responses[0]);
  });

  it('at *owner spread over 20 children count against the Owner’s own login', async () => {
    await makeChildren(20);
    for (let child = 0; child < 20; child += 1) {
      await fixture.browser().logIn(`child-${child}`, `*${agencyOwner.email}`, WRONG);
    }
    const ways = [
      ['agency', agencyOwner.email],
      ['client', `*${agencyOwner.email}`],
    ] as const;
    const tryBoth = async (): Promise<number[]> => {
      const responses = [];
      for (const [slug, email] of ways) {
        responses.push((await fixture.browser().logIn(slug, email, agencyOwner.password)).status);
      }
      return responses;
    };
    expect(await tryBoth()).toEqual([429, 429]);
    fixture.advance(16);
    expect(await tryBoth()).toEqual([303, 303]);
  });

  it('do not keep out the browser in which its owner logged in before', async () => {
    const known = await fixture.enter(clientOwner);
    await known.post('/sites/client/logout');
    await guess('client', clientOwner.email, 8);
    expect((await fixture.browser().logIn('client', clientOwner.email, clientOwner.password)).status).toBe(
      429,
    );
    expect((await known.logIn('client', clientOwner.email, clientOwner.password)).status).toBe(303);
  });

  it('are not free to a user who made their browser known with another login', async () => {
    const known = await fixture.enter(otherOwner);
    await guess('client', clientOwner.email, 6, known);
    expect((await known.logIn('client', clientOwner.email, clientOwner.password)).status).toBe(429);
  });

  it('made all at once are worth no more than one after the other', async () => {
    const wrong = Array.from({ length: 30 }, () =>
      fixture.browser().logIn('client', clientOwner.email, WRONG),
    );
    const responses = await Promise.all([
      ...wrong,
      fixture.browser().logIn('client', clientOwner.email, clientOwner.password),
    ]);
    const [row] = await fixture.sql<{ most: number }[]>`select max(failures) as most from login_failures`;
    expect(row?.most).toBeLessThanOrEqual(12);
    expect(responses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(31);
    expect((await fixture.browser().logIn('client', clientOwner.email, clientOwner.password)).status).toBe(
      429,
    );
  });

  it('are counted under the spelling that counts, not the one that was typed', async () => {
    const spellings = [
      'OWNER@client.example',
      'ｏwner@client.example',
      'оwner@client.example',
      ' owner@CLIENT.example',
    ];
    for (const spelling of [...spellings, ...spellings]) await guess('client', spelling, 1);
    expect((await fixture.browser().logIn('client', clientOwner.email, clientOwner.password)).status).toBe(
      429,
    );
  });
});

describe('The address of a client', () => {
  const INVENTED = [
    { 'x-forwarded-for': '198.51.100.7' },
    { 'x-real-ip': '198.51.100.8' },
    { forwarded: 'for=198.51.100.9' },
    {
      'cf-connecting-ip': '198.51.100.10',
      'true-client-ip': '198.51.100.11',
      'x-client-ip': '198.51.100.12',
    },
  ];

  it('cannot be invented: all headers that name another are overlooked', async () => {
    for (let nth = 0; nth < 52; nth += 1) {
      const headers = { ...INVENTED[nth % 4], 'x-forwarded-for': `198.51.100.${nth}` };
      await fixture.browser(headers).logIn('client', `guess-${nth}@client.example`, WRONG);
    }
    const { status } = await fixture.browser(INVENTED[0]).logIn('client', otherOwner.email, WRONG);
    expect(status).toBe(429);
    const { addresses } = await addressesOfSessions();
    for (const address of addresses) expect(address).toBe('127.0.0.1');
  });

  it('is the one a trusted proxy saw, and not what was written before it came there', async () => {
    const url = await fixture.serve({ trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] });
    const from = (forwarded: string): Browser => fixture.browser({ 'x-forwarded-for': forwarded }, url);
    for (let nth = 0; nth < 51; nth += 1) {
      // The client invents a new one each time; the proxy writes the true one behind it.
      await from(`203.0.113.${nth}, 198.51.100.1`).logIn('client', `guess-${nth}@client.example`, WRONG);
    }
    const logIn = async (forwarded: string): Promise<number> =>
      (await from(forwarded).logIn('client', clientOwner.email, clientOwner.password)).status;
    expect(await logIn('198.51.100.1')).toBe(429);
    expect(await logIn('198.51.100.1, 10.0.0.5')).toBe(429);
    expect(await logIn('198.51.100.2')).toBe(303);
    expect((await addressesOfSessions()).addresses).toContain('198.51.100.2');
  });

  it('is one for a whole IPv6 network, and one however it is written', async () => {
    const url = await fixture.serve({ trustedProxies: ['127.0.0.1'] });
    for (let nth = 0; nth < 51; nth += 1) {
      const address =
        nth % 2 === 0 ? `2001:db8::${nth.toString(16)}` : `2001:0db8:0:0:1::${nth.toString(16)}`;
      await fixture.browser({ 'x-forwarded-for': address }, url).logIn('client', `g${nth}@x.example`, WRONG);
    }
    const from = (address: string): Promise<Response> =>
      fixture
        .browser({ 'x-forwarded-for': address }, url)
        .logIn('client', clientOwner.email, clientOwner.password);
    expect((await from('2001:db8::ffff')).status).toBe(429);
    expect((await from('2001:db8:1::1')).status).toBe(303);
  });

  it.each([
    '',
    ',',
    'unknown',
    '::ffff:127.0.0.1, x',
    '1'.repeat(5_000),
    '127.0.0.1',
    '<script>',
    '10.0.0.1:80',
  ])('may be nonsense behind a trusted proxy (%s) without any harm', async (forwarded) => {
    const url = await fixture.serve({ trustedProxies: ['127.0.0.1'] });
    const answer = await fixture
      .browser({ 'x-forwarded-for': forwarded }, url)
      .logIn('client', 'x@y.example', WRONG);
    expect(answer.status).toBe(401);
  });
});

describe('The second factor', () => {
  const careful: User = {
    ...USERS.clientViewer,
    email: 'careful@client.example',
    password: 'careful people live longer',
  };
  let secret: string;
  let recovery: string[];
  /** Codes are of the machine's clock; each can be used once, so every next login takes the next one's. */
  let step = 0;

  const codeNow = (): string => {
    const current = Math.floor(Date.now() / 30_000);
    step = Math.max(step + 1, current - 1);
    return new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: step * 30_000 });
  };

  beforeAll(async () => {
    await fixture.forgive();
    await insertUserOf(fixture, careful);
    const browser = await fixture.enter(careful);
    const offer = await browser.post('/sites/client/sessions/second-factor');
    secret = /secret=([A-Z2-7]+)/.exec(offer.text)?.[1] ?? /\b[A-Z2-7 ]{32,40}\b/.exec(offer.text)?.[0] ?? '';
    const confirmed = await browser.post('/sites/client/sessions/second-factor/confirm', { code: codeNow() });
    recovery = confirmed.text.match(/\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b/g) ?? [];
    expect(recovery).toHaveLength(10);
  });

  const password = (code?: string, browser = fixture.browser()) =>
    browser.logIn('client', careful.email, careful.password, code === undefined ? {} : { code });

  it('is required after the right password, and the password alone gives no access', async () => {
    const browser = fixture.browser();
    const answer = await password(undefined, browser);
    expect(answer.headers.location).toBe('/sites/client/login/code');
    expect((await browser.me('client')).status).toBe(401);
    expect([...browser.cookies.keys()]).toEqual(['sitetab.code-client']);
  });

  it('is refused like everything else, and counted', async () => {
    const wanted = await fixture.browser().logIn('client', 'nobody@client.example', WRONG);
    const refused = await password('000000');
    expect([refused.status, refused.text]).toEqual([401, wanted.text]);
    for (let nth = 0; nth < 6; nth += 1) await password('000000');
    expect((await password(recovery[9])).status).toBe(429);
  });

  it('cannot be guessed at the second step for free: each step needs the password, all count together', async () => {
    const browser = fixture.browser();
    await password(undefined, browser);
    const statuses = [];
    for (let nth = 0; nth < 8; nth += 1) {
      const { status } = await browser.post(
        '/sites/client/login/code',
        { code: `00000${nth}` },
        { json: true },
      );
      statuses.push(status);
    }
    expect(statuses.slice(0, 6)).toEqual([401, 401, 401, 401, 401, 401]);
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });

  it('takes a code once, at the form and at the second step', async () => {
    const code = codeNow();
    expect((await password(code)).status).toBe(303);
    expect((await password(code)).status).toBe(401);
    const browser = fixture.browser();
    await password(undefined, browser);
    const again = await browser.post('/sites/client/login/code', { code }, { json: true });
    expect(again.status).toBe(401);
    expect((await browser.me('client')).status).toBe(401);
  });

  it('takes a code once even if it comes twice at the same moment', async () => {
    const [code = ''] = recovery;
    const responses = await Promise.all([password(code), password(code), password(code)]);
    expect(responses.map(({ status }) => status).toSorted()).toEqual([303, 401, 401]);
  });

  it('takes a recovery code once, however it is typed', async () => {
    const [, code = ''] = recovery;
    expect((await password(code.toUpperCase().replaceAll('-', ' '))).status).toBe(303);
    expect((await password(code)).status).toBe(401);
  });

  it('can not be finished with another site’s cookie, a stolen one that was used, or after five minutes', async () => {
    const browser = fixture.browser();
    await password(undefined, browser);
    const held = browser.cookies.get('sitetab.code-client') ?? '';
    const finish = async (slug: string, code: string): Promise<number> => {
      const thief = fixture.browser();
      thief.cookies.set(`sitetab.code-${slug}`, held);
      return (await thief.post(`/sites/${slug}/login/code`, { code }, { json: true })).status;
    };
    expect(await finish('other', recovery[2] ?? '')).toBe(401);
    expect(await finish('client', recovery[2] ?? '')).toBe(303);
    expect(await finish('client', recovery[3] ?? '')).toBe(401);
    await password(undefined, browser);
    fixture.advance(6);
    const late = await browser.post('/sites/client/login/code', { code: recovery[3] ?? '' }, { json: true });
    expect(late.status).toBe(401);
  });

  it('is the impersonator’s own, and the child Owner’s is refused', async () => {
    const browser = await fixture.enter(clientOwner);
    const offer = await browser.post('/sites/client/sessions/second-factor');
    const own =
      /secret=([A-Z2-7]+)/.exec(offer.text)?.[1] ?? /\b[A-Z2-7 ]{32,40}\b/.exec(offer.text)?.[0] ?? '';
    const ownCode = (at: number): string =>
      new TOTP({ secret: own, digits: 6, period: 30 }).generate({ timestamp: at });
    const confirmed = await browser.post('/sites/client/sessions/second-factor/confirm', {
      code: ownCode(Date.now() - 30_000),
    });
    const codes = confirmed.text.match(/\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b/g) ?? [];
    const impersonate = (code?: string) =>
      fixture
        .browser()
        .logIn('shop', `*${clientOwner.email}`, clientOwner.password, code === undefined ? {} : { code });
    const without = await impersonate();
    expectStatus(without, 303, 'the password is right');
    expect(without.headers.location).toBe('/sites/shop/login/code');
    expect((await impersonate(recovery[4])).status).toBe(401);
    expect((await impersonate('000000')).status).toBe(401);
    const [code = ''] = codes;
    expect((await impersonate(code)).headers.location).toBe('/sites/shop/');
    expect((await impersonate(code)).status).toBe(401);
  });
});

async function guess(slug: string, email: string, times: number, browser = fixture.browser()): Promise<void> {
  for (let nth = 0; nth < times; nth += 1) await browser.logIn(slug, email, WRONG);
}

async function addressesOfSessions(): Promise<{ addresses: string[] }> {
  const rows = await fixture.sql<{ address: string }[]>`select distinct address from sessions`;
  return { addresses: rows.map(({ address }) => address) };
}

async function makeChildren(count: number): Promise<void> {
  for (let child = 0; child < count; child += 1) {
    const site = { slug: `child-${child}`, name: `Child ${child}`, hostnames: [] };
    expectStatus(await fixture.api('post', '/v1/sites', site), 201, site.slug);
  }
}
