import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartupFailure } from './startupFailure.js';

/** Keeps secrets unreadable where they are stored: AES-256-GCM under the installation's key. */
export interface SecretBox {
  seal(secret: string): string;
  /** The secret again; throws when it was sealed under another key or changed. */
  open(sealed: string): string;
  /** Settings with their field `secret` sealed, for the store. */
  sealFields(settings: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** The same settings with the secret readable again. */
  openFields(settings: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** A mark that only this installation can make, under a key of its own for each purpose: HMAC-SHA-256. */
  mark(purpose: string, text: string): Buffer;
}

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export function createSecretBox(key: Buffer): SecretBox {
  const seal = (secret: string): string => {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${sealed.toString('base64url')}`;
  };
  const open = (text: string): string => {
    const [version, body = ''] = text.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (version !== VERSION || bytes.length < IV_BYTES + TAG_BYTES) throw new Error('not a sealed secret');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  };
  return {
    seal,
    open,
    mark: (purpose, text) => {
      const derived = Buffer.from(hkdfSync('sha256', key, '', `sitetab/${purpose}`, 32));
      return createHmac('sha256', derived).update(text).digest();
    },
    sealFields: ({ secret, ...settings }) =>
      typeof secret === 'string' ? { ...settings, sealedSecret: seal(secret) } : { ...settings },
    openFields: ({ sealedSecret, ...settings }) =>
      typeof sealedSecret === 'string' ? { ...settings, secret: open(sealedSecret) } : { ...settings },
  };
}

/**
 * The installation's key: SECRET_KEY (32 bytes as base64) where several machines must share it, else made once and
 * kept in a file that only its owner can read.
 */
export function readSecretKey(given: string | undefined, file: string): Buffer {
  if (given !== undefined) {
    const key = Buffer.from(given, 'base64');
    if (key.length === 32) return key;
    throw new StartupFailure('SECRET_KEY must be 32 random bytes in base64 (openssl rand -base64 32).');
  }
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
}

/** A key that is the same for the same text: for tests and throw-away sandboxes. */
export function keyFromText(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
