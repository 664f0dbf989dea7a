import { normaliseHostname } from '../../../src/platform/hostname.js';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
/** Separates names, and names from parts that some servers ignore. */
const NOT_IN_A_NAME = /[\s,;"'<>[\]:/?#\\%@]+/;
const DOTS = /[.\u3002\uff0e\uff61]+/g;
/** Longer headers are an attack. */
const PIECES_MAX = 64;
const CHARACTERS_MAX = 2_000;

/**
 * The normalised hosts a visitor may have requested, most likely first: from `X-Forwarded-Host` if a proxy sent a
 * readable one, else from `Host`.
 *
 * Web servers pass on more than hostnames: Go's `net.SplitHostPort`, used by Caddy and Traefik, accepts any text as a
 * port and anything in brackets as a host. So the name is the part before the first colon. Because a server may ignore
 * more than that, every other part that could be a name counts as well.
 */
export function requestedHosts(forwardedHost: string | undefined, host: string | undefined): string[] {
  const forwarded = hostsIn(forwardedHost);
  return forwarded.length > 0 ? forwarded : hostsIn(host);
}

function hostsIn(header: string | undefined): string[] {
  if (header === undefined) return [];
  const text = asUtf8(header.slice(0, CHARACTERS_MAX));
  // The common case, thousands of requests a second.
  const plain = normaliseHostname(text);
  if (plain !== undefined) return [plain];
  const pieces = [text, withoutEscapes(text)].flatMap((each) => each.split(NOT_IN_A_NAME, PIECES_MAX));
  const names = pieces.map((piece) => piece.replace(DOTS, '.').replace(/^\.|\.$/g, ''));
  return [...new Set(names.flatMap((name) => normaliseHostname(name) ?? []))];
}

function withoutEscapes(value: string): string {
  return value.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** Headers are decoded as one character per byte; a non-ASCII name is really UTF-8. */
function asUtf8(header: string): string {
  if (!/[^\u0000-\u007f]/.test(header)) return header;
  try {
    return strictUtf8.decode(Buffer.from(header, 'latin1'));
  } catch {
    // Skips unreadable parts; the others may still name a host.
    return header.replace(/[^\u0000-\u007f]+/g, ' ');
  }
}
