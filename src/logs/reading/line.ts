import { domainToASCII, domainToUnicode } from 'node:url';

/** The data read from one line of an access log, in any format. */
export interface LogLine {
  /** Epoch milliseconds, UTC. */
  readonly time: number;
  /** The bytes sent, as written; a `-` is 0. */
  readonly size_bytes: number;
  /** The requested site as `normalizeHost` writes it; undefined if the line names none. */
  readonly host: string | undefined;
}

/** Why a line could not be read. */
export type UnreadableLine =
  | 'not in this format'
  | 'JSON that cannot be read'
  | 'no such time'
  | 'no usable size'
  | 'two possible readings'
  | 'too long'
  | 'no line #Fields above it'
  | 'no date and time in #Fields'
  | 'no sc-bytes in #Fields';

/** A line that is not counted: unreadable for a reason, or not a request (a comment, an error). */
export interface NoRequest {
  readonly unreadable: UnreadableLine | undefined;
  /** The host of an unreadable line, where it can be read. */
  readonly host?: string | undefined;
}

export type LineReading = LogLine | NoRequest;

export const OTHER_MESSAGE: NoRequest = { unreadable: undefined };

export function isRequest(reading: LineReading): reading is LogLine {
  return 'time' in reading;
}

/** No single response is larger than ten terabytes; a larger figure is a broken or forged line. */
const SIZE_MAX_BYTES = 1e13;
const SIZE_MAX_DIGITS = 14;

/** A size in digits, or a dash for none. */
export function parseSize(text: string): number | undefined {
  if (text === '-') return 0;
  const { length } = text;
  if (length === 0) return undefined;
  let size = 0;
  for (let at = 0; at < length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    size = size * 10 + digit;
  }
  return length <= SIZE_MAX_DIGITS && size <= SIZE_MAX_BYTES ? size : undefined;
}

const HOSTS_CACHED_MAX = 10_000;
const known = new Map<string, string | undefined>();

/**
 * A host name, in bytes, as it is compared: ASCII, lower case, without port or trailing dot. Undefined for an empty value
 * or a dash. Nothing else is taken from a name or decoded in it: a server would serve another site for it.
 */
export function normalizeHost(written: string): string | undefined {
  const found = known.get(written);
  if (found !== undefined) return found;
  const host = plainHost(written);
  // A forged Host header can name anything; the table must not grow with it.
  if (host !== undefined && known.size < HOSTS_CACHED_MAX) known.set(written, host);
  return host;
}

/** The same for a name that is text, as a user types it, instead of the bytes of a line. */
export function normalizeHostText(text: string): string | undefined {
  const letters = text.trim().normalize('NFKC');
  return normalizeHost(Buffer.from(letters, 'utf8').toString('latin1'));
}

function plainHost(written: string): string | undefined {
  const name = withoutPort(written).replace(/\.$/, '');
  if (name === '' || name === '-') return undefined;
  if (/^[\x21-\x7e]+$/.test(name)) return name.toLowerCase();
  return asciiOf(Buffer.from(name, 'latin1').toString('utf8')) ?? name.toLowerCase();
}

/** Two letters outside ASCII whose small letters are in it. */
const TURNS_ASCII = /[\u0130\u212a]/;

/**
 * Undefined for a name that belongs to no site: broken UTF-8, a space, or letters that only mean others (`ｗww`), which no
 * server takes for them.
 */
function asciiOf(letters: string): string | undefined {
  const lower = letters.toLowerCase();
  const ascii = domainToASCII(lower);
  return domainToUnicode(ascii) === lower && !TURNS_ASCII.test(letters) ? ascii : undefined;
}

/** Apache and nginx write a non-ASCII byte as `\xHH`, and put a backslash before a quote and a backslash. */
export function unescapeHost(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:x([\da-fA-F]{2})|(["\\]))/g, (_all, digits: string | undefined, char: string) =>
    digits === undefined ? char : String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** Go servers pass on any text after the colon, so it need not be a number. A bare IPv6 address has no port. */
function withoutPort(name: string): string {
  const colon = name.lastIndexOf(':');
  if (colon < 0) return name;
  const isBracketed = name.startsWith('[') && name[colon - 1] === ']';
  return isBracketed || name.indexOf(':') === colon ? name.slice(0, colon) : name;
}
