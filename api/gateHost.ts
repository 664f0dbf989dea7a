import { normaliseHostname } from './hostname.js';

const PORT = /:\d{0,5}$/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The host a visitor asked for, in its normal form: the first value of `X-Forwarded-Host` when a proxy sent
 * one, else `Host`. Undefined when that is no hostname.
 */
export function visitedHost(forwardedHost: string | undefined, host: string | undefined): string | undefined {
  const forwarded = forwardedHost?.split(',', 1)[0]?.trim();
  const asked = forwarded === undefined || forwarded === '' ? host?.trim() : forwarded;
  return asked === undefined ? undefined : normaliseHostname(asUtf8(asked).replace(PORT, ''));
}

/** Headers arrive as one character a byte; a name written in its own script is UTF-8 underneath. */
function asUtf8(header: string): string {
  if (!/[^\u0000-\u007f]/.test(header)) return header;
  try {
    return strictUtf8.decode(Buffer.from(header, 'latin1'));
  } catch {
    return '\0'; // no hostname holds it, so the host is as unknown as its bytes are unreadable
  }
}
