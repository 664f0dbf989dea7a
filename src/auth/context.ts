import type { Instant } from '../core/values/zone.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Sql } from '../platform/sql/sql.js';

/** The context of every operation on users: the database, the time and the actor. */
export interface AuthContext {
  readonly sql: Sql;
  /** Business time, for sessions, links and failure counters, so that a test clock moves them. */
  readonly now: Instant;
  /** Machine time, for one-time codes: the user's device uses real time, too. */
  readonly wallNow: Instant;
  /** `user/<id>`, `key/<id>`, `cli` …; before a login `nobody`. */
  readonly actor: string;
  /** Under impersonation: `user/<id>` of the impersonated Owner. */
  readonly actedAs?: string;
  readonly requestId?: string;
  readonly secrets: SecretBox;
  /** The public base URL, without a slash at the end; links in emails start with it. */
  readonly baseUrl: string;
}
