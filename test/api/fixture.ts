import { expect } from 'vitest';
import { createApp } from '../../api/app.js';
import type { App, AppDeps, SandboxControl } from '../../api/deps.js';
import type { Route } from '../../api/v1/framework/route.js';
import { routeTable } from '../../api/v1/routes.js';
import { checkFile } from '../../api/web/request/checkFile.js';
import { createApiKey } from '../../src/auth/keys/apiKeys.js';
import { createKeyRing } from '../../src/auth/keys/keyRing.js';
import { connectorKinds } from '../../src/connectors/createConnectors.js';
import type { MailSink } from '../../src/embedded/mailbox/mailSink.js';
import { newId } from '../../src/platform/ids.js';
import { createInstruments } from '../../src/platform/telemetry/instruments.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import type { Tracing } from '../../src/platform/telemetry/tracing.js';
import { createPayments, type Payments } from '../../src/providers/createPayments.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

/** An address where nothing listens. */
const NOBODY = 'http://127.0.0.1:9';

/** What tests look at in an answer, whichever answer it is; `check` below holds each to the form it has. */
export interface ResponseBody {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly secret: string;
  readonly number: number;
  readonly version: number;
  readonly versions: readonly ResponseBody[];
  readonly data: readonly ResponseBody[];
  readonly next: string | null;
  readonly total: string;
  readonly headroom: string;
  readonly plans: readonly unknown[];
  readonly hold: unknown;
  readonly exemptUntil: string | null;
  readonly settings: unknown;
  readonly upcoming: readonly { readonly what: string }[];
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
  readonly now: string;
  readonly detail: string;
  readonly errors: readonly { readonly field: string; readonly reason: string }[];
  readonly instance: string;
  readonly missing: readonly string[];
  /** What is no JSON, as it came. */
  readonly text: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ResponseBody;
}

export interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  /** The Idempotency-Key. */
  readonly key?: string;
  readonly type?: string;
  /** Another API key, or none. */
  readonly as?: string | null;
  /** The body as it stands instead of as JSON. */
  readonly raw?: string;
  readonly headers?: Record<string, string>;
}

export interface ApiFixture {
  readonly fixture: Fixture;
  readonly app: App;
  readonly routes: readonly Route[];
  readonly apiKey: string;
  /** The key of a site that has nothing to do with the first. */
  readonly strangerKey: string;
  /** What was logged, a line an event. */
  readonly logged: string[];
  /** The recipients of test emails. */
  readonly testEmails: readonly string[];
  /** Routes that have succeeded, as "post /v1/plans". */
  readonly shown: ReadonlySet<string>;
  /** The business's time. */
  readonly time: { now: number };
  ask(path: string, ask?: Ask): Promise<Answered>;
  get(path: string): Promise<Answered>;
  post(path: string, body?: unknown, key?: string): Promise<Answered>;
}

export interface ApiFixtureOptions {
  readonly now?: string;
  readonly sandbox?: SandboxControl;
  readonly mailbox?: MailSink;
  readonly temporalUiUrl?: string;
  readonly baseUrl?: string;
  readonly metricsToken?: string;
  readonly resolveTxt?: AppDeps['resolveTxt'];
  readonly connectorKinds?: AppDeps['connectorKinds'];
  readonly tracing?: Tracing;
  readonly missing?: readonly string[];
  readonly payments?: Payments;
  readonly subscribeGate?: AppDeps['subscribeGate'];
}

/**
 * The app over a database of its own, called without a socket. Every response is checked against what the route table says of it,
 * and every problem to its form.
 */
export async function createApiFixture(options: ApiFixtureOptions = {}): Promise<ApiFixture> {
  const fixture = await createFixture();
  const { sql } = fixture.database;
  const logged: string[] = [];
  const testEmails: string[] = [];
  const shown = new Set<string>();
  const { key: apiKey } = await createApiKey(
    sql,
    { now: 0, actor: 'test' },
    { siteId: fixture.siteId, name: 'test' },
  );
  const strangerKey = await addStranger(fixture);
  const time = { now: Date.parse(options.now ?? '2026-03-10T12:00:00Z') };
  const { sandbox = null, mailbox = null, missing } = options;
  const app = createApp({
    sql: options.tracing?.statements(sql) ?? sql,
    tracing: options.tracing,
    clock: { now: () => time.now },
    keyRing: createKeyRing(sql),
    secrets: fixture.secrets,
    webhooks: { allowPrivate: true },
    // No test asks a provider on the internet.
    payments: options.payments ?? createPayments({ stripeApi: NOBODY, mollieApi: NOBODY }),
    wakeAccount: (accountId) => void fixture.woken.push(accountId),
    subscribeGate: options.subscribeGate ?? ((_onChange, onState) => onState(false)),
    trustedProxies: [],
    mailer: {
      from: { name: 'Sitetab', address: 'billing@tab.example' },
      transport: {
        server: 'mail.example',
        close: () => undefined,
        send: ({ to }) => {
          testEmails.push(...to.map(({ address }) => address));
          return Promise.resolve({ outcome: 'sent' });
        },
      },
    },
    baseUrl: () => options.baseUrl ?? 'http://tab.example',
    resolveTxt: options.resolveTxt,
    connectorKinds: options.connectorKinds ?? connectorKinds({}),
    temporalUiUrl: options.temporalUiUrl ?? null,
    temporalNamespace: 'default',
    mailbox,
    sandbox,
    checkFile,
    health: { ready: () => Promise.resolve({ ok: missing === undefined, missing: missing ?? [] }) },
    instruments: createInstruments({ withProcess: false }),
    metricsToken: options.metricsToken ?? null,
    log: createLog({ write: (line) => void logged.push(line) }),
  });
  const routes = routeTable({ sandbox, mailbox });
  const ask = async (path: string, request: Ask = {}): Promise<Answered> => {
    const response = await app.request(path, requestOf(request, apiKey));
    const answered = {
      status: response.status,
      headers: response.headers,
      body: readBody(await response.text()),
    };
    check(routes, shown, request.method ?? 'GET', path, answered);
    return answered;
  };
  return {
    fixture,
    app,
    routes,
    apiKey,
    strangerKey,
    logged,
    testEmails,
    shown,
    time,
    ask,
    get: (path) => ask(path),
    post: (path, body = {}, key) =>
      ask(path, { method: 'POST', body, ...(key === undefined ? {} : { key }) }),
  };
}

function requestOf({ method = 'GET', body, key, type, as, raw, headers }: Ask, apiKey: string): RequestInit {
  const bearer = as === undefined ? apiKey : as;
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    method,
    headers: {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(content === undefined ? {} : { 'content-type': type ?? 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  };
}

function readBody(text: string): ResponseBody {
  try {
    return JSON.parse(text) as ResponseBody;
  } catch {
    return { text } as ResponseBody;
  }
}

/** The route of the table that a request matches. */
export function routeOf(routes: readonly Route[], method: string, path: string): Route | undefined {
  const [plain = ''] = path.split('?', 1);
  const fits = (route: Route): boolean =>
    route.method === method.toLowerCase() &&
    new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain);
  return routes.find((route) => fits(route));
}

function check(
  routes: readonly Route[],
  shown: Set<string>,
  method: string,
  path: string,
  { status, headers, body }: Answered,
): void {
  if (status >= 400 && headers.get('content-type') === 'application/problem+json') {
    const type = expect.stringMatching(/^urn:sitetab:problem:/) as unknown;
    expect(body).toMatchObject({ type, status, detail: expect.any(String) as unknown });
  }
  const route = routeOf(routes, method, path);
  if (route === undefined || status >= 400) return;
  shown.add(`${route.method} ${route.path}`);
  const isDryRun = route.dryRunResponse !== undefined && status === 200;
  if (!isDryRun) expect(status).toBe(route.status ?? 200);
  expect(headers.get('cache-control')).toBe('no-store');
  // A field that the document does not name would be missing from what its schema reads.
  const isJson = headers.get('content-type')?.startsWith('application/json') === true;
  const response = isDryRun ? route.dryRunResponse : route.response;
  if (response !== undefined && isJson) expect(response.parse(body)).toEqual(body);
}

async function addStranger({ database: { sql } }: Fixture): Promise<string> {
  const siteId = newId(0);
  await sql`insert into sites (id, slug, name, created_at) values (${siteId}, 'stranger', 'Stranger', ${0})`;
  return (await createApiKey(sql, { now: 0, actor: 'test' }, { siteId, name: 'test' })).key;
}

/** A plan with something of everything. */
export const HOSTING = {
  name: 'Hosting',
  currency: 'EUR',
  recurring: [{ id: 'base', amount: '10.00', timing: 'advance' }],
  usage: [
    {
      id: 'traffic',
      meter: 'bandwidth',
      model: 'graduated',
      per: '1000000000',
      bands: [{ unitPrice: '0', upTo: '50' }, { unitPrice: '0.10' }],
    },
  ],
};

let made = 0;

/** A client's account as a caller asks for it, on no plan unless one is named. */
export function fenwick(changes: Record<string, unknown> = {}): Record<string, unknown> {
  made += 1;
  return {
    name: 'Fenwick & Daughters',
    email: 'fenwick@client.example',
    currency: 'EUR',
    timeZone: 'Europe/London',
    billingDay: 1,
    creditLimit: '100.00',
    plans: [],
    sites: [{ slug: `fenwick-${made}`, name: 'Fenwick', hostnames: [`fenwick-${made}.example`] }],
    ...changes,
  };
}

/** Opens an account and answers with it. */
export async function open(api: ApiFixture, changes: Record<string, unknown> = {}): Promise<{ id: string }> {
  const { status, body } = await api.post('/v1/accounts', fenwick(changes));
  expect(body).toMatchObject({ state: 'active' });
  expect(status).toBe(201);
  return body;
}
