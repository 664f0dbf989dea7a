import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

const GIVEN = /^[A-Za-z0-9-]{8,64}$/;

/**
 * Gives every request a name, by which its audit rows and its lines in the log are found; one that a proxy gave it
 * already is kept. The answer says it in `X-Request-Id`.
 */
export function nameRequests(): MiddlewareHandler<{ Variables: { requestId: string } }> {
  return async (c, next) => {
    // Named by the API's own already: nothing answered under its path.
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

/** The name of a request as a problem's `instance`. */
export function instanceOf(requestId: string): string {
  return UUID.test(requestId) ? `urn:uuid:${requestId}` : `urn:sitetab:request:${requestId}`;
}
