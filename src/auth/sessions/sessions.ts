import { type Adapter, Lucia, TimeSpan } from 'lucia';
import { randomUUID } from 'node:crypto';
import type { Instant } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { findSession, insertSession, type SessionFound, touchSession } from '../../store/auth/sessions.js';
import type { AuthContext } from '../context.js';
import { digestOfSecret } from '../digest.js';
import { endDeadSession } from './endSessions.js';
import { LIFETIMES, type SessionKind } from './lifetimes.js';
import type { SessionCookies, Session } from './session.js';
import { sessionOf } from './sessionOf.js';

// The only module that uses lucia, which makes the ids and decides whether a session is valid. The adapter below stores
// sessions and ends them by business time.

/** The shape of lucia's ids: 200 random bits in base 32. Any other text needs no query. */
const TOKEN = /^[a-z2-7]{40}$/;

/** What is stored with a new session. */
export interface SessionStart {
  readonly siteId: string;
  readonly userId: string;
  readonly credentialsVersion: number;
  readonly impersonationId: string | null;
  readonly address: string;
  readonly browser: string;
}

declare module 'lucia' {
  interface Register {
    DatabaseSessionAttributes: { start?: SessionStart };
  }
}

/**
 * Lucia's expiry has one length for all sessions, follows machine time and knows no final end. A length of zero turns
 * it off, and each kind of session has its own instance.
 */
function luciaOf(adapter: Adapter): Lucia {
  return new Lucia(adapter, { sessionExpiresIn: new TimeSpan(0, 'ms') });
}

/** Stores a new session and returns the value of its cookie. The id is made here, never taken from a browser. */
export async function startSession(
  transaction: Queryable,
  kind: SessionKind,
  start: SessionStart,
  now: Instant,
): Promise<{ token: string; handle: string; endsAt: Instant }> {
  const { idleMs, endMs } = LIFETIMES[kind];
  const handle = randomUUID();
  const endsAt = now + endMs;
  const times = { createdAt: now, idleAt: now + idleMs, endsAt };
  const adapter: Adapter = {
    ...nothingElse,
    setSession: ({ id }) =>
      insertSession(transaction, {
        ...start,
        ...times,
        handle,
        id: digestOfSecret(id),
        browser: nameOf(start),
      }),
  };
  const { id: token } = await luciaOf(adapter).createSession(start.userId, {});
  return { token, handle, endsAt };
}

/** A browser's user agent can be any text. */
function nameOf({ browser }: SessionStart): string {
  return browser.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 300);
}

/** The stored digest of the session id in a cookie. */
export function sessionIdsOf(cookies: SessionCookies): string[] {
  return [cookies.own, cookies.impersonation]
    .filter((token) => token !== undefined && TOKEN.test(token))
    .map((token) => digestOfSecret(token ?? ''));
}

/**
 * The user of this site's session; none if there is no valid one. An impersonation goes before the user's own session.
 */
export async function checkSession(
  context: Pick<AuthContext, 'sql' | 'now'>,
  { slug, own, impersonation }: SessionCookies & { readonly slug: string },
): Promise<Session | undefined> {
  return (
    (await checkKind(context, 'impersonation', slug, impersonation)) ??
    (await checkKind(context, 'own', slug, own))
  );
}

async function checkKind(
  context: Pick<AuthContext, 'sql' | 'now'>,
  kind: SessionKind,
  slug: string,
  token: string | undefined,
): Promise<Session | undefined> {
  if (token === undefined || !TOKEN.test(token)) return undefined;
  const { sql, now } = context;
  const lookup: { found?: SessionFound | undefined } = {};
  const adapter = lookupAdapter(lookup, now, async (id) => {
    const found = await findSession(sql, { id: digestOfSecret(id), slug, now });
    return kindOf(found) === kind ? found : undefined;
  });
  const { session } = await luciaOf(adapter).validateSession(token);
  const { found } = lookup;
  if (found === undefined) return undefined;
  if (session === null) {
    await endDeadSession(context, found);
    return undefined;
  }
  const { idleMs, notedMs } = LIFETIMES[kind];
  if (now - found.lastSeenAt >= notedMs) await touchSession(sql, { id: found.id, now, idleAt: now + idleMs });
  return sessionOf(found);
}

function kindOf(found: SessionFound | undefined): SessionKind | undefined {
  if (found === undefined) return undefined;
  return found.impersonationId === null ? 'own' : 'impersonation';
}

/**
 * An adapter that finds one session and remembers it. Lucia compares with machine time, so the expiry is shifted by the
 * difference to business time.
 */
function lookupAdapter(
  lookup: { found?: SessionFound | undefined },
  now: Instant,
  find: (id: string) => Promise<SessionFound | undefined>,
): Adapter {
  return {
    ...nothingElse,
    getSessionAndUser: async (id) => {
      lookup.found = await find(id);
      if (lookup.found?.isAlive !== true) return [null, null];
      const { user, idleAt, endsAt } = lookup.found;
      const expiresAt = new Date(Math.min(idleAt, endsAt) + Date.now() - now);
      return [
        { id, userId: user.id, expiresAt, attributes: {} },
        { id: user.id, attributes: {} },
      ];
    },
  };
}

/** Sessions are ended elsewhere, which also logs it. Lucia calls none of the other methods. */
const nothingElse: Adapter = {
  getSessionAndUser: () => Promise.resolve([null, null]),
  getUserSessions: () => Promise.resolve([]),
  setSession: () => Promise.resolve(),
  updateSessionExpiration: () => Promise.resolve(),
  deleteSession: () => Promise.resolve(),
  deleteUserSessions: () => Promise.resolve(),
  deleteExpiredSessions: () => Promise.resolve(),
};
