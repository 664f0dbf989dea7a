import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/platform/telemetry/log.js';
import { ask, askRaw } from './client.js';
import { type ServerFixture, startServerFixture, USERS } from './fixture.js';

// Limits that are checked before the work, and before the login.

let fixture: ServerFixture;
let host: string;

beforeAll(async () => {
  fixture = await startServerFixture();
  host = new URL(fixture.url).host;
});
afterAll(() => fixture.close());

const FORM = 'content-type: application/x-www-form-urlencoded\r\n';

/** What work costs this process, without what it waits for. */
async function costMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** How many times as much four times as much costs: about 4 where work grows with length, 16 where it grows with its square. */
async function growth(work: (size: number) => unknown, size: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  await work(size);
  for (let nth = 0; nth < 5 && least > 8; nth += 1) {
    const [small, large] = [await costMs(() => work(size)), await costMs(() => work(size * 4))];
    least = Math.min(least, large / Math.max(small, 0.2));
  }
  return least;
}

describe('A form', () => {
  it('of ten thousand fields is refused for their number, in a form and in JSON', async () => {
    const names = Array.from({ length: 10_000 }, (_, nth) => nth.toString(36));
    const path = '/sites/client/login';
    const form = await ask(fixture.url, 'POST', path, {
      body: new URLSearchParams(names.map((name): [string, string] => [name, ''])),
    });
    const json = await ask(fixture.url, 'POST', path, {
      body: Object.fromEntries(names.map((name) => [name, ''])),
    });
    expect([form.status, json.status]).toEqual([400, 400]);
    expect(form.text).toContain('more than 1,000 fields');
    expect(json.text).toContain('more than 1,000 values');
  });

  it.each([
    ['a list', { plans: Array<object>(5_000).fill({}) }],
    ['a list of lists', { a: [Array<number>(5_000).fill(1)] }],
    ['an object in a field', { a: Object.fromEntries(Array.from({ length: 5_000 }, (_, nth) => [nth, 1])) }],
  ])('is refused for the number of values in %s', async (_what, body) => {
    const answer = await ask(fixture.url, 'POST', '/sites/client/login', { body });
    expect([answer.status, answer.text.includes('more than 1,000 values')]).toEqual([400, true]);
  });
});

describe('A log line', () => {
  it.each([
    ['emails without an end', 'a'],
    ['names before an @ that never comes', 'a.b-'],
    ['addresses', 'a@b.cd '],
    ['signs of addresses', '@'],
    ['URLs', 'https://a'],
    ['schemes', 'http+x.'],
    ['keys', 'sk_live_'],
  ])('of %s is scrubbed at a cost that grows with its length', async (_what, pattern) => {
    const log = createLog({ write: () => undefined });
    expect(
      await growth((size) => log.info(pattern.repeat(Math.ceil(size / pattern.length))), 20_000),
    ).toBeLessThan(9);
  });

  it('keeps no address and no password of a URL', () => {
    const lines: string[] = [];
    const log = createLog({ write: (line) => void lines.push(line) });
    log.info(
      'to jane.doe+x@client.example, <a@b.co.uk>; a@b @c.de x@@y.de postgres://me:pw@db/x me@h.example.',
    );
    expect(lines[0]).toContain(
      'to [address], <[address]>; a@b @c.de x@@y.de postgres://[left out]@db/x [address].',
    );
  });
});

describe('A stranger', () => {
  it('who sends a file in chunks must log in before it is read, and holds no memory', async () => {
    const head =
      `POST /sites/client/console/usage HTTP/1.1\r\nhost: ${host}\r\nsec-fetch-site: same-origin\r\n` +
      'content-type: multipart/form-data; boundary=x\r\ntransfer-encoding: chunked\r\n\r\n';
    const { status, text } = await askRaw(fixture.url, [head, '4000\r\n', 'x'.repeat(0x4000)], {
      withinMs: 5_000,
    });
    expect([status, text.includes('log in')]).toEqual([401, true]);
  });

  it('who sends little and slowly to a webhook blocks no other request, and is disconnected', async () => {
    const path = `/webhooks/stripe/${await fixture.siteId('client')}`;
    const slow = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${FORM}content-length: 500\r\n\r\nx`;
    const attacks = Array.from({ length: 60 }, () => askRaw(fixture.url, [slow], { withinMs: 12_000 }));
    const report = await askRaw(
      fixture.url,
      [`POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${FORM}content-length: 2\r\n\r\n{}`],
      { withinMs: 4_000 },
    );
    expect(report.status).toBe(400);
    for (const { status } of await Promise.all(attacks)) expect(status).toBe(400);
  });
});

describe('A user who may send files', () => {
  it('sends one at a time', async () => {
    const owner = await fixture.enter(USERS.clientOwner);
    const cookie = Array.from(owner.cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const head =
      `POST /sites/client/console/usage HTTP/1.1\r\nhost: ${host}\r\ncookie: ${cookie}\r\nsec-fetch-site: same-origin\r\n` +
      'accept: text/html\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 500\r\n\r\n--x';
    const both = await Promise.all([1, 2].map(() => askRaw(fixture.url, [head], { withinMs: 3_000 })));
    const refused = both.filter(({ status }) => status === 429);
    expect(refused.map(({ text }) => text.includes('Too many files are being'))).toEqual([true]);
  });
});
