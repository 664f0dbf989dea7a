import { randomBytes } from 'node:crypto';

const CODES = 10;
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LETTERS = 4;

/** Codes that stand in for a lost second factor, each once: sixteen random letters, that can be read out. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, newCode);
}

function newCode(): string {
  const groups = Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LETTERS }, newLetter).join(''),
  );
  return groups.join('-');
}

/** Bytes beyond the last whole turn of the alphabet are drawn again, so that every letter is as likely. */
function newLetter(): string {
  const turns = 256 - (256 % ALPHABET.length);
  let [byte = 255] = randomBytes(1);
  while (byte >= turns) [byte = 255] = randomBytes(1);
  return ALPHABET[byte % ALPHABET.length] ?? '';
}
