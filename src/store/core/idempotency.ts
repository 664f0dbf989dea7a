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
 * Reserves a key inside the transaction that does the work, and waits for another transaction that holds it. False when
 * it was used before.
 */
export async function insertKey(
  sql: Queryable,
  use: { siteId: string; key: string; fingerprint: Buffer; at: number },
): Promise<boolean> {
  const rows = await sql`
    insert into idempotency_keys (site_id, key, fingerprint, created_at)
    values (${use.siteId}, ${use.key}, ${use.fingerprint}, ${use.at})
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
