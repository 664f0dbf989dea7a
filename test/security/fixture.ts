import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveApi, type ServeOptions } from '../../cli/processes/serve.js';
import { openSystem, type System } from '../../cli/processes/system.js';
import { createApiKey } from '../../src/auth/keys/apiKeys.js';
import { foundRootSite } from '../../src/auth/users/foundSite.js';
import { deliverEmail, loadUnsentEmails } from '../../src/emails/deliverEmail.js';
import type { MailboxMessage } from '../../src/embedded/mailbox/mailFolder.js';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { freePort } from '../../src/embedded/ports.js';
import { type Config, readConfig } from '../../src/platform/config.js';
import type { Sql } from '../../src/platform/sql/sql.js';
import { createInstruments } from '../../src/platform/telemetry/instruments.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { plainTarget, type TemporalTarget } from '../../src/platform/temporal/temporalTarget.js';
import { createDispatcher } from '../../src/signals/dispatch.js';
import { createTestDatabase } from '../setup/database/database.js';
import { sharedThing } from '../setup/shared.js';
import { Browser } from './browser.js';
import { type Response, ask } from './client.js';

/**
 * The sites of this suite. A reseller is what makes the tree interesting: `client` is a child and a parent.
 *
 *     agency
 *     ├── client
 *     │   └── shop
 *     └── other
 */
export const SLUGS = ['agency', 'client', 'shop', 'other'] as const;
export type Slug = (typeof SLUGS)[number];

export interface User {
  readonly email: string;
  readonly password: string;
  readonly slug: Slug;
  readonly group: string;
}

const user = (slug: Slug, group: string, local = group.toLowerCase()): User => ({
  email: `${local}@${slug}.example`,
  password: `${local} of ${slug} keeps this`,
  slug,
  group,
});

export const USERS = {
  agencyOwner: user('agency', 'Owner'),
  agencyAdministrator: user('agency', 'Administrator'),
  agencyDisabled: user('agency', 'Viewer', 'gone'),
  clientOwner: user('client', 'Owner'),
  clientAdministrator: user('client', 'Administrator'),
  clientViewer: user('client', 'Viewer'),
  clientDisabled: user('client', 'Viewer', 'gone'),
  shopOwner: user('shop', 'Owner'),
  otherOwner: user('other', 'Owner'),
} as const satisfies Record<string, User>;

export const PARENT_OF = { client: 'agency', shop: 'client', other: 'agency' } as const;

export interface AuditRow {
  readonly action: string;
  readonly actor: string;
  readonly actedAs: string | null;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The product's own server on a port of its own, over a real database, with mail that arrives. */
export interface ServerFixture {
  readonly url: string;
  readonly system: System;
  readonly sql: Sql;
  readonly mailbox: MailSink;
  /** An API key of each site that may do everything. */
  readonly keys: Readonly<Record<Slug, string>>;
  /** All that was logged, at the most talkative level. */
  readonly logged: string[];
  now(): number;
  /** Moves the business's clock. */
  advance(minutes: number): void;
  /** Another server of the same system with another configuration; answers its address. */
  serve(changes: Partial<Config>, options?: Partial<ServeOptions>): Promise<string>;
  browser(headers?: Readonly<Record<string, string>>, url?: string): Browser;
  /** A browser with a logged-in user. */
  enter(who: User): Promise<Browser>;
  /** A browser in which the Owner of the parent site impersonates the Owner of a site. */
  impersonate(slug: keyof typeof PARENT_OF): Promise<Browser>;
  /** Asks the API with a key: a site's, or one that is given. */
  api(method: string, path: string, body?: unknown, key?: Slug | (string & {})): Promise<Response>;
  siteId(slug: string): Promise<string>;
  userId(who: Pick<User, 'email' | 'slug'>): Promise<string>;
  /** What a site's log says, oldest first. */
  audit(slug: Slug): Promise<AuditRow[]>;
  /** Emails that reached an address, oldest first; waits until there are so many. */
  emailsTo(address: string, count: number): Promise<MailboxMessage[]>;
  /** A digest of every row of every table, but for when something was last used. */
  fingerprint(): Promise<Readonly<Record<string, string>>>;
  /** Forgets all failures to log in, so that one attack does not throttle the next. */
  forgive(): Promise<void>;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;

export interface ServerFixtureOptions extends Partial<ServeOptions> {
  /** A Temporal server, for tests with workflows; without one no workflow runs. */
  readonly temporal?: TemporalTarget;
}

export async function startServerFixture({
  temporal,
  ...options
}: ServerFixtureOptions = {}): Promise<ServerFixture> {
  // The thread that reads files runs from what is built.
  await sharedThing('workflows');
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-security-'));
  const database = await createTestDatabase({ max: 5 });
  const time = { aheadMs: 0 };
  const clock = { now: () => Date.now() + time.aheadMs };
  const mailbox = await startMailSink({ dataDir: folder, now: clock.now });
  const logged: string[] = [];
  const opened = openSystem({
    config: {
      ...readConfig({ DATABASE_CONNECTIONS_MAX: '8', MAIL_FROM: 'Agency <mail@agency.example>' }),
      port: 0,
    },
    addresses: {
      databaseUrl: database.url,
      temporal: temporal ?? plainTarget('127.0.0.1:1'),
      temporalUiUrl: null,
      smtpUrl: mailbox.url,
    },
    dataDir: folder,
    log: createLog({ level: 'trace', write: (line) => void logged.push(line) }),
    clock,
    name: 'security',
    allowPrivateWebhooks: true,
  });
  const idle = (): Promise<void> => Promise.resolve();
  const dispatcher =
    temporal === undefined ? createDispatcher({ sql: opened.sql, send: idle }) : opened.dispatcher;
  const system: System = { ...opened, dispatcher };
  const stops: (() => Promise<void>)[] = [];
  const serve: ServerFixture['serve'] = async (changes, more = {}) => {
    // Chosen beforehand, since a server with a public address does not print its local one.
    const port = await freePort();
    const options = { host: '127.0.0.1', port, mailbox: null, sandbox: null, ...more };
    // A process has one server, and these are several in one: each counts for itself.
    const instruments = createInstruments({ withProcess: false });
    const server = await serveApi(
      { ...system, instruments, config: { ...system.config, ...changes } },
      options,
    );
    stops.push(() => server.stop());
    return `http://127.0.0.1:${port}`;
  };
  const url = await serve({}, options);
  const keys: Record<string, string> = {};
  const { sql } = system;
  const fixture: ServerFixture = {
    url,
    system,
    sql,
    mailbox,
    keys: keys as Record<Slug, string>,
    logged,
    now: clock.now,
    advance: (minutes) => {
      time.aheadMs += minutes * MINUTE_MS;
    },
    serve,
    browser: (headers, at = url) => new Browser(at, headers),
    enter: async ({ slug, email, password }) => {
      const browser = fixture.browser();
      expectStatus(await browser.logIn(slug, email, password), 303, `${email} logs in`);
      return browser;
    },
    impersonate: async (slug) => {
      const above = PARENT_OF[slug] === 'agency' ? USERS.agencyOwner : USERS.clientOwner;
      const browser = fixture.browser();
      const answer = await browser.logIn(slug, `*${above.email}`, above.password);
      expectStatus(answer, 303, `${above.email} impersonates in ${slug}`);
      return browser;
    },
    api: (method, path, body, key = 'agency') =>
      ask(url, method.toUpperCase(), path, {
        headers: { authorization: `Bearer ${keys[key] ?? key}` },
        ...(body === undefined ? {} : { body }),
      }),
    siteId: async (slug) => one(await sql<{ id: string }[]>`select id from sites where slug = ${slug}`).id,
    userId: async ({ slug, email }) =>
      one(
        await sql<{ id: string }[]>`
          select u.id from users u join sites s on s.id = u.site_id where s.slug = ${slug} and u.email = ${email}`,
      ).id,
    audit: (slug) => sql<AuditRow[]>`
      select a.action, a.actor, a.acted_as as "actedAs", a.subject, a.before, a.after
        from audit a join sites s on s.id = a.site_id where s.slug = ${slug} order by a.id`,
    emailsTo: (address, count) => emailsTo(fixture, address, count),
    fingerprint: createFingerprint(sql),
    forgive: async () => {
      await sql`delete from login_failures`;
    },
    close: async () => {
      for (const stop of stops.reverse()) await stop();
      await dispatcher.stop();
      await opened.close();
      await mailbox.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await settle(fixture, keys);
  return fixture;
}

/** Founds the agency and settles everybody else over the API, as an installation comes to its users. */
async function settle(fixture: ServerFixture, keys: Record<string, string>): Promise<void> {
  const { sql } = fixture;
  const by = { now: fixture.now(), actor: 'cli' };
  const agency = { email: USERS.agencyOwner.email, slug: 'agency', name: 'Northlight Studio' };
  const { site, owner } = await foundRootSite(sql, { now: fixture.now(), ...agency });
  keys['agency'] = (await createApiKey(sql, by, { siteId: site.id, name: 'all' })).key;
  for (const slug of ['client', 'other', 'shop'] as const) {
    const body = { slug, name: `Site of ${slug}`, hostnames: [`${slug}.example`] };
    expectStatus(await fixture.api('post', '/v1/sites', body, PARENT_OF[slug]), 201, `site ${slug}`);
    keys[slug] = (await createApiKey(sql, by, { siteId: await fixture.siteId(slug), name: 'all' })).key;
    const { email, password } = USERS[`${slug}Owner`];
    const user = { email, password, name: `The Owner of ${slug}`, group: 'Owner' };
    const path = `/v1/sites/${slug}/users`;
    expectStatus(await fixture.api('post', path, user, PARENT_OF[slug]), 201, `Owner of ${slug}`);
  }
  await changeFoundersPassword(fixture, owner?.password ?? '');
  for (const each of Object.values(USERS).filter(({ group }) => group !== 'Owner'))
    await insertUserOf(fixture, each);
  for (const gone of [USERS.agencyDisabled, USERS.clientDisabled]) {
    const path = `/v1/sites/${gone.slug}/users/${await fixture.userId(gone)}`;
    expectStatus(
      await fixture.api('patch', path, { disabled: true }, gone.slug),
      200,
      `${gone.email} is disabled`,
    );
  }
}

/** The agency's Owner got a password when the installation was founded; they choose their own. */
async function changeFoundersPassword(fixture: ServerFixture, given: string): Promise<void> {
  const { slug, email, password } = USERS.agencyOwner;
  const browser = await fixture.enter({ ...USERS.agencyOwner, password: given });
  const change = { oldPassword: given, newPassword: password };
  expectStatus(
    await browser.post(`/sites/${slug}/sessions/password`, change),
    303,
    `${email} chooses a password`,
  );
}

export async function insertUserOf(
  fixture: ServerFixture,
  { slug, email, password, group }: User,
): Promise<string> {
  const path = `/v1/sites/${slug}/users`;
  const answer = await fixture.api(
    'post',
    path,
    { email, password, group, name: `${group} of ${slug}` },
    slug,
  );
  expectStatus(answer, 201, `${email} is added`);
  return String(answer.json['id']);
}

export function expectStatus({ status, text }: Response, wanted: number, what: string): void {
  if (status !== wanted) throw new Error(`${what}: ${status} instead of ${wanted}\n${text.slice(0, 500)}`);
}

function one<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('there is no such row');
  return row;
}

/** Sends what waits, as the scheduler would, until so many have reached a mailbox; some are written after the answer. */
async function emailsTo(
  { system: { sql, mailer }, mailbox, now }: Pick<ServerFixture, 'system' | 'mailbox' | 'now'>,
  address: string,
  count: number,
): Promise<MailboxMessage[]> {
  for (const until = Date.now() + 60_000; ;) {
    const actor = 'system/scheduler';
    const context = { sql, now: now(), wallNow: Date.now(), actor, wakeAccount: () => undefined };
    for (const key of await loadUnsentEmails(context, 100)) await deliverEmail(context, mailer, key);
    const emails = (await mailbox.list()).filter(({ to }) => to.includes(address));
    if (emails.length >= count || Date.now() > until) return emails;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** When something was last used is no change of it. */
const USE = ['last_seen_at', 'idle_at', 'last_used_at', 'last_failed_at'];

/** Nothing is written without a trace in the database's own log, so while that stands still the last digest is good. */
function createFingerprint(sql: Sql): ServerFixture['fingerprint'] {
  const last = { position: '', digests: {} as Record<string, string> };
  const positionNow = async (): Promise<string> =>
    one(await sql<{ at: string }[]>`select pg_current_wal_insert_lsn()::text as at`).at;
  return async () => {
    const position = await positionNow();
    if (position === last.position) return last.digests;
    last.digests = await fingerprintOf(sql);
    last.position = position;
    return last.digests;
  };
}

async function fingerprintOf(sql: Sql): Promise<Record<string, string>> {
  const columns = USE.map((column) => `'${column}'`).join(',');
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'outbox' order by tablename`;
  const digests = tables.map(
    ({ name }) => `
      select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(row::text, '' order by row::text)), '') as rows
        from (select to_jsonb(t) - array[${columns}] as row from "${name}" t) r`,
  );
  const rows = await sql.unsafe<{ name: string; rows: string }[]>(digests.join(' union all '));
  return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
}
