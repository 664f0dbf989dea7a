import type { Aggregation } from '../facts.js';
import type { MeterForecast } from '../forecast.js';
import { DAY_MS, type Instant } from '../zone.js';

/** A meter within one piece: what it had when the projection was made, and since when it counts. */
export interface Reach {
  readonly startsAt: Instant;
  readonly soFar: number;
  readonly quantityAtStart: number;
}

/** A meter's expected course from `asOf` on. */
export interface MeterCourse {
  reach(startsAt: Instant, soFar: number): Reach;
  /** The quantity a piece is rated with at an instant. */
  quantityAt(at: Instant, reach: Reach): number;
}

export function meterCourse(
  forecast: MeterForecast,
  aggregation: Aggregation,
  asOf: Instant,
  tomorrowAt: Instant,
): MeterCourse {
  const { days } = forecast;
  const cumulative = accumulate(forecast, aggregation === 'sum' ? null : (tomorrowAt - asOf) / DAY_MS);
  // Local days are taken as 24 hours from tomorrow on: an hour of daylight saving is nothing beside a forecast.
  const amountBy = (at: Instant): number => {
    if (at <= asOf) return 0;
    if (at < tomorrowAt) return ((cumulative[0] ?? 0) * (at - asOf)) / (tomorrowAt - asOf);
    const position = (at - tomorrowAt) / DAY_MS;
    const index = Math.min(Math.floor(position), days.length - 2);
    return (cumulative[index] ?? 0) + (days[index + 1] ?? 0) * (position - index);
  };
  const valueAt = (at: Instant): number => {
    const index = at < tomorrowAt ? 0 : Math.min(1 + Math.floor((at - tomorrowAt) / DAY_MS), days.length - 1);
    return days[index] ?? 0;
  };
  const reach = (startsAt: Instant, soFar: number): Reach => ({
    startsAt,
    soFar,
    quantityAtStart: amountBy(startsAt),
  });
  const sinceStart = (at: Instant, of: Reach): number => amountBy(at) - of.quantityAtStart;
  /** A standing meter's first reading of a piece comes in the course of a day. */
  const settled = (at: Instant, of: Reach): number =>
    Math.min(1, Math.max(0, at - Math.max(of.startsAt, asOf)) / DAY_MS);
  switch (aggregation) {
    case 'sum':
      return { reach, quantityAt: (at, of) => of.soFar + sinceStart(at, of) };
    case 'max':
      return {
        reach,
        quantityAt: (at, of) => of.soFar + Math.max(0, valueAt(at) - of.soFar) * settled(at, of),
      };
    case 'last':
      return { reach, quantityAt: (at, of) => of.soFar + (valueAt(at) - of.soFar) * settled(at, of) };
    case 'average':
      return {
        reach,
        quantityAt: (at, of) => {
          const before = Math.max(0, asOf - of.startsAt) / DAY_MS;
          const after = Math.max(0, at - Math.max(of.startsAt, asOf)) / DAY_MS;
          if (after <= 0) return of.soFar;
          const mean = (of.soFar * before + sinceStart(at, of)) / (before + after);
          return before > 0 ? mean : mean * settled(at, of);
        },
      };
  }
}

/** By the start of each day from tomorrow on, what has come together since `asOf`. */
function accumulate({ days, restOfToday }: MeterForecast, partOfToday: number | null): Float64Array {
  const cumulative = new Float64Array(days.length);
  let sum = partOfToday === null ? restOfToday : (days[0] ?? 0) * partOfToday;
  for (let index = 0; index < days.length; index += 1) {
    cumulative[index] = sum;
    sum += days[index + 1] ?? 0;
  }
  return cumulative;
}
