import type { Sql } from '../../platform/sql/sql.js';
import { type ApiKey, findApiKey, updateKeyUse } from '../../store/auth/keys.js';
import { permissionsOfGroup } from '../groups/groups.js';
import { EVERY_PERMISSION, isPermission, type Permission } from '../groups/permissions.js';
import { digestOf } from './apiKeys.js';

/** How long a process caches a key; one revoked by another process stops working within this time. */
const TRUST_MS = 5_000;
const REMEMBERED = 10_000;
/** The last use of a key is stored at most this often: a write with every request would cost too much. */
const USE_NOTED_MS = 60_000;

/** A valid key and its permissions. */
export interface GoodKey {
  readonly id: string;
  readonly siteId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly expiresAt: number | null;
  /** The group of the key's user; null: the key was made on the machine. */
  readonly group: string | null;
}

/** Business time, for the expiry of keys, and machine time, for the cache. */
export interface Times {
  readonly now: number;
  readonly wallNow: number;
}

export interface KeyRing {
  /** The key if it is valid now, else undefined. */
  find(key: string, times: Times): Promise<GoodKey | undefined>;
  /** Removes a key from the cache: it was just revoked. */
  forget(keyId: string): void;
}

interface Remembered {
  readonly key: GoodKey;
  readonly until: number;
}

/**
 * Loads keys, and caches the machine's keys for a moment so that a busy key costs no query. A user's key is loaded each
 * time, so that a change of the user's permissions applies at once.
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

/** A user's key has the permissions it was made with, as far as the user's group has them now. */
function goodKeyOf({ id, siteId, permissions, expiresAt, maker }: ApiKey): GoodKey {
  const granted = permissions === null ? EVERY_PERMISSION : new Set(permissions.filter(isPermission));
  if (maker === null) return { id, siteId, permissions: granted, expiresAt, group: null };
  const { group, groupPermissions } = maker;
  const own = permissionsOfGroup(group, [{ name: group, permissions: groupPermissions ?? [] }]);
  const allowed = new Set([...granted].filter((permission) => own.has(permission)));
  return { id, siteId, permissions: allowed, expiresAt, group };
}

/** Stores the use of each key at most once a minute, without delaying the request. */
function createUseRecorder(sql: Sql): (id: string, times: Times) => void {
  const noted = new Map<string, number>();
  return (id, { now, wallNow }) => {
    if (wallNow - (noted.get(id) ?? 0) < USE_NOTED_MS) return;
    if (noted.size >= REMEMBERED) noted.clear();
    noted.set(id, wallNow);
    // The next use stores it instead; the request itself shows problems of the database.
    updateKeyUse(sql, { id, at: now, unlessSince: now - USE_NOTED_MS }).catch(() => noted.delete(id));
  };
}
