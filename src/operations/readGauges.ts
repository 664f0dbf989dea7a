import type { Instant } from '../billing/index.js';
import type { Sql } from '../platform/index.js';
import { type GaugeRow, readGaugeRow } from '../store/index.js';

/** How the installation stands, over all sites: what an operator's monitoring looks at. */
export async function readGauges(sql: Sql, now: Instant): Promise<GaugeRow> {
  return readGaugeRow(sql, now);
}
