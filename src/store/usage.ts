import type { Aggregation } from '../billing/index.js';
import type { Queryable } from '../platform/index.js';

/** One event that was found sound, with its local day worked out. */
export interface NewUsage {
  readonly source: string;
  readonly eventId: string;
  readonly siteId: string;
  readonly meterId: number;
  /** Decimal string. */
  readonly quantity: string;
  readonly occurredAt: number;
  readonly day: string;
}

export interface UsageSite {
  readonly id: string;
  readonly slug: string;
  readonly accountId: string | null;
  readonly timeZone: string;
}

/** The sites a tenant may report usage for: itself and its children, by slug. */
export async function findUsageSites(
  sql: Queryable,
  tenantId: string,
  slugs: readonly string[],
): Promise<UsageSite[]> {
  const rows = await sql<{ id: string; slug: string; account_id: string | null; time_zone: string }[]>`
    select s.id, s.slug, s.account_id, coalesce(a.time_zone, 'UTC') as time_zone
      from sites s left join accounts a on a.id = s.account_id
     where s.slug = any(${slugs as string[]}::text[]) and (s.parent_id = ${tenantId} or s.id = ${tenantId})`;
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    accountId: row.account_id,
    timeZone: row.time_zone,
  }));
}

/** Whose a line of a log is, by the host it names: the hosts of the tenant's own site and of its child sites. */
export async function listUsageHosts(
  sql: Queryable,
  tenantId: string,
): Promise<{ readonly hostname: string; readonly slug: string }[]> {
  return sql<{ hostname: string; slug: string }[]>`
    select h.hostname, s.slug from hostnames h join sites s on s.id = h.site_id
     where s.parent_id = ${tenantId} or s.id = ${tenantId}`;
}

/**
 * Keeps settlement of these accounts out while usage is counted for them, and the other way round: else an event could
 * fall between the rating of its day and the mark that it came late. Shared among the writers of usage.
 */
export async function lockForUsage(sql: Queryable, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(id, 0))
              from unnest(${[...accountIds].sort()}::text[]) as a(id)`;
}

/** Settlement's side of the same lock: alone. */
export async function lockForSettlement(sql: Queryable, accountId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${accountId}, 0))`;
}

/**
 * Counts events once for ever and rolls the new ones up per site, meter and local day, in one statement. Rows are
 * written in one order, so that batches in parallel wait for each other instead of deadlocking.
 * Returns the positions (in `events`) that were new.
 */
export async function insertUsage(
  sql: Queryable,
  tenantId: string,
  events: readonly NewUsage[],
): Promise<Set<number>> {
  const [row] = await sql<{ fresh: number[] | null }[]>`
    with incoming as materialized (
      select * from unnest(
        ${events.map((event) => event.source)}::text[], ${events.map((event) => event.eventId)}::text[],
        ${events.map((event) => event.siteId)}::uuid[], ${events.map((event) => event.meterId)}::integer[],
        ${events.map((event) => event.quantity)}::numeric[], ${events.map((event) => event.occurredAt)}::timestamptz[],
        ${events.map((event) => event.day)}::date[]
      ) with ordinality as i(source, event_id, site_id, meter_id, quantity, occurred_at, day, ordinal)
    ), counted as (
      insert into usage_events (tenant_id, source, event_id, site_id, meter_id, quantity, occurred_at)
      select ${tenantId}, source, event_id, site_id, meter_id, quantity, occurred_at
        from incoming order by source, event_id
      on conflict do nothing
      returning source, event_id
    ), fresh as materialized (
      select incoming.* from incoming join counted using (source, event_id)
    ), rolled as (
      insert into usage_days (site_id, meter_id, day, total, peak, latest, latest_at, events)
      select site_id, meter_id, day, sum(quantity), max(quantity),
             (array_agg(quantity order by occurred_at desc, ordinal desc))[1], max(occurred_at), count(*)
        from fresh group by site_id, day, meter_id order by site_id, day, meter_id
      on conflict (site_id, day, meter_id) do update set
        total = usage_days.total + excluded.total,
        peak = greatest(usage_days.peak, excluded.peak),
        latest = case when excluded.latest_at >= usage_days.latest_at then excluded.latest else usage_days.latest end,
        latest_at = greatest(usage_days.latest_at, excluded.latest_at),
        events = usage_days.events + excluded.events
    ), noticed as (
      -- Also where the site is noted already its row is locked: the watcher must not take it before this usage is there.
      insert into fresh_usage (site_id) select distinct site_id from fresh order by site_id
      on conflict (site_id) do update set site_id = excluded.site_id where false
    )
    select array_agg(ordinal - 1) as fresh from fresh`;
  return new Set(row?.fresh ?? []);
}

/**
 * Of events that were counted before, the positions of those that now say something else. Each is looked up by itself:
 * joined as a list, the planner would rather read the whole table once it is small or its statistics are old.
 */
export async function findContradictions(
  sql: Queryable,
  tenantId: string,
  events: readonly NewUsage[],
): Promise<number[]> {
  const rows = await sql<{ position: number }[]>`
    select i.ordinal - 1 as position
      from unnest(
        ${events.map((event) => event.source)}::text[], ${events.map((event) => event.eventId)}::text[],
        ${events.map((event) => event.siteId)}::uuid[], ${events.map((event) => event.meterId)}::integer[],
        ${events.map((event) => event.quantity)}::numeric[],
        ${events.map((event) => event.occurredAt)}::timestamptz[]
      ) with ordinality as i(source, event_id, site_id, meter_id, quantity, occurred_at, ordinal)
      cross join lateral (
        select * from usage_events u
         where u.tenant_id = ${tenantId} and u.source = i.source and u.event_id = i.event_id limit 1
      ) as u
     where (u.site_id, u.meter_id, u.quantity, u.occurred_at)
           is distinct from (i.site_id, i.meter_id, i.quantity, i.occurred_at)`;
  return rows.map((row) => row.position);
}

/** Marks settled periods that these days fall in, so that they are rated again. */
export async function markLateUsage(
  sql: Queryable,
  days: readonly { accountId: string; day: string }[],
): Promise<void> {
  if (days.length === 0) return;
  await sql`
    update periods p set late_usage = true
      from unnest(${days.map((day) => day.accountId)}::uuid[], ${days.map((day) => day.day)}::date[]) as d(account_id, day)
     where p.account_id = d.account_id and d.day >= p.start_date and d.day < p.end_date and not p.late_usage`;
}

/** Takes the accounts whose usage has changed since the last look; the next caller gets others. */
export async function takeFreshAccounts(sql: Queryable, limit: number): Promise<string[]> {
  const rows = await sql<{ account_id: string }[]>`
    with taken as (
      delete from fresh_usage where site_id in (
        select site_id from fresh_usage order by site_id for update skip locked limit ${limit})
      returning site_id
    )
    select distinct s.account_id from taken join sites s on s.id = taken.site_id where s.account_id is not null`;
  return rows.map((row) => row.account_id);
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

/** What an account's sites used per meter and local day in [from, to), oldest first. */
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
      from sites s join usage_days d on d.site_id = s.id join meters m on m.id = d.meter_id
     where s.account_id = ${accountId} and d.day >= ${from} and d.day < ${to}
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
