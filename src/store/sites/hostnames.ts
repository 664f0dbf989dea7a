import type { Queryable } from '../../platform/sql/sql.js';

/**
 * Gives a site its hostnames; returns those that belong to another site. The gate knows confirmed names at once. A
 * confirmed name replaces an unconfirmed one.
 */
export async function insertHostnames(
  sql: Queryable,
  claim: {
    readonly siteId: string;
    readonly hostnames: readonly string[];
    readonly confirmed: readonly string[];
    readonly at: number;
  },
): Promise<string[]> {
  const { siteId, hostnames, confirmed, at } = claim;
  if (hostnames.length === 0) return [];
  const rows = await sql<{ hostname: string }[]>`
    insert into hostnames as known (hostname, site_id, waiting_since)
    select hostname, ${siteId}::uuid,
           case when hostname <> all(${confirmed as string[]}::text[]) then ${at}::timestamptz end
      from unnest(${hostnames as string[]}::text[]) as h(hostname)
    on conflict (hostname) do update set site_id = excluded.site_id, waiting_since = null
     where known.waiting_since is not null and excluded.waiting_since is null
    returning hostname`;
  const taken = new Set(rows.map((row) => row.hostname));
  return hostnames.filter((hostname) => !taken.has(hostname));
}

export async function removeHostnames(
  sql: Queryable,
  siteId: string,
  hostnames: readonly string[],
): Promise<void> {
  await sql`delete from hostnames where site_id = ${siteId} and hostname = any(${hostnames as string[]}::text[])`;
}

/** A name above another name, and its site's relation to a site and to the registering site. */
export interface NameAbove {
  readonly hostname: string;
  /**
   * `own`: of the site, of one below it, of one on the same account, or of the registering site; `above`: of a site
   * further up; `foreign`: of any other.
   */
  readonly whose: 'own' | 'above' | 'foreign';
}

/** The relations of the confirmed names among these to a site; null: to a new one of the registering site. */
export async function findNames(
  sql: Queryable,
  names: readonly string[],
  { siteId, byId }: { readonly siteId: string | null; readonly byId: string },
): Promise<NameAbove[]> {
  if (names.length === 0) return [];
  return sql<NameAbove[]>`
    with recursive above as (
      select id, parent_id from sites where id = ${siteId ?? byId}
      union all
      select p.id, p.parent_id from above a join sites p on p.id = a.parent_id
    )
    select h.hostname,
           case when t.id in (${siteId}, ${byId})
                  or t.account_id = (select account_id from sites where id = ${siteId})
                  or exists (
                       with recursive up as (
                         select t.parent_id as id
                         union all
                         select p.parent_id from up join sites p on p.id = up.id
                       )
                       select from up where up.id = ${siteId}) then 'own'
                when t.id in (select id from above) then 'above'
                else 'foreign' end as whose
      from hostnames h join sites t on t.id = h.site_id
     where h.hostname = any(${names as string[]}::text[]) and h.waiting_since is null`;
}

/** An unconfirmed name. */
export interface WaitingHostname {
  readonly hostname: string;
  readonly siteId: string;
  readonly slug: string;
  readonly parentId: string;
  readonly parentSlug: string;
}

/**
 * The unconfirmed names, ordered by name: those of the caller's child sites, or, for the root site, of every site
 * below. With `only`, just that one.
 */
export async function listWaitingHostnames(
  sql: Queryable,
  page: {
    readonly siteId: string;
    readonly after?: string | undefined;
    readonly only?: string;
    readonly limit: number;
  },
): Promise<WaitingHostname[]> {
  return sql<WaitingHostname[]>`
    select h.hostname, s.id as site_id, s.slug, p.id as parent_id, p.slug as parent_slug
      from hostnames h join sites s on s.id = h.site_id join sites p on p.id = s.parent_id
     where h.waiting_since is not null and h.hostname > ${page.after ?? ''}
       and h.hostname = coalesce(${page.only ?? null}, h.hostname)
       and (p.id = ${page.siteId} or (
             exists (select from sites c where c.id = ${page.siteId} and c.parent_id is null)
             and ${page.siteId} in (
               with recursive up as (
                 select p.id, p.parent_id
                 union all
                 select a.id, a.parent_id from up join sites a on a.id = up.parent_id
               )
               select up.id from up)))
     order by h.hostname limit ${page.limit}`;
}

/** False when the site no longer has it, or it is already confirmed. */
export async function confirmHostname(
  sql: Queryable,
  { hostname, siteId }: Pick<WaitingHostname, 'hostname' | 'siteId'>,
): Promise<boolean> {
  const rows = await sql`
    update hostnames set waiting_since = null
     where hostname = ${hostname} and site_id = ${siteId} and waiting_since is not null returning hostname`;
  return rows.length > 0;
}
