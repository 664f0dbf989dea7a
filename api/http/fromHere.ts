import type { Context as HttpContext } from 'hono';
import { socketAddress } from './socketAddress.js';

const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
/** What proxies add to the requests they pass on. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Whether somebody at this very machine asks an installation that is reached by no other way: over the loopback
 * address, under its name, through no proxy. An installation with a public address has a proxy on this machine, whose
 * requests look alike, so that one is never asked from here. Without a socket it is a test that asks.
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
