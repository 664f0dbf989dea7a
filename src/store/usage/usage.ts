import type { Aggregation } from '../../billing/facts.js';
import type { Instant } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** The site of a log's line by the host it names: the hosts of the tenant's own site and of its child sites. */
export async function listUsageHosts(
  sql: Queryable,
  tenantId: string,
): Promise<{ readonly hostname: string; readonly slug: string }[]> {
  return sql<{ hostname: string; slug: string }[]>`
    select h.hostname, s.slug from hostnames h join sites s on s.id = h.site_id
     where (s.parent_id = ${tenantId} or s.id = ${tenantId}) and h.waiting_since is null`;
}

/** Locks the writers of an account's usage out, which share the lock (the function hold_tenures). */
export async function lockForSettlement(sql: Queryable, accountId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${accountId}, 0))`;
}

/** Marks the settled periods of these days to be rated again; one that is marked already stays unchanged. */
export async function markLateUsage(
  sql: Queryable,
  days: readonly { accountId: string; day: string }[],
  now: Instant,
): Promise<void> {
  if (days.length === 0) return;
  await sql`
    select mark_late_usage(${days.map((day) => day.accountId)}::uuid[], ${days.map((day) => day.day)}::date[], ${now})`;
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
