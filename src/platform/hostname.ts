import { domainToASCII } from 'node:url';

const HOSTNAME_CHARACTERS_MAX = 253;
const PLAIN = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
/** What URL syntax gives a meaning of its own; `domainToASCII` would cut a name there instead of refusing it. */
const NOT_IN_A_NAME = /[\s/?#@:%\\[\]]/;

/**
 * The one spelling under which a hostname is stored and looked up: lower case, international names in their
 * ASCII form, no trailing dot. Undefined when it cannot be a hostname; an IPv6 address is none.
 */
export function normaliseHostname(name: string): string | undefined {
  // Capitals first: the slow way refuses some names that the plain test takes.
  const lowered = name.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
  const undotted = lowered.endsWith('.') ? lowered.slice(0, -1) : lowered;
  // Most names come in their normal form; the plain test spares them the slow way.
  const ascii = PLAIN.test(undotted) ? undotted : toAscii(undotted);
  return ascii !== undefined && ascii.length <= HOSTNAME_CHARACTERS_MAX && PLAIN.test(ascii)
    ? ascii
    : undefined;
}

function toAscii(name: string): string | undefined {
  return NOT_IN_A_NAME.test(name) ? undefined : domainToASCII(name);
}
