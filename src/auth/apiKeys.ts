import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '../platform/index.js';
import { newId } from '../platform/index.js';
import {
  type ApiKey,
  type AuditOrigin,
  findApiKey,
  insertApiKey,
  insertAudit,
  listApiKeys,
  revokeApiKey,
} from '../store/index.js';

const PREFIX = 'sk_';
const KEY = /^sk_[A-Za-z0-9_-]{43}$/;

/** Keys are 256 random bits, so a plain digest is enough to keep: there is nothing to guess. */
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Makes an API key for a site. Returned here once and never again: only its digest is kept. */
export async function createApiKey(
  sql: Sql,
  by: AuditOrigin,
  request: { readonly siteId: string; readonly name: string },
): Promise<{ id: string; key: string }> {
  const { siteId, name } = request;
  const { now } = by;
  const key = PREFIX + randomBytes(32).toString('base64url');
  const id = newId(now);
  await insertApiKey(sql, { id, siteId, name, keyHash: digestOf(key), createdAt: now });
  await insertAudit(sql, by, {
    siteId,
    action: 'api-key.create',
    subject: `api-key/${id}`,
    after: { name },
  });
  return { id, key };
}

/** How long a process trusts a key it has seen; a revoked key dies within this time. */
const TRUST_MS = 5_000;
const REMEMBERED = 10_000;

export interface KeyRing {
  /** The site and id of a key that is good now, or nothing. */
  find(key: string, wallNow: number): Promise<ApiKey | undefined>;
}

/** Looks keys up, remembering the good ones for a moment so that a busy key costs no query. */
export function createKeyRing(sql: Sql): KeyRing {
  const known = new Map<string, { readonly key: ApiKey; readonly until: number }>();
  return {
    find: async (text, wallNow) => {
      if (!KEY.test(text)) return undefined;
      const digest = digestOf(text);
      const name = digest.toString('base64');
      const remembered = known.get(name);
      if (remembered !== undefined && remembered.until > wallNow) return remembered.key;
      known.delete(name);
      const key = await findApiKey(sql, digest);
      if (key === undefined) return undefined;
      if (known.size >= REMEMBERED) known.clear();
      known.set(name, { key, until: wallNow + TRUST_MS });
      return key;
    },
  };
}

export { listApiKeys, revokeApiKey };
