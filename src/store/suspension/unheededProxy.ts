import type { Queryable } from '../../platform/sql/sql.js';

/** Records a proxy whose X-Forwarded-For is ignored. */
export async function upsertUnheededProxy(sql: Queryable, address: string): Promise<void> {
  await sql`
    insert into unheeded_proxy (address) values (${address})
    on conflict (is_only) do update set address = excluded.address, seen_at = excluded.seen_at`;
}

export async function deleteUnheededProxy(sql: Queryable): Promise<void> {
  await sql`delete from unheeded_proxy`;
}

export async function findUnheededProxy(sql: Queryable): Promise<string | undefined> {
  const [row] = await sql<{ address: string }[]>`select address from unheeded_proxy`;
  return row?.address;
}
