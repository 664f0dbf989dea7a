import type { Queryable } from '../platform/index.js';

/** A key that is not revoked, as it was kept; whether it has expired is for the reader to say. */
export interface ApiKey {
  readonly id: string;
  readonly siteId: string;
  /** Null: everything its site may do. */
  readonly permissions: readonly string[] | null;
  readonly expiresAt: number | null;
}

export interface NewApiKey extends ApiKey {
  readonly name: string;
  readonly keyHash: Buffer;
  readonly createdAt: number;
  /** Who made it, as it stands in audit rows. */
  readonly createdBy: string;
}

export async function insertApiKey(sql: Queryable, key: NewApiKey): Promise<void> {
  await sql`
    insert into api_keys (id, site_id, name, key_hash, permissions, expires_at, created_at, created_by)
    values (${key.id}, ${key.siteId}, ${key.name}, ${key.keyHash}, ${key.permissions as string[] | null}::text[],
            ${key.expiresAt}, ${key.createdAt}, ${key.createdBy})`;
}

/** The key with this digest that is not revoked. */
export async function findApiKey(sql: Queryable, keyHash: Buffer): Promise<ApiKey | undefined> {
  const [row] = await sql<
    { id: string; site_id: string; permissions: string[] | null; expires_at: number | null }[]
  >`
    select id, site_id, permissions, expires_at from api_keys where key_hash = ${keyHash} and revoked_at is null`;
  return row && { id: row.id, siteId: row.site_id, permissions: row.permissions, expiresAt: row.expires_at };
}

/** Notes that a key was used, unless that was noted within the last moments, by this process or another. */
export async function noteKeyUse(
  sql: Queryable,
  use: { readonly id: string; readonly at: number; readonly unlessSince: number },
): Promise<void> {
  await sql`
    update api_keys set last_used_at = ${use.at}
     where id = ${use.id} and (last_used_at is null or last_used_at <= ${use.unlessSince})`;
}

/** A key as lists show it: everything but what would let somebody use it. */
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

interface StoredRow {
  id: string;
  name: string;
  permissions: string[] | null;
  created_at: number;
  created_by: string;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}

/** A site's keys, oldest first, the revoked ones among them. */
export async function listApiKeys(
  sql: Queryable,
  siteId: string,
  page: { readonly after?: string; readonly limit?: number } = {},
): Promise<KeyRow[]> {
  const rows = await sql<StoredRow[]>`
    select id, name, permissions, created_at, created_by, expires_at, last_used_at, revoked_at from api_keys
     where site_id = ${siteId} and id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
     order by id limit ${page.limit ?? null}::integer`;
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    permissions: row.permissions,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }));
}

/** Ends a key, of the site where one is given, and says whose it was; nothing when there is no good key of that id. */
export async function revokeApiKey(
  sql: Queryable,
  { id, siteId }: { readonly id: string; readonly siteId?: string },
  at: number,
): Promise<{ siteId: string; name: string } | undefined> {
  const [row] = await sql<{ site_id: string; name: string }[]>`
    update api_keys set revoked_at = ${at}
     where id = ${id} and site_id = coalesce(${siteId ?? null}::uuid, site_id) and revoked_at is null
     returning site_id, name`;
  return row && { siteId: row.site_id, name: row.name };
}
