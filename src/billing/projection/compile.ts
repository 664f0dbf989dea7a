/** The data for a projection, prepared once per call so that a point in time costs a few multiplications. */
import { type Estimator, forecastMeter, forecastPlain, type Today } from '../traffic/forecast.js';
import type { Edge } from '../traffic/spread/stretch.js';
import type { ExpectedPayment, PlannedCharge, ProjectionInput, PromotionsAhead } from './input.js';
import { DAY_MS, localEpochDayOf, dateOfEpochDay, startOfDay, type Instant } from '../../core/values/zone.js';
import { addedTo, type Bills, emptyNets } from './bills.js';
import { compileSegment, type CompiledSegment, segmentNet, segmentWith } from './segment.js';
import { ReductionsAhead } from './reduced.js';
import { IDLE_METER, type MeterProjection, projectMeter } from './meter.js';

export interface CompiledProjection {
  readonly asOf: Instant;
  readonly horizonAt: Instant;
  /** Headroom at `asOf` in minor units. */
  readonly headroom: bigint;
  readonly tomorrowAt: Instant;
  /** In order of their start; those that end by `asOf` or start after the horizon are left out. */
  readonly segments: readonly CompiledSegment[];
  readonly bills: Bills;
  /** After `asOf`, in order of time. */
  readonly planned: readonly PlannedCharge[];
  /** After `asOf`, in order of time. */
  readonly payments: readonly ExpectedPayment[];
  /** What credits and discounts take off; left out: there are none. */
  readonly promotions?: PromotionsAhead;
  readonly reductions?: ReductionsAhead;
  readonly daysObserved: number;
  /** `plain` as soon as one meter is. */
  readonly estimator: Estimator;
}

export function compileProjection(
  input: ProjectionInput,
  horizonDays: number,
  wanted: Estimator = 'learned',
): CompiledProjection {
  const { asOf, timeZone, periods, history } = input;
  const horizonAt = asOf + horizonDays * DAY_MS;
  const { today, tomorrowAt } = placeInDay(asOf, timeZone);
  const meters = new Map<string, MeterProjection>();
  let daysObserved = 0;
  let estimator = wanted;
  const meterProjectionOf = (meter: string): MeterProjection => {
    const known = meters.get(meter);
    if (known !== undefined) return known;
    if (input.isIdle === true) return IDLE_METER;
    const past = history.find((candidate) => candidate.meter === meter) ?? emptyHistory(meter, today.day);
    const forecast =
      wanted === 'plain'
        ? forecastPlain(past, today, horizonDays + 1)
        : forecastMeter(past, today, horizonDays + 1, shownPerDay(input, meter));
    if (forecast.estimator === 'plain') estimator = 'plain';
    daysObserved = Math.max(daysObserved, forecast.daysObserved);
    const compiled = projectMeter(forecast, past.aggregation, { asOf, tomorrowAt, elapsed: today.elapsed });
    meters.set(meter, compiled);
    return compiled;
  };
  const segments: CompiledSegment[] = [];
  for (const [bill, span] of periods.entries()) {
    for (const segment of span.segments) {
      const { startsAt, endsAt } = segment;
      if (endsAt > asOf && startsAt <= horizonAt && startsAt < endsAt)
        segments.push(compileSegment(segment, bill, asOf, meterProjectionOf));
    }
  }
  segments.sort((left, right) => left.startsAt - right.startsAt);
  const planned = input.planned.filter((charge) => charge.at > asOf && charge.at <= horizonAt);
  planned.sort((left, right) => left.at - right.at);
  const payments = (input.payments ?? []).filter(({ at }) => at > asOf && at <= horizonAt);
  payments.sort((left, right) => left.at - right.at);
  const bills = {
    startsAt: periods.map(({ startsAt }) => startsAt),
    netTaxed: Number(input.netTaxed),
    taxMicroPercent: Math.round(input.taxPercent * 1e6),
  };
  const { headroom, promotions } = input;
  const reduced =
    promotions === undefined
      ? {}
      : { promotions, reductions: new ReductionsAhead(promotions, segments, asOf) };
  const ahead = { planned, payments, ...reduced };
  return { asOf, horizonAt, headroom, tomorrowAt, segments, bills, ...ahead, daysObserved, estimator };
}

/** The same at an edge of what is likely, for the next days. */
export function atEdge(compiled: CompiledProjection, edge: Edge, days: number): CompiledProjection {
  const horizonAt = Math.min(compiled.horizonAt, compiled.asOf + days * DAY_MS);
  const meters = new Map<MeterProjection, MeterProjection>();
  const meterAtEdge = (meter: MeterProjection): MeterProjection => {
    const known = meters.get(meter) ?? meter.atEdge(edge, days + 1);
    meters.set(meter, known);
    return known;
  };
  const segments: CompiledSegment[] = [];
  for (const segment of compiled.segments)
    if (segment.startsAt <= horizonAt) segments.push(segmentWith(segment, meterAtEdge));
  const { promotions, asOf } = compiled;
  return promotions === undefined
    ? { ...compiled, horizonAt, segments }
    : { ...compiled, horizonAt, segments, reductions: new ReductionsAhead(promotions, segments, asOf) };
}

/** The only two queries to the zone database: the start and the end of today. */
function placeInDay(asOf: Instant, timeZone: string): { today: Today; tomorrowAt: Instant } {
  const day = localEpochDayOf(asOf, timeZone);
  const startsAt = startOfDay(dateOfEpochDay(day), timeZone);
  const tomorrowAt = startOfDay(dateOfEpochDay(day + 1), timeZone);
  const elapsed = (asOf - startsAt) / (tomorrowAt - startsAt);
  return { today: { day, elapsed, startsAt }, tomorrowAt };
}

function emptyHistory(meter: string, day: number) {
  return { meter, aggregation: 'sum' as const, firstDay: day, values: [] };
}

/** The start of a segment is extrapolated from at least this long: one busy hour does not make a day. */
const SHOWN_MIN_MS = DAY_MS / 4;

/** A meter's mean per day in the open segments, for a meter without a whole day of history. */
function shownPerDay({ asOf, periods, history }: ProjectionInput, meter: string): number {
  const standing = (history.find((candidate) => candidate.meter === meter)?.aggregation ?? 'sum') !== 'sum';
  for (const span of periods) {
    for (const segment of span.segments) {
      const soFar = segment.startsAt <= asOf && asOf < segment.endsAt ? (segment.soFar[meter] ?? 0) : 0;
      if (soFar > 0)
        return standing ? soFar : (soFar * DAY_MS) / Math.max(SHOWN_MIN_MS, asOf - segment.startsAt);
    }
  }
  return 0;
}

/** The cost of the account's plans from `asOf` to `at`, in minor units with tax, without planned charges. */
export function costParts(compiled: CompiledProjection, at: Instant): { recurring: number; usage: number } {
  const nets = emptyNets(compiled.bills);
  let usage = 0;
  let begun = 0;
  for (const segment of compiled.segments) {
    if (segment.startsAt > at) break;
    nets[segment.bill] = (nets[segment.bill] ?? 0) + segmentNet(segment, at) - segment.netBefore;
    usage += usageCost(segment, at);
    begun = segment.bill + 1;
  }
  let total = 0;
  for (const [bill, net] of nets.entries()) {
    const reduced = bill < begun ? compiled.reductions?.since(bill, at, true) : undefined;
    total += addedTo(compiled.bills, bill, net - (reduced?.total ?? 0));
    usage -= reduced?.usage ?? 0;
  }
  usage = Math.max(0, usage);
  // Minimum and maximum belong to no single part. Usage keeps its cost; the rest belongs to the plan.
  const usagePart = Math.min(usage, total);
  return { recurring: total - usagePart, usage: usagePart };
}

function usageCost(segment: CompiledSegment, at: Instant): number {
  const end = Math.min(at, segment.endsAt);
  let sum = 0;
  for (const line of segment.usage) {
    sum +=
      line.curve(line.meter.quantityAt(end, line.reach)) -
      line.curve(line.meter.quantityAt(segment.from, line.reach));
  }
  return Math.max(0, sum);
}
