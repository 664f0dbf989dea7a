/**
 * A usage component in the form used for rating. In every model a charge is one exact fraction of whole numbers, so
 * that a line is rounded once. Everything that does not depend on the quantity is computed here.
 */
import { FIXED_ONE } from '../../core/values/decimal.js';
import type { PlanFields } from './plan-fields.js';
import type { BandedTerms, PackageTerms, PercentageTerms, UsageTerms } from './terms.js';

interface Common {
  readonly id: string;
  readonly meter: string;
  /** The name of the line; the id if the owner gave no name. */
  readonly name: string;
}

/** Above the quantity `above`, the charge in minor units is (quantity × slope + intercept) ÷ divisor. */
export interface PriceSegment {
  readonly above: bigint;
  readonly slope: bigint;
  readonly intercept: bigint;
}

/** Graduated, volume and percentage: one straight line per band, in ascending order. */
export interface StraightComponent extends Common {
  readonly model: 'graduated' | 'volume' | 'percentage';
  readonly segments: readonly PriceSegment[];
  readonly divisor: bigint;
}

/** Above `free`, the charge in minor units is ⌈(quantity × scale − free) ÷ size⌉ × price ÷ divisor. */
export interface PackageComponent extends Common {
  readonly model: 'package';
  readonly scale: bigint;
  readonly free: bigint;
  readonly size: bigint;
  readonly price: bigint;
  readonly divisor: bigint;
}

export type CompiledComponent = StraightComponent | PackageComponent;

/** Parses one component of a plan; faults are reported under `path`. */
export function compileComponent(fields: PlanFields, terms: UsageTerms, path: string): CompiledComponent {
  if (terms.meter.trim() === '') fields.fault(`${path}.meter`, 'must not be empty');
  switch (terms.model) {
    case 'graduated':
    case 'volume':
      return compileBands(fields, terms, path);
    case 'package':
      return compilePackage(fields, terms, path);
    case 'percentage':
      return compilePercentage(fields, terms, path);
  }
}

function compileBands(fields: PlanFields, terms: BandedTerms, path: string): StraightComponent {
  const per = readPer(fields, terms, path);
  const bands = readBands(fields, terms, path);
  const feeScale = per * FIXED_ONE;
  const segments: PriceSegment[] = [];
  // Running totals over the lower bands, in the same fraction as the segments.
  let lower = 0n;
  let below = 0n;
  for (const { unitPrice, fee, upTo } of bands) {
    below += fee * feeScale;
    const intercept = terms.model === 'volume' ? fee * feeScale : below - lower * unitPrice;
    segments.push({ above: lower / FIXED_ONE, slope: unitPrice * FIXED_ONE, intercept });
    below += (upTo * per - lower) * unitPrice;
    lower = upTo * per;
  }
  return straight(fields, terms, segments, per * FIXED_ONE * FIXED_ONE);
}

function compilePercentage(fields: PlanFields, terms: PercentageTerms, path: string): StraightComponent {
  const per = readPer(fields, terms, path);
  const slope = fields.percent(`${path}.percent`, terms.percent);
  return straight(fields, terms, [{ above: 0n, slope, intercept: 0n }], per * FIXED_ONE * 100n);
}

function compilePackage(fields: PlanFields, terms: PackageTerms, path: string): PackageComponent {
  const per = readPer(fields, terms, path);
  const free = terms.freeUnits === undefined ? 0n : fields.fixed(`${path}.freeUnits`, terms.freeUnits);
  return {
    ...common(terms),
    model: terms.model,
    scale: FIXED_ONE,
    free: free * per,
    size: fields.positive(`${path}.packageSize`, terms.packageSize) * per,
    price: fields.fixed(`${path}.packagePrice`, terms.packagePrice) * fields.factor,
    divisor: FIXED_ONE,
  };
}

function common({ id, meter, name }: UsageTerms): Common {
  return { id, meter, name: name ?? id };
}

function readPer(fields: PlanFields, terms: UsageTerms, path: string): bigint {
  return terms.per === undefined ? FIXED_ONE : fields.positive(`${path}.per`, terms.per);
}

interface Band {
  readonly unitPrice: bigint;
  readonly fee: bigint;
  /** 0 for the last band, which has no upper end. */
  readonly upTo: bigint;
}

function readBands(fields: PlanFields, { bands }: BandedTerms, path: string): Band[] {
  if (bands.length === 0) fields.fault(`${path}.bands`, 'needs at least one band');
  let previous = 0n;
  return bands.map(({ unitPrice, upTo, fee }, index) => {
    const band = `${path}.bands[${index}]`;
    const bound = readBound(fields, `${band}.upTo`, { upTo, previous, isLast: index === bands.length - 1 });
    if (bound > 0n) previous = bound;
    return {
      unitPrice: fields.fixed(`${band}.unitPrice`, unitPrice),
      fee: fee === undefined ? 0n : fields.fixed(`${band}.fee`, fee),
      upTo: bound,
    };
  });
}

interface Bound {
  readonly upTo: string | undefined;
  readonly previous: bigint;
  readonly isLast: boolean;
}

function readBound(fields: PlanFields, field: string, { upTo, previous, isLast }: Bound): bigint {
  if (upTo === undefined) {
    if (!isLast) fields.fault(field, 'is required: only the last band has no end');
    return 0n;
  }
  const bound = fields.fixed(field, upTo);
  if (isLast) fields.fault(field, 'must be left out: the last band goes on without end');
  else if (bound <= previous && !fields.has(field)) {
    fields.fault(field, previous === 0n ? 'must be larger than 0' : 'must be above the band before it');
  }
  return bound;
}

/** Turns major units into minor ones and reduces the fraction, since small numbers are faster. */
function straight(
  fields: PlanFields,
  terms: BandedTerms | PercentageTerms,
  segments: PriceSegment[],
  divisor: bigint,
): StraightComponent {
  const minor = segments.map(({ above, slope, intercept }) => ({
    above,
    slope: slope * fields.factor,
    intercept: intercept * fields.factor,
  }));
  const greatest = minor.reduce(
    (divisorSoFar, { slope, intercept }) => gcd(gcd(divisorSoFar, slope), intercept),
    divisor,
  );
  return {
    ...common(terms),
    model: terms.model,
    segments: minor.map(({ above, slope, intercept }) => ({
      above,
      slope: slope / greatest,
      intercept: intercept / greatest,
    })),
    divisor: divisor / greatest,
  };
}

function gcd(left: bigint, right: bigint): bigint {
  let [larger, smaller] = [left < 0n ? -left : left, right < 0n ? -right : right];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
