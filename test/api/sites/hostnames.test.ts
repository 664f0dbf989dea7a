import { beforeAll, describe, expect, it } from 'vitest';
import { checkImport } from '../../../src/accounts/import/checkImport.js';
import { createApiKey } from '../../../src/auth/keys/apiKeys.js';
import { lookupGate } from '../../../src/suspension/gate.js';
import { clientFile, clientLine } from '../../setup/clientLine.js';
import { type Answered, type ApiFixture, createApiFixture, fenwick } from '../fixture.js';

// Ownership of hostnames. The gate suspends a site by its hostnames, so a site may have only its own.

let api: ApiFixture;
const records = new Map<string, string[]>();
const keys: Record<string, string> = {};
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await createApiFixture({
    baseUrl: 'https://tabs.agency.example',
    resolveTxt: (name) => Promise.resolve(records.get(name) ?? []),
  });
  keys['agency'] = api.apiKey;
  await site('agency', 'reseller', ['reseller.example']);
  await site('agency', 'other', ['other.example']);
  await site('reseller', 'client', []);
});

async function site(by: string, slug: string, hostnames: string[]): Promise<void> {
  const answer = await create(by, slug, hostnames);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const siteId = answer.body.id;
  ids[slug] = siteId;
  keys[slug] = (
    await createApiKey(api.fixture.database.sql, { now: 0, actor: 'test' }, { siteId, name: slug })
  ).key;
}

const create = (by: string, slug: string, hostnames: string[]): Promise<Answered> =>
  api.ask('/v1/sites', { method: 'POST', as: keys[by] ?? '', body: { slug, name: slug, hostnames } });
const confirm = (by: string, hostname: string): Promise<Answered> =>
  api.ask('/v1/hostnames/confirm', { method: 'POST', as: keys[by] ?? '', body: { hostname } });
/** A site that is closed at once, so that the gate shows what it knows of its hosts. */
async function closedAtGate(by: string, slug: string, hostnames: string[]): Promise<unknown[]> {
  await site(by, slug, hostnames);
  const { sql } = api.fixture.database;
  await sql`update sites set wanted_state = 'suspended' where slug = ${slug}`;
  return Promise.all(hostnames.map(async (hostname) => (await lookupGate(sql, hostname))?.state));
}

const FORBIDDEN: readonly (readonly [hostname: string, why: string])[] = [
  ['localhost', 'name of this server'],
  ['LOCALHOST.', 'name of this server'],
  ['ｌｏｃａｌｈｏｓｔ', 'name of this server'],
  ['shop.localhost', 'name of this server'],
  ['localhost.localdomain', 'name of this server'],
  ['127.0.0.1', 'is an IP address'],
  ['127.1', 'is an IP address'],
  ['2130706433', 'is an IP address'],
  ['0x7f.0.0.1', 'is an IP address'],
  ['127。0。0。1', 'is an IP address'],
  ['shop.example.7', 'is an IP address'],
  ['tabs.agency.example', 'Sitetab itself'],
  ['Tabs.Agency.Example.', 'Sitetab itself'],
];

describe('A hostname that can be no site’s is refused with why', () => {
  it.each(FORBIDDEN)('at every door: %s', async (hostname, why) => {
    const doors = [
      ['post', '/v1/sites', { slug: 'never', name: 'Never', hostnames: [hostname] }],
      ['post', '/v1/accounts', fenwick({ sites: [{ slug: 'never', name: 'Never', hostnames: [hostname] }] })],
      ['patch', '/v1/sites/other', { hostnames: ['other.example', hostname] }],
      ['patch', '/v1/sites/agency', { hostnames: [hostname] }],
    ] as const;
    for (const [method, path, body] of doors) {
      const answer = await api.ask(path, { method: method.toUpperCase(), body });
      expect([path, answer.status]).toEqual([path, 422]);
      expect(answer.body.errors[0]?.field).toMatch(/hostnames\[\d\]$/);
      expect(answer.body.errors[0]?.reason).toContain(why);
    }
  });

  it('when a file of clients is looked at', async () => {
    const context = { ...api.fixture.at(api.time.now), baseUrl: 'https://tabs.agency.example' };
    const client = {
      ...fenwick(),
      plan: '',
      openingBalance: '',
      intervalMonths: 1,
      language: 'en',
      statements: true,
    };
    const sites = [{ slug: 'filed', name: 'Filed', hostnames: ['localhost'] }];
    const line = clientLine(2, { ...client, sites } as never);
    const task = (await checkImport(context, clientFile('clients.csv', [line]))) as { id: string };
    const rows = await api.fixture.database
      .sql`select problems::text as problems from task_lines where task_id = ${task.id}`;
    expect(JSON.stringify(rows)).toContain('name of this server');
  });
});

describe('A hostname below another site’s', () => {
  it('is refused for every caller', async () => {
    for (const by of ['agency', 'reseller', 'client']) {
      const answer = await create(by, 'below', ['deep.www.other.example']);
      expect([by, answer.status, answer.body.errors[0]?.reason]).toEqual([
        by,
        409,
        expect.stringContaining('"other.example", which belongs to another site'),
      ]);
    }
  });

  it('is taken on the same account, and above and below each other', async () => {
    const sites = [
      { slug: 'bakery', name: 'Bakery', hostnames: ['bakery.example'] },
      { slug: 'bakery-shop', name: 'Shop', hostnames: ['shop.bakery.example'] },
    ];
    expect((await api.post('/v1/accounts', fenwick({ sites }))).status).toBe(201);
    expect((await create('reseller', 'own-below', ['own.reseller.example'])).status).toBe(201);
  });
});

describe('What a reseller registers', () => {
  it('cannot suspend a stranger’s site: the gate ignores the hostname until it is confirmed', async () => {
    expect(await closedAtGate('reseller', 'thief', ['bank.example', 'www.bank.example'])).toEqual([
      undefined,
      undefined,
    ]);
    expect((await api.ask('/v1/sites/thief', { as: keys['reseller'] ?? '' })).body).toMatchObject({
      hostnames: ['bank.example', 'www.bank.example'],
      waitingHostnames: ['bank.example', 'www.bank.example'],
    });
    expect(await confirm('reseller', 'bank.example')).toMatchObject({ status: 409 });
    // The true owner can still register it.
    expect((await create('agency', 'bank', ['bank.example'])).status).toBe(201);
    expect(await lookupGate(api.fixture.database.sql, 'bank.example')).toEqual({ state: 'active' });
    // From then on no other site can confirm a name below it.
    expect(await confirm('agency', 'www.bank.example')).toMatchObject({ status: 409 });
  });

  it('is known at once below a name of the reseller’s own, and not below one of the parent site', async () => {
    expect(await closedAtGate('reseller', 'kid', ['kid.reseller.example'])).toEqual(['suspended']);
    await api.ask('/v1/sites/agency', { method: 'PATCH', body: { hostnames: ['agency.example'] } });
    expect(await closedAtGate('reseller', 'mail', ['mail.agency.example'])).toEqual([undefined]);
  });

  it('is confirmed by the root site', async () => {
    expect(await closedAtGate('reseller', 'fair', ['fair.example'])).toEqual([undefined]);
    const list = await api.get('/v1/hostnames/waiting');
    expect(list.body.data).toContainEqual(
      expect.objectContaining({ hostname: 'fair.example', slug: 'fair', parent: 'reseller' }),
    );
    expect(
      (
        await api.ask('/v1/hostnames/confirm', {
          method: 'POST',
          as: keys['other'] ?? '',
          body: { hostname: 'fair.example' },
        })
      ).status,
    ).toBe(404);
    expect((await confirm('agency', 'fair.example')).status).toBe(200);
    expect(await lookupGate(api.fixture.database.sql, 'fair.example')).toEqual({ state: 'suspended' });
    expect((await confirm('agency', 'fair.example')).status).toBe(404);
  });

  it('is confirmed by a record of the domain, at the name or above it, that names the reseller', async () => {
    const hosts = ['one.example', 'www.two.example'];
    expect(await closedAtGate('reseller', 'proven', hosts)).toEqual([undefined, undefined]);
    records.set('_sitetab.one.example', [`sitetab-site=${ids['other'] ?? ''}`, 'v=spf1 -all']);
    expect((await confirm('reseller', 'one.example')).status).toBe(409);
    records.set('_sitetab.one.example', [`sitetab-site=${ids['reseller'] ?? ''}`]);
    records.set('_sitetab.two.example', [`sitetab-site=${ids['reseller'] ?? ''}`]);
    for (const host of hosts) {
      expect((await confirm('reseller', host)).status).toBe(200);
      expect(await lookupGate(api.fixture.database.sql, host)).toEqual({ state: 'suspended' });
    }
  });

  it('is listed as unconfirmed to the reseller and to the root site only', async () => {
    await create('reseller', 'waits', ['waits.example']);
    const seen = async (by: string): Promise<boolean> => {
      const { body } = await api.ask('/v1/hostnames/waiting?limit=200', { as: keys[by] ?? '' });
      return JSON.stringify(body.data).includes('"waits.example"');
    };
    expect([await seen('agency'), await seen('reseller')]).toEqual([true, true]);
    expect([await seen('other'), await seen('client')]).toEqual([false, false]);
    const stranger = await api.ask('/v1/hostnames/waiting', { as: api.strangerKey });
    expect(stranger.body.data).toEqual([]);
  });
});
