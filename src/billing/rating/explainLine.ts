/**
 * How a line of a period came to its amount, part by part: the bands and the quantity in each, the packages begun, the
 * days of the whole period. Computed from the plan as the owner wrote it, independently of rating, so that the two can
 * be compared. Every part is exact and the line is rounded once, at its end.
 */
import { FIXED_ONE, parseDecimal } from '../../core/values/decimal.js';
import { divideRounded, minorPerMajor } from '../../core/values/money.js';
import type { CompiledPlan } from '../plans/plan.js';
import type { Quantity } from '../../core/values/quantity.js';
import { prorate, ratePlan, type Share, totalOf } from './rate.js';
import type { BandedTerms, PackageTerms, PercentageTerms, UsageTerms } from '../plans/terms.js';

/** An exact amount: minor units as a fraction of whole numbers. */
export interface ExactMinor {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** One part of a line, with the amount it adds. */
export type ExplainedPart = { readonly exact: ExactMinor } & (
  | { readonly what: 'amount'; readonly minor: bigint }
  | {
      readonly what: 'band';
      /** Quantities of the meter, not counted in `per`; the last band has no end. */
      readonly above: Quantity;
      readonly upTo: Quantity | null;
      /** How much of the quantity is charged at this band's price. */
      readonly quantity: Quantity;
      readonly unitPrice: string;
    }
  | { readonly what: 'fee'; readonly fee: string }
  | {
      readonly what: 'packages';
      readonly packages: bigint;
      readonly packageSize: string;
      readonly packagePrice: string;
      readonly freeUnits: string;
    }
  | { readonly what: 'percentage'; readonly quantity: Quantity; readonly percent: string }
  /** A prorated minimum or maximum, compared with the sum of the other lines. */
  | { readonly what: 'limit'; readonly minor: bigint }
  | { readonly what: 'others'; readonly minor: bigint }
);

export interface LineExplanation {
  readonly kind: 'startup' | 'recurring' | 'usage' | 'minimum' | 'maximum';
  /** The days in force and the days of the period; absent if days do not matter. */
  readonly share?: Share;
  /** The meter of a usage line. */
  readonly meter?: string;
  readonly quantity?: Quantity;
  /** The unit in which prices and bands count the meter. */
  readonly per?: string;
  readonly model?: UsageTerms['model'];
  readonly parts: readonly ExplainedPart[];
  /** The sum of the parts, not rounded. */
  readonly exact: ExactMinor;
  /** The cost of the line, rounded once, half away from zero. */
  readonly minor: bigint;
}

export interface ExplainInput {
  readonly plan: CompiledPlan;
  /** The id of the plan's part, or `minimum`, `maximum`, `(startup)`. */
  readonly line: string;
  /** Each meter's quantity in the period, summed over the account's sites. */
  readonly usage: Readonly<Record<string, Quantity>>;
  readonly share?: Share;
}

/** Explains one line; undefined if the plan has no such line. */
export function explainLine(input: ExplainInput): LineExplanation | undefined {
  const { plan, line, usage, share } = input;
  if (line === '(startup)') return ofAmount('startup', plan.startupMinor, undefined);
  const recurring = plan.recurring.find(({ id }) => id === line);
  if (recurring !== undefined) return ofAmount('recurring', recurring.minor, share);
  const terms = plan.terms.usage.find(({ id }) => id === line);
  if (terms !== undefined) return ofUsage(plan.currency, terms, usage);
  return line === 'minimum' || line === 'maximum' ? ofLimit(input, line) : undefined;
}

function ofAmount(kind: 'startup' | 'recurring', minor: bigint, share: Share | undefined): LineExplanation {
  const { activeDays, wholeDays } = share ?? { activeDays: 1, wholeDays: 1 };
  const exact = { numerator: minor * BigInt(activeDays), denominator: BigInt(wholeDays) };
  return summed({ kind, ...(share === undefined ? {} : { share }) }, [{ what: 'amount', minor, exact }]);
}

function ofUsage(
  currency: string,
  terms: UsageTerms,
  usage: Readonly<Record<string, Quantity>>,
): LineExplanation {
  const quantity = (Object.hasOwn(usage, terms.meter) ? usage[terms.meter] : undefined) ?? 0n;
  const { meter, per = '1', model } = terms;
  const parts = quantity <= 0n ? [] : partsOf(terms, quantity, minorPerMajor(currency));
  return summed({ kind: 'usage', meter, quantity, per, model }, parts);
}

function partsOf(terms: UsageTerms, quantity: Quantity, factor: bigint): ExplainedPart[] {
  switch (terms.model) {
    case 'graduated':
      return graduatedParts(terms, quantity, factor);
    case 'volume':
      return volumeParts(terms, quantity, factor);
    case 'package':
      return packageParts(terms, quantity, factor);
    case 'percentage':
      return percentageParts(terms, quantity, factor);
  }
}

interface Band {
  /** Counted in 1e-24 units of the meter, like a bound times its unit. */
  readonly above: bigint;
  readonly upTo: bigint | null;
  readonly unitPrice: string;
  readonly fee: string | undefined;
}

function bandsOf({ bands, per = '1' }: BandedTerms): Band[] {
  let above = 0n;
  return bands.map(({ unitPrice, upTo, fee }) => {
    const band = { above, upTo: upTo === undefined ? null : fixed(upTo) * fixed(per), unitPrice, fee };
    above = band.upTo ?? above;
    return band;
  });
}

function graduatedParts(terms: BandedTerms, quantity: Quantity, factor: bigint): ExplainedPart[] {
  const whole = quantity * FIXED_ONE;
  return bandsOf(terms)
    .filter(({ above }) => whole > above)
    .flatMap((band) => {
      const end = band.upTo !== null && band.upTo < whole ? band.upTo : whole;
      return bandParts(band, end - band.above, terms.per, factor);
    });
}

function volumeParts(terms: BandedTerms, quantity: Quantity, factor: bigint): ExplainedPart[] {
  const whole = quantity * FIXED_ONE;
  const band = bandsOf(terms).find(({ upTo }) => upTo === null || whole <= upTo);
  return band === undefined ? [] : bandParts(band, whole, terms.per, factor);
}

function bandParts(band: Band, within: bigint, per = '1', factor: bigint): ExplainedPart[] {
  const { above, upTo, unitPrice, fee } = band;
  const exact = {
    numerator: within * fixed(unitPrice) * factor,
    denominator: fixed(per) * FIXED_ONE * FIXED_ONE,
  };
  const part: ExplainedPart = {
    what: 'band',
    above: above / FIXED_ONE,
    upTo: upTo === null ? null : upTo / FIXED_ONE,
    quantity: within / FIXED_ONE,
    unitPrice,
    exact,
  };
  if (fee === undefined || fixed(fee) === 0n) return [part];
  return [part, { what: 'fee', fee, exact: { numerator: fixed(fee) * factor, denominator: FIXED_ONE } }];
}

function packageParts(terms: PackageTerms, quantity: Quantity, factor: bigint): ExplainedPart[] {
  const { per = '1', packageSize, packagePrice, freeUnits = '0' } = terms;
  const charged = quantity * FIXED_ONE - fixed(freeUnits) * fixed(per);
  const size = fixed(packageSize) * fixed(per);
  const packages = charged <= 0n ? 0n : (charged + size - 1n) / size;
  const exact = { numerator: packages * fixed(packagePrice) * factor, denominator: FIXED_ONE };
  return [{ what: 'packages', packages, packageSize, packagePrice, freeUnits, exact }];
}

function percentageParts(terms: PercentageTerms, quantity: Quantity, factor: bigint): ExplainedPart[] {
  const { per = '1', percent } = terms;
  const exact = {
    numerator: quantity * fixed(percent) * factor,
    denominator: fixed(per) * FIXED_ONE * 100n,
  };
  return [{ what: 'percentage', quantity, percent, exact }];
}

/** The difference between the sum of the other lines and the limit for the days the plan was in force. */
function ofLimit(
  { plan, usage, share }: ExplainInput,
  kind: 'minimum' | 'maximum',
): LineExplanation | undefined {
  const whole = kind === 'minimum' ? plan.minimumMinor : plan.maximumMinor;
  if (whole === undefined) return undefined;
  const others = totalOf(
    ratePlan(plan, usage, share).filter(({ kind: of }) => of === 'recurring' || of === 'usage'),
  );
  const limit = prorate(whole, share);
  return summed({ kind, ...(share === undefined ? {} : { share }) }, [
    { what: 'limit', minor: whole, exact: { numerator: limit, denominator: 1n } },
    { what: 'others', minor: others, exact: { numerator: -others, denominator: 1n } },
  ]);
}

/** The exact sum of the parts, rounded once. */
function summed(
  about: Omit<LineExplanation, 'parts' | 'exact' | 'minor'>,
  parts: readonly ExplainedPart[],
): LineExplanation {
  let numerator = 0n;
  let denominator = 1n;
  for (const { exact } of parts) {
    numerator = numerator * exact.denominator + exact.numerator * denominator;
    denominator *= exact.denominator;
  }
  return { ...about, parts, exact: { numerator, denominator }, minor: divideRounded(numerator, denominator) };
}

/** A number of the terms in units of 1e-12; it is valid, since the plan was checked before. */
function fixed(text: string): bigint {
  const value = parseDecimal(text, 12);
  if (typeof value !== 'bigint') throw new Error(`"${text}" is no number of a sound plan`);
  return value;
}
