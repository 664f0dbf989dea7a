import type { Instant, LocalDate } from '../src/core/values/zone.js';
import type { Sender } from './email.js';

/** What every email to one of a site's users says. */
interface UserEmailFields {
  readonly language: string;
  readonly timeZone: string;
  readonly sender: Sender;
  readonly recipientName: string;
  readonly siteName: string;
}

export interface InvitationEmail extends UserEmailFields {
  readonly kind: 'invitation';
  readonly groupName: string;
  /** Null: the site was created for its Owner, not by an invitation of a user. */
  readonly invitedBy: string | null;
  readonly expiresAt: Instant;
  /** Goes into the email as it is, HTML-escaped. It must be a URL of ours, never user input. */
  readonly link: string;
}

export interface PasswordResetEmail extends UserEmailFields {
  readonly kind: 'password-reset';
  readonly expiresAt: Instant;
  /** As in an invitation. */
  readonly link: string;
}

/** To a site's Owner: the Owner of the parent site has started an impersonation. */
export interface ImpersonationEmail extends UserEmailFields {
  readonly kind: 'impersonation';
  /** By name and address. */
  readonly who: string;
  /** The name of the parent site. */
  readonly from: string;
  readonly startedAt: Instant;
  readonly endsAt: Instant;
  /** The caller's own address, as a link is. */
  readonly logUrl: string;
}

/** To a site's Owner: it is closed because its host's own service is interrupted. */
export interface UpstreamEmail extends UserEmailFields {
  readonly kind: 'upstream';
  readonly since: Instant;
  readonly hostName: string;
  /** The account that pays for the site; null where there is none. Minor units. */
  readonly own?: {
    readonly currency: string;
    readonly missing: bigint;
    readonly isSuspended: boolean;
    readonly isHeld: boolean;
  } | null;
}

/** To one of a site's users, at the address they had: how they log in was changed. */
export interface LoginChangedEmail extends UserEmailFields {
  readonly kind: 'login-changed';
  readonly change: LoginChange;
  readonly changedAt: Instant;
  /** Where a user who cannot log in gets a new password; must be a URL of ours, like every link. */
  readonly forgotUrl: string;
}

export type LoginChange = 'email' | 'password' | 'second-factor' | 'second-factor-removed';

/**
 * To the Owner of a tenant: too many accounts reached their limit within an hour, so further suspensions are held back.
 */
export interface BreakerEmail extends UserEmailFields {
  readonly kind: 'breaker';
  readonly trippedAt: Instant;
  /** Suspended within the hour, of so many active ones, when so many may be. */
  readonly suspended: number;
  readonly active: number;
  readonly allowed: number;
  /** Kept open below their limit, and the sites they pay for. */
  readonly accounts: number;
  readonly sites: number;
  /** The first few of them. */
  readonly names: readonly string[];
  /** They were written to before. */
  readonly isReminder: boolean;
  /** Where to decide; must be a URL of ours, like every link. Null while the address of the pages is unknown. */
  readonly pageUrl: string | null;
}

/** To the same: meters that always spoke have stopped reporting. */
export interface SilenceEmail extends UserEmailFields {
  readonly kind: 'silence';
  /** The first few of the sites, each with its meters. */
  readonly silent: readonly {
    readonly name: string;
    readonly meters: readonly string[];
    readonly lastDay: LocalDate;
  }[];
  /** How many sites there are in all. */
  readonly count: number;
  readonly pageUrl: string | null;
}

export type UserEmailContent =
  | InvitationEmail
  | PasswordResetEmail
  | ImpersonationEmail
  | UpstreamEmail
  | LoginChangedEmail
  | BreakerEmail
  | SilenceEmail;

export type UserEmailKind = UserEmailContent['kind'];
