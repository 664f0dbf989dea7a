import type { Aggregation } from '../facts.js';
import type { MeterForecast } from '../forecast.js';
import { arrivedBy } from '../traffic/arrival.js';
import { DAY_MS, type Instant } from '../zone.js';

/** A meter within one piece: what it had when the projection was made, and since when it counts. */
export interface Reach {
  readonly startsAt: Instant;
  readonly soFar: number;
  readonly amountAtStart: number;
}

/** A meter's expected course from `asOf` on. */
export interface MeterCourse {
  reach(startsAt: Instant, soFar: number): Reach;
  /** The quantity a piece is rated with at an instant. */
  quantityAt(at: Instant, reach: Reach): number;
}

/** Where the projection is made: when it is, when the local day ends, and what part of it has gone. */
export interface Present {
  readonly asOf: Instant;
  readonly tomorrowAt: Instant;
  readonly elapsed: number;
}

/** A meter that brings nothing more: what a piece has had of it stays what it is. */
export const IDLE_METER: MeterCourse = {
  reach: (startsAt, soFar) => ({ startsAt, soFar, amountAtStart: 0 }),
  quantityAt: (_at, { soFar }) => soFar,
};

export function meterCourse(
  forecast: MeterForecast,
  aggregation: Aggregation,
  present: Present,
): MeterCourse {
  return aggregation === 'sum'
    ? summedCourse(forecast, present)
    : standingCourse(forecast, aggregation, present);
}

// Local days are taken as 24 hours from tomorrow on: an hour of daylight saving is nothing beside a forecast.

/** What comes together, each day by the hours at which it is reported. */
function summedCourse({ arrivals }: MeterForecast, { asOf, tomorrowAt, elapsed }: Present): MeterCourse {
  const amountBy = (at: Instant): number => {
    if (at <= asOf) return 0;
    const position =
      at < tomorrowAt
        ? elapsed + ((1 - elapsed) * (at - asOf)) / (tomorrowAt - asOf)
        : 1 + (at - tomorrowAt) / DAY_MS;
    return arrivedBy(arrivals, position);
  };
  return {
    reach: (startsAt, soFar) => ({ startsAt, soFar, amountAtStart: amountBy(startsAt) }),
    quantityAt: (at, { soFar, amountAtStart }) => soFar + amountBy(at) - amountAtStart,
  };
}

/** What stands at a value on each day and is rated by its highest, its latest or its mean. */
function standingCourse(
  { days }: MeterForecast,
  aggregation: 'max' | 'last' | 'average',
  { asOf, tomorrowAt }: Present,
): MeterCourse {
  const partOfToday = (tomorrowAt - asOf) / DAY_MS;
  const cumulative = accumulate(days, (days[0] ?? 0) * partOfToday);
  const valueAt = (at: Instant): number => {
    const index = at < tomorrowAt ? 0 : Math.min(1 + Math.floor((at - tomorrowAt) / DAY_MS), days.length - 1);
    return days[index] ?? 0;
  };
  const amountBy = (at: Instant): number => {
    if (at < tomorrowAt) return ((days[0] ?? 0) * Math.max(0, at - asOf)) / DAY_MS;
    const position = (at - tomorrowAt) / DAY_MS;
    const index = Math.min(Math.floor(position), days.length - 2);
    return (cumulative[index] ?? 0) + (days[index + 1] ?? 0) * (position - index);
  };
  const daysAhead = (at: Instant, { startsAt }: Reach): number =>
    Math.max(0, at - Math.max(startsAt, asOf)) / DAY_MS;
  const quantityAt = (at: Instant, reach: Reach): number => {
    const ahead = daysAhead(at, reach);
    // The first reading of a piece comes in the course of a day.
    const read = Math.min(1, ahead);
    const { soFar, startsAt, amountAtStart } = reach;
    if (aggregation === 'max') return soFar + Math.max(0, valueAt(at) - soFar) * read;
    if (aggregation === 'last') return soFar + (valueAt(at) - soFar) * read;
    if (ahead === 0) return soFar;
    const before = Math.max(0, asOf - startsAt) / DAY_MS;
    const mean = (soFar * before + amountBy(at) - amountAtStart) / (before + ahead);
    return before > 0 ? mean : mean * read;
  };
  return {
    reach: (startsAt, soFar) => ({ startsAt, soFar, amountAtStart: amountBy(startsAt) }),
    quantityAt,
  };
}

/** By the start of each day from tomorrow on, what has come together since `asOf`. */
function accumulate(days: Float64Array, restOfToday: number): Float64Array {
  const cumulative = new Float64Array(days.length);
  let sum = restOfToday;
  for (let index = 0; index < days.length; index += 1) {
    cumulative[index] = sum;
    sum += days[index + 1] ?? 0;
  }
  return cumulative;
}
