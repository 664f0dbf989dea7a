import type { Instant } from '../core/values/zone.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Sql } from '../platform/sql/sql.js';

/** What everything about users gets: the database, the time, and on whose behalf. */
export interface AuthContext {
  readonly sql: Sql;
  /** The business's time; sessions, links and counters of failures go by it, so that a test clock moves them. */
  readonly now: Instant;
  /** The machine's time; one-time codes go by it, since the other person's device does. */
  readonly wallNow: Instant;
  /** `user/<id>`, `key/<id>`, `cli` …; before a login `nobody`. */
  readonly actor: string;
  /** Under impersonation: `user/<id>` of the Owner whose view the actor has. */
  readonly actedAs?: string;
  readonly requestId?: string;
  readonly secrets: SecretBox;
  /** How the outside reaches us, without a slash at the end; links in emails start with it. */
  readonly baseUrl: string;
}
