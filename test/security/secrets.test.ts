import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewerKey } from '../../api/public/viewerKey.js';
import { SEARCH_ATTRIBUTES } from '../../cli/processes/signals.js';
import { type RunningWorker, runWorker } from '../../cli/worker/runWorker.js';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import { plainTarget } from '../../src/platform/temporal/temporalTarget.js';
import { timeSkippingServer, workflowCodePath } from '../setup/temporal/temporal.js';
import { insertUserOf, expectStatus, type ServerFixture, startServerFixture, USERS } from './fixture.js';

// A day in the life of an installation, with every kind of secret there is; afterwards none of them is found anywhere that
// is kept or written down.

let fixture: ServerFixture;
const secrets = new Map<string, string>();

/** Remembers a secret, under a name to complain by. */
function keep(name: string, secret: string | undefined): string {
  if (secret === undefined || secret.length < 5) throw new Error(`there was no ${name}`);
  secrets.set(name, secret);
  return secret;
}

let accountId: string;

beforeAll(async () => {
  const server = await timeSkippingServer(SEARCH_ATTRIBUTES);
  fixture = await startServerFixture({ temporal: plainTarget(server.address) });
  const worker = await startWorker(fixture);
  try {
    await liveADay();
  } finally {
    await worker.stop();
  }
});
afterAll(() => fixture.close());

async function startWorker({ system }: ServerFixture): Promise<RunningWorker> {
  const { addresses, config, log, sql, mailer, payments, reached } = system;
  const connectors = createConnectors({ webhook: { allowPrivate: true } });
  return runWorker({
    target: addresses.temporal,
    taskQueue: config.taskQueue,
    log,
    codePath: await workflowCodePath(),
    activities: {
      sql,
      mailer,
      secrets: system.secrets,
      log,
      payments,
      baseUrl: () => reached.url,
      connectors,
    },
  });
}

async function liveADay(): Promise<void> {
  for (const { email, password } of Object.values(USERS)) keep(`the password of ${email}`, password);
  for (const [slug, key] of Object.entries(fixture.keys)) keep(`the key of ${slug}`, key);
  const browser = await fixture.enter(USERS.clientOwner);
  for (const [name, value] of browser.cookies) keep(`the cookie ${name}`, value);
  for (const [name, value] of (await fixture.impersonate('client')).cookies)
    keep(`the impersonator’s ${name}`, value);
  // Wrong ones are another user's right ones elsewhere.
  const wrong = keep('a password typed at the wrong site', 'my password at another site');
  await fixture.browser().logIn('client', USERS.clientOwner.email, wrong);
  await fixture.browser().logIn('client', wrong, 'an address');
  await fixture.browser().post('/sites/client/login', `{"email":"x","password":"${wrong}","odd":1}`);
  const made = await browser.post('/sites/client/api-keys/new', { name: 'Till', permissions: 'plans.read' });
  const key = keep('a key made on a page', /sk_[A-Za-z0-9_-]{43}/.exec(made.text)?.[0]);
  await fixture.api('get', '/v1/plans', undefined, key);
  await fixture.api('get', `/v1/plans/${key}`, undefined, 'client');
  const visits = await browser.post('/sites/client/impersonations/invitation-code', { required: 'yes' });
  const code = keep(
    'the code for impersonation',
    /[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(visits.text)?.[0],
  );
  await fixture
    .browser()
    .logIn('client', `*${USERS.agencyOwner.email}`, USERS.agencyOwner.password, { invitation: code });
  await useSecondFactor();
  await useLinks();
  await useConnectors();
  await useMoney();
  await failAtEverything();
}

async function useSecondFactor(): Promise<void> {
  const user = {
    ...USERS.clientViewer,
    email: 'careful@client.example',
    password: 'careful people live longer',
  };
  keep('the password of a careful user', user.password);
  await insertUserOf(fixture, user);
  const browser = await fixture.enter(user);
  const offer = await browser.post('/sites/client/sessions/second-factor');
  const secret = keep(
    'a second factor',
    /secret=([A-Z2-7]+)/.exec(offer.text)?.[1] ?? /\b[A-Z2-7]{32}\b/.exec(offer.text)?.[0],
  );
  keep('a second factor, in hex', Secret.fromBase32(secret).hex.toLowerCase());
  const now = new TOTP({ secret, digits: 6, period: 30 }).generate();
  const confirmed = await browser.post('/sites/client/sessions/second-factor/confirm', { code: now });
  const codes = confirmed.text.match(/\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b/g) ?? [];
  for (const [nth, code] of codes.entries()) {
    keep(`recovery code ${nth}`, code);
    keep(`recovery code ${nth}, bare`, code.replaceAll('-', ''));
  }
  const waiting = fixture.browser();
  await waiting.logIn('client', user.email, user.password);
  for (const [name, value] of waiting.cookies) keep(`the cookie ${name}`, value);
  await waiting.post('/sites/client/login/code', { code: codes[0] ?? '' });
  for (const [name, value] of waiting.cookies) keep(`the later cookie ${name}`, value);
}

async function useLinks(): Promise<void> {
  const email = 'invited@client.example';
  const body = { email, name: 'Ida Marsh', group: 'Viewer' };
  expectStatus(await fixture.api('post', '/v1/sites/client/users', body, 'client'), 201, 'an invitation');
  const tokenIn = (text: string | undefined): string | undefined =>
    /\/link\/([A-Za-z0-9_-]+)/.exec(text ?? '')?.[1];
  const first = keep('the token of an invitation', tokenIn((await fixture.emailsTo(email, 1))[0]?.text));
  const chosen = keep('a password chosen by a link', 'chosen by the link itself');
  expectStatus(
    await fixture.browser().post(`/sites/client/link/${first}`, { password: chosen }),
    303,
    'the link',
  );
  await fixture.browser().post('/sites/client/forgot', { email });
  const second = keep('the token of a reset', tokenIn((await fixture.emailsTo(email, 2))[1]?.text));
  await fixture.browser().get(`/sites/client/link/${second}`);
  await fixture.browser().post(`/sites/client/link/${second}`, { password: 'short' });
  await fixture.browser().get(`/sites/other/link/${second}`);
}

async function useConnectors(): Promise<void> {
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes or so').toString('base64')}`;
  keep('the secret of a webhook', secret);
  const connector = { kind: 'webhook', url: 'https://hook.example/in', secret };
  const change = await fixture.api('patch', '/v1/sites/shop', { connector }, 'client');
  expectStatus(change, 200, 'a webhook');
  const keys = {
    secretKey: 'sk_test_51Hnothingofthekind0000000',
    webhookSecret: 'whsec_nothingofthekind0000000000',
  };
  for (const [name, value] of Object.entries(keys)) keep(`a provider’s ${name}`, value);
  const provider = await fixture.api('patch', '/v1/payment-providers/stripe', { ...keys }, 'client');
  expectStatus(provider, 200, 'a provider');
}

/** What goes wrong is written down at length: the database lacks a table, the mail server takes nothing. */
async function failAtEverything(): Promise<void> {
  const { sql } = fixture;
  const { email, password } = USERS.clientOwner;
  fixture.mailbox.meetNext({ at: 'recipient', code: 550 });
  const body = { email: 'refused@client.example', name: 'Nobody', group: 'Viewer' };
  await fixture.api('post', '/v1/sites/client/users', body, 'client');
  await fixture.emailsTo(body.email, 1);
  const token = keep('the token of a link that failed', 'T'.repeat(20) + '0123456789abcdefghijklm');
  const browser = await fixture.enter(USERS.clientOwner);
  for (const [name, value] of browser.cookies) keep(`the last cookie ${name}`, value);
  for (const table of ['users', 'email_links', 'api_keys']) {
    await sql.unsafe(`alter table ${table} rename to ${table}_gone`);
    await fixture.browser().logIn('client', email, password);
    await fixture.browser().logIn('client', `*${USERS.agencyOwner.email}`, USERS.agencyOwner.password);
    await fixture.browser().get(`/sites/client/link/${token}`);
    await fixture.browser().post(`/sites/client/link/${token}`, { password: 'chosen by the link itself' });
    await browser.get('/sites/client/users');
    await browser.post('/sites/client/api-keys/new', { name: 'Till', permissions: 'plans.read' });
    await fixture.api('post', '/v1/plans', { name: 'x' }, `sk_${'z'.repeat(43)}`);
    await sql.unsafe(`alter table ${table}_gone rename to ${table}`);
  }
}

async function useMoney(): Promise<void> {
  const account = {
    name: 'Fenwick',
    email: 'fenwick@private.example',
    currency: 'EUR',
    timeZone: 'Europe/London',
    billingDay: 1,
    creditLimit: '10.00',
    sites: [{ slug: 'fenwick', name: 'Fenwick', hostnames: [] }],
  };
  const { json } = await fixture.api('post', '/v1/accounts', account, 'client');
  accountId = String(json['id']);
  await fixture.api(
    'post',
    `/v1/accounts/${accountId}/payments`,
    { amount: '5.00', method: 'bank' },
    'client',
  );
  const { workflow } = fixture.system.temporal.client;
  for (const until = Date.now() + 60_000; ;) {
    const length = await workflow
      .getHandle(`account/${accountId}`)
      .describe()
      .then(
        (description) => description.historyLength,
        () => 0,
      );
    if (length > 8) return;
    if (Date.now() > until) throw new Error('no workflow has run');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Which of the secrets stand in a text, in clear or in the clear forms of JSON and base64. */
function foundIn(text: string): string[] {
  return [...secrets]
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name);
}

function formsOf(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    base64Of(secret),
    hexOf(secret),
  ];
}

/** Less the end, which depends on what stands behind it. */
const base64Of = (secret: string): string =>
  Buffer.from(secret)
    .toString('base64')
    .replace(/.{0,3}=*$/, '');
const hexOf = (secret: string): string => Buffer.from(secret).toString('hex');

describe('No secret is to be found', () => {
  it('was the day busy enough', () => {
    expect(secrets.size).toBeGreaterThan(40);
    expect(foundIn(`a line with ${fixture.keys.client} in it`)).toEqual(['the key of client']);
  });

  it('in any column of any table, the audit log among them', async () => {
    const tables = await fixture.sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
    expect(tables.length).toBeGreaterThan(30);
    for (const { name } of tables) {
      const rows = await fixture.sql.unsafe<{ row: string }[]>(
        `select to_jsonb(t)::text as row from "${name}" t`,
      );
      for (const { row } of rows) expect([name, foundIn(row)]).toEqual([name, []]);
    }
  });

  it('in any line of the log, at its most talkative', () => {
    expect(fixture.logged.filter((line) => line.includes('request failed')).length).toBeGreaterThan(5);
    for (const line of fixture.logged) expect([line, foundIn(line)]).toEqual([line, []]);
  });

  it('in the history of a workflow, nor is anything personal', async () => {
    const { workflow } = fixture.system.temporal.client;
    const history = await workflow.getHandle(`account/${accountId}`).fetchHistory();
    const text = decoded(history);
    expect(text).toContain(accountId);
    expect(foundIn(text)).toEqual([]);
    for (const word of ['fenwick@private.example', 'Fenwick']) expect(text).not.toContain(word);
  });

  it('in what the API returns of users, keys, sites, providers and the log', async () => {
    const paths = [
      '/v1/sites/client/users',
      '/v1/sites/client/api-keys',
      '/v1/sites/client/audit',
      '/v1/sites/shop',
    ];
    for (const path of [...paths, '/v1/payment-providers', '/v1/sites']) {
      const { status, text } = await fixture.api('get', path, undefined, 'client');
      expect([path, status, foundIn(text)]).toEqual([path, 200, []]);
    }
    const { text } = await fixture.api('get', '/v1/sites/client/users', undefined, 'client');
    expect(text).not.toMatch(/argon2|totp|hash/i);
  });

  it('in metrics, nor a person’s name', async () => {
    const key = viewerKey(fixture.system.secrets);
    const { text } = await fixture.browser().get(`/metrics?key=${key}`);
    expect(text).toContain('sitetab_accounts');
    expect(foundIn(text)).toEqual([]);
    expect(text).not.toContain('@');
  });
});

/** A history as text, with its payloads as they were before they were packed. */
function decoded(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (Array.isArray(value)) return value.map(decoded).join('\n');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(decoded).join('\n');
  return String(value);
}
