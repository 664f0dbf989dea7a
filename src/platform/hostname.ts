import { domainToASCII } from 'node:url';

const HOSTNAME_CHARACTERS_MAX = 253;
const PLAIN = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
/** Characters with a special meaning in URLs. `domainToASCII` would truncate a name there instead of refusing it. */
const NOT_IN_A_NAME = /[\s/?#@:%\\[\]]/;

/**
 * The canonical spelling under which a hostname is stored and searched: lower case, international names in their ASCII
 * form, no trailing dot. Undefined for a text that cannot be a hostname, and for an IPv6 address.
 */
export function normaliseHostname(name: string): string | undefined {
  // Lower case first: the full conversion refuses some names that the simple check accepts.
  const lowered = name.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
  const undotted = lowered.endsWith('.') ? lowered.slice(0, -1) : lowered;
  // Most names are already canonical; the simple check avoids the slow conversion.
  const ascii = PLAIN.test(undotted) ? undotted : toAscii(undotted);
  return ascii !== undefined && ascii.length <= HOSTNAME_CHARACTERS_MAX && PLAIN.test(ascii)
    ? ascii
    : undefined;
}

function toAscii(name: string): string | undefined {
  return NOT_IN_A_NAME.test(name) ? undefined : domainToASCII(name);
}
