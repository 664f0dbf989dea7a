import type { PendingQuery, Row } from 'postgres';
import type { Queryable } from '../../platform/sql/sql.js';

/** The zone of most open accounts that the site `s` of a query keeps; null if it keeps none. */
export function tenantZone(sql: Queryable): PendingQuery<Row[]> {
  return sql`(select k.time_zone from accounts k where k.site_id = s.id and k.closed_at is null
               group by k.time_zone order by count(*) desc, k.time_zone limit 1)`;
}
