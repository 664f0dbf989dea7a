import type { Queryable } from '../../platform/sql/sql.js';

/** Gives a person new recovery codes, by their digests; the former ones are gone. */
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
