import type { Queryable } from '../../platform/sql/sql.js';

/** Replaces a user's recovery codes, stored as digests. */
export async function replaceRecoveryCodes(
  sql: Queryable,
  userId: string,
  codeHashes: readonly string[],
): Promise<void> {
  await sql`delete from recovery_codes where user_id = ${userId}`;
  await sql`
    insert into recovery_codes (user_id, code_hash)
    select ${userId}, code_hash from unnest(${codeHashes as string[]}::text[]) as c(code_hash)`;
}
