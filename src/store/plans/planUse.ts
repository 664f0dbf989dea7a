import type { Queryable } from '../../platform/sql/sql.js';

/** The number of open accounts on a version of a plan today or later. */
export interface VersionUse {
  readonly planId: string;
  readonly version: number;
  readonly accounts: number;
}

/** The number of accounts on each version of a site's plans. */
export async function countPlanUse(
  sql: Queryable,
  planIds: readonly string[],
  date: string,
): Promise<VersionUse[]> {
  return sql<VersionUse[]>`
    select g.plan_id as "planId", v.version, count(distinct g.account_id)::integer as accounts
      from assignments g join accounts a on a.id = g.account_id join plan_versions v on v.id = g.version_id
     where g.plan_id = any(${planIds as string[]}::uuid[]) and a.closed_at is null
       and (g.to_date is null or g.to_date > greatest(g.from_date, ${date}::date))
     group by g.plan_id, v.version`;
}

/** An open account on a plan, and its current or future version of it. */
export interface PlanHolder {
  readonly accountId: string;
  readonly name: string;
  readonly version: number;
  readonly fromDate: string;
  readonly toDate: string | null;
}

/** Open accounts on a plan after a cursor, by id. */
export async function listPlanHolders(
  sql: Queryable,
  page: {
    readonly siteId: string;
    readonly planId: string;
    readonly date: string;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<PlanHolder[]> {
  return sql<PlanHolder[]>`
    select distinct on (a.id) a.id as "accountId", a.name, v.version, g.from_date as "fromDate", g.to_date as "toDate"
      from assignments g join accounts a on a.id = g.account_id join plan_versions v on v.id = g.version_id
     where g.plan_id = ${page.planId} and a.site_id = ${page.siteId} and a.closed_at is null
       and (g.to_date is null or g.to_date > greatest(g.from_date, ${page.date}::date))
       and a.id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
     order by a.id, g.from_date limit ${page.limit}`;
}

/** Plans of a site by name, as a user types it. */
export async function findPlansByName(
  sql: Queryable,
  siteId: string,
  names: readonly string[],
): Promise<{ id: string; name: string; currency: string }[]> {
  return sql<{ id: string; name: string; currency: string }[]>`
    select id, name, currency from plans
     where site_id = ${siteId} and lower(name) = any(${names.map((name) => name.toLowerCase())}::text[])
     order by id`;
}

/** Open accounts of a site that have the name and the email address of one of these clients. */
export async function listNamesakes(
  sql: Queryable,
  siteId: string,
  clients: readonly { readonly name: string; readonly email: string }[],
): Promise<{ name: string; email: string }[]> {
  return sql<{ name: string; email: string }[]>`
    select a.name, a.email from accounts a
      join unnest(${clients.map(({ name }) => name.toLowerCase())}::text[],
                  ${clients.map(({ email }) => email.toLowerCase())}::text[]) as c(name, email)
        on lower(a.name) = c.name and lower(a.email) = c.email
     where a.site_id = ${siteId} and a.closed_at is null`;
}

/** Which of these slugs are not available: another site's, or a child's that an open account pays for. */
export async function listTakenSlugs(
  sql: Queryable,
  siteId: string,
  slugs: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ slug: string }[]>`
    select s.slug from sites s left join accounts a on a.id = s.account_id and a.closed_at is null
     where s.slug = any(${slugs as string[]}::text[]) and (s.parent_id is distinct from ${siteId} or a.id is not null)`;
  return rows.map(({ slug }) => slug);
}

/** Which of these ids of another program an account of the tenant has. */
export async function listTakenExternalIds(
  sql: Queryable,
  siteId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ externalId: string }[]>`
    select external_id from accounts
     where site_id = ${siteId} and external_id = any(${ids as string[]}::text[])`;
  return rows.map(({ externalId }) => externalId);
}

/** Which of these hostnames are in use, and by which site. */
export async function listTakenHostnames(
  sql: Queryable,
  hostnames: readonly string[],
): Promise<{ hostname: string; slug: string }[]> {
  return sql<{ hostname: string; slug: string }[]>`
    select h.hostname, s.slug from hostnames h join sites s on s.id = h.site_id
     where h.hostname = any(${hostnames as string[]}::text[])`;
}
