import type { Queryable } from '../../platform/sql/sql.js';

export interface UsedKey {
  readonly fingerprint: Buffer;
  readonly entryId: string | null;
  readonly response: unknown;
}

/** The request that a key was used for within a site; keys are kept forever. */
export async function findKey(sql: Queryable, siteId: string, key: string): Promise<UsedKey | undefined> {
  const [row] = await sql<UsedKey[]>`
    select fingerprint, entry_id, response from idempotency_keys where site_id = ${siteId} and key = ${key}`;
  return row;
}

/**
 * The number of the advisory lock on a key, from columns with the site and the key. Each transaction that inserts a key
 * holds this lock until it ends, and locks its keys before any account: a transaction that must not wait can then try.
 */
export function keyLock(sql: Queryable, siteId: string, key: string): ReturnType<Queryable> {
  return sql`hashtextextended('key ' || ${sql(siteId)} || ' ' || ${sql(key)}, 0)`;
}

/**
 * Reserves a key inside the transaction that does the work, and waits for another transaction that holds it. False when
 * it was used before.
 */
export async function insertKey(
  sql: Queryable,
  use: { siteId: string; key: string; fingerprint: Buffer; at: number },
): Promise<boolean> {
  const rows = await sql`
    with use as (
      select ${use.siteId}::uuid as site_id, ${use.key}::text as key
    ), held as materialized (
      select site_id, key, pg_advisory_xact_lock(${keyLock(sql, 'site_id', 'key')}) from use
    )
    insert into idempotency_keys (site_id, key, fingerprint, created_at)
    select site_id, key, ${use.fingerprint}, ${use.at} from held
    on conflict do nothing returning key`;
  return rows.length > 0;
}

/** Stores the response with the key in the same transaction, so that the key always returns it. */
export async function saveResponse(
  sql: Queryable,
  siteId: string,
  key: string,
  response: object,
): Promise<void> {
  await sql`update idempotency_keys set response = ${sql.json(response as never)}
             where site_id = ${siteId} and key = ${key}`;
}
