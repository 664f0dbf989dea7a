/**
 * Whether a request that changes something comes from our own pages. A browser sends `Sec-Fetch-Site` or at least
 * `Origin`. A client that sends neither is not a browser, so another site cannot make it send a user's cookie.
 * `Origin` is compared with the configured address, because behind a proxy the request's own address is different.
 */
export function isSameOrigin(headers: Headers, baseUrl: string): boolean {
  const from = headers.get('sec-fetch-site');
  if (from !== null) return from === 'same-origin' || from === 'none';
  const origin = headers.get('origin');
  return origin === null || origin === new URL(baseUrl).origin;
}
