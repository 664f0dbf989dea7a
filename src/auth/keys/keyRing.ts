import type { Sql } from '../../platform/sql/sql.js';
import { type ApiKey, findApiKey, updateKeyUse } from '../../store/auth/keys.js';
import { permissionsOfGroup } from '../groups/groups.js';
import { EVERY_PERMISSION, isPermission, type Permission } from '../groups/permissions.js';
import { digestOf } from './apiKeys.js';

/** How long a process trusts a key it has seen; one revoked by another process dies within this time. */
const TRUST_MS = 5_000;
const REMEMBERED = 10_000;
/** That a key is in use is worth knowing, not worth a write with every request. */
const USE_NOTED_MS = 60_000;

/** A key that is good now, and what it opens. */
export interface GoodKey {
  readonly id: string;
  readonly siteId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly expiresAt: number | null;
  /** The group of the user whose key it is; null: the machine made it. */
  readonly group: string | null;
}

/** What time it is to the business, by which keys end, and to the machine, by which memory ends. */
export interface Times {
  readonly now: number;
  readonly wallNow: number;
}

export interface KeyRing {
  /** The key if it is good now, or nothing. */
  find(key: string, times: Times): Promise<GoodKey | undefined>;
  /** Trusts a key no longer without asking: it was revoked just now. */
  forget(keyId: string): void;
}

interface Remembered {
  readonly key: GoodKey;
  readonly until: number;
}

/**
 * Looks keys up, and caches those of the machine for a moment so that a busy key costs no query. A user's key is looked
 * up each time: its user's permissions can change in many ways, and the change works at once.
 */
export function createKeyRing(sql: Sql): KeyRing {
  const known = new Map<string, Remembered>();
  const noteUse = createUseRecorder(sql);
  const lookUp = async (name: string, digest: Buffer, wallNow: number): Promise<GoodKey | undefined> => {
    const remembered = known.get(name);
    if (remembered !== undefined && remembered.until > wallNow) return remembered.key;
    known.delete(name);
    const found = await findApiKey(sql, digest);
    if (found === undefined) return undefined;
    const key = goodKeyOf(found);
    if (found.maker !== null) return key;
    if (known.size >= REMEMBERED) known.clear();
    known.set(name, { key, until: wallNow + TRUST_MS });
    return key;
  };
  return {
    find: async (text, times) => {
      const digest = digestOf(text);
      if (digest === undefined) return undefined;
      const key = await lookUp(digest.toString('base64'), digest, times.wallNow);
      if (key === undefined || (key.expiresAt !== null && key.expiresAt <= times.now)) return undefined;
      noteUse(key.id, times);
      return key;
    },
    forget: (keyId) => {
      for (const [name, { key }] of known) if (key.id === keyId) known.delete(name);
    },
  };
}

/** A user's key opens what it was made for as far as their group allows it now. */
function goodKeyOf({ id, siteId, permissions, expiresAt, maker }: ApiKey): GoodKey {
  const asked = permissions === null ? EVERY_PERMISSION : new Set(permissions.filter(isPermission));
  if (maker === null) return { id, siteId, permissions: asked, expiresAt, group: null };
  const { group, groupPermissions } = maker;
  const own = permissionsOfGroup(group, [{ name: group, permissions: groupPermissions ?? [] }]);
  const allowed = new Set([...asked].filter((permission) => own.has(permission)));
  return { id, siteId, permissions: allowed, expiresAt, group };
}

/** Records the use of keys at most once a minute each, outside the request, which does not wait for it. */
function createUseRecorder(sql: Sql): (id: string, times: Times) => void {
  const noted = new Map<string, number>();
  return (id, { now, wallNow }) => {
    if (wallNow - (noted.get(id) ?? 0) < USE_NOTED_MS) return;
    if (noted.size >= REMEMBERED) noted.clear();
    noted.set(id, wallNow);
    // A note that failed is made with the next use; the request itself shows what is wrong with the database.
    updateKeyUse(sql, { id, at: now, unlessSince: now - USE_NOTED_MS }).catch(() => noted.delete(id));
  };
}
