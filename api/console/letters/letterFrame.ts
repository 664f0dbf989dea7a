import { DATA_HEADERS } from '../../http/problem.js';

/** A letter may carry its own style and pictures that are in it, and nothing else; no link in it leads anywhere. */
const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'self'; sandbox";

/** A letter by itself, for a frame on one of our own pages: nothing in it runs, loads or is let out. */
export function letterFrame(html: string): Response {
  return new Response(html, {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'text/html; charset=UTF-8',
      'content-security-policy': LETTER_POLICY,
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=15552000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    },
  });
}
