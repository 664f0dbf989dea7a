import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ask, ask, askRaw, type RawResponse } from './client.js';
import { type ServerFixture, startServerFixture, USERS } from './fixture.js';

// Too much, too slow, and what is no HTTP at all: each is turned away, and the server goes on answering others.

/** As the product's own, in short: what is tried is that there is an end, and the others are served meanwhile. */
const PATIENCE = { headersMs: 1_000, requestMs: 2_500 };

let fixture: ServerFixture;
let host: string;
/** What became of a client that sent its headers drop by drop to a server with the product's own patience. */
let patientServer: Promise<RawResponse>;

beforeAll(async () => {
  fixture = await startServerFixture({ timeouts: PATIENCE });
  host = new URL(fixture.url).host;
  const url = await fixture.serve({});
  patientServer = askRaw(url, drip('GET / HTTP/1.1\r\nhost: x\r\n', 'x: 1\r\n'), {
    pauseMs: 500,
    withinMs: 25_000,
  });
});
afterAll(() => fixture.close());
beforeEach(() => fixture.forgive());

/** Whether others are served, and soon. */
async function isServing(): Promise<void> {
  const began = performance.now();
  const [health, login] = await Promise.all([
    ask(fixture.url, 'GET', '/healthz'),
    ask(fixture.url, 'GET', '/sites/client/login'),
  ]);
  expect([health.status, login.status]).toEqual([200, 200]);
  expect(performance.now() - began).toBeLessThan(10_000);
}

const post = (path: string, headers: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${headers}\r\n`;
const FORM = 'content-type: application/x-www-form-urlencoded\r\n';
const JSON_TYPE = 'content-type: application/json\r\n';

describe('Too much is refused, and the connection is not left open for more:', () => {
  type Flood = readonly [attack: string, status: number, method: string, path: string, ask: () => Ask];
  const key = (): Record<string, string> => ({ authorization: `Bearer ${fixture.keys.client}` });

  const FLOODS: readonly Flood[] = [
    [
      'a header of a megabyte',
      431,
      'GET',
      '/sites/client/login',
      () => ({ headers: { 'x-much': 'x'.repeat(1_000_000) } }),
    ],
    [
      'three thousand headers',
      431,
      'GET',
      '/sites/client/login',
      () => ({
        headers: Object.fromEntries(Array.from({ length: 3_000 }, (_, nth) => [`x-much-${nth}`, 'much'])),
      }),
    ],
    [
      'a cookie of 20 kB',
      431,
      'GET',
      '/sites/client/',
      () => ({ headers: { cookie: `sitetab-client=${'x'.repeat(20_000)}` } }),
    ],
    ['an address of 100 kB', 431, 'GET', `/sites/client/login?next=${'x'.repeat(100_000)}`, () => ({})],
    [
      'a form of 10 MB',
      413,
      'POST',
      '/sites/client/login',
      () => ({ body: new URLSearchParams({ email: 'x'.repeat(10_000_000) }) }),
    ],
    [
      'JSON of 10 MB at a page',
      413,
      'POST',
      '/sites/client/login',
      () => ({ body: { email: 'x'.repeat(10_000_000) } }),
    ],
    [
      'JSON of 10 MB at the API',
      413,
      'POST',
      '/v1/plans',
      () => ({ headers: key(), body: { name: 'x'.repeat(10_000_000) } }),
    ],
    ['a million brackets', 400, 'POST', '/v1/plans', () => ({ headers: key(), body: '['.repeat(1_000_000) })],
    [
      'a hundred thousand fields',
      413,
      'POST',
      '/sites/client/login',
      () => ({
        body: 'a=&'.repeat(100_000),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ],
    [
      'thirty thousand fields',
      400,
      'POST',
      '/sites/client/login',
      () => ({
        body: Array.from({ length: 12_000 }, (_, nth) => `${nth.toString(36)}=`).join('&'),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ],
    ['a body without a key', 401, 'POST', '/v1/plans', () => ({ body: { name: 'x'.repeat(4_000_000) } })],
    [
      'a password of 90 kB',
      400,
      'POST',
      '/sites/client/login',
      () => ({ body: { email: 'a@b.example', password: 'x'.repeat(90_000) } }),
    ],
    [
      'a body that is no JSON',
      400,
      'POST',
      '/sites/client/login',
      () => ({ body: randomBytes(1_000).toString('latin1') }),
    ],
    [
      'a compressed body',
      400,
      'POST',
      '/sites/client/login',
      () => ({ body: 'x', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }),
    ],
  ];

  it.each(FLOODS)('%s: %i', async (_attack, status, method, path, how) => {
    // A server that hangs up while the client still sends has answered well enough.
    const answer = await ask(fixture.url, method, path, how()).catch((error: unknown) => error as Error);
    if (answer instanceof Error) expect(answer.message).toMatch(/EPIPE|ECONNRESET|hang up/);
    else expect(answer.status).toBe(status);
    await isServing();
  });

  it('a chunked body without an end: 413 after what a page accepts, for every sender', async () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const head = post('/sites/client/login', `${FORM}transfer-encoding: chunked\r\n`);
    const { status } = await askRaw(fixture.url, endless(head, chunk, 2_000), { withinMs: 8_000 });
    expect(status).toBe(413);
    await isServing();
  });

  it('a chunked body without an end at the API', async () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const head = post(
      '/v1/plans',
      `${JSON_TYPE}authorization: Bearer ${fixture.keys.client}\r\ntransfer-encoding: chunked\r\n`,
    );
    const { status, isClosed } = await askRaw(fixture.url, endless(head, chunk, 2_000), { withinMs: 8_000 });
    expect(status === 413 || isClosed).toBe(true);
    await isServing();
  });
});

/** A start, and then a little more until the connection ends. */
function* drip(head: string, drop: string): Generator<string> {
  yield head;
  for (;;) yield drop;
}

function* endless(head: string, chunk: string, count: number): Generator<string> {
  yield head;
  for (let nth = 0; nth < count; nth += 1) yield chunk;
}

describe('The slow are hung up on', () => {
  it('in their headers, in their body, or before they send anything, 40 at once, while others are served', async () => {
    const slow = [
      () => drip(`GET /sites/client/login HTTP/1.1\r\nhost: ${host}\r\n`, 'x-more: 1\r\n'),
      () => drip(post('/sites/client/login', `${FORM}content-length: 5000\r\n`), 'x'),
      () =>
        drip(
          post(
            '/v1/plans',
            `${JSON_TYPE}authorization: Bearer ${fixture.keys.client}\r\ncontent-length: 5000\r\n`,
          ),
          '{',
        ),
      () => drip(post('/sites/client/login', `${FORM}transfer-encoding: chunked\r\n`), '1\r\nx\r\n'),
      () => drip('G', 'E'),
    ];
    const attacks = Array.from({ length: 40 }, (_, nth) =>
      askRaw(fixture.url, slow[nth % slow.length]?.() ?? [], { pauseMs: 150, withinMs: 12_000 }),
    );
    const done = Promise.all(attacks);
    for (let nth = 0; nth < 5; nth += 1) await isServing();
    for (const { status, isClosed, ms } of await done) {
      expect(isClosed).toBe(true);
      expect([0, 400, 408, 413, 500]).toContain(status);
      expect(ms).toBeLessThan(10_000);
    }
    const statuses = (await done).map(({ status }) => status);
    expect(statuses.filter((status) => status === 408).length).toBeGreaterThanOrEqual(20);
    await isServing();
  });

  it('and that a client disconnected is no failure of ours in the log', async () => {
    const before = fixture.logged.length;
    const head = post('/sites/client/login', `${FORM}content-length: 5000\r\n`);
    await askRaw(fixture.url, [head, 'email='], { withinMs: 300 });
    const api = post(
      '/v1/plans',
      `${JSON_TYPE}authorization: Bearer ${fixture.keys.client}\r\ncontent-length: 5000\r\n`,
    );
    await askRaw(fixture.url, [api, '{'], { withinMs: 300 });
    await isServing();
    const errors = fixture.logged.slice(before).filter((line) => line.includes('"level":"error"'));
    expect(errors).toEqual([]);
  });

  it('and with the figures of the product the same: a quarter of a minute for the headers', async () => {
    const { status, isClosed } = await patientServer;
    expect({ status, isClosed }).toEqual({ status: 408, isClosed: true });
  });
});

describe('What is no HTTP is answered with 400 or nothing, and does not reach a page:', () => {
  const GARBAGE: readonly (readonly [what: string, bytes: () => string | Buffer])[] = [
    ['random bytes', () => randomBytes(4_096)],
    ['a TLS hello', () => Buffer.from('16030100f8010000f40303', 'hex')],
    ['an HTTP/2 preface', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no version', () => `GET /sites/client/login\r\n\r\n`],
    ['a version that is none', () => `GET / HTTP/9.9\r\nhost: ${host}\r\n\r\n`],
    ['a method that is none', () => `G{T / HTTP/1.1\r\nhost: ${host}\r\n\r\n`],
    ['no host', () => 'GET /sites/client/login HTTP/1.1\r\n\r\n'],
    ['a blank in a header’s name', () => `GET / HTTP/1.1\r\nhost : ${host}\r\n\r\n`],
    ['a folded header', () => `GET / HTTP/1.1\r\nhost: ${host}\r\nx: 1\r\n 2\r\nx y\r\n\r\n`],
    ['a bare carriage return', () => `GET / HTTP/1.1\r\nhost: ${host}\r\nx: a\rb\r\n\r\n`],
    ['a NUL in a header', () => `GET / HTTP/1.1\r\nhost: ${host}\r\nx: a\0b\r\n\r\n`],
    ['a line that is no header', () => `GET / HTTP/1.1\r\nhost: ${host}\r\nnothing\r\n\r\n`],
    [
      'two lengths',
      () => post('/sites/client/login', `${FORM}content-length: 5\r\ncontent-length: 6\r\n`) + 'email=',
    ],
    ['a negative length', () => post('/sites/client/login', `${FORM}content-length: -5\r\n`)],
    [
      'a length and chunks, to smuggle',
      () =>
        `${post('/sites/client/login', `${FORM}content-length: 4\r\ntransfer-encoding: chunked\r\n`)}0\r\n\r\nGET /sites/client/users HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    ],
    [
      'chunks that are none',
      () => `${post('/sites/client/login', `${FORM}transfer-encoding: chunked\r\n`)}zz\r\nxx\r\n`,
    ],
    [
      'an encoding that is none',
      () => `${post('/sites/client/login', `${FORM}transfer-encoding: xchunked\r\n`)}0\r\n\r\n`,
    ],
  ];

  it.each(GARBAGE)('%s', async (_what, bytes) => {
    const { status, text } = await askRaw(fixture.url, [bytes()], { withinMs: 1_500 });
    expect([0, 400, 404, 408, 505]).toContain(status);
    expect(text).not.toContain('HTTP/1.1 200');
    await isServing();
  });

  it('garbage behind a good request: no more than that is answered', async () => {
    const good = `GET /healthz HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
    const garbage = randomBytes(500).toString('latin1');
    const { text, isClosed } = await askRaw(fixture.url, [good + good + garbage], { withinMs: 1_500 });
    expect(isClosed).toBe(true);
    expect((text.match(/HTTP\/1\.1 200/g) ?? []).length).toBeLessThanOrEqual(2);
    await isServing();
  });

  it('a thousand requests at once on one connection: all answered in order', async () => {
    const one = `GET /healthz HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
    const last = `GET /healthz HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;
    const { text, isClosed } = await askRaw(fixture.url, [one.repeat(1_000) + last], { withinMs: 8_000 });
    expect(isClosed).toBe(true);
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(1_001);
  });

  it('200 logins at once: others are served before those are through, and each is answered', async () => {
    const url = await fixture.serve({});
    const through = { count: 0 };
    const tries = Array.from({ length: 200 }, async (_, nth) => {
      const email = `flood-${nth}@client.example`;
      const { status } = await fixture.browser({}, url).logIn('client', email, 'not a password');
      through.count += 1;
      return status;
    });
    const all = Promise.all(tries);
    expect((await ask(url, 'GET', '/healthz')).status).toBe(200);
    expect(through.count).toBeLessThan(200);
    for (const status of await all) expect([401, 429]).toContain(status);
    await fixture.forgive();
    const { clientOwner } = USERS;
    const right = await fixture.browser({}, url).logIn('client', clientOwner.email, clientOwner.password);
    expect(right.status).toBe(303);
  });
});
