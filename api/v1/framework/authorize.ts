import type { Context, MiddlewareHandler } from 'hono';
import { checkSession } from '../../../src/auth/sessions/sessions.js';
import { cookiesOf } from '../../auth/sessionCookies.js';
import type { AppDeps } from '../../deps.js';
import { problem } from '../../http/problem.js';
import { isSameOrigin } from '../../http/request/sameOrigin.js';
import type { ApiEnv, Caller } from './route.js';

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;
/** Routes that accept a site's page session; all others accept keys only. */
const SITE_PATH = /^\/v1\/sites\/([a-z0-9-]{1,63})(?:\/|$)/;
const SAFE_METHODS = new Set(['GET', 'HEAD']);

type Doors = Pick<AppDeps, 'sql' | 'keyRing' | 'clock' | 'baseUrl'>;

/**
 * Accepts a valid API key or, at a site's own routes and without a key, a valid session. Every failure gets the same
 * response.
 */
export function requireCaller(deps: Doors): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const written = c.req.header('authorization');
    const caller = written === undefined ? await sessionCaller(deps, c) : await keyCaller(deps, written);
    if (caller === undefined) {
      const detail = 'Send an API key: Authorization: Bearer <key>.';
      return problem('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer realm="sitetab"' } });
    }
    const isFromPages = caller.session !== undefined && !SAFE_METHODS.has(c.req.method);
    if (isFromPages && !isSameOrigin(c.req.raw.headers, deps.baseUrl())) {
      return problem('forbidden', 'Requests with a session must come from this site’s own pages.');
    }
    c.set('caller', caller);
    return next();
  };
}

async function keyCaller({ keyRing, clock }: Doors, written: string): Promise<Caller | undefined> {
  const text = BEARER.exec(written)?.[1];
  if (text === undefined) return undefined;
  const key = await keyRing.find(text, { now: clock.now(), wallNow: Date.now() });
  if (key === undefined) return undefined;
  const { id, siteId, permissions, expiresAt: until, group } = key;
  return { id, actor: `key/${id}`, siteId, permissions, until, group };
}

async function sessionCaller({ sql, clock, baseUrl }: Doors, c: Context): Promise<Caller | undefined> {
  const slug = SITE_PATH.exec(c.req.path)?.[1];
  if (slug === undefined) return undefined;
  const cookies = cookiesOf(c, slug, baseUrl());
  const [own, impersonation] = [cookies.get('session'), cookies.get('impersonation')];
  if (own === undefined && impersonation === undefined) return undefined;
  const session = await checkSession({ sql, now: clock.now() }, { slug, own, impersonation });
  if (session === undefined) return undefined;
  const { user, site, actor, actedAs, permissions } = session;
  return {
    id: user.id,
    actor,
    ...(actedAs === undefined ? {} : { actedAs }),
    siteId: site.id,
    permissions,
    until: null,
    group: user.group,
    session,
  };
}
