import type { Instant } from '../core/values/zone.js';
import type { Sql } from '../platform/sql/sql.js';
import { type GaugeRow, readGaugeRow } from '../store/operations/gauges.js';

/** How the installation stands, over all sites: what an operator's monitoring looks at. */
export async function readGauges(sql: Sql, now: Instant): Promise<GaugeRow> {
  return readGaugeRow(sql, now);
}
