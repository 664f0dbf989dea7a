import type { Queryable } from '../../platform/sql/sql.js';

/** Requests of a site that another source has counted for the same quarters of an hour as a log. */
export interface OtherSource {
  readonly site: string;
  readonly source: string;
  readonly quarters: number;
  /** The first of them. */
  readonly from: number;
  /** For the same source: the beginning of the other log's event ids. */
  readonly log: string | null;
}

/** The tenant at the time of the quarters. */
export interface OwnSource {
  readonly source: string;
  /** The beginning of the log's event ids; left out, all logs of the source are reported. */
  readonly idPrefix?: string;
}

const OTHERS_MAX = 1_000;

/**
 * The other sources that have counted requests for the same sites and quarters of an hour. An earlier reading of the
 * same log is no other source. Days are local, quarters are UTC instants.
 */
export async function listOtherSources(
  sql: Queryable,
  tenantId: string,
  own: OwnSource,
  quarters: readonly { readonly site: string; readonly at: number; readonly day: string }[],
): Promise<OtherSource[]> {
  if (quarters.length === 0) return [];
  const days = quarters.map(({ day }) => day).sort();
  return sql<OtherSource[]>`
    with brought as (
      select distinct s.id, s.slug, i.at from unnest(${quarters.map(({ site }) => site)}::text[],
             ${quarters.map(({ at }) => at)}::timestamptz[]) as i(slug, at)
        join sites s on s.slug = i.slug),
    counted as (
      select b.slug as site, b.at, o.source,
             case when o.source = ${own.source} then split_part(u.event_id, '/', 1) end as log
        from usage_events u
        join usage_sources o on o.id = u.source_id
        join meters m on m.id = u.meter_id and m.name = 'requests'
        join brought b on b.id = u.site_id and b.at = date_bin('15 minutes', u.occurred_at, 'epoch'::timestamptz)
        join accounts a on a.id = u.account_id and a.site_id = ${tenantId}
       where u.day between ${days[0] ?? ''} and ${days.at(-1) ?? ''} and u.voided_at is null and u.quantity > 0
         and not (o.source = ${own.source} and coalesce(starts_with(u.event_id, ${own.idPrefix ?? null}::text), false)))
    select site, source, log, count(distinct at)::integer as quarters, min(at) as "from"
      from counted group by site, source, log order by site, source, log limit ${OTHERS_MAX}`;
}

/** A site whose requests two logs or programs have counted for the same time. */
export interface DoubleSource {
  readonly slug: string;
  readonly sources: readonly string[];
  readonly quarters: number;
}

/**
 * Sites that two sources have counted for the same quarters of an hour since a day; each log of a collector is a
 * source. Two logs share one quarter where a log is rotated, so one is not enough.
 */
export async function listDoubleSources(
  sql: Queryable,
  { since, limit }: { readonly since: string; readonly limit: number },
): Promise<DoubleSource[]> {
  return sql<DoubleSource[]>`
    with counted as materialized (
      select distinct u.site_id, date_bin('15 minutes', u.occurred_at, 'epoch'::timestamptz) as at, o.source,
             case when o.source like 'access-log:%' then split_part(u.event_id, '/', 1) else '' end as log
        from usage_events u join usage_sources o on o.id = u.source_id join meters m on m.id = u.meter_id and m.name = 'requests'
       where u.day >= ${since} and u.voided_at is null and u.quantity > 0)
    select s.slug, array[p.source, p.other] as sources, sum(p.quarters)::integer as quarters
      from (select one.site_id, one.source, other.source as other, count(*) as quarters
              from counted one
              join counted other on other.site_id = one.site_id and other.at = one.at
                                and (other.source, other.log) > (one.source, one.log)
             group by one.site_id, one.source, one.log, other.source, other.log having count(*) > 1) p
      join sites s on s.id = p.site_id
     group by s.slug, p.source, p.other order by s.slug, p.source, p.other limit ${limit}`;
}
