import type { Queryable } from '../../platform/sql/sql.js';

export interface UsedKey {
  readonly fingerprint: Buffer;
  readonly entryId: string | null;
  readonly answer: unknown;
}

/** What a key was used for within a site; keys are kept for ever. */
export async function findKey(sql: Queryable, siteId: string, key: string): Promise<UsedKey | undefined> {
  const [row] = await sql<{ fingerprint: Buffer; entry_id: string | null; answer: unknown }[]>`
    select fingerprint, entry_id, answer from idempotency_keys where site_id = ${siteId} and key = ${key}`;
  return row && { fingerprint: row.fingerprint, entryId: row.entry_id, answer: row.answer };
}

/**
 * Takes a key inside the transaction that does the work, waiting for another that holds it.
 * False when it was used before.
 */
export async function takeKey(
  sql: Queryable,
  use: { siteId: string; key: string; fingerprint: Buffer; at: number },
): Promise<boolean> {
  const rows = await sql`
    insert into idempotency_keys (site_id, key, fingerprint, created_at)
    values (${use.siteId}, ${use.key}, ${use.fingerprint}, ${use.at})
    on conflict do nothing returning key`;
  return rows.length > 0;
}

/** Keeps the answer beside the key, in the same transaction, so that the key answers with it for ever. */
export async function keepAnswer(sql: Queryable, siteId: string, key: string, answer: object): Promise<void> {
  await sql`update idempotency_keys set answer = ${sql.json(answer as never)}
             where site_id = ${siteId} and key = ${key}`;
}
