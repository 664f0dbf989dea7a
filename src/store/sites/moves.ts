import type { PlanTerms } from '../../billing/plans/terms.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { addingDays } from '../usage/countUsage.js';
import { beginTenures, endTenures } from './tenures.js';

/**
 * Puts sites under another parent. A closed account stays behind and is removed from them. Ids of the old tenant's other
 * programs stay behind as well.
 */
export async function setParent(
  sql: Queryable,
  siteIds: readonly string[],
  move: { readonly parentId: string; readonly keepsAccount: boolean },
): Promise<void> {
  await sql`
    update sites set parent_id = ${move.parentId},
           account_id = case when ${move.keepsAccount}::boolean then account_id end, external_id = null
     where id = any(${siteIds as string[]}::uuid[])`;
}

/**
 * Moves an account to another tenant; entries, numbers and balance stay unchanged. Its sites' usage is then reported
 * there. What the old tenant kept about the client for itself is not handed over.
 */
export async function setTenant(
  sql: Queryable,
  accountId: string,
  { siteId, at }: { readonly siteId: string; readonly at: number },
): Promise<void> {
  await sql`update accounts set site_id = ${siteId}, revision = revision + 1,
         tags = '{}', notes = '', external_id = null, metadata = '{}' where id = ${accountId}`;
  await beginTenures(sql, await endTenures(sql, accountId, at), { accountId, at });
  // Usage dated slightly in the future was counted for the old tenant but belongs to the new one's time. If it is sent
  // again, the new tenant must recognise it.
  await sql`
    with ahead as materialized (
      select u.source_id, u.event_id, o.source
        from usage_events u
        join usage_sources o on o.id = u.source_id
       where u.account_id = ${accountId} and u.occurred_at >= ${at} and u.day >= ${at}::timestamptz::date - 1
    ), named as (
      insert into usage_sources (tenant_id, source) select distinct ${siteId}::uuid, source from ahead
      on conflict (tenant_id, source) do update set source = excluded.source
      returning id, source
    ), moved as (
      update usage_keys k set source_id = n.id
        from ahead a join named n on n.source = a.source
       where k.source_id = a.source_id and k.event_id = a.event_id
         and not exists (select from usage_keys e where e.source_id = n.id and e.event_id = a.event_id)
      returning a.source_id, k.event_id, k.source_id as now_of
    )
    update usage_events u set source_id = m.now_of
      from moved m
     where u.source_id = m.source_id and u.event_id = m.event_id
       and u.account_id = ${accountId} and u.occurred_at >= ${at} and u.day >= ${at}::timestamptz::date - 1`;
}

export interface HeldAssignment {
  readonly id: string;
  readonly planId: string;
  readonly planName: string;
  readonly versionId: string;
  readonly terms: PlanTerms;
  readonly fromDate: string;
  readonly toDate: string | null;
}

/** The plans an account is on after a date, or will be. */
export async function listHeldAssignments(
  sql: Queryable,
  accountId: string,
  date: string,
): Promise<HeldAssignment[]> {
  return sql<HeldAssignment[]>`
    select g.id, g.plan_id, p.name as plan_name, g.version_id, v.terms, g.from_date, g.to_date
      from assignments g join plans p on p.id = g.plan_id join plan_versions v on v.id = g.version_id
     where g.account_id = ${accountId} and (g.to_date is null or g.to_date > greatest(g.from_date, ${date}::date))
     order by g.from_date, g.id`;
}

export interface PlanCopy {
  readonly planId: string;
  readonly versionId: string;
}

/** A plan of the site with these terms that is a copy of this version, or that the version was copied from. */
export async function findCopy(
  sql: Queryable,
  copy: { readonly siteId: string; readonly versionId: string; readonly terms: PlanTerms },
): Promise<PlanCopy | undefined> {
  const [row] = await sql<PlanCopy[]>`
    select p.id as plan_id, v.id as version_id
      from plans p join plan_versions v on v.plan_id = p.id
     where p.site_id = ${copy.siteId} and v.terms = ${sql.json(copy.terms as never)}::jsonb
       and ((p.copied_from = ${copy.versionId} and v.version = 1)
            or v.id = (select o.copied_from from plans o join plan_versions ov on ov.plan_id = o.id
                        where ov.id = ${copy.versionId} and ov.version = 1))
     order by p.id limit 1`;
  return row;
}

export async function setAssignmentPlan(sql: Queryable, id: string, copy: PlanCopy): Promise<void> {
  await sql`
    update assignments set plan_id = ${copy.planId}, version_id = ${copy.versionId} where id = ${id}`;
}

export interface SitesOfAccount {
  readonly accountId: string;
  readonly siteIds: readonly string[];
}

/** Other sites' own meters that count an account's usage of these sites. */
export async function listForeignMeters(
  sql: Queryable,
  { accountId, siteIds }: SitesOfAccount,
  siteId: string,
): Promise<{ id: number; name: string }[]> {
  return sql<{ id: number; name: string }[]>`
    select m.id, m.name from meters m
     where m.site_id is not null and m.site_id <> ${siteId}
       and m.id in (select d.meter_id from usage_days d where d.site_id = any(${siteIds as string[]}::uuid[])
                        and d.account_id = ${accountId})
     order by m.id`;
}

/** Moves the days of an account's sites from one meter to another that adds up days in the same way. */
export async function moveUsage(
  sql: Queryable,
  { accountId, siteIds }: SitesOfAccount,
  meters: { readonly from: number; readonly to: number },
): Promise<void> {
  // The rhythm moves too, unless the other meter has one of its own.
  await sql`
    update usage_rhythms r set meter_id = ${meters.to}
     where r.site_id = any(${siteIds as string[]}::uuid[]) and r.meter_id = ${meters.from} and not exists (
           select 1 from usage_rhythms o where o.site_id = r.site_id and o.meter_id = ${meters.to})`;
  await sql`delete from usage_rhythms
             where site_id = any(${siteIds as string[]}::uuid[]) and meter_id = ${meters.from}`;
  await sql`
    with taken as (
      delete from usage_days where site_id = any(${siteIds as string[]}::uuid[]) and meter_id = ${meters.from}
         and account_id = ${accountId}
      returning *
    )
    insert into usage_days (site_id, meter_id, day, account_id, total, peak, latest, latest_at, events)
    select site_id, ${meters.to}, day, account_id, total, peak, latest, latest_at, events from taken
    ${addingDays(sql)}`;
}
