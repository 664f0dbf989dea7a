import { DAY_MS, epochDay, localDateOf, type LocalDate } from '../../core/values/zone.js';

/**
 * By how many whole days all times of a log are moved, so that its first line is on the given local day. Days of 24
 * hours are added, so at a change of the clocks a line may land an hour away from its own time of day.
 */
export function rebaseDays(firstLineAt: number, startDate: LocalDate, timeZone: string): number {
  const wanted = epochDay(startDate);
  let days = wanted - epochDay(localDateOf(firstLineAt, timeZone));
  // An hour lost or won on the way can push a line near midnight across it.
  const missed = wanted - epochDay(localDateOf(firstLineAt + days * DAY_MS, timeZone));
  days += missed;
  return days;
}
