import type { Instant } from '../core/values/zone.js';
import type { Sql } from '../platform/sql/sql.js';
import { type GaugeRow, loadGaugeRow } from '../store/operations/gauges.js';

/** The state of the installation, over all sites: what an operator's monitoring reads. */
export async function readGauges(sql: Sql, now: Instant): Promise<GaugeRow> {
  return loadGaugeRow(sql, now);
}
