import type { Instant } from '../core/values/zone.js';
import type { Sql } from '../platform/sql/sql.js';
import { type GaugeRow, findGaugeRow } from '../store/operations/gauges.js';

/** The state of the whole installation, for an operator's monitoring. */
export async function loadGauges(sql: Sql, now: Instant): Promise<GaugeRow> {
  return findGaugeRow(sql, now);
}
