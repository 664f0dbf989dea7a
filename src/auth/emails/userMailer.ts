import type { Instant } from '../../core/values/zone.js';

/**
 * What every email to a user contains: the language, the recipient, the site. `loadSharedEmailFields` loads most of it.
 */
interface SharedUserEmailFields {
  /** BCP 47. */
  readonly language: string;
  readonly timeZone: string;
  /** Who writes: the parent site, or the site itself where there is none. */
  readonly sender: {
    readonly name: string;
    readonly email?: string;
    readonly address?: string;
    readonly phone?: string;
    /** The agency's own colour, logo and foot of emails. */
    readonly look?: {
      readonly accent?: string;
      readonly footer?: string;
      readonly logo?: { readonly source: string; readonly width: number; readonly height: number };
    };
  };
  readonly recipientName: string;
  readonly siteName: string;
}

/** An email to one of a site's users. A `link` is LINK_PLACEHOLDER: the true one goes to `queueUserEmail` alone. */
export type UserEmail = SharedUserEmailFields &
  (
    | {
        readonly kind: 'invitation';
        readonly groupName: string;
        /** The name of the inviting user; null: the site was created for them, without an invitation by a user. */
        readonly invitedBy: string | null;
        readonly expiresAt: Instant;
        readonly link: string;
      }
    | { readonly kind: 'password-reset'; readonly expiresAt: Instant; readonly link: string }
    | {
        readonly kind: 'impersonation';
        /** The impersonator, by name and address: "Ada Quay <ada@agency.example>". */
        readonly who: string;
        /** The name of the parent site, whose Owner that is. */
        readonly from: string;
        readonly startedAt: Instant;
        readonly endsAt: Instant;
        readonly logUrl: string;
      }
    /** A user's way to log in was changed; sent to the address they had before. */
    | {
        readonly kind: 'login-changed';
        readonly change: LoginChange;
        readonly changedAt: Instant;
        readonly forgotUrl: string;
      }
    /** The site is closed since then because its host's own service is interrupted. */
    | { readonly kind: 'upstream'; readonly since: Instant; readonly hostName: string }
  );

export type LoginChange = 'email' | 'password' | 'second-factor' | 'second-factor-removed';

/** How emails to users are written and sent; the program brings it, since this room knows no templates. */
export interface UserMailer {
  /** What stands behind the @ of a Message-ID. */
  readonly mailDomain: string;
  /**
   * Never fails: an email that cannot be rendered is written plainly. It takes time: a caller whose response must not
   * show whether there is a recipient writes after the response.
   */
  write(
    email: UserEmail,
  ): Promise<{ readonly subject: string; readonly html: string; readonly text: string }>;
  /**
   * Signals, after the commit, that an email is stored and may be sent. It does not wait: the scheduler sends what is
   * missed.
   */
  queued(key: string): void;
}
