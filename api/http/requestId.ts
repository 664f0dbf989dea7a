import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

const GIVEN = /^[A-Za-z0-9-]{8,64}$/;

/**
 * Gives every request an id that is stored in its audit rows and log lines; keeps an id set by a proxy. The response
 * has it in `X-Request-Id`.
 */
export function nameRequests(): MiddlewareHandler<{ Variables: { requestId: string } }> {
  return async (c, next) => {
    // The API's middleware has already set the id; no route matched the path.
    if ((c.get('requestId') as string | undefined) !== undefined) return next();
    const given = c.req.header('x-request-id');
    const requestId = given !== undefined && GIVEN.test(given) ? given : randomUUID();
    c.set('requestId', requestId);
    await next();
    c.res.headers.set('x-request-id', requestId);
    return undefined;
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The request id as the `instance` of an error response. */
export function instanceOf(requestId: string): string {
  return UUID.test(requestId) ? `urn:uuid:${requestId}` : `urn:sitetab:request:${requestId}`;
}
