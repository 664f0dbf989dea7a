import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header has this bearer token. Takes the same time for every header. */
export function bearsToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(header ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
