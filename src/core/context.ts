import type { Sql } from '../platform/sql/sql.js';
import type { Instant } from './values/zone.js';

/** The context of every operation: the database, the actor and the time. */
export interface Context {
  readonly sql: Sql;
  /** Business time; under the test clock it differs from machine time. */
  readonly now: Instant;
  /** Machine time, for retries and leases of the infrastructure only. */
  readonly wallNow: Instant;
  /** The actor, as in entries and audit rows: `user/<id>`, `key/<id>`, `system/worker`, `cli`. */
  readonly actor: string;
  /** Under impersonation: `user/<id>` of the impersonated Owner. */
  readonly actedAs?: string;
  /** The hostname of this installation, if known: no site may have it. */
  readonly baseUrl?: string | undefined;
  /** The kinds of connectors of this installation, for operations that set a site's connector. */
  readonly connectorKinds?: ReadonlySet<string> | undefined;
  /** Whether the mail server accepts addresses outside ASCII; true if it does not respond. */
  readonly supportsSmtpUtf8?: (() => Promise<boolean>) | undefined;
  /** The sender's address of emails, for pages that show emails. */
  readonly mailFrom?: string | undefined;
  /** The id of the request, for finding it in the log. */
  readonly requestId?: string;
  /**
   * Signals an account's workflow to assess again, after the commit. Failures are ignored, since the scheduler delivers
   * the signal too. Urgent: visitors wait for it, as when a suspended account may be reactivated.
   */
  readonly wakeAccount: (accountId: string, isUrgent?: boolean) => void;
}

/** An operation of one tenant; data of other tenants is not found. */
export interface SiteContext extends Context {
  readonly siteId: string;
}

/** Names of the signals an account workflow handles. All mean "assess again"; the names help readers of its history. */
export type SignalName =
  'paymentReceived' | 'chargePosted' | 'usageSurged' | 'settingsChanged' | 'closeRequested';

/** How long the caller may take to send its signal before the scheduler does. */
const RETRY_GRACE_MS = 2_000;

/** The earliest time at which the scheduler delivers a signal that the caller is about to send. */
export function retryFrom(context: Context): Instant {
  return context.wallNow + RETRY_GRACE_MS;
}
