import { domainToASCII, domainToUnicode } from 'node:url';

export interface EmailAddress {
  /** The address that emails are sent to: the local part as typed, in composed form; the domain in its ASCII form. */
  readonly address: string;
  /** The canonical spelling that identifies the user: equal for addresses that look alike. */
  readonly canonical: string;
}

/** Octets, as RFC 5321 counts them. */
const LOCAL_OCTETS_MAX = 64;
const OCTETS_MAX = 254;
const TYPED_MAX = 1_000;
/** One or more atoms (RFC 5322): nothing that separates addresses or headers, no quotes, no comments. */
const LOCAL = /^[^\s@<>(),;:"\\[\].]+(?:\.[^\s@<>(),;:"\\[\].]+)*$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Controls, bidirectional marks and all other invisible characters. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

const NO_ADDRESS = 'must be an email address';

/**
 * Parses an email address: the only rule for logins, accounts, imports, settings and the sender.
 *
 * Case, width, composed letters, the two spellings of an international domain, and letters of other scripts that
 * resemble Latin ones make no difference to the canonical form: two addresses that a reader cannot tell apart are one.
 * An address never starts with `*`, which is how the Owner of a parent site impersonates.
 *
 * @returns the address, or why it is invalid, as text that follows the field's name
 */
export function validateEmailAddress(raw: string): EmailAddress | { readonly fault: string } {
  if (raw.length > TYPED_MAX) return { fault: NO_ADDRESS };
  const written = raw.trim().normalize('NFC');
  const folded = written.normalize('NFKC');
  if (folded.startsWith('*')) return { fault: 'must not start with *' };
  if (UNPRINTABLE.test(written)) return { fault: 'must not contain control or invisible characters' };
  const parts = splitAddress(written);
  const foldedParts = splitAddress(folded);
  if (parts === undefined || foldedParts === undefined) return { fault: NO_ADDRESS };
  const domain = asciiDomain(foldedParts.domain);
  if (domain === undefined) return { fault: NO_ADDRESS };
  if (octets(parts.local) > LOCAL_OCTETS_MAX) {
    return { fault: `must have at most ${LOCAL_OCTETS_MAX} bytes before the @` };
  }
  const address = `${parts.local}@${domain}`;
  if (octets(address) > OCTETS_MAX) return { fault: `must have at most ${OCTETS_MAX} bytes` };
  return { address, canonical: skeletonOf(`${foldedParts.local}@${domainToUnicode(domain)}`) };
}

/** As `validateEmailAddress`, where no reason is needed. */
export function parseEmailAddress(raw: string): EmailAddress | undefined {
  const read = validateEmailAddress(raw);
  return 'fault' in read ? undefined : read;
}

/** Whether the address requires a mail server with SMTPUTF8 (RFC 6531), because its local part is not ASCII. */
export function needsSmtpUtf8(address: string): boolean {
  return /[^\x20-\x7e]/.test(address.slice(0, address.lastIndexOf('@')));
}

function splitAddress(text: string): { local: string; domain: string } | undefined {
  const [local = '', domain = '', ...more] = text.split('@');
  return more.length === 0 && LOCAL.test(local) ? { local, domain } : undefined;
}

/** The domain in lower case and ASCII: at least two host name labels, the last one not a number. */
function asciiDomain(domain: string): string | undefined {
  if (!/^[\p{L}\p{M}\p{N}.\-\u3002]+$/u.test(domain)) return undefined;
  const ascii = domainToASCII(domain.toLowerCase());
  const labels = ascii.split('.');
  const isWhole = labels.length > 1 || ascii === 'localhost';
  return isWhole && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
    ? ascii
    : undefined;
}

function octets(text: string): number {
  return Buffer.byteLength(text);
}

/** Converted to lower case twice: some capitals fold to a letter that folds again. */
function skeletonOf(text: string): string {
  const lower = text.toLowerCase().normalize('NFKC').toLowerCase();
  return Array.from(lower, (letter) => LATIN_LOOKS.get(letter) ?? letter).join('');
}

/** Small letters of Cyrillic, Greek and others that look like a Latin one in most typefaces (after UTS 39). */
const LATIN_LOOKS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аα',
    b: 'ь',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еҽ',
    g: 'ɡ',
    h: 'һ',
    i: 'іι\u0131',
    j: 'јϳ',
    k: 'кκ',
    l: 'ӏ',
    n: 'п',
    o: 'оοօ',
    p: 'рρ',
    q: 'ԛ',
    s: 'ѕ',
    t: 'тτ',
    u: 'υս',
    v: 'νѵ',
    w: 'ԝω',
    x: 'хχ',
    y: 'уγ',
  }).flatMap(([latin, looks]) => Array.from(looks, (look) => [look, latin] as const)),
);
