import { randomUUID } from 'node:crypto';
import type { AuthContext } from '../../src/auth/context.js';
import { logIn } from '../../src/auth/login/logIn.js';
import type { LoginAttempt, LoginOutcome } from '../../src/auth/login/loginTypes.js';
import { hashPassword } from '../../src/auth/login/passwords.js';
import { checkSession } from '../../src/auth/sessions/sessions.js';
import type { Session } from '../../src/auth/sessions/session.js';
import { newId } from '../../src/platform/ids.js';
import { createSite } from '../../src/sites/manageSites.js';
import { findOwner, insertUser } from '../../src/store/auth/users.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

/** A tree of sites whose users have passwords, at an instant that tests move. */
export interface AuthFixture {
  readonly fixture: Fixture;
  readonly time: { now: number };
  context(): AuthContext;
  /** Adds a site under another; its Owner is `owner@<slug>.example` with the password `<slug> owner secret`. */
  site(slug: string, parent?: string): Promise<string>;
  /** Adds a user with the password `<name> has a secret`. */
  user(slug: string, name: string, group: string): Promise<string>;
  try(attempt: Partial<LoginAttempt>): Promise<LoginOutcome>;
  /** Steps from the agency into a site. */
  impersonate(slug: string): Promise<Entered>;
  enter(attempt: Partial<LoginAttempt>): Promise<Entered>;
  check(entered: Pick<Entered, 'kind' | 'token'>, slug: string): Promise<Session | undefined>;
  siteId(slug: string): Promise<string>;
  ownerId(slug: string): Promise<string>;
}

export type Entered = Extract<LoginOutcome, { outcome: 'in' }>;

export const OWNER = { identifier: 'owner@agency.example', password: 'agency owner secret' };
export const STAR = { identifier: '*owner@agency.example', password: 'agency owner secret' };

const START = Date.parse('2026-03-02T10:00:00Z');
const hashes = new Map<string, Promise<string>>();

/** The same password is hashed once for all tests: a hash takes longer than most of them. */
export function hashOf(password: string): Promise<string> {
  const known = hashes.get(password) ?? hashPassword(password);
  hashes.set(password, known);
  return known;
}

export async function createAuthFixture(): Promise<AuthFixture> {
  const fixture = await createFixture();
  const { sql } = fixture.database;
  const time = { now: START };
  const context = (): AuthContext => ({
    ...fixture.at(time.now),
    wallNow: time.now,
    actor: 'nobody',
    requestId: randomUUID(),
    baseUrl: 'https://tab.example',
  });
  const attempt = (given: Partial<LoginAttempt>): LoginAttempt => ({
    slug: 'agency',
    ...OWNER,
    address: '192.0.2.1',
    browser: 'A browser',
    ...given,
  });
  const auth: AuthFixture = {
    fixture,
    time,
    context,
    site: async (slug, parent = 'agency') => {
      const owner = { name: `Owner of ${slug}`, email: `owner@${slug}.example` };
      const site = { slug, name: slug, hostnames: [], owner };
      const { id } = granted(
        await createSite({ ...fixture.at(time.now), siteId: await auth.siteId(parent) }, site),
      );
      await claim(auth, slug);
      return id;
    },
    user: async (slug, name, group) => {
      const id = newId(time.now);
      const email = `${name}@${slug}.example`;
      const passwordHash = await hashOf(`${name} has a secret`);
      const siteId = await auth.siteId(slug);
      await insertUser(sql, {
        id,
        siteId,
        email,
        canonicalEmail: email,
        name,
        group,
        passwordHash,
        createdAt: time.now,
      });
      return id;
    },
    try: (given) => logIn(context(), attempt(given)),
    enter: async (given) => entered(await auth.try(given)),
    impersonate: (slug) => auth.enter({ ...STAR, slug }),
    check: ({ kind, token }, slug) => checkSession(context(), { slug, [kind]: token }),
    siteId: async (slug) => {
      const [row] = await sql<{ id: string }[]>`select id from sites where slug = ${slug}`;
      if (row === undefined) throw new Error(`no site ${slug}`);
      return row.id;
    },
    ownerId: async (slug) => (await findOwner(sql, await auth.siteId(slug)))?.id ?? '',
  };
  await claim(auth, 'agency');
  return auth;
}

async function claim(auth: AuthFixture, slug: string): Promise<void> {
  await auth.fixture.database.sql`
    update users set password_hash = ${await hashOf(`${slug} owner secret`)} where id = ${await auth.ownerId(slug)}`;
}

export function entered(outcome: LoginOutcome): Entered {
  if (outcome.outcome !== 'in') throw new Error(`not let in: ${JSON.stringify(outcome)}`);
  return outcome;
}
