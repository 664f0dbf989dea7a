import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartupFailure } from './startupFailure.js';

/** Keeps secrets unreadable where they are stored: AES-256-GCM under the installation's key. */
export interface SecretBox {
  /** Under the first key. */
  seal(secret: string): string;
  /** The secret again; throws when it was sealed under none of the keys, or changed. */
  open(sealed: string): string;
  /** Settings with their field `secret` sealed, for the store. */
  sealFields(settings: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** The same settings with the secret readable again. */
  openFields(settings: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** A mark that only this installation can make, under a key of its own for each purpose: HMAC-SHA-256. */
  mark(purpose: string, text: string): Buffer;
  /** Whether this is the beginning of such a mark, made under any of the keys. */
  isMark(purpose: string, text: string, mark: Buffer): boolean;
}

const VERSION = 'v1';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The first key seals and marks; every key opens, so that a key can be changed without a moment of blindness. */
export function createSecretBox(first: Buffer, ...others: readonly Buffer[]): SecretBox {
  const seal = (secret: string): string => sealUnder(first, secret);
  const open = (sealed: string): string => openUnder([first, ...others], sealed);
  return {
    seal,
    open,
    mark: (purpose, text) => markUnder(first, purpose, text),
    isMark: (purpose, text, mark) =>
      [first, ...others].some((key) =>
        timingSafeEqual(markUnder(key, purpose, text).subarray(0, mark.length), mark),
      ),
    sealFields: ({ secret, ...settings }) =>
      typeof secret === 'string' ? { ...settings, sealedSecret: seal(secret) } : { ...settings },
    openFields: ({ sealedSecret, ...settings }) =>
      typeof sealedSecret === 'string' ? { ...settings, secret: open(sealedSecret) } : { ...settings },
  };
}

function sealUnder(key: Buffer, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${sealed.toString('base64url')}`;
}

function openUnder(keys: readonly Buffer[], text: string): string {
  const [version, body = ''] = text.split('.');
  const bytes = Buffer.from(body, 'base64url');
  if (version !== VERSION || bytes.length < IV_BYTES + TAG_BYTES) throw new Error('not a sealed secret');
  for (const key of keys) {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const opened = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8');
      return opened + decipher.final('utf8');
    } catch {
      // Not this key.
    }
  }
  throw new Error('sealed under another key, or changed since');
}

function markUnder(key: Buffer, purpose: string, text: string): Buffer {
  const derived = Buffer.from(hkdfSync('sha256', key, '', `sitetab/${purpose}`, 32));
  return createHmac('sha256', derived).update(text).digest();
}

/** The installation's keys: the first seals, all open. */
export type SecretKeys = readonly [Buffer, ...Buffer[]];

/**
 * The installation's keys: SECRET_KEY (32 bytes as base64, several with commas between them) where several machines
 * must share it, else what stands in a file that only its owner can read. Undefined when there is neither.
 */
export function findSecretKeys(given: string | undefined, file: string): SecretKeys | undefined {
  if (given !== undefined && given !== '') return keysIn(given, 'SECRET_KEY');
  return existsSync(file) ? keysIn(readFileSync(file, 'utf8'), file) : undefined;
}

/** The same; a key is made once and kept in the file where there is none. */
export function readSecretKeys(given: string | undefined, file: string): SecretKeys {
  const found = findSecretKeys(given, file);
  if (found !== undefined) return found;
  mkdirSync(dirname(file), { recursive: true });
  const text = randomBytes(KEY_BYTES).toString('base64');
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  return keysIn(text, file);
}

function keysIn(text: string, where: string): SecretKeys {
  const [first, ...others] = text.split(',').map((part) => Buffer.from(part.trim(), 'base64'));
  if (first === undefined || [first, ...others].some((key) => key.length !== KEY_BYTES)) {
    throw new StartupFailure(
      `${where} must be 32 random bytes in base64 (openssl rand -base64 32); while a key is being changed, the new one, a comma and the old one.`,
    );
  }
  return [first, ...others];
}

/** A key that is the same for the same text: for tests and throw-away sandboxes. */
export function keyFromText(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
