import type { Aggregation } from '../../billing/facts.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** The days of one site's meter as days since 1970, oldest first. */
export interface SiteDays {
  readonly site: string;
  readonly meter: string;
  readonly aggregation: Aggregation;
  readonly days: readonly number[];
  readonly quantities: readonly number[];
}

/** The days of each meter of an account's present sites. */
export async function listSiteDays(sql: Queryable, accountId: string): Promise<SiteDays[]> {
  return sql<SiteDays[]>`
    select s.slug as site, m.name as meter, m.aggregation,
           array_agg(d.day - date '1970-01-01' order by d.day) as days,
           array_agg((case m.aggregation when 'sum' then d.total when 'last' then d.latest else d.peak end)::float8
                     order by d.day) as quantities
      from sites s
      join usage_days d on d.site_id = s.id and d.account_id = s.account_id
      join meters m on m.id = d.meter_id
     where s.account_id = ${accountId}
     group by s.slug, m.name, m.aggregation order by s.slug, m.name`;
}
