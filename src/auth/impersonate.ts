import type { Refusal } from '../billing/index.js';
import type { AuthContext } from './context.js';
import type { Visitor } from './visitor.js';

export interface ImpersonationShown {
  readonly id: string;
  readonly impersonator: { readonly name: string; readonly email: string; readonly site: string };
  readonly address: string;
  readonly startedAt: number;
  readonly lastSeenAt: number;
  /** Null: still in. */
  readonly endedAt: number | null;
  /** What they did, oldest first. */
  readonly actions: readonly { readonly at: number; readonly action: string; readonly subject: string }[];
}

/** Who stepped into a site, newest first. */
export function listImpersonations(
  _context: Pick<AuthContext, 'sql' | 'now'>,
  _siteId: string,
  _page: { readonly before?: string | undefined; readonly limit: number },
): Promise<ImpersonationShown[]> {
  return Promise.reject(new Error('not yet'));
}

/** From now on whoever steps in must know a code, which is returned once and never again; or must not any more. */
export function setInvitationCode(
  _context: AuthContext,
  _visitor: Visitor,
  _on: boolean,
): Promise<{ readonly code: string | null } | Refusal> {
  return Promise.reject(new Error('not yet'));
}
