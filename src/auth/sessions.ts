import type { AuthContext } from './context.js';
import type { SessionCookies, Visitor } from './visitor.js';

/** Who the session of this site is; nothing when there is none or it has ended. */
export function checkSession(
  _context: Pick<AuthContext, 'sql' | 'now'>,
  _request: SessionCookies & { readonly slug: string },
): Promise<Visitor | undefined> {
  return Promise.reject(new Error('not yet'));
}
