import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context as HttpContext } from 'hono';

/** The socket's remote address; undefined without a socket, as in tests. */
export function socketAddress(c: HttpContext): string | undefined {
  const env = c.env as { readonly incoming?: unknown } | undefined;
  return env?.incoming === undefined ? undefined : getConnInfo(c).remote.address;
}
