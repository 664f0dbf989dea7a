import type { Queryable } from '../../platform/sql/sql.js';

/**
 * The start of a hold that begins at an instant. Usage is reported by quarter of an hour, named by its start, so the
 * current quarter counts too. Midnight is always a quarter's border, so the account's first day stays its first day.
 */
export const tenureStart = (sql: Queryable, at: number) =>
  sql`date_bin('15 minutes', ${at}::timestamptz, timestamptz 'epoch')`;

/** Gives sites to an account from an instant on, but not for the time in which another account held them. */
export async function beginTenures(
  sql: Queryable,
  siteIds: readonly string[],
  { accountId, at }: { readonly accountId: string; readonly at: number },
): Promise<void> {
  await sql`
    insert into site_tenures (site_id, account_id, tenant_id, from_at)
    select s.id, a.id, a.site_id, greatest(
             ${tenureStart(sql, at)},
             (select max(t.to_at) from site_tenures t where t.site_id = s.id))
      from sites s join accounts a on a.id = ${accountId}
     where s.id = any(${siteIds as string[]}::uuid[])`;
}

/** Ends an account's hold of its sites. Returns the sites it held until then. */
export async function endTenures(sql: Queryable, accountId: string, at: number): Promise<string[]> {
  const rows = await sql<{ siteId: string }[]>`
    update site_tenures set to_at = greatest(from_at, ${at})
     where account_id = ${accountId} and to_at is null returning site_id`;
  return rows.map((row) => row.siteId);
}

/** One account's time with a site. */
export interface Tenure {
  readonly id: number;
  readonly accountId: string;
  readonly timeZone: string;
  readonly from: number;
  readonly to: number | null;
  readonly closedAt: number | null;
}

/** A site that a tenant may report usage for. */
export interface UsageSite {
  readonly id: string;
  readonly slug: string;
  /** Of the account that has it now; UTC where none has. */
  readonly timeZone: string;
  /** The times of this tenant's accounts with the site that reach past an instant. */
  readonly tenures: readonly Tenure[];
}

interface TenureRow {
  id: string;
  slug: string;
  siteZone: string;
  tenureId: number | null;
  accountId: string;
  timeZone: string;
  fromAt: number;
  toAt: number | null;
  closedAt: number | null;
}

/**
 * The sites a tenant may report usage for, by slug: itself, its children, and sites that one of its accounts held
 * before they moved.
 */
export async function findUsageSites(
  sql: Queryable,
  tenantId: string,
  { slugs, since }: { readonly slugs: readonly string[]; readonly since: number },
): Promise<UsageSite[]> {
  const rows = await sql<TenureRow[]>`
    select s.id, s.slug, coalesce(o.time_zone, 'UTC') as site_zone, t.id as tenure_id, t.account_id, t.time_zone,
           t.from_at, t.to_at, t.closed_at
      from sites s
      left join accounts o on o.id = s.account_id
      left join lateral (
        select h.id, h.account_id, a.time_zone, h.from_at, h.to_at, a.closed_at
          from site_tenures h join accounts a on a.id = h.account_id
         where h.site_id = s.id and a.site_id = ${tenantId} and (h.to_at is null or h.to_at > ${since})) as t on true
     where s.slug = any(${slugs as string[]}::text[])
       and (s.parent_id = ${tenantId} or s.id = ${tenantId} or t.id is not null)
     order by t.from_at`;
  const sites = new Map<string, UsageSite & { readonly tenures: Tenure[] }>();
  for (const row of rows) {
    const { id, slug, siteZone: timeZone } = row;
    const site = sites.get(id) ?? { id, slug, timeZone, tenures: [] };
    sites.set(id, site);
    if (row.tenureId !== null) site.tenures.push(tenureOf(row, row.tenureId));
  }
  return [...sites.values()];
}

function tenureOf(row: TenureRow, id: number): Tenure {
  const { accountId, timeZone, fromAt: from, toAt: to, closedAt } = row;
  return { id, accountId, timeZone, from, to, closedAt };
}
