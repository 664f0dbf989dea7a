import type { Context as HttpContext } from 'hono';
import { socketAddress } from './socketAddress.js';

const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Headers that proxies add to requests. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Whether a request comes directly from this machine: over loopback, with a local name, without a proxy. Always false
 * for an installation with a public address, because requests through its local proxy may look the same. A request
 * without a socket comes from a test.
 */
export function isFromHere(c: HttpContext, baseUrl: string): boolean {
  const address = socketAddress(c);
  if (address === undefined) return true;
  const isForwarded = FORWARDED.some((name) => c.req.header(name) !== undefined);
  const requested = hostnameOf(`http://${c.req.header('host') ?? ''}`);
  return (
    LOOPBACK_ADDRESS.test(address) &&
    !isForwarded &&
    LOOPBACK_NAMES.has(requested) &&
    LOOPBACK_NAMES.has(hostnameOf(baseUrl))
  );
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
