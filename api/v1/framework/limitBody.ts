import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { problem } from '../../http/problem.js';
import type { ApiEnv } from './route.js';

const BODY_BYTES_MAX = 5_000_000;

/**
 * Refuses bodies that are too large. The length a request names is the length that is read, so that the body need not
 * be opened to measure it: that alone would cost as much as the rest of a request.
 */
export function limitBody(): MiddlewareHandler<ApiEnv> {
  const measure = bodyLimit({ maxSize: BODY_BYTES_MAX, onError: refuse });
  return (c, next) => {
    const { method } = c.req;
    if (c.req.header('transfer-encoding') !== undefined) return measure(c, next);
    const length = c.req.header('content-length');
    if (length !== undefined) return Number(length) > BODY_BYTES_MAX ? Promise.resolve(refuse()) : next();
    return method === 'GET' || method === 'HEAD' ? next() : measure(c, next);
  };
}

function refuse(): Response {
  return problem('too_large', 'The body is larger than 5 MB.');
}
