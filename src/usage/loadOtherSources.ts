import type { SiteContext } from '../core/context.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { addDays, type Instant, localDateOf } from '../core/values/zone.js';
import { listOtherSources, type OtherSource } from '../store/usage/otherSources.js';

const QUARTER_MS = 15 * 60_000;

/** Requests of a site, in the quarter of an hour (UTC) with this start. */
export interface SiteQuarter {
  readonly site: string;
  readonly at: Instant;
}

/** The other sources, or other logs of the same source, that have already counted the same requests. */
export async function loadOtherSources(
  { sql, siteId }: SiteContext,
  source: string,
  quarters: readonly SiteQuarter[],
): Promise<OtherSource[] | Refusal> {
  if (quarters.some(({ at }) => at % QUARTER_MS !== 0))
    return refuse('invalid', 'must be the start of a quarter of an hour', 'quarters');
  // The local day of a quarter is its day in UTC or an adjacent one.
  const placed = quarters.flatMap(({ site, at }) => {
    const day = localDateOf(at, 'UTC');
    return [-1, 1].map((shift) => ({ site, at, day: addDays(day, shift) }));
  });
  return listOtherSources(sql, siteId, { source }, placed);
}
