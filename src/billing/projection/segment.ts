import type { CompiledComponent } from '../plans/component.js';
import type { ProjectionSegment } from './input.js';
import { costCurve, prorate } from '../rating/rate.js';
import type { Instant } from '../../core/values/zone.js';
import type { MeterProjection, Reach } from './meter.js';

interface UsageLine {
  readonly curve: (quantity: number) => number;
  readonly meter: MeterProjection;
  readonly reach: Reach;
}

/** One plan's part of a period, with its amounts prorated and as numbers. */
export interface CompiledSegment {
  readonly source: ProjectionSegment;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Its first instant in the projection: its start, or `asOf` if it has begun. */
  readonly from: Instant;
  /** Advance amounts and the start-up charge: due at the start. */
  readonly advance: number;
  /** Each accrues by elapsed time. */
  readonly arrears: readonly number[];
  readonly usage: readonly UsageLine[];
  /** How much less it may cost after a while: `much` if more use may cost less, `little` if something fades. */
  readonly falls: 'never' | 'little' | 'much';
  readonly minimum: number;
  readonly maximum: number;
  /** The start-up charge within `advance`: minimum and maximum do not include it. */
  readonly startup: number;
  /** The period whose statement contains it. */
  readonly bill: number;
  /** Its cost at `asOf`, before tax: the headroom includes that already. */
  readonly netBefore: number;
}

/** Curves are computed from exact fractions; a plan version never changes, so this is done once. */
const curves = new WeakMap<CompiledComponent, (quantity: number) => number>();

export function curveOf(component: CompiledComponent): (quantity: number) => number {
  const known = curves.get(component);
  if (known !== undefined) return known;
  const curve = costCurve(component);
  curves.set(component, curve);
  return curve;
}

export function compileSegment(
  segment: ProjectionSegment,
  bill: number,
  asOf: Instant,
  meterProjectionOf: (meter: string) => MeterProjection,
): CompiledSegment {
  const { plan, share, startsAt, endsAt } = segment;
  const startup = segment.startup === true ? Number(plan.startupMinor) : 0;
  let advance = startup;
  const arrears: number[] = [];
  for (const { minor, timing } of plan.recurring) {
    const amount = Number(prorate(minor, share));
    if (timing === 'arrears') arrears.push(amount);
    else advance += amount;
  }
  let falls: CompiledSegment['falls'] = arrears.some((amount) => amount < 0) ? 'little' : 'never';
  const usage: UsageLine[] = [];
  for (const component of plan.usage) {
    const meter = meterProjectionOf(component.meter);
    const soFar = startsAt <= asOf ? (segment.soFar[component.meter] ?? 0) : 0;
    const line = { curve: curveOf(component), meter, reach: meter.reach(startsAt, soFar) };
    usage.push(line);
    if (component.model === 'volume') falls = 'much';
    else if (falls === 'never' && fades(line, startsAt <= asOf)) falls = 'little';
  }
  const compiled = {
    source: segment,
    startsAt,
    endsAt,
    from: Math.max(startsAt, asOf),
    advance,
    arrears,
    usage,
    falls,
    minimum: plan.minimumMinor === undefined ? 0 : Number(prorate(plan.minimumMinor, share)),
    maximum: plan.maximumMinor === undefined ? Infinity : Number(prorate(plan.maximumMinor, share)),
    startup,
    bill,
    netBefore: 0,
  };
  return startsAt <= asOf ? { ...compiled, netBefore: segmentNet(compiled, asOf) } : compiled;
}

/** Whether its cost falls by a minor unit or more after a while: a standing value does so without a free allowance. */
function fades({ curve, meter, reach: { soFar } }: UsageLine, hasBegun: boolean): boolean {
  const { fall } = meter;
  if (fall === null || (!hasBegun && fall.from <= fall.to)) return false;
  const from = hasBegun ? Math.max(soFar, fall.from) : fall.from;
  const to = hasBegun ? Math.min(soFar, fall.to) : fall.to;
  return roundHalfAway(curve(from)) > roundHalfAway(curve(to));
}

/** The segment with other quantities to come; its costs at `asOf` stay. */
export function segmentWith(
  segment: CompiledSegment,
  meterOf: (meter: MeterProjection) => MeterProjection,
): CompiledSegment {
  const usage = segment.usage.map(({ curve, meter, reach }) => {
    const other = meterOf(meter);
    return { curve, meter: other, reach: other.reach(segment.startsAt, reach.soFar) };
  });
  return { ...segment, usage };
}

/**
 * The cost of the segment up to an instant, in minor units before tax. Each line is rounded like an entry, so that
 * costs of time alone become due at the exact instant. At its end a minimum is due as well.
 */
export function segmentNet(segment: CompiledSegment, at: Instant): number {
  const { arrears, usage, startsAt, endsAt } = segment;
  const over = at >= endsAt;
  const until = over ? endsAt : at;
  let net = segment.advance;
  for (let index = 0; index < arrears.length; index += 1) {
    const amount = arrears[index] ?? 0;
    net += over ? amount : roundHalfAway((amount * (at - startsAt)) / (endsAt - startsAt));
  }
  for (let index = 0; index < usage.length; index += 1) {
    const line = usage[index];
    if (line !== undefined) net += roundHalfAway(line.curve(line.meter.quantityAt(until, line.reach)));
  }
  return bounded(segment, net, over);
}

/**
 * Due to an exceeded maximum or a missed minimum. Returned directly, since a difference from a huge total would be
 * rounded.
 */
function bounded({ minimum, maximum, startup }: CompiledSegment, net: number, over: boolean): number {
  if (net - startup > maximum) return startup + maximum;
  return over && net - startup < minimum ? startup + minimum : net;
}

export function roundHalfAway(value: number): number {
  return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
}
