import type { Queryable } from '../../platform/sql/sql.js';

/** A value for each name of a closed set. */
export type Counts = Readonly<Record<string, number>>;

export interface GaugeRow {
  readonly accounts: Counts;
  readonly outboxRows: number;
  readonly outboxOldestAt: number | null;
  /** Unsent emails, by kind. */
  readonly emailsWaiting: Counts;
  readonly emailsFailed: Counts;
  readonly emailsOldestAt: number | null;
  readonly addressesUndeliverable: number;
  /** Accounts with an overdue assessment, by reason. */
  readonly wakesDue: Counts;
  readonly oldestWakeAt: number | null;
  /** The due time of the oldest period or planned charge that is not settled yet. */
  readonly oldestSettlementAt: number | null;
  readonly freshSites: number;
  /** In seconds by the database's clock, like the processes' heartbeats. */
  readonly freshForSeconds: number;
  /** Sites whose suspensions are paused, and the accounts that stay active because of it. */
  readonly breakersTripped: number;
  readonly accountsHeldBack: number;
  readonly metersSilent: number;
  /** Accounts whose records, rating or forecast failed at the last assessment. */
  readonly accountsFaulty: number;
  readonly sitesUnconfirmed: number;
  /** The time since each process's last heartbeat. */
  readonly heartbeatAgeSeconds: Counts;
  /** Connections to the database, by `application_name/state`. */
  readonly connections: Counts;
  readonly connectionsMax: number;
}

/** The application names of our own connections; other names are not a closed set. */
const OUR_POOLS = ['api', 'worker', 'scheduler', 'sitetab', 'sandbox', 'sitetab gate', 'sitetab tool'];

/**
 * The values for monitoring, in one round trip; each part uses an index, or a table that stays small. `now` is the
 * business time.
 */
export async function findGaugeRow(sql: Queryable, now: number): Promise<GaugeRow> {
  const [row] = await sql<GaugeRow[]>`
    with states as (
      select state, count(*) as many from accounts group by state
    ), waiting as (
      select kind, count(*) as many, min(created_at) as oldest from emails
       where sent_at is null and failed_at is null group by kind
    ), failed as (
      select kind, count(*) as many from emails where sent_at is null and failed_at is not null group by kind
    ), wakes as (
      select coalesce(next_wake_for, 'other') as wanted, count(*) as many, min(next_wake_at) as oldest
        from accounts where closed_at is null and next_wake_at < ${now} group by 1
    ), planned as (
      select min(c.due_on::timestamp at time zone a.time_zone) as oldest
        from scheduled_charges c join accounts a on a.id = c.account_id
       where c.entry_id is null and c.cancelled_at is null and a.closed_at is null
         and c.due_on <= (${now}::timestamptz at time zone 'UTC')::date + 1
         and c.due_on::timestamp at time zone a.time_zone < ${now}
    ), seen as (
      select kind, extract(epoch from clock_timestamp() - max(seen_at))::float8 as seconds from heartbeats group by kind
    ), held as (
      select (case when application_name = any(${OUR_POOLS}) then application_name else 'other' end)
               || '/' || coalesce(state, 'starting') as held_by, count(*) as many
        from pg_stat_activity
       where datname = current_database() and backend_type = 'client backend' group by 1
    )
    select coalesce((select jsonb_object_agg(state, many) from states), '{}') as accounts,
           (select count(*) from outbox) as "outboxRows",
           (select min(created_at) from outbox) as "outboxOldestAt",
           coalesce((select jsonb_object_agg(kind, many) from waiting), '{}') as "emailsWaiting",
           coalesce((select jsonb_object_agg(kind, many) from failed), '{}') as "emailsFailed",
           (select min(oldest) from waiting) as "emailsOldestAt",
           (select count(*) from undeliverable_addresses) as "addressesUndeliverable",
           coalesce((select jsonb_object_agg(wanted, many) from wakes), '{}') as "wakesDue",
           (select min(oldest) from wakes) as "oldestWakeAt",
           least((select min(oldest) from wakes where wanted in ('settlement', 'scheduled charge')),
                 (select oldest from planned)) as "oldestSettlementAt",
           (select count(*) from fresh_usage) as "freshSites",
           coalesce((select extract(epoch from clock_timestamp() - min(since)) from fresh_usage), 0)::float8
             as "freshForSeconds",
           (select count(*) from breakers where reset_at is null) as "breakersTripped",
           (select count(*) from held_back_accounts h join breakers b on b.id = h.breaker_id
             where h.ended_at is null and b.reset_at is null) as "accountsHeldBack",
           (select count(*) from silent_meters where ended_at is null) as "metersSilent",
           (select count(*) from accounts where fault is not null and closed_at is null) as "accountsFaulty",
           (select count(*) from sites where confirmed_generation <> generation) as "sitesUnconfirmed",
           coalesce((select jsonb_object_agg(kind, seconds) from seen), '{}') as "heartbeatAgeSeconds",
           coalesce((select jsonb_object_agg(held_by, many) from held), '{}') as connections,
           current_setting('max_connections')::integer as "connectionsMax"`;
  if (row === undefined) throw new Error('a query without a table has one row');
  return row;
}
