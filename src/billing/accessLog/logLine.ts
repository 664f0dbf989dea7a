/** What is read from one line of an access log, whatever its format. */
export interface LogLine {
  /** Epoch milliseconds, UTC. */
  readonly time: number;
  /** What the line says was sent; a `-` is 0. */
  readonly size_bytes: number;
  /** The site asked for, in lower case and without a port, when the line names one. */
  readonly host: string | undefined;
}

/** Why a line could not be read. */
export type UnreadableLine = 'not an access log line' | 'no such time' | 'no usable size' | 'too long';

/** No answer is larger than a petabyte; a larger figure is a broken or forged line. */
const SIZE_MAX_BYTES = 1e15;

/** The size that stands here up to a space or the end: digits, or a dash for none. */
export function parseSize(text: string, from: number): number | undefined {
  let at = from;
  let size = 0;
  for (; isDigitAt(text, at); at += 1) size = size * 10 + text.charCodeAt(at) - 48;
  if (at === from && text.charCodeAt(at) === 45) at += 1;
  const ended = at > from && (at >= text.length || text.charCodeAt(at) === 32);
  return ended && size <= SIZE_MAX_BYTES ? size : undefined;
}

/** A size in a JSON line: a whole number, its digits, a dash or null. */
export function parseJsonSize(value: unknown): number | undefined {
  if (typeof value === 'string') return parseSize(value, 0);
  if (value === null) return 0;
  const usable =
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= SIZE_MAX_BYTES;
  return usable ? value : undefined;
}

export function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Whether the word is `name:port` or `[address]:port`; a bare IPv6 address is neither. */
export function hasPort(word: string): boolean {
  return /^(?:[^:[\]]+|\[[\da-fA-F:.]+\]):\d{1,5}$/.test(word);
}

/** The name of a host as it is compared: lower case, no port, no closing dot. */
export function normalizeHost(host: string): string {
  const plain = hasPort(host) ? host.slice(0, host.lastIndexOf(':')) : host;
  return plain.replace(/\.$/, '').toLowerCase();
}
