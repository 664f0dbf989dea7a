import type { LocalDate } from '../../core/values/zone.js';
import { DAY_MS } from '../../core/values/zone.js';
import { gross } from './bills.js';
import { costParts, type CompiledProjection } from './compile.js';
import type { LimitHit } from './run.js';

/** What reduces headroom: usage, recurring amounts, or a charge the owner has planned. */
export type LimitReason = 'traffic' | 'recurring' | { readonly planned: string; readonly date: LocalDate };

/**
 * A planned charge is the reason if it takes headroom below 0 itself, or if it is at least half of the costs until
 * then. Otherwise it is the larger of usage and recurring amounts. Without a limit date, or after it, the coming 30
 * days count.
 */
export function limitReason(compiled: CompiledProjection, limitHit: LimitHit | null): LimitReason | null {
  const ahead = limitHit !== null && limitHit.at > compiled.asOf;
  const until = ahead ? limitHit.at : compiled.asOf + 30 * DAY_MS;
  const { recurring, usage } = costParts(compiled, until);
  let largest: CompiledProjection['planned'][number] | null = null;
  let plannedTotal = 0;
  for (const charge of ahead ? compiled.planned : []) {
    if (charge.at > until) break;
    plannedTotal += gross(compiled.bills, Number(charge.minor));
    if (largest === null || charge.minor >= largest.minor) largest = charge;
    if (limitHit?.due === true && charge.at === limitHit.at)
      return { planned: charge.description, date: charge.date };
  }
  const heaviest = largest === null ? 0 : gross(compiled.bills, Number(largest.minor));
  if (largest !== null && heaviest * 2 >= recurring + usage + plannedTotal) {
    return { planned: largest.description, date: largest.date };
  }
  if (limitHit?.due === true) return 'recurring';
  if (recurring <= 0 && usage <= 0) return null;
  return usage >= recurring ? 'traffic' : 'recurring';
}
