import { DATA_HEADERS } from '../../http/problem.js';

/** Allows an email's own styles and embedded pictures only; its links are disabled. */
const EMAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'self'; sandbox";

/** An email for a frame on our own page: it runs no script, loads nothing and opens no link. */
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
