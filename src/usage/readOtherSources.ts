import type { SiteContext } from '../core/context.js';
import { parseInstant } from '../core/values/instant.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { addDays, localDateOf } from '../core/values/zone.js';
import { listOtherSources, type OtherSource } from '../store/usage/otherSources.js';

/** A log is cut where it is rotated, so that two logs share one quarter of an hour; more of them are counted twice. */
const QUARTERS_SHARED = 1;
const QUARTER_MS = 15 * 60_000;

/** Requests of a site, in the quarter of an hour (UTC) that begins then. */
export interface SiteQuarter {
  readonly site: string;
  readonly at: string;
}

/** Which other sources, or other logs of the same one, have counted the same requests before. */
export async function readOtherSources(
  { sql, siteId }: SiteContext,
  source: string,
  quarters: readonly SiteQuarter[],
): Promise<OtherSource[] | Refusal> {
  const instants = quarters.map(({ site, at }) => ({ site, at: parseInstant(at) }));
  if (instants.some(({ at }) => at % QUARTER_MS !== 0))
    return refuse('invalid', 'must be the start of a quarter of an hour', 'quarters');
  // The local day of a quarter is the day in UTC or one beside it.
  const placed = instants.flatMap(({ site, at }) => {
    const day = localDateOf(at, 'UTC');
    return [-1, 1].map((shift) => ({ site, at, day: addDays(day, shift) }));
  });
  return onlyOverlaps(await listOtherSources(sql, siteId, { source }, placed));
}

/** Without those that share no more than the quarter of an hour in which a log was rotated. */
export function onlyOverlaps(found: readonly OtherSource[]): OtherSource[] {
  return found.filter(({ quarters }) => quarters > QUARTERS_SHARED);
}
