import { normaliseHostname } from '../../../src/platform/hostname.js';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
/** Between names, or between a name and what a server may look past. */
const NOT_IN_A_NAME = /[\s,;"'<>[\]:/?#\\%@]+/;
const DOTS = /[.\u3002\uff0e\uff61]+/g;
/** Who sends more than this has something else in mind. */
const PIECES_MAX = 64;
const CHARACTERS_MAX = 2_000;

/**
 * The hosts a visitor may have asked for, in their normal form, the likeliest first: what `X-Forwarded-Host` says
 * when a proxy sent one that can be read, else `Host`.
 *
 * Web servers pass on more than is a hostname: Go's `net.SplitHostPort`, which Caddy and Traefik go by, takes any text
 * as a port and anything in brackets as a host. So the name is what stands before the first colon; and since
 * a server may look past more than that, every other piece which could be a name counts as well.
 */
export function requestedHosts(forwardedHost: string | undefined, host: string | undefined): string[] {
  const forwarded = hostsIn(forwardedHost);
  return forwarded.length > 0 ? forwarded : hostsIn(host);
}

function hostsIn(header: string | undefined): string[] {
  if (header === undefined) return [];
  const text = asUtf8(header.slice(0, CHARACTERS_MAX));
  // The common case, which is asked thousands of times a second.
  const plain = normaliseHostname(text);
  if (plain !== undefined) return [plain];
  const pieces = [text, withoutEscapes(text)].flatMap((each) => each.split(NOT_IN_A_NAME, PIECES_MAX));
  const names = pieces.map((piece) => piece.replace(DOTS, '.').replace(/^\.|\.$/g, ''));
  return [...new Set(names.flatMap((name) => normaliseHostname(name) ?? []))];
}

function withoutEscapes(value: string): string {
  return value.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** Headers arrive as one character a byte; a name written in its own script is UTF-8 underneath. */
function asUtf8(header: string): string {
  if (!/[^\u0000-\u007f]/.test(header)) return header;
  try {
    return strictUtf8.decode(Buffer.from(header, 'latin1'));
  } catch {
    // What cannot be read is left out; the rest may name a host all the same.
    return header.replace(/[^\u0000-\u007f]+/g, ' ');
  }
}
