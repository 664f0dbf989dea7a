import type { Sql } from '../../../src/platform/sql/sql.js';
import { fillTenant } from '../seed/fillTenant.js';

const ACCOUNTS = 10_000;
const ENTRIES_EACH = 100;
const EVENTS = 10_000_000;
const DAYS = 400;

/** Accounts with a site, entries, keys, days of usage and events, all by SQL. Answers some accounts' ids. */
export async function fill(sql: Sql, siteId: string, scale: number): Promise<string[]> {
  const accounts = Math.max(10, Math.round(ACCOUNTS * scale));
  await fillTenant(sql, siteId, { accounts, entriesEach: ENTRIES_EACH, usageDays: DAYS });
  await fillWaiting(sql, siteId, Math.round(EVENTS * scale));
  await sql`vacuum analyze`;
  const rows = await sql<{ id: string }[]>`select id from accounts order by id limit 20`;
  return rows.map((row) => row.id);
}

/** Signals that wait, and what came in of usage. */
async function fillWaiting(sql: Sql, siteId: string, events: number): Promise<void> {
  await sql`
    insert into outbox (account_id, signal, created_at, retry_at)
    select id, 'paymentReceived', now(), now() + (random() * 10 - 5) * interval '1 second' from accounts limit 5000`;
  await sql`
    with sources as (
      insert into usage_sources (tenant_id, source) select ${siteId}::uuid, 'edge-' || n from generate_series(0, 3) as n
      returning id
    ), events as (
      insert into usage_events (source_id, event_id, site_id, meter_id, quantity, occurred_at, account_id, day)
      select (select min(id) from sources) + n % 4, 'event-' || n, ${siteId}, 1, n % 1000,
             now() - n * interval '1 second', (select id from accounts limit 1),
             (now() - n * interval '1 second')::date
        from generate_series(1, ${events}::integer) as n
      returning source_id, event_id, occurred_at
    )
    insert into usage_keys (source_id, event_id, occurred_at, content)
    select source_id, event_id, occurred_at, 0 from events`;
}
