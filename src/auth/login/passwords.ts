import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import { createTurns } from './turns.js';

/** A random password: twenty characters that are easy to read out and type. */
export function newPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const letters = [...randomBytes(20)].map((byte) => alphabet[byte % alphabet.length] ?? 'a');
  return [0, 5, 10, 15].map((start) => letters.slice(start, start + 5).join('')).join('-');
}

const LENGTH_MIN = 10;
const LENGTH_MAX = 200;

/**
 * Each hash takes 19 MiB and a core for about 20 ms. One core stays free for the gate; a waiting request stays open.
 */
const turns = createTurns({ atOnce: Math.max(1, Math.min(4, availableParallelism() - 1)), waitingMax: 200 });

/** The hash of a random password that is not stored, for comparison when there is no user. */
export const DUMMY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$Fc0xfxMaoNOE0N11RdepHg$mr6dPdBhbyHh2Ii7/uxO0IULkgwjDAEuKHIzQtpu84s';

/** argon2id with the library's defaults, which are OWASP's minimum (19 MiB, two passes). */
export async function hashPassword(password: string): Promise<string> {
  return turns.always(() => hash(composed(password)));
}

/**
 * Verifies a password. The work is the same with and without a hash to compare with (null: none), for any password.
 * Busy: too many requests wait, and this one was not checked.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
): Promise<'right' | 'wrong' | 'busy'> {
  const isPossible = passwordHash !== null && password.length <= LENGTH_MAX;
  const given = password.length <= LENGTH_MAX ? composed(password) : '';
  const matches = await turns.unlessBusy(() => verify(passwordHash ?? DUMMY_HASH, given));
  if (matches === 'busy') return 'busy';
  return matches && isPossible ? 'right' : 'wrong';
}

/** The same text for every way in which a keyboard composes letters. */
function composed(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Refuses a new password that is short, very long, among the most common ones, or one of the user's own words (their
 * address, their name). There are no rules about its characters.
 */
export function checkNewPassword(password: string, words: readonly string[]): Refusal | undefined {
  const letters = Array.from(password).length;
  if (letters < LENGTH_MIN) return unfit(`must have at least ${LENGTH_MIN} characters`);
  if (password.length > LENGTH_MAX) return unfit(`must have at most ${LENGTH_MAX} characters`);
  const text = composed(password).toLowerCase();
  if (isCommon(text)) return unfit('is too common');
  const own = words.flatMap((word) => [word, ...word.split('@').slice(0, 1)]).map(core);
  if (own.includes(core(text)) && core(text) !== '') return unfit('must not be your name or email');
  return undefined;
}

function unfit(detail: string): Refusal {
  return refuse('invalid', detail, 'password');
}

/** A common password with some figures or signs around it is just as common. */
function isCommon(text: string): boolean {
  const list = commonPasswords();
  const word = core(text);
  return list.has(text) || (list.has(word) && word.length * 2 >= text.length) || new Set(text).size < 4;
}

/** A text without the figures and signs around it. */
function core(text: string): string {
  return text.toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

let common: ReadonlySet<string> | undefined;

/** Read with the first new password, since most processes never need it. */
function commonPasswords(): ReadonlySet<string> {
  if (common === undefined) {
    const require = createRequire(import.meta.url);
    const language: unknown = require('@zxcvbn-ts/language-common');
    const { dictionary } = language as { dictionary: { 'passwords-common': string[] } };
    common = new Set(dictionary['passwords-common']);
  }
  return common;
}
