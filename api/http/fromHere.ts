import type { Context as HttpContext } from 'hono';
import { socketAddress } from './socketAddress.js';

const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
/** What proxies add to the requests they pass on. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Whether a request comes from this machine directly: over the loopback address, under its name, through no proxy. An
 * installation with a public address has a proxy on this machine whose requests look alike, so there the answer is
 * always no. A request without a socket is a test's.
 */
export function isFromHere(c: HttpContext, baseUrl: string): boolean {
  const address = socketAddress(c);
  if (address === undefined) return true;
  const isForwarded = FORWARDED.some((name) => c.req.header(name) !== undefined);
  const asked = hostnameOf(`http://${c.req.header('host') ?? ''}`);
  return (
    LOOPBACK_ADDRESS.test(address) &&
    !isForwarded &&
    LOOPBACK_NAMES.has(asked) &&
    LOOPBACK_NAMES.has(hostnameOf(baseUrl))
  );
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
