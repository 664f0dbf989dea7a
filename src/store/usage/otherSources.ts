import type { Queryable } from '../../platform/sql/sql.js';

/** Requests of a site that another source has counted for quarters of an hour that a log brings, too. */
export interface OtherSource {
  readonly site: string;
  readonly source: string;
  readonly quarters: number;
  /** The first of them. */
  readonly from: number;
}

/**
 * Which other sources have counted requests for the same sites and quarters of an hour. `own` is a log's source and the
 * beginning of its event ids: the same log read before is no other source. Days are local, quarters are UTC instants.
 */
export async function listOtherSources(
  sql: Queryable,
  tenantId: string,
  own: { readonly source: string; readonly idPrefix: string },
  quarters: readonly { readonly site: string; readonly at: number; readonly day: string }[],
): Promise<OtherSource[]> {
  if (quarters.length === 0) return [];
  const days = quarters.map(({ day }) => day).sort();
  return sql<OtherSource[]>`
    with brought as (
      select distinct s.id, s.slug, i.at from unnest(${quarters.map(({ site }) => site)}::text[],
             ${quarters.map(({ at }) => at)}::timestamptz[]) as i(slug, at)
        join sites s on s.slug = i.slug)
    select b.slug as site, u.source, count(distinct b.at)::integer as quarters, min(b.at) as "from"
      from usage_events u
      join meters m on m.id = u.meter_id and m.name = 'requests'
      join brought b on b.id = u.site_id and b.at = date_bin('15 minutes', u.occurred_at, 'epoch'::timestamptz)
      join accounts a on a.id = u.account_id and a.site_id = ${tenantId}
     where u.day between ${days[0] ?? ''} and ${days.at(-1) ?? ''} and u.voided_at is null
       and not (u.source = ${own.source} and starts_with(u.event_id, ${own.idPrefix}))
     group by b.slug, u.source order by b.slug, u.source`;
}
