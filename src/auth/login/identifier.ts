import { parseEmailAddress } from '../../platform/mail/emailAddress.js';

/** Who somebody says they are. */
export interface Claim {
  /** They want to impersonate, as the Owner of the parent site. */
  readonly impersonates: boolean;
  /** Null when what they typed is nobody's address. */
  readonly canonicalEmail: string | null;
  /** What their failures are counted under. */
  readonly countedAs: string;
}

/** A whole form field of nonsense is still one counter. */
const COUNTED_MAX = 300;

/**
 * Reads what was typed as the login's name. The first character as it was typed says whether they want to impersonate:
 * one `*`, then an email address and nothing else. Signs that only become a `*` in another form, a second one and
 * whatever else is no address make it nobody's.
 */
export function readIdentifier(raw: string): Claim {
  const impersonates = raw.startsWith('*');
  const rest = impersonates ? raw.slice(1) : raw;
  // Spaces around an address are a slip; between the `*` and it they are not the form.
  const email = impersonates && rest.trimStart() !== rest ? undefined : parseEmailAddress(rest);
  const countedAs = email?.canonical ?? rest.normalize('NFKC').toLowerCase().slice(0, COUNTED_MAX);
  return { impersonates, canonicalEmail: email?.canonical ?? null, countedAs };
}
