import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { bearsToken } from '../../src/platform/bearer.js';
import type { SecretBox } from '../../src/platform/secretBox.js';

const COOKIE = 'sitetab.viewer';
const KEPT_SECONDS = 30 * 86_400;

/**
 * The key to the mailbox and metrics of a trial installation, printed by `npm start`. A key is needed because a request
 * cannot prove that it comes from this machine and not through a proxy on it.
 */
export function viewerKey(secrets: Pick<SecretBox, 'mark'>): string {
  return secrets.mark('viewer', 'evaluation').subarray(0, 18).toString('base64url');
}

/** Whether a request has the key: as `?key=`, in the cookie set by that, or as a bearer token. */
export function bringsViewerKey(c: Context, secrets: Pick<SecretBox, 'mark'>): boolean {
  const given = c.req.query('key') ?? getCookie(c, COOKIE);
  const header = given === undefined ? c.req.header('authorization') : `Bearer ${given}`;
  return bearsToken(header, viewerKey(secrets));
}

export function keepViewerKey(c: Context, secrets: Pick<SecretBox, 'mark'>): void {
  const shape = { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: KEPT_SECONDS } as const;
  setCookie(c, COOKIE, viewerKey(secrets), shape);
}
