import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context as HttpContext } from 'hono';

/** The other end of the socket. Asked without one, as a test does, a request comes from nowhere. */
export function socketAddress(c: HttpContext): string | undefined {
  const env = c.env as { readonly incoming?: unknown } | undefined;
  return env?.incoming === undefined ? undefined : getConnInfo(c).remote.address;
}
