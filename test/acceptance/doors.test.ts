import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Page, type Problem, type Sandbox } from '../setup/sandbox.js';
import { account, makePlan, openAccount, recurringPlan, unique, type Account } from './account.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  expect(await sandbox.stop()).toEqual({ code: 0, left: [] });
});

function newAccount(wanted: Record<string, unknown> = {}): Record<string, unknown> {
  const slug = unique('door');
  return {
    name: 'Door',
    email: 'door@example.com',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    billingDay: 15,
    creditLimit: '100.00',
    plans: [],
    sites: [{ slug, name: slug, hostnames: [`${slug}.example`] }],
    ...wanted,
  };
}

/** Either of the two may report an unusable body. */
const UNUSABLE = [400, 422];

async function refused(method: string, path: string, body?: unknown): Promise<Problem> {
  const answer = await sandbox.send<Problem>(method, path, body, { 'idempotency-key': randomUUID() });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body.status).toBe(answer.status);
  const { type, title, detail } = answer.body;
  for (const words of [type, title, detail]) expect(words).toMatch(/\S/);
  return answer.body;
}

describe('the output of npm start once it is ready', () => {
  it('names the owner and a key that works', async () => {
    const { email, password, site } = sandbox.owner;
    expect(email).toContain('@');
    for (const words of [password, site]) expect(words).toMatch(/\S/);
    expect((await sandbox.get<Page<unknown>>('/v1/accounts')).data).toBeInstanceOf(Array);
  });
});

describe('keys', () => {
  it.each(['', 'Bearer', 'Bearer nonsense', 'Basic b3duZXI6cGFzcw=='])(
    '“%s” is rejected',
    async (authorization) => {
      const answer = await sandbox.send<Problem>('GET', '/v1/accounts', undefined, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );
});

describe('a monitoring endpoint', () => {
  it.each(['/healthz', '/readyz', '/metrics', '/v1/openapi.json'])(
    '%s answers without a key',
    async (path) => {
      expect((await sandbox.send('GET', path, undefined, { authorization: '' })).status).toBe(200);
    },
  );

  it('describes every documented route in OpenAPI', async () => {
    const { paths } = await sandbox.get<{ paths: Record<string, Record<string, unknown>> }>(
      '/v1/openapi.json',
    );
    const offered = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    const wanted = [
      ...['POST /v1/plans', 'GET /v1/plans', 'GET /v1/plans/{id}', 'POST /v1/plans/{id}/versions'],
      ...['POST /v1/plans/preview', 'POST /v1/accounts', 'GET /v1/accounts', 'GET /v1/accounts/{id}'],
      'PATCH /v1/accounts/{id}',
      ...[
        'payments',
        'charges',
        'refunds',
        'adjustments',
        'scheduled-charges',
        'hold',
        'release',
        'exempt',
        'close',
      ].map((verb) => `POST /v1/accounts/{id}/${verb}`),
      ...['entries', 'usage', 'emails', 'timeline', 'projection', 'periods', 'statements'].map(
        (noun) => `GET /v1/accounts/{id}/${noun}`,
      ),
      ...['reverse', 'dispute', 'resolve'].map((verb) => `POST /v1/entries/{id}/${verb}`),
      ...['POST /v1/usage', 'GET /v1/meters', 'POST /v1/meters', 'GET /v1/sites', 'POST /v1/sites'],
    ];
    expect(offered).toEqual(expect.arrayContaining(wanted));
  });
});

describe('an account', () => {
  it('has every documented field', async () => {
    const plan = await recurringPlan(sandbox, '10.00', 'advance');
    const made = await sandbox.post<Account>('/v1/accounts', newAccount({ plans: [plan] }));
    const read = await account(sandbox, made.id);
    expect(Object.keys(read)).toEqual(
      expect.arrayContaining([
        ...['id', 'name', 'email', 'currency', 'timeZone', 'billingDay', 'creditLimit', 'balance', 'accrued'],
        ...[
          'headroom',
          'state',
          'hold',
          'exemptUntil',
          'limitDate',
          'pacePerDay',
          'suggestedTopUp',
          'nextWakeAt',
        ],
        ...['period', 'notices', 'plans', 'sites', 'workflowId', 'workflowUrl'],
      ]),
    );
    expect(read).toMatchObject({
      name: 'Door',
      email: 'door@example.com',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      billingDay: 15,
      creditLimit: '100.00',
      state: 'active',
      hold: null,
      exemptUntil: null,
      notices: { week: false, day: false },
      workflowId: `account/${made.id}`,
    });
    expect(Date.parse(read.period.start)).toBeLessThan(Date.parse(read.period.end));
  });

  it('takes its credit limit from the plan unless it has one of its own', async () => {
    const plan = await makePlan(sandbox, { creditLimit: '75.00' });
    const asPlan = await sandbox.post<Account>(
      '/v1/accounts',
      newAccount({ plans: [plan], creditLimit: undefined }),
    );
    const own = await sandbox.post<Account>(
      '/v1/accounts',
      newAccount({ plans: [plan], creditLimit: '-20.00' }),
    );
    expect([asPlan.creditLimit, own.creditLimit]).toEqual(['75.00', '-20.00']);
    expect(own.headroom).toBe('-20.00');
  });

  it('changes by PATCH', async () => {
    const { id } = await openAccount(sandbox);
    await sandbox.patch(`/v1/accounts/${id}`, {
      name: 'Renamed',
      email: 'new@example.com',
      creditLimit: '55.00',
    });
    expect(await account(sandbox, id)).toMatchObject({
      name: 'Renamed',
      email: 'new@example.com',
      creditLimit: '55.00',
      headroom: '55.00',
    });
  });

  it.each([
    ['a billing day of 0', { billingDay: 0 }, 'billingDay'],
    ['a billing day of 32', { billingDay: 32 }, 'billingDay'],
    ['half a billing day', { billingDay: 1.5 }, 'billingDay'],
    ['a billing day in words', { billingDay: '1' }, 'billingDay'],
    ['an unknown currency', { currency: 'XYZ' }, 'currency'],
    ['a currency in small letters', { currency: 'eur' }, 'currency'],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['no zone', { timeZone: '' }, 'timeZone'],
    ['an address that is none', { email: 'nobody' }, 'email'],
    ['two addresses', { email: 'a@example.com, b@example.com' }, 'email'],
    ['a line break in the name', { name: 'A\r\nBcc: x@example.com' }, 'name'],
    ['no name', { name: '' }, 'name'],
    ['a limit with too many decimals', { creditLimit: '1.234' }, 'creditLimit'],
    ['a plan that is not there', { plans: ['nope'] }, 'plans'],
    ['a slug with a slash', { sites: [{ slug: 'a/b', name: 'x', hostnames: ['x.example'] }] }, 'slug'],
    ['a host name with a blank', { sites: [{ slug: 'blank', name: 'x', hostnames: ['a b'] }] }, 'hostnames'],
    ['an unknown field', { colour: 'green' }, 'colour'],
  ])('is refused with %s, and the problem names the field', async (_, wanted, field) => {
    const problem = await refused('POST', '/v1/accounts', newAccount(wanted));
    expect(UNUSABLE).toContain(problem.status);
    expect((problem.errors ?? []).map((error) => error.field).join()).toContain(field);
  });

  it('is refused without a field it needs', async () => {
    for (const field of ['name', 'email', 'currency', 'timeZone', 'billingDay']) {
      const problem = await refused('POST', '/v1/accounts', newAccount({ [field]: undefined }));
      expect(UNUSABLE).toContain(problem.status);
      expect(problem.errors?.map((error) => error.field)).toContain(field);
    }
  });

  it('is refused on a plan of another currency', async () => {
    const plan = await makePlan(sandbox, { currency: 'USD' });
    expect(UNUSABLE).toContain((await refused('POST', '/v1/accounts', newAccount({ plans: [plan] }))).status);
  });

  it('is refused when a host name or a slug is in use, and nothing of it is kept', async () => {
    const first = newAccount();
    await sandbox.post('/v1/accounts', first);
    const [taken] = first['sites'] as { slug: string; hostnames: string[] }[];
    const before = (await sandbox.all('/v1/accounts')).length;
    const host = taken?.hostnames[0]?.toUpperCase() ?? '';
    for (const site of [
      { slug: unique('free'), name: 'x', hostnames: [host] },
      { slug: taken?.slug, name: 'x', hostnames: [] },
    ]) {
      const problem = await refused('POST', '/v1/accounts', newAccount({ sites: [site] }));
      expect([409, 422]).toContain(problem.status);
    }
    expect(await sandbox.all('/v1/accounts')).toHaveLength(before);
  });

  it('that does not exist, or has a malformed id, is 404', async () => {
    for (const id of [randomUUID(), 'nope', '%00', "1'%20or%201=1", '..%2f..']) {
      for (const noun of [
        '',
        '/entries',
        '/usage',
        '/emails',
        '/timeline',
        '/projection',
        '/periods',
        '/statements',
      ]) {
        expect((await refused('GET', `/v1/accounts/${id}${noun}`)).status, `${id}${noun}`).toBe(404);
      }
      const body = { amount: '1.00', method: 'bank', reference: 'x' };
      expect((await refused('POST', `/v1/accounts/${id}/payments`, body)).status, id).toBe(404);
      expect((await refused('POST', `/v1/entries/${id}/reverse`, { reason: 'x' })).status, id).toBe(404);
    }
  });
});

describe('bad requests', () => {
  it('of broken JSON, wrong types or another content type are 4xx with a reason', async () => {
    const { id } = await openAccount(sandbox);
    const path = `/v1/accounts/${id}/payments`;
    for (const body of ['{', '', 'null', '[]', '"x"', '42', '{"amount":{"$gt":""}}', '\u0000']) {
      const problem = await refused('POST', path, body);
      expect(problem.status, body).toBeGreaterThanOrEqual(400);
      expect(problem.status, body).toBeLessThan(500);
    }
    const text = await sandbox.send('POST', path, 'amount=1', { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
  });

  it('for a date that does not exist are refused', async () => {
    const { id } = await openAccount(sandbox);
    const base = { amount: '1.00', description: 'Domain', category: 'domain' };
    for (const dueOn of ['2031-02-30', '2031-13-01', '03/03/2031', 'tomorrow', 7]) {
      expect(UNUSABLE).toContain(
        (await refused('POST', `/v1/accounts/${id}/scheduled-charges`, { ...base, dueOn })).status,
      );
    }
    const receivedAt = '2031-02-30T00:00:00Z';
    const payment = { amount: '1.00', method: 'bank', reference: 'x', receivedAt };
    expect(UNUSABLE).toContain((await refused('POST', `/v1/accounts/${id}/payments`, payment)).status);
    expect(UNUSABLE).toContain(
      (await refused('POST', `/v1/accounts/${id}/exempt`, { until: '2031-02-30T00:00:00Z' })).status,
    );
  });

  it('for lists are refused too', async () => {
    for (const query of [
      'limit=0',
      'limit=-1',
      'limit=x',
      'limit=1000000',
      'cursor=nonsense',
      'cursor=%00',
    ]) {
      const answer = await sandbox.send('GET', `/v1/accounts?${query}`);
      expect(answer.status, query).toBeLessThan(500);
    }
    expect((await refused('GET', '/v1/accounts?cursor=nonsense')).status).toBeLessThan(500);
    const { id } = await openAccount(sandbox);
    for (const count of ['0', '-1', 'x', '1e9', '100000000']) {
      expect(UNUSABLE).toContain((await refused('GET', `/v1/accounts/${id}/periods?count=${count}`)).status);
    }
  });

  it('for an unknown path get a problem document, and a wrong method is named', async () => {
    expect((await refused('GET', '/v1/nowhere')).status).toBe(404);
    expect([404, 405]).toContain((await refused('DELETE', '/v1/plans')).status);
  });
});

describe('sites', () => {
  it('are made, listed and found with their accounts', async () => {
    const slug = unique('lone');
    const site = await sandbox.post<{ id: string; slug: string }>('/v1/sites', {
      slug,
      name: 'Lone',
      hostnames: [`${slug}.example`],
    });
    const sites = await sandbox.all<{ id: string }>('/v1/sites');
    expect(sites.map(({ id }) => id)).toContain(site.id);
  });
});

describe('the gate', () => {
  it('lets a registered host and an unknown one pass, the latter marked', async () => {
    const { sites } = await openAccount(sandbox);
    const host = `${sites[0]?.slug ?? ''}.example`;
    for (const name of [host, host.toUpperCase(), `${host}:8443`, `${host}.`]) {
      const known = await sandbox.send('GET', '/gate', undefined, {
        'x-forwarded-host': name,
        authorization: '',
      });
      expect([known.status, known.headers.get('x-sitetab-state')], name).not.toEqual([204, 'unknown']);
    }
    const unknown = await sandbox.send('GET', '/gate', undefined, { 'x-forwarded-host': 'nobody.example' });
    expect([unknown.status, unknown.headers.get('x-sitetab-state')]).toEqual([204, 'unknown']);
    const page = await sandbox.send('GET', '/gate?answer=page', undefined, {
      'x-forwarded-host': 'nobody.example',
    });
    expect(page.status).toBe(204);
    const byHost = await sandbox.send('GET', '/gate', undefined, { authorization: '' });
    expect([byHost.status, byHost.headers.get('x-sitetab-state')]).toEqual([204, 'unknown']);
  });
});
