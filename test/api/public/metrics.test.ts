import { beforeAll, describe, expect, it } from 'vitest';
import { viewerKey } from '../../../api/public/viewerKey.js';
import type { MailSink } from '../../../src/embedded/mailbox/mailSink.js';
import { type ApiFixture, createApiFixture, open } from '../fixture.js';

const TOKEN = 'a-token-of-16-letters';
/** As much of a mailbox as its page needs. */
const mailbox = { summaries: () => [] } as unknown as MailSink;

let api: ApiFixture;

beforeAll(async () => {
  api = await createApiFixture({ baseUrl: 'http://localhost:3000', metricsToken: TOKEN });
});

async function figures(): Promise<string> {
  const { status, body } = await api.ask('/metrics', { as: TOKEN });
  expect(status).toBe(200);
  return body.text;
}

/** The labels of a series, each value once. */
function valuesOf(text: string, label: string): string[] {
  const found = text.matchAll(new RegExp(`^sitetab_http_requests_total\\{.*?${label}="([^"]*)"`, 'gm'));
  return [...new Set(Array.from(found, ([, value = '']) => value))].sort();
}

describe('requests', () => {
  it('are counted at every door, by the matching route pattern', async () => {
    const { id } = await open(api);
    await api.get(`/v1/accounts/${id}`);
    await api.ask('/gate', { as: null, headers: { 'x-forwarded-host': 'fenwick.example' } });
    await api.ask('/sites/agency/login', { as: null });
    await api.ask('/webhooks/stripe/01a3c5e7-7000-7000-8000-000000000000', {
      as: null,
      method: 'POST',
      body: {},
    });
    await api.ask('/pay/0123456789', { as: null });
    const text = await figures();
    const routes = valuesOf(text, 'route');
    const known = ['/v1/accounts/{id}', '/gate', '/sites/{slug}/login', '/webhooks/{provider}/{siteId}'];
    expect(known.filter((route) => !routes.includes(route))).toEqual([]);
    expect(text).not.toContain(id);
  });

  it('make no labels of what callers make up', async () => {
    const before = valuesOf(await figures(), 'route');
    for (let made = 0; made < 20; made += 1) {
      const paths = [
        `/v1/made-up-${made}`,
        `/made-up-${made}`,
        `/sites/made-up-${made}/here`,
        `/pay/made-up-${made}/x`,
      ];
      for (const path of paths) await api.ask(path, { as: null });
      await api.app.request('/healthz', { method: 'PROPFIND' });
    }
    const text = await figures();
    expect(text).not.toContain('made-up');
    expect(text).not.toContain('PROPFIND');
    const added = valuesOf(text, 'route').filter((route) => !before.includes(route));
    expect(added.length).toBeLessThan(5);
  });
});

describe('figures', () => {
  it('report how overdue each kind of work is', async () => {
    const { id } = await open(api);
    const { sql } = api.fixture.database;
    const now = api.time.now;
    await sql`delete from outbox`;
    await sql`insert into outbox (account_id, signal, created_at, retry_at) values (${id}, 'x', ${now - 90_000}, ${now})`;
    await sql`update accounts set next_wake_at = ${now - 600_000}, next_wake_for = 'settlement' where id = ${id}`;
    await sql`
      insert into scheduled_charges (id, account_id, due_on, amount, description, category, created_at, actor)
      values (gen_random_uuid(), ${id}, '2026-03-08', 100, 'Logo', 'design', ${now}, 'test')`;
    await sql`
      insert into fresh_usage (account_id, since) values (${id}, clock_timestamp() - interval '70 s')`;
    await sql`
      insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
                           message_id, created_at)
      values (gen_random_uuid(), 'week/1', ${id}, 'week', 'en', 'x', 'x@client.example', 's', 'h', 'p', '<m@x>',
              ${now - 30_000})`;
    const text = await figures();
    const figureOf = (name: string): number =>
      Number(new RegExp(`^${name.replaceAll(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1]);
    expect(figureOf('sitetab_signals_oldest_pending_age_seconds')).toBe(90);
    expect(figureOf('sitetab_wakes_due{for="settlement"}')).toBe(1);
    expect(figureOf('sitetab_wake_lag_seconds')).toBe(600);
    // Since midnight in London two days ago, which is longer than since the wake.
    expect(figureOf('sitetab_settlement_lag_seconds')).toBe(60 * 3_600);
    expect(figureOf('sitetab_watcher_lag_seconds')).toBeGreaterThanOrEqual(70);
    expect(figureOf('sitetab_emails_unsent{kind="week",state="waiting"}')).toBe(1);
    expect(figureOf('sitetab_emails_oldest_seconds')).toBe(30);
    expect(figureOf('sitetab_database_up')).toBe(1);
  });

  it('of the process are there without a database', async () => {
    const broken = await createApiFixture({ metricsToken: TOKEN });
    await broken.fixture.database.drop();
    const { status, body } = await broken.ask('/metrics', { as: TOKEN });
    expect(status).toBe(200);
    expect(body.text).toMatch(/^sitetab_database_up 0$/m);
    expect(body.text).not.toMatch(/^sitetab_accounts\{/m);
  });
});

const HERE = '127.0.0.1';

/** Asks as over a socket from an address. */
async function askFrom(
  api: ApiFixture,
  path: string,
  address: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const env = { incoming: { socket: { remoteAddress: address } } };
  const response = await api.app.request(path, { headers: { host: 'localhost:3000', ...headers } }, env);
  return response.status;
}

describe('who may see it', () => {
  it('is the bearer of the token, if there is one', async () => {
    expect((await api.ask('/metrics', { as: null })).status).toBe(401);
    expect((await api.ask('/metrics', { as: 'another-token-of-letters' })).status).toBe(401);
    expect(await askFrom(api, '/metrics', HERE)).toBe(401);
    await figures();
  });

  it('is the bearer of the printed key for emails, and for figures without a token', async () => {
    const own = await createApiFixture({ baseUrl: 'http://localhost:3000', mailbox });
    for (const [path, refused] of [
      ['/metrics', 401],
      ['/mailbox', 404],
    ] as const) {
      // As nginx with nothing but a proxy_pass asks for everything: from this machine, under its name.
      expect([path, await askFrom(own, path, HERE, { host: '127.0.0.1:3000' })]).toEqual([path, refused]);
      expect([path, await askFrom(own, path, HERE)]).toEqual([path, refused]);
      expect([path, await askFrom(own, `${path}?key=`, HERE)]).toEqual([path, refused]);
      const authorization = `Bearer ${viewerKey(own.fixture.secrets)}`;
      expect([path, await askFrom(own, path, '192.0.2.7', { authorization })]).toEqual([path, 200]);
    }
    const opened = await own.app.request(`/mailbox?key=${viewerKey(own.fixture.secrets)}`);
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/mailbox']);
    const [cookie = ''] = (opened.headers.get('set-cookie') ?? '').split(';');
    expect(await askFrom(own, '/mailbox', HERE, { cookie })).toBe(200);
    expect(await askFrom(own, '/mailbox', HERE, { cookie: `${cookie.slice(0, -1)}!` })).toBe(404);
  });
});
