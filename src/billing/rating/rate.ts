import type {
  CompiledComponent,
  PackageComponent,
  PriceSegment,
  StraightComponent,
} from '../plans/component.js';
import { divideRounded } from '../../core/values/money.js';
import type { CompiledPlan, Timing } from '../plans/plan.js';
import type { Quantity } from '../../core/values/quantity.js';

/** One line of a period's cost, in minor units before tax. */
export interface RatedLine {
  /** The id of the plan's part; `minimum` or `maximum` for the line a limit makes. */
  readonly id: string;
  readonly kind: 'recurring' | 'usage' | 'minimum' | 'maximum';
  readonly minor: bigint;
  readonly timing?: Timing;
  readonly meter?: string;
  readonly quantity?: Quantity;
}

/** How much of the whole period a plan was in force, in local days. */
export interface Share {
  readonly activeDays: number;
  readonly wholeDays: number;
}

/**
 * The cost of a period on a plan: recurring, usage, then a line for the minimum or maximum if one applies. Lines of 0
 * are listed. `usage` holds the quantity per meter, summed over the account's sites; a missing meter was not used. With
 * a share, recurring amounts and limits are prorated, bands are not.
 */
export function ratePlan(
  plan: CompiledPlan,
  usage: Readonly<Record<string, Quantity>>,
  share?: Share,
): RatedLine[] {
  const lines: RatedLine[] = [];
  for (const { id, minor, timing } of plan.recurring) {
    lines.push({ id, kind: 'recurring', minor: prorate(minor, share), timing });
  }
  for (const component of plan.usage) {
    const { id, meter } = component;
    const quantity = (Object.hasOwn(usage, meter) ? usage[meter] : undefined) ?? 0n;
    lines.push({ id, kind: 'usage', minor: rateComponent(component, quantity), meter, quantity });
  }
  const limit = limitLine(plan, totalOf(lines), share);
  if (limit !== undefined) lines.push(limit);
  return lines;
}

/** The sum of lines in minor units. */
export function totalOf(lines: readonly RatedLine[]): bigint {
  let total = 0n;
  for (const { minor } of lines) total += minor;
  return total;
}

/** An amount of a whole period for the active days only, rounded once. */
export function prorate(minor: bigint, share?: Share): bigint {
  if (share === undefined) return minor;
  const { activeDays, wholeDays } = share;
  if (activeDays < 0 || activeDays > wholeDays || wholeDays < 1) {
    throw new RangeError(`no share of a period: ${activeDays} of ${wholeDays} days`);
  }
  if (activeDays === wholeDays) return minor;
  return divideRounded(minor * BigInt(activeDays), BigInt(wholeDays));
}

function limitLine(plan: CompiledPlan, total: bigint, share?: Share): RatedLine | undefined {
  if (plan.minimumMinor !== undefined) {
    const missing = prorate(plan.minimumMinor, share) - total;
    if (missing > 0n) return { id: 'minimum', kind: 'minimum', minor: missing };
  }
  if (plan.maximumMinor !== undefined) {
    const excess = total - prorate(plan.maximumMinor, share);
    if (excess > 0n) return { id: 'maximum', kind: 'maximum', minor: -excess };
  }
  return undefined;
}

/** The cost of a quantity on one component, exact and rounded once. A quantity of 0 costs 0, fees included. */
export function rateComponent(component: CompiledComponent, quantity: Quantity): bigint {
  if (quantity <= 0n) return 0n;
  return component.model === 'package'
    ? ratePackages(component, quantity)
    : rateStraight(component, quantity);
}

function ratePackages({ scale, free, size, price, divisor }: PackageComponent, quantity: Quantity): bigint {
  const charged = quantity * scale - free;
  if (charged <= 0n) return 0n;
  const packages = (charged + size - 1n) / size;
  return divideRounded(packages * price, divisor);
}

function rateStraight({ segments, divisor }: StraightComponent, quantity: Quantity): bigint {
  for (let index = segments.length - 1; index >= 0; index -= 1) {
    const segment = segments[index];
    if (segment !== undefined && quantity > segment.above) {
      return divideRounded(costAt(segment, quantity), divisor);
    }
  }
  return 0n;
}

/**
 * The cost of a quantity in minor units as floating point, unrounded, for projections only: the curve is computed once,
 * and each point is a few additions.
 */
export function costCurve(component: CompiledComponent): (quantity: number) => number {
  return component.model === 'package' ? packageCurve(component) : straightCurve(component);
}

const UNIT = 1e12;

function packageCurve({ scale, free, size, price, divisor }: PackageComponent): (quantity: number) => number {
  const freeUnits = Number(free) / Number(scale) / UNIT;
  const packageUnits = Number(size) / Number(scale) / UNIT;
  const packageMinor = Number(price) / Number(divisor);
  return (quantity) =>
    quantity <= freeUnits ? 0 : Math.ceil((quantity - freeUnits) / packageUnits) * packageMinor;
}

function straightCurve({ segments, divisor }: StraightComponent): (quantity: number) => number {
  const descending = segments
    .map((segment, index) => segmentInUnits(segment, segments[index + 1], divisor))
    .reverse();
  return (quantity) => {
    for (let index = 0; index < descending.length; index += 1) {
      const segment = descending[index];
      if (segment !== undefined && quantity > segment.above)
        return Math.min(segment.most, segment.base + (quantity - segment.above) * segment.slope);
    }
    return 0;
  };
}

/** Counted from the segment's start, to avoid differences of large floats, which are inexact. */
function segmentInUnits(segment: PriceSegment, next: PriceSegment | undefined, divisor: bigint) {
  const minorOf = (cost: bigint): number => Number(cost) / Number(divisor);
  const begun = next === undefined ? 0n : costAt(next, next.above);
  // If the next segment costs no less, this one never exceeds its start; a volume price may cost less.
  const rises = next !== undefined && begun >= costAt(segment, next.above);
  return {
    above: Number(segment.above) / UNIT,
    slope: minorOf(segment.slope) * UNIT,
    base: minorOf(costAt(segment, segment.above)),
    most: rises ? minorOf(begun) : Infinity,
  };
}

function costAt({ slope, intercept }: PriceSegment, quantity: bigint): bigint {
  return quantity * slope + intercept;
}
