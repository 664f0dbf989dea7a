import type { Queryable } from '../../platform/sql/sql.js';

/** One meter of one site: the days it reported on recently, and when the site was closed. */
export interface ReportedDaysRow {
  readonly siteId: string;
  readonly meterId: number;
  /** Epoch days, ascending. */
  readonly days: readonly number[];
  /** The starts of the latest reporting sessions, newest first, and the last report; null: not known. */
  readonly sessions: readonly number[];
  readonly lastAt: number | null;
  /** The quantity that contributed to the hours of arrival, and the total quantity. */
  readonly taught: number;
  readonly weight: number;
}

/** The reports of these accounts' meters since a day; a meter without reports since then has no row. */
export async function listReportedDays(
  sql: Queryable,
  accountIds: readonly string[],
  since: string,
): Promise<ReportedDaysRow[]> {
  return sql<ReportedDaysRow[]>`
    select d.site_id as "siteId", d.meter_id as "meterId", d.days,
           coalesce(r.sessions, '{}') as sessions, r.last_at as "lastAt",
           (select coalesce(sum(hour), 0) from unnest(r.hours) as hour) as taught, coalesce(r.weight, 0) as weight
      from sites s
      join accounts a on a.id = s.account_id and a.closed_at is null
      cross join lateral (
        select u.site_id, u.meter_id,
               array_agg(distinct u.day - date '1970-01-01' order by u.day - date '1970-01-01') as days
          from usage_days u where u.site_id = s.id and u.day >= ${since}::date
         group by u.site_id, u.meter_id) as d
      left join usage_rhythms r on r.site_id = d.site_id and r.meter_id = d.meter_id
     where s.account_id = any(${accountIds as string[]}::uuid[])`;
}

export interface ClosureRow {
  readonly siteId: string;
  readonly from: number;
  readonly to: number | null;
}

/** When the sites of these accounts were closed, by their own account or upstream, if that was not over by then. */
export async function listClosures(
  sql: Queryable,
  accountIds: readonly string[],
  since: number,
): Promise<ClosureRow[]> {
  return sql<ClosureRow[]>`
    select s.id as "siteId", x.since as "from", x.ended_at as "to"
      from suspensions x join sites s on s.account_id = x.account_id
     where x.account_id = any(${accountIds as string[]}::uuid[]) and coalesce(x.ended_at, 'infinity') > ${since}
    union all
    select u.site_id, u.since, u.ended_at
      from upstream_suspensions u join sites s on s.id = u.site_id
     where s.account_id = any(${accountIds as string[]}::uuid[]) and coalesce(u.ended_at, 'infinity') > ${since}`;
}

export interface SilentMeterRow {
  readonly siteId: string;
  readonly meterId: number;
  readonly lastDay: string;
}

/** The recorded silences of these accounts' sites. */
export async function listSilentMeters(
  sql: Queryable,
  accountIds: readonly string[],
): Promise<SilentMeterRow[]> {
  return sql<SilentMeterRow[]>`
    select x.site_id as "siteId", x.meter_id as "meterId", x.last_day as "lastDay"
      from silent_meters x join sites s on s.id = x.site_id
     where x.ended_at is null and s.account_id = any(${accountIds as string[]}::uuid[])`;
}

/** Of these accounts, those with a silent meter. */
export async function filterSilent(sql: Queryable, accountIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ accountId: string }[]>`
    select distinct s.account_id from silent_meters x join sites s on s.id = x.site_id
     where x.ended_at is null and s.account_id = any(${accountIds as string[]}::uuid[])`;
  return rows.map((row) => row.accountId);
}

const markFresh = (sql: Queryable, siteId: string) => sql`
  insert into fresh_usage (account_id)
  select account_id from sites where id = ${siteId} and account_id is not null on conflict do nothing`;

/**
 * Records a silence, once; a known one gets the day of its last report if usage arrived late. The site's expected usage
 * changes with it, so the watcher has to check it.
 */
export async function insertSilentMeter(
  sql: Queryable,
  silentMeter: SilentMeterRow & { readonly id: string; readonly at: number },
): Promise<void> {
  await sql`
    with noticed as (${markFresh(sql, silentMeter.siteId)})
    insert into silent_meters (id, site_id, meter_id, last_day, noticed_at)
    values (${silentMeter.id}, ${silentMeter.siteId}, ${silentMeter.meterId}, ${silentMeter.lastDay}, ${silentMeter.at})
    on conflict (site_id, meter_id) where ended_at is null do update set last_day = excluded.last_day`;
}

export async function endSilentMeter(
  sql: Queryable,
  silentMeter: { readonly siteId: string; readonly meterId: number },
  at: number,
): Promise<void> {
  await sql`
    with noticed as (${markFresh(sql, silentMeter.siteId)})
    update silent_meters set ended_at = ${at}
     where site_id = ${silentMeter.siteId} and meter_id = ${silentMeter.meterId} and ended_at is null`;
}

/** Ends the silences of sites without an account. */
export async function endOrphanSilentMeters(sql: Queryable, at: number): Promise<void> {
  await sql`
    update silent_meters x set ended_at = ${at}
     where x.ended_at is null and not exists (
           select 1 from sites s join accounts a on a.id = s.account_id and a.closed_at is null where s.id = x.site_id)`;
}

export interface SilentSite {
  /** The account's tenant. */
  readonly tenantId: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly slug: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly meterId: number;
  readonly meterName: string;
  readonly meterTitle: string;
  readonly lastDay: string;
  readonly notifiedAt: number | null;
}

const silentSites = (sql: Queryable) => sql<SilentSite[]>`
  select a.site_id as "tenantId", x.site_id as "siteId", s.name as "siteName", s.slug, a.id as "accountId",
         a.name as "accountName", x.meter_id as "meterId", m.name as "meterName", m.title as "meterTitle", x.last_day as "lastDay",
         x.notified_at as "notifiedAt"
    from silent_meters x
    join sites s on s.id = x.site_id
    join accounts a on a.id = s.account_id and a.closed_at is null
    join meters m on m.id = x.meter_id
   where x.ended_at is null`;

/** The silent meters at the sites of a tenant's accounts, longest first. */
export async function listSilentSites(
  sql: Queryable,
  tenantId: string,
  limit: number,
): Promise<SilentSite[]> {
  return sql<SilentSite[]>`
    ${silentSites(sql)} and a.site_id = ${tenantId} order by x.last_day, s.slug, m.name limit ${limit}`;
}

/** The same for a whole installation. */
export async function listAllSilent(sql: Queryable, limit: number): Promise<SilentSite[]> {
  return sql<SilentSite[]>`${silentSites(sql)} order by x.last_day, s.slug, m.name limit ${limit}`;
}

/** Tenants with silences that they were not notified of. */
export async function listTenantsToNotify(sql: Queryable): Promise<string[]> {
  const rows = await sql<{ siteId: string }[]>`
    select distinct a.site_id from silent_meters x
      join sites s on s.id = x.site_id join accounts a on a.id = s.account_id and a.closed_at is null
     where x.ended_at is null and x.notified_at is null`;
  return rows.map((row) => row.siteId);
}

/** Marks all current silences at a tenant's sites as notified; returns how many were not before. */
export async function markSilentMetersNotified(
  sql: Queryable,
  tenantId: string,
  at: number,
): Promise<number> {
  const rows = await sql`
    update silent_meters x set notified_at = ${at}
      from sites s join accounts a on a.id = s.account_id
     where s.id = x.site_id and a.site_id = ${tenantId} and x.ended_at is null and x.notified_at is null
    returning x.id`;
  return rows.length;
}
