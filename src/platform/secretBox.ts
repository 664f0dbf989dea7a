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
import { StartupFailure } from './processes/startupFailure.js';

/**
 * Seals secrets for storage: AES-256-GCM under the installation's key. `place` names the table, the field and the row;
 * a sealed secret that is moved to another place does not open.
 */
export interface SecretBox {
  /** Under the first key. */
  seal(secret: string, place: string): string;
  /** The secret in plain text; throws when no key opens it, it was sealed for another place, or it was changed. */
  open(sealed: string, place: string): string;
  /** Settings with their field `secret` sealed, for the store. */
  sealFields(settings: Readonly<Record<string, unknown>>, place: string): Record<string, unknown>;
  /** The same settings with the secret in plain text. */
  openFields(settings: Readonly<Record<string, unknown>>, place: string): Record<string, unknown>;
  /** An HMAC-SHA-256 that only this installation can make, with a separate key for each purpose. */
  mark(purpose: string, text: string): Buffer;
  /** Whether this is the beginning of such an HMAC, made with any of the keys. */
  isMark(purpose: string, text: string, mark: Buffer): boolean;
}

const VERSION = 'v2';
/** Sealed without a place; opened until `sitetab reseal` has sealed it again. */
const UNBOUND = 'v1';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The first key seals and signs. Every key opens, so that a key can be changed without an interruption. */
export function createSecretBox(first: Buffer, ...others: readonly Buffer[]): SecretBox {
  const seal: SecretBox['seal'] = (secret, place) => sealUnder(first, secret, place);
  const open: SecretBox['open'] = (sealed, place) => openUnder([first, ...others], sealed, place);
  return {
    seal,
    open,
    mark: (purpose, text) => markUnder(first, purpose, text),
    isMark: (purpose, text, mark) =>
      [first, ...others].some((key) =>
        timingSafeEqual(markUnder(key, purpose, text).subarray(0, mark.length), mark),
      ),
    sealFields: ({ secret, ...settings }, place) =>
      typeof secret === 'string' ? { ...settings, sealedSecret: seal(secret, place) } : { ...settings },
    openFields: ({ sealedSecret, ...settings }, place) =>
      typeof sealedSecret === 'string' ? { ...settings, secret: open(sealedSecret, place) } : { ...settings },
  };
}

function sealUnder(key: Buffer, secret: string, place: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${sealed.toString('base64url')}`;
}

function openUnder(keys: readonly Buffer[], text: string, place: string): string {
  const [version, body = ''] = text.split('.');
  const bytes = Buffer.from(body, 'base64url');
  if ((version !== VERSION && version !== UNBOUND) || bytes.length < IV_BYTES + TAG_BYTES)
    throw new Error('not a sealed secret');
  for (const key of keys) {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
    if (version === VERSION) decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const opened = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8');
      return opened + decipher.final('utf8');
    } catch {
      // Not this key.
    }
  }
  throw new Error('sealed under another key or for another row, or changed since');
}

function markUnder(key: Buffer, purpose: string, text: string): Buffer {
  const derived = Buffer.from(hkdfSync('sha256', key, '', `sitetab/${purpose}`, 32));
  return createHmac('sha256', derived).update(text).digest();
}

/** The installation's keys: the first seals, all open. */
export type SecretKeys = readonly [Buffer, ...Buffer[]];

/**
 * The installation's keys: SECRET_KEY (32 bytes as base64, several separated by commas) where several machines share
 * them, or else those in a file that only its owner can read. Undefined when there are none.
 */
export function findSecretKeys(given: string | undefined, file: string): SecretKeys | undefined {
  if (given !== undefined && given !== '') return keysIn(given, 'SECRET_KEY');
  return existsSync(file) ? keysIn(readFileSync(file, 'utf8'), file) : undefined;
}

/** The same; where there is no key, one is made and stored in the file. */
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

/** A key derived from a text: for tests and temporary sandboxes. */
export function keyFromText(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
