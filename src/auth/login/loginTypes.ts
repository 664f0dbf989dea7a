import type { Instant } from '../../core/values/zone.js';
import type { SessionCookies } from '../sessions/session.js';

/** The origin of a login. */
export interface LoginOrigin {
  /** The client's network address. */
  readonly address: string;
  /** The browser's user agent. */
  readonly browser: string;
  /** The cookie that identifies a browser from an earlier login. */
  readonly knownBrowser?: string | undefined;
  /** The browser's sessions at this site; they end when the login succeeds. */
  readonly current?: SessionCookies | undefined;
}

export interface LoginAttempt extends LoginOrigin {
  readonly slug: string;
  /** An email address; a leading `*` means the Owner of the parent site. */
  readonly identifier: string;
  readonly password: string;
  /** From the second factor, or a recovery code. */
  readonly code?: string | undefined;
  /** The code that the site's Owner may require of impersonators. */
  readonly invitation?: string | undefined;
}

export interface SecondStep extends LoginOrigin {
  readonly slug: string;
  readonly pending: string;
  readonly code: string;
}

/** `refused` is one result for every reason; `blocked` does not show whether the password was correct. */
export type LoginOutcome =
  | {
      readonly outcome: 'in';
      readonly kind: 'own' | 'impersonation';
      /** For the session's cookie. */
      readonly token: string;
      readonly endsAt: Instant;
      /** For the browser's cookie; null: the present one stays valid. */
      readonly knownBrowser: string | null;
    }
  /** The password was correct and the second factor is awaited. `pending` is for a cookie that lives five minutes. */
  | { readonly outcome: 'code'; readonly pending: string }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'blocked'; readonly retryAfterSeconds: number };
