import { parseEmailAddress } from '../../platform/mail/emailAddress.js';

/** The login that a user claims to be. */
export interface Claim {
  /** They want to impersonate, as the Owner of the parent site. */
  readonly impersonates: boolean;
  /** Null when the text is not an address of any user. */
  readonly canonicalEmail: string | null;
  /** What their failures are counted under. */
  readonly countedAs: string;
}

/** A whole form field of nonsense is still one counter. */
const COUNTED_MAX = 300;

/**
 * Parses the text of the login's name. The first character as typed decides whether it is an impersonation: one `*`,
 * then an email address and nothing else. Signs that only become a `*` in another form, a second one and everything
 * else that is no address match no user.
 */
export function readIdentifier(raw: string): Claim {
  const impersonates = raw.startsWith('*');
  const rest = impersonates ? raw.slice(1) : raw;
  // Spaces around an address are a slip; between the `*` and it they are not the form.
  const email = impersonates && rest.trimStart() !== rest ? undefined : parseEmailAddress(rest);
  const countedAs = email?.canonical ?? rest.normalize('NFKC').toLowerCase().slice(0, COUNTED_MAX);
  return { impersonates, canonicalEmail: email?.canonical ?? null, countedAs };
}
