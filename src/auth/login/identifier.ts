import { parseEmailAddress } from '../../platform/mail/emailAddress.js';

/** The login that a user claims to be. */
export interface Claim {
  /** Whether it is an impersonation, by the Owner of the parent site. */
  readonly impersonates: boolean;
  /** Null if the text is not a valid address. */
  readonly canonicalEmail: string | null;
  /** The key under which failures are counted. */
  readonly countedAs: string;
}

/** The longest key: an invalid text of any length gets one counter. */
const COUNTED_MAX = 300;

/**
 * Parses the login name. A `*` as the first typed character means an impersonation, and exactly an email address must
 * follow. Characters that only normalise to `*`, a second `*`, and anything else that is no address match no user.
 */
export function readIdentifier(raw: string): Claim {
  const impersonates = raw.startsWith('*');
  const rest = impersonates ? raw.slice(1) : raw;
  // Spaces around an address are accepted; spaces between the `*` and the address are not.
  const email = impersonates && rest.trimStart() !== rest ? undefined : parseEmailAddress(rest);
  const countedAs = email?.canonical ?? rest.normalize('NFKC').toLowerCase().slice(0, COUNTED_MAX);
  return { impersonates, canonicalEmail: email?.canonical ?? null, countedAs };
}
