import type { Queryable } from '../platform/index.js';

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

/** How many codes a person has left. */
export async function countRecoveryCodes(sql: Queryable, userId: string): Promise<number> {
  const [row] = await sql<{ codes: number }[]>`
    select count(*) as codes from recovery_codes where user_id = ${userId} and used_at is null`;
  return row?.codes ?? 0;
}
