import { randomBytes } from 'node:crypto';

const CODES = 10;
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LETTERS = 4;

/** One-time codes in place of a lost second factor: sixteen random letters that are easy to read out. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, newCode);
}

function newCode(): string {
  const groups = Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LETTERS }, newLetter).join(''),
  );
  return groups.join('-');
}

/** Bytes beyond the last full multiple of the alphabet are drawn again, so that every letter is equally likely. */
function newLetter(): string {
  const turns = 256 - (256 % ALPHABET.length);
  let [byte = 255] = randomBytes(1);
  while (byte >= turns) [byte = 255] = randomBytes(1);
  return ALPHABET[byte % ALPHABET.length] ?? '';
}
