import { beforeAll, describe, expect, it } from 'vitest';
import { viewerKey } from '../../../api/public/viewerKey.js';
import { type ApiFixture, createApiFixture, HOSTING, open } from '../fixture.js';

let api: ApiFixture;

beforeAll(async () => {
  api = await createApiFixture();
});

describe('a key', () => {
  it.each([
    ['none', null, {}],
    ['a made-up one', `sk_${'A'.repeat(43)}`, {}],
    ['one that is too short', 'sk_1', {}],
    ['another scheme', null, { authorization: 'Basic c2s6c2s=' }],
    ['an empty one', null, { authorization: 'Bearer ' }],
    ['one with a space in it', null, { authorization: 'Bearer sk_a b' }],
  ])('%s gets the same response as any other invalid key', async (_name, as, headers) => {
    const responses = await Promise.all(
      ['/v1/accounts', '/v1/nothing', '/v1/accounts/x/payments'].map((path) =>
        api.ask(path, { as, headers }),
      ),
    );
    for (const { status, body, headers: said } of responses) {
      expect(status).toBe(401);
      expect(said.get('www-authenticate')).toBe('Bearer realm="sitetab"');
      expect(body).toEqual({
        type: 'urn:sitetab:problem:unauthorized',
        title: 'Authentication required',
        status: 401,
        detail: 'Send an API key: Authorization: Bearer <key>.',
      });
    }
  });

  it('that was revoked is rejected', async () => {
    const { sql } = api.fixture.database;
    const { createApiKey } = await import('../../../src/auth/keys/apiKeys.js');
    const { id, key } = await createApiKey(
      sql,
      { now: 0, actor: 'test' },
      { siteId: api.fixture.siteId, name: 'x' },
    );
    await sql`update api_keys set revoked_at = now() where id = ${id}`;
    expect((await api.ask('/v1/plans', { as: key })).status).toBe(401);
  });
});

describe('the form of a request', () => {
  const post = (ask: object) => api.ask('/v1/plans', { method: 'POST', ...ask });

  it.each(['{', '', '{"name":1}x', '{"name":}', '\u0000', '[', 'undefined', "{'name':1}"])(
    'malformed JSON %j is 400',
    async (raw) => {
      expect((await post({ raw, type: 'application/json' })).status).toBe(400);
    },
  );

  it('nesting that is too deep is 400', async () => {
    for (const raw of [
      '['.repeat(2_000_000),
      `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
      `{"name":${'{"a":'.repeat(200_000)}"\\u0000"${'}'.repeat(200_000)}}`,
    ]) {
      expect((await post({ raw })).status).toBe(400);
    }
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonx',
    'json',
  ])('%s is 415', async (type) => {
    expect((await post({ raw: JSON.stringify(HOSTING), type })).status).toBe(415);
    expect((await api.ask('/v1/usage', { method: 'POST', raw: '{"events":[]}', type })).status).toBe(415);
  });

  it('JSON with a character set is taken, a body without a type is not', async () => {
    expect(
      (await post({ raw: JSON.stringify(HOSTING), type: 'Application/JSON; charset=utf-8' })).status,
    ).toBe(201);
    const body = new TextEncoder().encode(JSON.stringify(HOSTING));
    const bare = await api.app.request('/v1/plans', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${api.apiKey}` },
    });
    expect(bare.status).toBe(415);
  });

  it('more than 5 MB is 413, with a content length or without', async () => {
    const raw = JSON.stringify({ ...HOSTING, name: 'x'.repeat(5_000_000) });
    expect((await post({ raw })).status).toBe(413);
    expect((await post({ raw, headers: { 'content-length': String(raw.length) } })).status).toBe(413);
    expect((await api.ask('/v1/usage', { method: 'POST', raw })).status).toBe(413);
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000_000).fill(32)),
    });
    const endless = await api.app.request('/v1/plans', {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { authorization: `Bearer ${api.apiKey}`, 'content-type': 'application/json' },
    });
    expect(endless.status).toBe(413);
    const almost = await post({ raw: JSON.stringify({ ...HOSTING, name: 'x'.repeat(4_900_000) }) });
    expect(almost).toMatchObject({ status: 400, body: { errors: [{ field: 'name' }] } });
  });

  it('a body whose sender goes away is 400, and no fault of ours', async () => {
    const known = api.logged.length;
    for (const length of [undefined, '5000']) {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode('{"events":['));
          controller.error(new Error('aborted'));
        },
      });
      const headers = {
        authorization: `Bearer ${api.apiKey}`,
        'content-type': 'application/json',
        ...(length === undefined ? {} : { 'content-length': length }),
      };
      const broken = await api.app.request('/v1/usage', { method: 'POST', body, duplex: 'half', headers });
      expect([broken.status, broken.headers.get('connection')]).toEqual([400, 'close']);
    }
    expect(api.logged.slice(known)).toEqual([]);
  });

  it('a method the path does not take is 405 and lists those it takes', async () => {
    const cases = [
      ['PUT', '/v1/plans', 'POST, GET, HEAD'],
      ['GET', '/v1/usage', 'POST'],
      ['GET', '/v1/plans/preview', 'POST'],
      ['DELETE', `/v1/accounts/x`, 'GET, PATCH, HEAD'],
      ['GET', '/v1/accounts/x/payments', 'POST'],
      ['OPTIONS', '/v1/accounts', 'POST, GET, HEAD'],
      ['GET', '/v1/entries/x/reverse', 'POST'],
    ] as const;
    for (const [method, path, allow] of cases) {
      const { status, headers } = await api.ask(path, { method });
      expect([method, path, status, headers.get('allow')]).toEqual([method, path, 405, allow]);
    }
  });

  it('HEAD is GET without the body', async () => {
    const response = await api.app.request('/v1/plans', {
      method: 'HEAD',
      headers: { authorization: `Bearer ${api.apiKey}` },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it('an address that is none is 404', async () => {
    for (const path of [
      '/v1',
      '/v1/',
      '/v1/plan',
      '/v1/plans/',
      '/nothing',
      '/v1/sandbox/clock',
      '/v1/sandbox/mailbox',
      '/mailbox',
    ]) {
      expect([path, (await api.get(path)).status]).toEqual([path, 404]);
    }
  });
});

describe('headers', () => {
  it('of data keep it out of caches and frames', async () => {
    for (const { headers } of [
      await api.get('/v1/plans'),
      await api.get('/v1/nothing'),
      await api.get('/readyz'),
    ]) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('of pages allow nothing from anywhere', async () => {
    const { headers, body } = await api.ask('/', { as: null });
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'/);
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('strict-transport-security')).toBe('max-age=15552000');
    expect(body.text).toContain('http://tab.example/v1/openapi.json');
    expect(body.text).not.toContain('mailbox');
  });

  it('distinguish a browser from a program', async () => {
    const page = await api.ask('/nothing', { as: null, headers: { accept: 'text/html,*/*' } });
    expect(page).toMatchObject({ status: 404 });
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect((await api.ask('/nothing', { as: null })).headers.get('content-type')).toBe(
      'application/problem+json',
    );
  });
});

describe('what an operator requests', () => {
  it('is answered without a key', async () => {
    await open(api);
    await api.get('/v1/plans');
    expect(await api.ask('/healthz', { as: null })).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await api.ask('/readyz', { as: null })).toMatchObject({ status: 200, body: { status: 'ready' } });
    const { headers, body } = await api.ask('/metrics', { as: viewerKey(api.fixture.secrets) });
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(body.text).toMatch(/^sitetab_accounts\{state="active"\} 1$/m);
    expect(body.text).toMatch(/^sitetab_signals_pending 1$/m);
    expect(body.text).toMatch(/^sitetab_emails_oldest_seconds 0$/m);
    expect(body.text).toMatch(
      /^sitetab_http_requests_total\{method="GET",route="\/v1\/plans",status="200"\} \d+$/m,
    );
    expect(body.text).not.toContain('/v1/nothing');
  });

  it('names what is missing', async () => {
    const broken = await createApiFixture({ missing: ['temporal'] });
    const { status, body } = await broken.ask('/readyz', { as: null });
    expect({ status, missing: body.missing }).toEqual({ status: 503, missing: ['temporal'] });
  });
});

describe('trouble', () => {
  it('with the database is a retryable 503', async () => {
    const broken = await createApiFixture();
    await broken.get('/v1/plans');
    await broken.fixture.database.drop();
    const { status, headers, body } = await broken.get('/v1/plans');
    expect({ status, wait: headers.get('retry-after') }).toEqual({ status: 503, wait: '1' });
    expect(broken.logged.join()).toContain(body.instance);
  });

  it('of our own is a bare 500 that the log explains', async () => {
    const broken = await createApiFixture();
    await broken.fixture.database.sql`alter table plans rename to gone`;
    const { status, body } = await broken.get('/v1/plans');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/plans|relation|select/i);
    const line = JSON.parse(broken.logged[0] ?? '{}') as Record<string, unknown>;
    expect(line).toMatchObject({ level: 'error', request: body.instance, path: '/v1/plans' });
    expect(JSON.stringify(line)).toContain('does not exist');
    expect(broken.logged.join()).not.toContain(broken.apiKey);
  });
});
