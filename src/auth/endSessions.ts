import type { Refusal } from '../billing/index.js';
import type { AuthContext } from './context.js';
import type { Visitor } from './visitor.js';

export interface SessionShown {
  readonly handle: string;
  /** Where it is: their own site, or the child they stepped into. */
  readonly site: { readonly slug: string; readonly name: string };
  readonly impersonates: boolean;
  readonly address: string;
  readonly browser: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly endsAt: number;
  readonly isThis: boolean;
}

/** Signs out. */
export function endSession(_context: AuthContext, _visitor: Visitor): Promise<void> {
  return Promise.reject(new Error('not yet'));
}

export function endOtherSessions(_context: AuthContext, _visitor: Visitor): Promise<void> {
  return Promise.reject(new Error('not yet'));
}

/** Signs out everywhere. */
export function endAllSessions(_context: AuthContext, _visitor: Visitor): Promise<void> {
  return Promise.reject(new Error('not yet'));
}

export function endSessionByHandle(
  _context: AuthContext,
  _visitor: Visitor,
  _handle: string,
): Promise<Refusal | undefined> {
  return Promise.reject(new Error('not yet'));
}

export function listSessions(_context: AuthContext, _visitor: Visitor): Promise<SessionShown[]> {
  return Promise.reject(new Error('not yet'));
}
