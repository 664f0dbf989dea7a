import type { MiddlewareHandler } from 'hono';
import type { AppDeps } from '../deps.js';
import { problem } from '../problem.js';
import type { ApiEnv } from './route.js';

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;

/** Lets in whoever brings a good API key. Whatever is wrong with one, the answer is the same. */
export function requireKey({
  keyRing,
  clock,
}: Pick<AppDeps, 'keyRing' | 'clock'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const written = BEARER.exec(c.req.header('authorization') ?? '')?.[1];
    const times = { now: clock.now(), wallNow: Date.now() };
    const key = written === undefined ? undefined : await keyRing.find(written, times);
    if (key === undefined) {
      const detail = 'Send an API key: Authorization: Bearer <key>.';
      return problem('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer realm="sitetab"' } });
    }
    const { id, siteId, permissions, expiresAt: until } = key;
    c.set('caller', { id, actor: `key/${id}`, siteId, permissions, until });
    return next();
  };
}
