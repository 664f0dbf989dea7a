import type { LocalDate } from '../../core/values/zone.js';
import { DAY_MS } from '../../core/values/zone.js';
import { gross } from './bills.js';
import { costParts, type Course } from './course.js';
import type { Fall } from './walk.js';

/** What makes headroom fall: what is used, what recurs, or a charge the owner has planned. */
export type LimitReason = 'traffic' | 'recurring' | { readonly planned: string; readonly date: LocalDate };

/**
 * A planned charge is the reason when it takes headroom below 0 itself, or when it is at least half of what is spent
 * until then. Otherwise it is the larger of usage and recurring amounts. Where there is no limit date, and where it
 * has passed, the coming 30 days are looked at.
 */
export function limitReason(course: Course, fall: Fall | null): LimitReason | null {
  const ahead = fall !== null && fall.at > course.asOf;
  const until = ahead ? fall.at : course.asOf + 30 * DAY_MS;
  const { recurring, usage } = costParts(course, until);
  let largest: Course['planned'][number] | null = null;
  let plannedTotal = 0;
  for (const charge of ahead ? course.planned : []) {
    if (charge.at > until) break;
    plannedTotal += gross(course.bills, Number(charge.minor));
    if (largest === null || charge.minor >= largest.minor) largest = charge;
    if (fall?.due === true && charge.at === fall.at)
      return { planned: charge.description, date: charge.date };
  }
  const heaviest = largest === null ? 0 : gross(course.bills, Number(largest.minor));
  if (largest !== null && heaviest * 2 >= recurring + usage + plannedTotal) {
    return { planned: largest.description, date: largest.date };
  }
  if (fall?.due === true) return 'recurring';
  if (recurring <= 0 && usage <= 0) return null;
  return usage >= recurring ? 'traffic' : 'recurring';
}
