import type { Queryable } from '../../platform/sql/sql.js';

/** A part of the program says that it is there; those that have been gone for a day are forgotten. */
export async function notePart(
  sql: Queryable,
  {
    part,
    instance,
    startedAt,
  }: { readonly part: string; readonly instance: string; readonly startedAt: number },
): Promise<void> {
  await sql`
    insert into parts_seen (part, instance, started_at, seen_at)
    values (${part}, ${instance}, ${startedAt}, clock_timestamp())
    on conflict (part, instance) do update set seen_at = excluded.seen_at`;
  await sql`delete from parts_seen where seen_at < clock_timestamp() - interval '1 day'`;
}

/** A part that stops is no longer missed. */
export async function forgetPart(sql: Queryable, instance: string): Promise<void> {
  await sql`delete from parts_seen where instance = ${instance}`;
}

/** How long ago each part was last seen, in seconds by the database's clock. */
export async function partsSeen(sql: Queryable): Promise<Map<string, number>> {
  const rows = await sql<{ part: string; seconds: number }[]>`
    select part, extract(epoch from clock_timestamp() - max(seen_at))::float8 as seconds from parts_seen group by part`;
  return new Map(rows.map(({ part, seconds }) => [part, seconds]));
}
