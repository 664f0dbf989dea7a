import { createApp, type App, type AppDeps, type SandboxControl } from '../../api/index.js';
import { createApiKey, createKeyRing } from '../../src/auth/index.js';
import { createLog, newId } from '../../src/platform/index.js';
import type { MailSink } from '../../src/platform/index.js';
import { foundWorld, type World } from '../setup/world.js';

/** An answer with its body read as JSON. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly type?: string;
  /** Another API key, or none. */
  readonly as?: string | null;
  /** The body as it stands instead of as JSON. */
  readonly raw?: string;
  readonly headers?: Record<string, string>;
}

export interface ApiWorld {
  readonly world: World;
  readonly app: App;
  readonly deps: AppDeps;
  readonly apiKey: string;
  /** A site with a key of its own that has nothing to do with the first. */
  readonly stranger: { readonly siteId: string; readonly apiKey: string };
  /** What was logged, a line an event. */
  readonly logged: string[];
  /** The business's time. */
  now: number;
  ask(path: string, ask?: Ask): Promise<Answered>;
  get(path: string): Promise<Answered>;
  post(path: string, body?: unknown, key?: string): Promise<Answered>;
  drop(): Promise<void>;
}

export interface ApiWorldOptions {
  readonly now?: string;
  readonly sandbox?: SandboxControl;
  readonly mailbox?: MailSink;
  readonly temporalUiUrl?: string | null;
  readonly missing?: readonly string[];
}

/** The app over a database of its own, asked without a socket. */
export async function createApiWorld(options: ApiWorldOptions = {}): Promise<ApiWorld> {
  const world = await foundWorld();
  const { sql } = world.database;
  const logged: string[] = [];
  const { key: apiKey } = await createApiKey(sql, {
    siteId: world.siteId,
    name: 'test',
    now: 0,
    actor: 'test',
  });
  const stranger = await addStranger(world);
  const time = { now: Date.parse(options.now ?? '2026-03-10T12:00:00Z') };
  const deps: AppDeps = {
    sql,
    clock: { now: () => time.now },
    keyRing: createKeyRing(sql),
    secrets: world.secrets,
    nudge: (accountId) => void world.nudged.push(accountId),
    subscribeGate: (_onChange, onState) => onState(false),
    baseUrl: () => 'http://tab.example',
    temporalUiUrl: options.temporalUiUrl ?? null,
    temporalNamespace: 'default',
    mailbox: options.mailbox ?? null,
    sandbox: options.sandbox ?? null,
    health: {
      ready: () => Promise.resolve({ ok: options.missing === undefined, missing: options.missing ?? [] }),
    },
    log: createLog({ write: (line) => void logged.push(line) }),
  };
  const app = createApp(deps);
  const ask = async (path: string, asked: Ask = {}): Promise<Answered> => {
    const response = await app.request(path, requestOf(asked, apiKey));
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: bodyOf(text) };
  };
  return {
    world,
    app,
    deps,
    apiKey,
    stranger,
    logged,
    get now() {
      return time.now;
    },
    set now(now) {
      time.now = now;
    },
    ask,
    get: (path) => ask(path),
    post: (path, body = {}, key) =>
      ask(path, { method: 'POST', body, ...(key === undefined ? {} : { key }) }),
    drop: () => world.database.drop(),
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

function bodyOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { text };
  }
}

async function addStranger(world: World): Promise<{ siteId: string; apiKey: string }> {
  const { sql } = world.database;
  const siteId = newId(0);
  await sql`insert into sites (id, slug, name, created_at) values (${siteId}, 'stranger', 'Stranger', ${0})`;
  const { key } = await createApiKey(sql, { siteId, name: 'test', now: 0, actor: 'test' });
  return { siteId, apiKey: key };
}
