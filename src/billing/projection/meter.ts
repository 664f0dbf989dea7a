import { newFloats } from '../traffic/newFloats.js';
import type { Aggregation } from '../facts.js';
import type { MeterForecast } from '../traffic/forecast.js';
import type { Edge } from '../traffic/spread/stretch.js';
import { type ArrivalPlan, arrivedBy } from '../traffic/today/arrival.js';
import { DAY_MS, type Instant } from '../../core/values/zone.js';

/** A meter within one segment: its quantity at the time of the projection, and since when it counts. */
export interface Reach {
  readonly startsAt: Instant;
  readonly soFar: number;
  readonly amountAtStart: number;
}

/** A meter's expected quantities from `asOf` on. */
export interface MeterProjection {
  /** The highest and the lowest value of a standing meter; null if its quantity never falls. */
  readonly fall: { readonly from: number; readonly to: number } | null;
  reach(startsAt: Instant, soFar: number): Reach;
  /** The quantity that a segment is rated with at an instant. */
  quantityAt(at: Instant, reach: Reach): number;
  /** The same at an edge of what is likely, for the next days. */
  atEdge(edge: Edge, daysAhead: number): MeterProjection;
}

/** The time of the projection: the instant, the end of the local day, and the elapsed part of it. */
export interface Present {
  readonly asOf: Instant;
  readonly tomorrowAt: Instant;
  readonly elapsed: number;
}

/** A meter without further usage: each segment keeps its quantity. */
export const IDLE_METER: MeterProjection = {
  fall: null,
  reach: (startsAt, soFar) => ({ startsAt, soFar, amountAtStart: 0 }),
  quantityAt: (_at, { soFar }) => soFar,
  atEdge: () => IDLE_METER,
};

export function projectMeter(
  forecast: MeterForecast,
  aggregation: Aggregation,
  present: Present,
): MeterProjection {
  return aggregation === 'sum'
    ? new SummedProjection(forecast, present)
    : new StandingProjection(forecast, aggregation, present);
}

// Days from tomorrow on count as 24 hours: an hour of daylight saving is negligible in a forecast.

/** For summed meters: each day by the hours at which it is reported. */
class SummedProjection implements MeterProjection {
  readonly fall = null;
  readonly #forecast: MeterForecast;
  readonly #arrivals: ArrivalPlan;
  readonly #present: Present;

  constructor(forecast: MeterForecast, present: Present, arrivals = forecast.arrivals) {
    this.#forecast = forecast;
    this.#arrivals = arrivals;
    this.#present = present;
  }

  atEdge(edge: Edge, daysAhead: number): SummedProjection {
    return new SummedProjection(this.#forecast, this.#present, this.#forecast.arrivalsAt?.(edge, daysAhead));
  }

  reach(startsAt: Instant, soFar: number): Reach {
    return { startsAt, soFar, amountAtStart: this.#amountBy(startsAt) };
  }

  quantityAt(at: Instant, { soFar, amountAtStart }: Reach): number {
    return soFar + (this.#amountBy(at) - amountAtStart);
  }

  #amountBy(at: Instant): number {
    const { asOf, tomorrowAt, elapsed } = this.#present;
    if (at <= asOf) return 0;
    const position =
      at < tomorrowAt
        ? elapsed + ((1 - elapsed) * (at - asOf)) / (tomorrowAt - asOf)
        : 1 + (at - tomorrowAt) / DAY_MS;
    return arrivedBy(this.#arrivals, position);
  }
}

/** For meters with a standing value on each day, rated by the highest, the latest or the mean. */
class StandingProjection implements MeterProjection {
  readonly fall: { readonly from: number; readonly to: number };
  readonly #days: Float64Array;
  readonly #cumulative: Float64Array;
  readonly #aggregation: 'max' | 'last' | 'average';
  readonly #present: Present;

  constructor({ days }: MeterForecast, aggregation: 'max' | 'last' | 'average', present: Present) {
    this.#days = days;
    this.#aggregation = aggregation;
    this.#present = present;
    const partOfToday = (present.tomorrowAt - present.asOf) / DAY_MS;
    this.#cumulative = aggregation === 'average' ? accumulate(days, (days[0] ?? 0) * partOfToday) : NONE;
    this.fall = extremesOf(days);
  }

  /** Its uncertainty is not learned. */
  atEdge(): this {
    return this;
  }

  reach(startsAt: Instant, soFar: number): Reach {
    return { startsAt, soFar, amountAtStart: this.#amountBy(startsAt) };
  }

  quantityAt(at: Instant, { soFar, startsAt, amountAtStart }: Reach): number {
    const { asOf } = this.#present;
    const ahead = Math.max(0, at - Math.max(startsAt, asOf)) / DAY_MS;
    // The first reading of a segment comes in the course of a day.
    const read = Math.min(1, ahead);
    if (this.#aggregation === 'max') return soFar + Math.max(0, this.#valueAt(at) - soFar) * read;
    if (this.#aggregation === 'last') return soFar + (this.#valueAt(at) - soFar) * read;
    if (ahead === 0) return soFar;
    const before = Math.max(0, asOf - startsAt) / DAY_MS;
    const mean = (soFar * before + (this.#amountBy(at) - amountAtStart)) / (before + ahead);
    return before > 0 ? mean : mean * read;
  }

  #valueAt(at: Instant): number {
    const { tomorrowAt } = this.#present;
    const index =
      at < tomorrowAt ? 0 : Math.min(1 + Math.floor((at - tomorrowAt) / DAY_MS), this.#days.length - 1);
    return this.#days[index] ?? 0;
  }

  #amountBy(at: Instant): number {
    const { asOf, tomorrowAt } = this.#present;
    if (at < tomorrowAt) return ((this.#days[0] ?? 0) * Math.max(0, at - asOf)) / DAY_MS;
    const position = (at - tomorrowAt) / DAY_MS;
    const index = Math.min(Math.floor(position), this.#days.length - 2);
    return (this.#cumulative[index] ?? 0) + (this.#days[index + 1] ?? 0) * (position - index);
  }
}

const NONE = new Float64Array(0);

function extremesOf(days: Float64Array): { from: number; to: number } {
  let [from, to] = [0, Infinity];
  for (let day = 0; day < days.length; day += 1) {
    const value = days[day] ?? 0;
    if (value > from) from = value;
    if (value < to) to = value;
  }
  return { from, to };
}

/** For the start of each day from tomorrow on, the sum since `asOf`. */
function accumulate(days: Float64Array, restOfToday: number): Float64Array {
  const cumulative = newFloats(days.length);
  let sum = restOfToday;
  for (let index = 0; index < days.length; index += 1) {
    cumulative[index] = sum;
    sum += days[index + 1] ?? 0;
  }
  return cumulative;
}
