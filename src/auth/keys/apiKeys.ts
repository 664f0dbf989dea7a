import { createHash, randomBytes } from 'node:crypto';
import { transact } from '../../core/transact.js';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import { isId, newId } from '../../platform/ids.js';
import type { Queryable, Sql } from '../../platform/sql/sql.js';
import { insertApiKey, type KeyRow, listApiKeys, revokeApiKey as endApiKey } from '../../store/auth/keys.js';
import { type AuditOrigin, insertAudit } from '../../store/core/audit.js';
import { type Permission, PERMISSIONS } from '../groups/permissions.js';

const PREFIX = 'sk_';
const KEY = /^sk_[A-Za-z0-9_-]{43}$/;

/** The stored digest of a key. A key is 256 random bits, so a plain digest cannot be guessed. */
export function digestOf(key: string): Buffer | undefined {
  return KEY.test(key) ? createHash('sha256').update(key).digest() : undefined;
}

export interface KeyRequest {
  readonly siteId: string;
  readonly name: string;
  /** Null or left out: every permission of the site, later ones included. */
  readonly permissions?: readonly Permission[] | null | undefined;
  /** When it expires; left out: never, until it is revoked. */
  readonly expiresAt?: number | null | undefined;
}

/** A new key. `key` is returned only here: only its digest is stored. */
export interface MadeKey {
  readonly id: string;
  readonly key: string;
}

/** Creates an API key for a site, for the operator of the machine. */
export async function createApiKey(sql: Sql, by: AuditOrigin, request: KeyRequest): Promise<MadeKey> {
  return transact(sql, (transaction) => insertKey(transaction, by, request));
}

async function insertKey(sql: Queryable, by: AuditOrigin, request: KeyRequest): Promise<MadeKey> {
  const { siteId, name, permissions = null, expiresAt = null } = request;
  const { now: createdAt, actor: createdBy } = by;
  const key = PREFIX + randomBytes(32).toString('base64url');
  const keyHash = digestOf(key);
  if (keyHash === undefined) throw new Error('a key was made that no request could bring');
  const id = newId(createdAt);
  await insertApiKey(sql, { id, siteId, name, keyHash, permissions, expiresAt, createdAt, createdBy });
  const after = {
    name,
    permissions: permissions ?? 'all',
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  };
  await insertAudit(sql, by, { siteId, action: 'api-key.create', subject: `api-key/${id}`, after });
  return { id, key };
}

/** The creator of a key, and what they may do themselves. */
export interface KeyMaker extends AuditOrigin {
  readonly permissions: ReadonlySet<Permission>;
  /** When the creating key expires, if it does. */
  readonly until?: number | null;
}

/**
 * Creates an API key that can do no more, and is valid no longer, than its creator. Only a user with every permission
 * can create a key for everything.
 */
export async function issueApiKey(
  sql: Sql,
  by: KeyMaker,
  request: KeyRequest,
): Promise<(MadeKey & { readonly expiresAt: number | null }) | Refusal> {
  const refusal = beyondMaker(by, request);
  if (refusal !== undefined) return refusal;
  const expiresAt = request.expiresAt ?? by.until ?? null;
  return { ...(await createApiKey(sql, by, { ...request, expiresAt })), expiresAt };
}

function beyondMaker(
  by: KeyMaker,
  { permissions = null, expiresAt = null }: KeyRequest,
): Refusal | undefined {
  const { until = null } = by;
  if (expiresAt !== null && expiresAt <= by.now)
    return refuse('invalid', 'must be in the future', 'expiresAt');
  if (expiresAt !== null && until !== null && expiresAt > until) {
    return refuse('invalid', 'must not be after the expiry of the key in use', 'expiresAt');
  }
  if (permissions === null) {
    const detail = 'is required: you need all permissions to create a key with all permissions';
    return by.permissions.size < PERMISSIONS.length ? refuse('invalid', detail, 'permissions') : undefined;
  }
  const beyond = permissions.findIndex((permission) => !by.permissions.has(permission));
  return beyond < 0
    ? undefined
    : refuse('invalid', 'cannot be given: you do not have it', `permissions[${beyond}]`);
}

/** The keys of a site, oldest first, expired and revoked ones included. */
export async function loadApiKeys(
  sql: Queryable,
  siteId: string,
  page: { readonly after?: string; readonly limit?: number } = {},
): Promise<KeyRow[]> {
  return listApiKeys(sql, siteId, page);
}

const NO_KEY = refuse('not_found', 'Active API key not found.');

/** Revokes a key. With a site given, it must be that site's key; the command line gives none. */
export async function revokeApiKey(
  sql: Sql,
  by: AuditOrigin,
  key: { readonly id: string; readonly siteId?: string },
): Promise<true | Refusal> {
  if (!isId(key.id)) return NO_KEY;
  return transact(sql, async (transaction) => {
    const revoked = await endApiKey(transaction, key, by.now);
    if (revoked === undefined) return NO_KEY;
    const { siteId, name } = revoked;
    await insertAudit(transaction, by, {
      siteId,
      action: 'api-key.revoke',
      subject: `api-key/${key.id}`,
      before: { name, revoked: false },
      after: { name, revoked: true },
    });
    return true;
  });
}
