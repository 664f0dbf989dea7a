import type { Sql } from '../platform/sql/sql.js';
import type { Instant } from './values/zone.js';

/** What every operation gets: the database, on whose behalf, and what time it is. */
export interface Context {
  readonly sql: Sql;
  /** The business's time; under the test clock not the machine's. */
  readonly now: Instant;
  /** The machine's time, for retries and leases of the infrastructure only. */
  readonly wallNow: Instant;
  /** Who does it, as it stands in entries and audit rows: `user/<id>`, `key/<id>`, `system/worker`, `cli`. */
  readonly actor: string;
  /** Under impersonation: `user/<id>` of the Owner whose view the actor has. */
  readonly actedAs?: string;
  /** Where this installation is reached, if that is known: no site may have its name. */
  readonly baseUrl?: string | undefined;
  /** The kinds of connectors that this installation has, where sites are given one. */
  readonly connectorKinds?: ReadonlySet<string> | undefined;
  /** Whether the mail server writes to addresses in other letters than ASCII; yes where it cannot be asked. */
  readonly supportsSmtpUtf8?: (() => Promise<boolean>) | undefined;
  /** The address that emails come from, where emails are shown. */
  readonly mailFrom?: string | undefined;
  /** The request it came with, for looking it up in the log. */
  readonly requestId?: string;
  /**
   * Tells an account's workflow to assess again, after the commit; fire and forget, the scheduler makes it sure. Urgent is
   * what visitors wait for: a suspended account that may come back.
   */
  readonly wakeAccount: (accountId: string, isUrgent?: boolean) => void;
}

/** An operation of one tenant: everything else is not found. */
export interface SiteContext extends Context {
  readonly siteId: string;
}

/** Names of the signals an account workflow handles. All mean "assess again"; the name is for the reader. */
export type SignalName =
  'paymentReceived' | 'chargePosted' | 'usageSurged' | 'settingsChanged' | 'closeRequested';

/** How long the caller's own signal has before the scheduler takes over. */
const RETRY_GRACE_MS = 2_000;

/** From when the scheduler may deliver a signal that the caller is about to send itself. */
export function retryFrom(context: Context): Instant {
  return context.wallNow + RETRY_GRACE_MS;
}
