import { DAY_MS, epochDay, localDateOf, type LocalDate } from '../../core/values/zone.js';

/**
 * The number of whole days to shift a log by, so that its first line is on the given local day. A day is 24 hours here,
 * so after a daylight saving change a line may be an hour off its time of day.
 */
export function rebaseDays(firstLineAt: number, startDate: LocalDate, timeZone: string): number {
  const wanted = epochDay(startDate);
  let days = wanted - epochDay(localDateOf(firstLineAt, timeZone));
  // A daylight saving change in between can push a line near midnight across it.
  const missed = wanted - epochDay(localDateOf(firstLineAt + days * DAY_MS, timeZone));
  days += missed;
  return days;
}
