import { createHash, randomBytes } from 'node:crypto';

/** What is kept of a secret that has too many possibilities to guess: SHA-256, in hex. */
export function digestOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** 256 random bits for a cookie or a link. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text can be one of those at all; anything else need not be asked of the database. */
export function isSecret(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
