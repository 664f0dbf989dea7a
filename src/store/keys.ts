import type { Queryable } from '../platform/index.js';

export interface ApiKey {
  readonly id: string;
  readonly siteId: string;
}

export async function insertApiKey(
  sql: Queryable,
  key: { id: string; siteId: string; name: string; keyHash: Buffer; createdAt: number },
): Promise<void> {
  await sql`
    insert into api_keys (id, site_id, name, key_hash, created_at)
    values (${key.id}, ${key.siteId}, ${key.name}, ${key.keyHash}, ${key.createdAt})`;
}

/** The key with this digest that is not revoked. */
export async function findApiKey(sql: Queryable, keyHash: Buffer): Promise<ApiKey | undefined> {
  const [row] = await sql<{ id: string; site_id: string }[]>`
    select id, site_id from api_keys where key_hash = ${keyHash} and revoked_at is null`;
  return row && { id: row.id, siteId: row.site_id };
}

export async function listApiKeys(
  sql: Queryable,
  siteId: string,
): Promise<{ id: string; name: string; createdAt: number; revokedAt: number | null }[]> {
  const rows = await sql<{ id: string; name: string; created_at: number; revoked_at: number | null }[]>`
    select id, name, created_at, revoked_at from api_keys where site_id = ${siteId} order by id`;
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  }));
}

export async function revokeApiKey(sql: Queryable, id: string, at: number): Promise<boolean> {
  const rows = await sql`
    update api_keys set revoked_at = ${at} where id = ${id} and revoked_at is null returning id`;
  return rows.length > 0;
}
