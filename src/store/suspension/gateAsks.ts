import type { Queryable } from '../../platform/sql/sql.js';

/** Records that a web server asked the gate about these registered hosts. */
export async function upsertGateAsks(sql: Queryable, hosts: readonly string[], at: number): Promise<void> {
  await sql`
    insert into gate_asks (hostname, asked_at)
    select h.hostname, ${at} from hostnames h where h.hostname = any(${hosts as string[]}) order by 1
    on conflict (hostname) do update set asked_at = greatest(gate_asks.asked_at, excluded.asked_at)`;
}
