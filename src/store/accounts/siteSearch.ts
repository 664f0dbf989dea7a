import type { InvoiceKind } from '../../billing/invoices/invoice.js';
import { likePart } from '../../platform/sql/likePart.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** A child site found by its name, slug or hostname. */
export interface FoundSite {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  /** The hostname that has the searched part, or the first. */
  readonly hostname: string | null;
  readonly suspended: boolean;
}

/** A statement, invoice or credit note found by its number. */
export interface FoundDocument {
  readonly id: string;
  readonly kind: InvoiceKind | 'statement';
  readonly number: string;
  readonly accountId: string;
  readonly accountName: string;
}

/** Child sites whose name, slug or a hostname contains the part, in any case and without accents. */
export async function searchSites(
  sql: Queryable,
  parentId: string,
  search: string,
  limit: number,
): Promise<FoundSite[]> {
  const part = `%${likePart(search)}%`;
  return sql<FoundSite[]>`
    with found as (
      (select s.id from sites s where s.parent_id = ${parentId} and s.account_id is not null
          and (folded(s.name) like folded(${part}) or s.slug ilike ${part}) limit ${limit})
      union
      (select s.id from hostnames h join sites s on s.id = h.site_id and s.parent_id = ${parentId}
        where h.hostname ilike ${part} limit ${limit})
    )
    select s.id, s.name, s.slug, s.closed as suspended,
           (select h.hostname from hostnames h where h.site_id = s.id
             order by not h.hostname ilike ${part}, h.hostname limit 1) as hostname
      from found join sites s on s.id = found.id order by s.name, s.id limit ${limit}`;
}

/** Documents of a tenant with exactly this number, as printed. */
export async function searchDocuments(
  sql: Queryable,
  siteId: string,
  number: string,
): Promise<FoundDocument[]> {
  const [, year = '0', place = '0'] = /^(\d{4})-(\d{1,9})$/.exec(number) ?? [];
  return sql<FoundDocument[]>`
    select d.id, 'statement' as kind, ${number} as number, a.id as account_id, a.name as account_name
      from documents d join accounts a on a.id = d.account_id
     where d.site_id = ${siteId} and d.year = ${Number(year)} and d.number = ${Number(place)}
    union all
    select i.id, i.kind, i.number, a.id, a.name
      from invoices i join accounts a on a.id = i.account_id
     where i.site_id = ${siteId} and i.number = ${number}`;
}
