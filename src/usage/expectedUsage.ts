import type { Aggregation } from '../billing/facts.js';
import { forecastMeter } from '../billing/traffic/forecast.js';
import { type Instant, localEpochDayOf, dateOfEpochDay, startOfDay } from '../core/values/zone.js';
import type { Queryable } from '../platform/sql/sql.js';
import { listSiteDays } from '../store/usage/siteDays.js';

/** What a site's meter is expected to count on each coming local day; the first is tomorrow. */
export interface ExpectedUsage {
  readonly site: string;
  readonly meter: string;
  readonly aggregation: Aggregation;
  readonly days: readonly number[];
}

/** Forecasts each meter of an account's sites by itself, as the projection does for the account. */
export async function loadExpectedUsage(
  sql: Queryable,
  { id, timeZone }: { readonly id: string; readonly timeZone: string },
  now: Instant,
  days: number,
): Promise<ExpectedUsage[]> {
  const day = localEpochDayOf(now, timeZone);
  const startsAt = startOfDay(dateOfEpochDay(day), timeZone);
  const length = startOfDay(dateOfEpochDay(day + 1), timeZone) - startsAt;
  const today = { day, startsAt, elapsed: (now - startsAt) / length };
  const meters = await listSiteDays(sql, id);
  return meters.map(({ site, meter, aggregation, days: past, quantities }) => {
    const firstDay = Math.min(day, past[0] ?? day);
    const values = new Float64Array(day - firstDay + 1).fill(NaN);
    for (const [index, at] of past.entries()) if (at <= day) values[at - firstDay] = quantities[index] ?? 0;
    const forecast = forecastMeter({ meter, aggregation, firstDay, values }, today, days + 1);
    return { site, meter, aggregation, days: Array.from(forecast.days).slice(1, days + 1) };
  });
}
