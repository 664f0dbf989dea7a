import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../cli/processes/signals.js';
import { startChild } from '../../src/embedded/children.js';
import { freePort } from '../../src/embedded/ports.js';
import { type Services, startServices } from '../../src/embedded/services.js';
import { packagePath } from '../../src/platform/files/paths.js';

/** Stands in every name, address, password and secret of this test. */
const MARK = 'quillfeather';
const PARTS = ['api', 'worker', 'scheduler'] as const;
const MAIN = packagePath('dist', 'main.js');

let folder: string;
let services: Services;
let url: string;
let env: NodeJS.ProcessEnv;
let apiKey: string;
const children = new Map<string, Awaited<ReturnType<typeof startChild>>>();

/** The real parts as processes of their own, telling all they ever tell. */
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [packagePath('bin', 'build.mjs')]);
  folder = mkdtempSync(join(tmpdir(), 'sitetab-logs-'));
  const given = { databaseUrl: undefined, temporal: undefined, temporalUiUrl: undefined, smtpUrl: undefined };
  services = await startServices({
    dataDir: join(folder, 's'),
    mode: 'start',
    given,
    searchAttributes: SEARCH_ATTRIBUTES,
  });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  env = {
    ...process.env,
    ...{
      NODE_OPTIONS: '',
      BASE_URL: url,
      PORT: String(port),
      LOG_LEVEL: 'debug',
      WEBHOOK_ALLOW_PRIVATE: '1',
    },
    DATABASE_URL: services.databaseUrl,
    TEMPORAL_ADDRESS: services.temporal.target.connection.address ?? '',
    // That port is closed: every email fails.
    SMTP_URL: `smtp://${MARK}:${MARK}-password@127.0.0.1:${await freePort()}`,
    SITETAB_DATA: join(folder, 'data'),
    SECRET_KEY: Buffer.alloc(32, MARK).toString('base64'),
    METRICS_TOKEN: `${MARK}-metrics-token`,
  };
  apiKey = (await promisify(execFile)(process.execPath, [MAIN, 'api-key', 'create'], { env })).stdout.trim();
  for (const part of PARTS) {
    const args = [MAIN, part];
    const logFile = join(folder, `${part}.log`);
    children.set(
      part,
      await startChild({ name: part, command: process.execPath, args, logFile, env, stopSignal: 'SIGTERM' }),
    );
  }
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    if ((await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true) return;
    await delay(100);
  }
  throw new Error('the API did not become ready');
});
afterAll(async () => {
  await Promise.all([...children.values()].map((child) => child.stop()));
  await services.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface LoggedResponse {
  readonly status: number;
  readonly requestId: string;
  readonly text: string;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<LoggedResponse> {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const requestId = response.headers.get('x-request-id') ?? '';
  return { status: response.status, requestId, text: await response.text() };
}

async function openAccount(): Promise<string> {
  const opened = await ask('POST', '/v1/accounts', {
    name: `Orla ${MARK}`,
    email: `orla@${MARK}.example`,
    ...{ currency: 'EUR', timeZone: 'Europe/London', billingDay: 1, creditLimit: '0.00', plans: [] },
    sites: [
      {
        slug: 'quarry',
        name: `${MARK} quarry`,
        hostnames: [`${MARK}.example`],
        connector: {
          kind: 'webhook',
          // That port is closed, too.
          url: `http://127.0.0.1:1/hook?token=${MARK}`,
          secret: `whsec_${Buffer.from(MARK.repeat(3)).toString('base64')}`,
        },
      },
    ],
  });
  expect(opened.status).toBe(201);
  return (JSON.parse(opened.text) as { id: string }).id;
}

function lines(): { part: string; line: Record<string, unknown>; text: string }[] {
  return PARTS.flatMap((part) =>
    readFileSync(join(folder, `${part}.log`), 'utf8')
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => ({ part, line: JSON.parse(text) as Record<string, unknown>, text })),
  );
}

async function untilSaid(what: RegExp): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    if (lines().some(({ text }) => what.test(text))) return;
    await delay(200);
  }
  throw new Error(`nothing was logged like ${what.source}`);
}

describe('the logs', () => {
  it('record what happened to which id, and never a secret or a person’s name', async () => {
    const accountId = await openAccount();
    await ask('POST', `/v1/accounts/${accountId}/payments`, {
      amount: '5.00',
      method: 'bank',
      reference: MARK,
    });
    await ask('POST', `/v1/accounts/${accountId}/charges`, {
      amount: '9.00',
      description: MARK,
      category: 'design',
    });
    const login = { email: `orla@${MARK}.example`, password: `${MARK}-password` };
    await ask('POST', '/sites/quarry/login', login, { authorization: '' });
    await ask('POST', '/sites/quarry/forgotten', { email: login.email }, { authorization: '' });
    await ask('GET', `/sites/quarry/invitation/${MARK}-secret-of-a-link-that-is-long-enough`, undefined);
    await ask('GET', `/v1/accounts?q=${MARK}`);
    await ask('POST', '/v1/accounts', `{"name":"${MARK}`);
    await ask('POST', '/v1/usage', {
      events: [{ id: MARK, source: MARK, site: MARK, meter: MARK, quantity: 1, time: MARK }],
    });
    await ask('GET', '/v1/accounts', undefined, { authorization: `Bearer sk_${MARK}` });
    await ask(
      'POST',
      '/webhooks/stripe/01a3c5e7-7000-7000-8000-000000000000',
      { card: MARK },
      { authorization: '' },
    );
    await ask('GET', '/gate', undefined, { 'x-forwarded-host': `${MARK}.example` });
    await ask('GET', '/metrics', undefined, { authorization: `Bearer ${MARK}-metrics-token` });
    // Emails cannot be sent and the connector does not answer: the worker says so, by the account's id.
    await untilSaid(/an email could not be sent/);
    await untilSaid(/a connector did not confirm/);

    const all = lines();
    expect(all.filter(({ text }) => new RegExp(MARK, 'i').test(text)).map(({ text }) => text)).toEqual([]);
    const secrets = [apiKey, Buffer.from(MARK.repeat(3)).toString('base64'), env['SECRET_KEY'] ?? ''];
    expect(all.filter(({ text }) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
    expect(
      all.filter(({ text }) => /[^\s"]+@[^\s"]+\.[a-z]{2,}/i.test(text)).map(({ text }) => text),
    ).toEqual([]);
    for (const part of PARTS) expect(all.some((each) => each.part === part)).toBe(true);
    for (const { line } of all) {
      expect(line).toMatchObject({
        level: expect.any(String) as unknown,
        msg: expect.any(String) as unknown,
      });
      expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
    const worker = all.filter(({ part, line }) => part === 'worker' && line['level'] === 'warn');
    expect(worker.some(({ line }) => line['accountId'] === accountId)).toBe(true);
    expect(
      worker.filter(
        ({ line }) => line['msg'] === 'a connector did not confirm' && line['accountId'] !== accountId,
      ),
    ).toEqual([]);
  });

  it('name a request that failed as its answer does', async () => {
    const { connectSql } = await import('../../src/platform/sql/sql.js');
    const sql = connectSql(services.databaseUrl, { max: 1 });
    await sql`alter table plans add constraint no_more check (name not like 'Quill%') not valid`;
    await sql.end();
    const plan = { name: `Quill${MARK}`, currency: 'EUR', recurring: [], usage: [] };
    const failed = await ask('POST', '/v1/plans', plan);
    expect(failed.status).toBe(500);
    const found = lines().find(({ line }) => line['msg'] === 'request failed');
    expect(found?.line).toMatchObject({ level: 'error', requestId: failed.requestId, path: '/v1/plans' });
    expect(found?.line['err']).toMatchObject({ type: 'PostgresError', code: '23514' });
    expect(found?.text.toLowerCase()).not.toContain(MARK);
  });
});
