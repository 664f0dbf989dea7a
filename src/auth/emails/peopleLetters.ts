import type { Instant } from '../../core/values/zone.js';

/** What every letter to a person says: in whose words, to whom, about which site. `readLetterFrame` knows most. */
interface PeopleLetterFrame {
  /** BCP 47. */
  readonly language: string;
  readonly timeZone: string;
  /** Who writes: the site above, or the site itself where there is none. */
  readonly sender: {
    readonly name: string;
    readonly email?: string;
    readonly address?: string;
    readonly phone?: string;
    /** The agency's own colour, logo and foot of letters. */
    readonly look?: {
      readonly accent?: string;
      readonly footer?: string;
      readonly logo?: { readonly source: string; readonly width: number; readonly height: number };
    };
  };
  readonly recipientName: string;
  readonly siteName: string;
}

/** A letter to one of a site's people. A `link` is LINK_PLACEHOLDER: the true one goes to `keepPeopleLetter` alone. */
export type PeopleLetter = PeopleLetterFrame &
  (
    | {
        readonly kind: 'invitation';
        readonly groupName: string;
        /** The name of who invites; null: nobody in person, the site was made for them. */
        readonly invitedBy: string | null;
        readonly expiresAt: Instant;
        readonly link: string;
      }
    | { readonly kind: 'password-reset'; readonly expiresAt: Instant; readonly link: string }
    | {
        readonly kind: 'impersonation';
        /** Who stepped in, by name and address: "Ada Quay <ada@agency.example>". */
        readonly who: string;
        /** The name of the site above, whose Owner that is. */
        readonly from: string;
        readonly startedAt: Instant;
        readonly endsAt: Instant;
        readonly logUrl: string;
      }
    /** How somebody logs in was changed; to the address they had. */
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

/** How letters to people are written and sent; the program brings it, since this room knows no templates. */
export interface PeopleLetters {
  /** What stands behind the @ of a Message-ID. */
  readonly mailDomain: string;
  /**
   * Never fails: what cannot be written as it should be is written plainly. It takes time, so a caller whose answer
   * must not tell whether there was anybody to write to writes after having answered.
   */
  write(
    letter: PeopleLetter,
  ): Promise<{ readonly subject: string; readonly html: string; readonly text: string }>;
  /** Says, after the commit, that a letter is kept and may be sent; fire and forget, the relay makes it sure. */
  queued(key: string): void;
}
