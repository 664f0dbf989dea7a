import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';

/** A password nobody has chosen before: twenty characters that can be read out and typed. */
export function newPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const letters = [...randomBytes(20)].map((byte) => alphabet[byte % alphabet.length] ?? 'a');
  return [0, 5, 10, 15].map((start) => letters.slice(start, start + 5).join('')).join('-');
}

/** argon2id with the library's defaults, which are OWASP's minimum (19 MiB, two passes). */
export async function hashPassword(password: string): Promise<string> {
  return hash(password);
}
