/**
 * Whether a request that changes something comes from our own pages. A browser says where it comes from, in
 * `Sec-Fetch-Site` or at least in `Origin`; what says neither is no browser, and carries no cookie it was not given by
 * its own user. The origin is compared with the address we are configured to have: behind a proxy, the request's own
 * address is another.
 */
export function isSameOrigin(headers: Headers, baseUrl: string): boolean {
  const from = headers.get('sec-fetch-site');
  if (from !== null) return from === 'same-origin' || from === 'none';
  const origin = headers.get('origin');
  return origin === null || origin === new URL(baseUrl).origin;
}
