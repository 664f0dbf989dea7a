import type * as Argon2 from '@node-rs/argon2';
import { atEndOfFile } from './ending.js';

const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 };
let isReal = false;

/** Password hashes that cost what they cost in use, for the tests of a file that are about that. */
export function useRealPasswordCost(): void {
  isReal = true;
  atEndOfFile(() => (isReal = false));
}

/** Passwords are hashed as cheaply as can be: the tests try thousands, and that took most of the time of a login. */
export function cheapPasswords(real: typeof Argon2): typeof Argon2 {
  let nobodys: Promise<string> | undefined;
  const cheapened = async (hash: string): Promise<string> => {
    const { DUMMY_HASH } = await import('../../src/auth/login/passwords.js');
    return hash === DUMMY_HASH ? (nobodys ??= real.hash('of nobody', CHEAP)) : hash;
  };
  return {
    ...real,
    hash: (password, options) => real.hash(password, isReal ? options : CHEAP),
    verify: async (hash, password) => real.verify(isReal ? hash : await cheapened(String(hash)), password),
  };
}
