import type { MiddlewareHandler } from 'hono';
import { EVERY_PERMISSION, type KeyRing } from '../../src/auth/index.js';
import { problem } from '../problem.js';
import type { ApiEnv } from './route.js';

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;

/** Lets in whoever brings a good API key. Whatever is wrong with one, the answer is the same. */
export function requireKey(keyRing: KeyRing): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const written = BEARER.exec(c.req.header('authorization') ?? '')?.[1];
    const key = written === undefined ? undefined : await keyRing.find(written, Date.now());
    if (key === undefined) {
      const detail = 'Send an API key: Authorization: Bearer <key>.';
      return problem('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer realm="sitetab"' } });
    }
    c.set('caller', { id: key.id, siteId: key.siteId, permissions: EVERY_PERMISSION });
    return next();
  };
}
