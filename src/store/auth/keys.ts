import type { Queryable } from '../../platform/sql/sql.js';

interface KeyTerms {
  readonly id: string;
  readonly siteId: string;
  /** Null: all permissions of its site. */
  readonly permissions: readonly string[] | null;
  readonly expiresAt: number | null;
}

/** A key that is not revoked, as stored; the caller decides whether it has expired. */
export interface ApiKey extends KeyTerms {
  /** The group of the key's user; null: the key was made on the machine and has no user. */
  readonly maker: { readonly group: string; readonly groupPermissions: readonly string[] | null } | null;
}

export interface NewApiKey extends KeyTerms {
  readonly name: string;
  readonly keyHash: Buffer;
  readonly createdAt: number;
  /** The actor who made it, as in audit rows. */
  readonly createdBy: string;
}

export async function insertApiKey(sql: Queryable, key: NewApiKey): Promise<void> {
  await sql`
    insert into api_keys (id, site_id, name, key_hash, permissions, expires_at, created_at, created_by, maker_id)
    values (${key.id}, ${key.siteId}, ${key.name}, ${key.keyHash}, ${key.permissions as string[] | null}::text[],
            ${key.expiresAt}, ${key.createdAt}, ${key.createdBy},
            coalesce(substring(${key.createdBy} from '^user/([0-9a-f-]{36})$')::uuid,
                     (select k.maker_id from api_keys k
                       where k.id = substring(${key.createdBy} from '^key/([0-9a-f-]{36})$')::uuid)))`;
}

interface FoundRow {
  id: string;
  siteId: string;
  permissions: string[] | null;
  expiresAt: number | null;
  makerId: string | null;
  userGroup: string;
  groupPermissions: string[] | null;
}

/**
 * The key with this digest that is not revoked. A user's key is only found while they are an enabled user of its site.
 */
export async function findApiKey(sql: Queryable, keyHash: Buffer): Promise<ApiKey | undefined> {
  const [row] = await sql<FoundRow[]>`
    select k.id, k.site_id, k.permissions, k.expires_at, k.maker_id, u.user_group, g.permissions as group_permissions
      from api_keys k
      left join users u on u.id = k.maker_id and u.site_id = k.site_id and u.disabled_at is null
      left join groups g on g.site_id = u.site_id and g.name = u.user_group
     where k.key_hash = ${keyHash} and k.revoked_at is null and (k.maker_id is null or u.id is not null)`;
  if (row === undefined) return undefined;
  const { id, siteId, permissions, expiresAt } = row;
  const maker =
    row.makerId === null ? null : { group: row.userGroup, groupPermissions: row.groupPermissions };
  return { id, siteId, permissions, expiresAt, maker };
}

/** Records that a key was used, at most once within a short time over all processes. */
export async function updateKeyUse(
  sql: Queryable,
  use: { readonly id: string; readonly at: number; readonly unlessSince: number },
): Promise<void> {
  await sql`
    update api_keys set last_used_at = ${use.at}
     where id = ${use.id} and (last_used_at is null or last_used_at <= ${use.unlessSince})`;
}

/** A key as lists show it, without its secret. */
export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[] | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** A site's keys, oldest first, including revoked ones. */
export async function listApiKeys(
  sql: Queryable,
  siteId: string,
  page: { readonly after?: string; readonly limit?: number } = {},
): Promise<KeyRow[]> {
  return sql<KeyRow[]>`
    select id, name, permissions, created_at, created_by, expires_at, last_used_at, revoked_at from api_keys
     where site_id = ${siteId} and id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
     order by id limit ${page.limit ?? null}::integer`;
}

/** Revokes a key, of the given site if any, and returns its user; undefined when no valid key has that id. */
export async function revokeApiKey(
  sql: Queryable,
  { id, siteId }: { readonly id: string; readonly siteId?: string },
  at: number,
): Promise<{ siteId: string; name: string } | undefined> {
  const [row] = await sql<{ siteId: string; name: string }[]>`
    update api_keys set revoked_at = ${at}
     where id = ${id} and site_id = coalesce(${siteId ?? null}::uuid, site_id) and revoked_at is null
     returning site_id, name`;
  return row;
}
