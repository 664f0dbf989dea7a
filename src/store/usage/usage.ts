import type { Aggregation } from '../../billing/facts.js';
import type { Instant } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** One validated event with its local day. */
export interface NewUsage {
  readonly source: string;
  readonly eventId: string;
  /** The account that held the site at the event's time. */
  readonly tenureId: number;
  readonly meterId: number;
  /** Decimal string. */
  readonly quantity: string;
  readonly occurredAt: number;
  readonly day: string;
  /** Whole hours between the start of the day and the arrival. */
  readonly lag: number;
}

/** The site of a log's line by the host it names: the hosts of the tenant's own site and of its child sites. */
export async function listUsageHosts(
  sql: Queryable,
  tenantId: string,
): Promise<{ readonly hostname: string; readonly slug: string }[]> {
  return sql<{ hostname: string; slug: string }[]>`
    select h.hostname, s.slug from hostnames h join sites s on s.id = h.site_id
     where (s.parent_id = ${tenantId} or s.id = ${tenantId}) and h.waiting_since is null`;
}

/**
 * Locks settlement of these accounts out while their usage is counted, and the other way round. Otherwise an event
 * could arrive between the rating of its day and the mark that it was late. Shared among the writers of usage.
 */
export async function lockForUsage(sql: Queryable, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(id, 0))
              from unnest(${[...accountIds].sort()}::text[]) as a(id)`;
}

/** Settlement's side of the same lock: exclusive. */
export async function lockForSettlement(sql: Queryable, accountId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${accountId}, 0))`;
}

export interface Counted {
  /** Positions (in `events`) of new events. */
  readonly fresh: Set<number>;
  /** Positions of events whose site moved to another account since the lookup. */
  readonly stale: Set<number>;
}

/**
 * Counts events exactly once, adds the new ones up per site, meter, local day and account, and records when usage
 * arrives (as `learnArrival` does), in one SQL statement. Rows are written in a fixed order, so that parallel batches
 * wait for each other instead of deadlocking. A time after `now` counts as now when the holder of the site is
 * determined. Of two events of one instant the higher counts as the latest, so that their order of arrival does not
 * matter.
 */
export async function insertUsage(
  sql: Queryable,
  now: number,
  events: readonly NewUsage[],
): Promise<Counted> {
  const [row] = await sql<{ fresh: number[] | null; stale: number[] | null }[]>`
    with incoming as materialized (
      select i.*, t.site_id, t.account_id, t.tenant_id from unnest(
        ${events.map((event) => event.source)}::text[], ${events.map((event) => event.eventId)}::text[],
        ${events.map((event) => event.tenureId)}::bigint[], ${events.map((event) => event.meterId)}::integer[],
        ${events.map((event) => event.quantity)}::numeric[], ${events.map((event) => event.occurredAt)}::timestamptz[],
        ${events.map((event) => event.day)}::date[], ${events.map((event) => event.lag)}::integer[]
      ) with ordinality as i(source, event_id, tenure_id, meter_id, quantity, occurred_at, day, lag, ordinal)
      left join site_tenures t on t.id = i.tenure_id
       and (t.to_at is null or t.to_at > least(i.occurred_at, ${now}::timestamptz))
    ), counted as (
      insert into usage_events (tenant_id, source, event_id, site_id, meter_id, quantity, occurred_at, account_id, day)
      select tenant_id, source, event_id, site_id, meter_id, quantity, occurred_at, account_id, day
        from incoming where tenant_id is not null order by tenant_id, source, event_id
      on conflict do nothing
      returning tenant_id, source, event_id
    ), fresh as materialized (
      select incoming.* from incoming join counted using (tenant_id, source, event_id)
    ), rolled as (
      insert into usage_days (site_id, meter_id, day, account_id, total, peak, latest, latest_at, events)
      select site_id, meter_id, day, account_id, sum(quantity), max(quantity),
             (array_agg(quantity order by occurred_at desc, quantity desc))[1], max(occurred_at), count(*)
        from fresh group by site_id, day, meter_id, account_id order by site_id, day, meter_id, account_id
      on conflict (site_id, day, meter_id, account_id) do update set
        total = usage_days.total + excluded.total,
        peak = greatest(usage_days.peak, excluded.peak),
        latest = case when (excluded.latest_at, excluded.latest) >= (usage_days.latest_at, usage_days.latest)
                      then excluded.latest else usage_days.latest end,
        latest_at = greatest(usage_days.latest_at, excluded.latest_at),
        events = usage_days.events + excluded.events
    ), lagged as (
      select site_id, meter_id, lag, sum(quantity)::float8 as quantity, max(day) as day
        from fresh group by site_id, meter_id, lag
    ), arrived as (
      select site_id, meter_id, sum(quantity) as weight, max(day) as watermark, max(lag) filter (where lag < 216) as longest,
             array_agg(lag) as lags, array_agg(quantity) as quantities
        from lagged group by site_id, meter_id
    ), learned as (
      insert into usage_rhythms as r (site_id, meter_id, hours, weight, last_at, watermark, sessions, arriving)
      select site_id, meter_id, '{}', weight, ${now}::timestamptz, watermark, array[${now}::timestamptz],
             array(select coalesce(q.quantity, 0)
                     from generate_series(0, longest) as hour
                     left join unnest(lags, quantities) as q(lag, quantity) on q.lag = hour order by hour)
        from arrived order by site_id, meter_id
      on conflict (site_id, meter_id) do update set
        hours = array(
          select case when before > 1e-100 then before * power(0.5::float8, greatest(0, least(60, extract(epoch from excluded.last_at - r.last_at) / 1209600))::float8)
                      else 0 end + coalesce(more, 0)
            from unnest(r.hours,
                        case when excluded.last_at - r.last_at <= interval '30 hours'
                              and excluded.last_at - r.sessions[1] >= interval '20 hours'
                             then excluded.arriving else '{}' end)
                 with ordinality as u(before, more, hour) order by hour),
        weight = case when r.weight > 1e-100 then r.weight * power(0.5::float8, greatest(0, least(60, extract(epoch from excluded.last_at - r.last_at) / 1209600))::float8)
                      else 0 end + excluded.weight,
        last_at = greatest(r.last_at, excluded.last_at),
        watermark = greatest(r.watermark, excluded.watermark),
        sessions = case when excluded.last_at - r.last_at > interval '30 hours'
                        then (excluded.last_at || r.sessions)[1:8] else r.sessions end,
        arriving = '{}'
    ), noticed as (
      -- The account's row is locked even if it is already listed: the watcher must not take it before this usage is
      -- visible.
      insert into fresh_usage (account_id) select distinct account_id from fresh order by account_id
      on conflict (account_id) do update set account_id = excluded.account_id where false
    )
    select (select array_agg(ordinal - 1) from fresh) as fresh,
           (select array_agg(ordinal - 1) from incoming where tenant_id is null) as stale`;
  return { fresh: new Set(row?.fresh ?? []), stale: new Set(row?.stale ?? []) };
}

/** The data of the first event, to compare with a repeated one. */
export type Repeat = 'same' | 'other' | 'voided';

/**
 * Compares events with those counted before under their source and id. Each is looked up separately: for a join, the
 * planner would read the whole table when it is small or its statistics are old. Meters are compared by name, since a
 * site that moved to another tenant is counted on that tenant's meter of the same name.
 */
export async function compareRepeats(sql: Queryable, events: readonly NewUsage[]): Promise<Repeat[]> {
  const rows = await sql<{ repeat: Repeat }[]>`
    select case when u.voided_at is not null then 'voided'
                when (u.site_id, m.name, u.quantity, u.occurred_at)
                     is distinct from (t.site_id, n.name, i.quantity, i.occurred_at) then 'other'
                else 'same' end as repeat
      from unnest(
        ${events.map((event) => event.source)}::text[], ${events.map((event) => event.eventId)}::text[],
        ${events.map((event) => event.tenureId)}::bigint[], ${events.map((event) => event.meterId)}::integer[],
        ${events.map((event) => event.quantity)}::numeric[],
        ${events.map((event) => event.occurredAt)}::timestamptz[]
      ) with ordinality as i(source, event_id, tenure_id, meter_id, quantity, occurred_at, ordinal)
      join site_tenures t on t.id = i.tenure_id
      join meters n on n.id = i.meter_id
      left join lateral (
        select * from usage_events e
         where e.tenant_id = t.tenant_id and e.source = i.source and e.event_id = i.event_id limit 1
      ) as u on true
      left join meters m on m.id = u.meter_id
     order by i.ordinal`;
  return rows.map((row) => row.repeat);
}

/** Marks the settled periods of these days to be rated again; one that is marked already stays unchanged. */
export async function markLateUsage(
  sql: Queryable,
  days: readonly { accountId: string; day: string }[],
  now: Instant,
): Promise<void> {
  if (days.length === 0) return;
  await sql`
    update periods p set late_usage = true, late_since = ${now}
      from unnest(${days.map((day) => day.accountId)}::uuid[], ${days.map((day) => day.day)}::date[]) as d(account_id, day)
     where p.account_id = d.account_id and d.day >= p.start_date and d.day < p.end_date and not p.late_usage`;
}

/** Takes the accounts whose usage has changed since the last run; the next caller gets others. */
export async function claimFreshAccounts(sql: Queryable, limit: number): Promise<string[]> {
  const rows = await sql<{ accountId: string }[]>`
    with taken as (
      delete from fresh_usage where account_id in (
        select account_id from fresh_usage order by account_id for update skip locked limit ${limit})
      returning account_id
    )
    select account_id from taken`;
  return rows.map((row) => row.accountId);
}

export interface UsageTotal {
  readonly siteSlug: string;
  readonly meter: string;
  readonly day: string;
  readonly total: string;
  readonly peak: string;
  readonly latest: string;
  readonly events: number;
}

/** The usage of sites while an account held them, per meter and local day in [from, to), oldest first. */
export async function listUsage(
  sql: Queryable,
  accountId: string,
  from: string,
  to: string,
): Promise<UsageTotal[]> {
  const rows = await sql<
    {
      slug: string;
      meter: string;
      day: string;
      total: string;
      peak: string;
      latest: string;
      events: number;
    }[]
  >`
    select s.slug, m.name as meter, d.day, d.total::text, d.peak::text, d.latest::text, d.events
      from (select distinct site_id from site_tenures where account_id = ${accountId}) as t
      join sites s on s.id = t.site_id
      join usage_days d on d.site_id = s.id and d.account_id = ${accountId} and d.day >= ${from} and d.day < ${to}
      join meters m on m.id = d.meter_id
     order by d.day, s.slug, m.name`;
  return rows.map(({ slug, ...row }) => ({ siteSlug: slug, ...row }));
}

export interface Meter {
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly aggregation: Aggregation;
  readonly chargeable: boolean;
  readonly unit: string;
  readonly builtIn: boolean;
}

/** The built-in meters and those a site's owner added. */
export async function listMeters(sql: Queryable, siteId: string): Promise<Meter[]> {
  return sql<Meter[]>`
    select id, name, title, aggregation, chargeable, unit, site_id is null as "builtIn"
      from meters where site_id is null or site_id = ${siteId} order by site_id nulls first, name`;
}

/** False when the name is taken. */
export async function insertMeter(
  sql: Queryable,
  siteId: string,
  meter: Omit<Meter, 'id' | 'builtIn'>,
): Promise<boolean> {
  const rows = await sql`
    insert into meters (site_id, name, title, aggregation, chargeable, unit)
    select ${siteId}::uuid, ${meter.name}, ${meter.title}, ${meter.aggregation}, ${meter.chargeable}, ${meter.unit}
     where not exists (select 1 from meters where site_id is null and name = ${meter.name})
    on conflict do nothing returning id`;
  return rows.length > 0;
}
