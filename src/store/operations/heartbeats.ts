import type { Queryable } from '../../platform/sql/sql.js';

/** Records the heartbeat of a process; rows older than a day are deleted. */
export async function upsertHeartbeat(
  sql: Queryable,
  {
    kind,
    instance,
    startedAt,
  }: { readonly kind: string; readonly instance: string; readonly startedAt: number },
): Promise<void> {
  await sql`
    insert into heartbeats (kind, instance, started_at, seen_at)
    values (${kind}, ${instance}, ${startedAt}, clock_timestamp())
    on conflict (kind, instance) do update set seen_at = excluded.seen_at`;
  await sql`delete from heartbeats where seen_at < clock_timestamp() - interval '1 day'`;
}

/** Deletes the row of a process that stops, so that it is not reported as missing. */
export async function deleteHeartbeat(sql: Queryable, instance: string): Promise<void> {
  await sql`delete from heartbeats where instance = ${instance}`;
}

/** The time since each process's last heartbeat, in seconds by the database's clock. */
export async function listHeartbeats(sql: Queryable): Promise<Map<string, number>> {
  const rows = await sql<{ kind: string; seconds: number }[]>`
    select kind, extract(epoch from clock_timestamp() - max(seen_at))::float8 as seconds from heartbeats group by kind`;
  return new Map(rows.map(({ kind, seconds }) => [kind, seconds]));
}
