import { DATA_HEADERS } from '../../http/problem.js';

/** An email may carry its own style and pictures that are in it, and nothing else; no link in it leads anywhere. */
const EMAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'self'; sandbox";

/** An email by itself, for a frame on one of our own pages: nothing in it runs, loads or is let out. */
export function emailDocument(html: string): Response {
  return new Response(html, {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'text/html; charset=UTF-8',
      'content-security-policy': EMAIL_POLICY,
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=15552000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    },
  });
}
