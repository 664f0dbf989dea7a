import type { AccountFacts } from '../facts.js';
import type { Period } from '../periods/period.js';
import type { CompiledPlan } from '../plans/plan.js';
import { categoryOfPromotion } from '../promotions/promotion.js';
import type { ReducibleLine } from '../promotions/reduce.js';
import { keyOfLine } from '../promotions/reductions.js';
import { type LineCategory, STARTUP_LINE } from '../rating/lines.js';
import { ratePlan } from '../rating/rate.js';
import { sumOfLine, taxMissing } from '../rating/taxSum.js';
import { taxOfCharge } from '../tax/accountTax.js';
import { QUANTITY_ONE, type Quantity } from '../../core/values/quantity.js';
import type { LocalDate } from '../../core/values/zone.js';
import { compileProjection } from './compile.js';
import type { ProjectionInput } from './input.js';
import type { CompiledSegment } from './segment.js';
import { DAY_MS } from '../../core/values/zone.js';

/** One expected line of a period, in minor units before tax. */
export interface ExpectedLine {
  readonly kind: LineCategory | 'scheduled';
  /** The name of the plan's part, of a credit or of a discount, or the description of a scheduled charge. */
  readonly name: string;
  readonly minor: bigint;
  readonly meter?: string;
  readonly quantity?: Quantity;
}

/** What one period is expected to cost in whole, whether or not a part of it is posted already. */
export interface PeriodCharges {
  readonly startDate: LocalDate;
  readonly endDate: LocalDate;
  readonly lines: readonly ExpectedLine[];
  /** The sum of the lines, before tax. */
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
}

/**
 * Rates each period with its usage so far and the usage expected until its end: plans and scheduled charges, with the
 * tax on their sum. Charges by hand, payments and corrections of earlier periods are not part of it.
 */
export function chargesAhead(
  facts: AccountFacts,
  input: ProjectionInput,
  periods: readonly Period[],
): PeriodCharges[] {
  const last = periods[periods.length - 1];
  const horizonDays = last === undefined ? 0 : Math.ceil((last.endsAt - input.asOf) / DAY_MS) + 1;
  const { segments, reductions } = compileProjection(input, horizonDays);
  return periods.map(({ startDate, endDate }, bill) => {
    const parts = segments.filter((segment) => segment.bill === bill).flatMap(segmentLines);
    const reduced = reductions?.whole(
      bill,
      parts.map(({ reducible }) => reducible),
    );
    const rated = [
      ...parts.map(({ line }) => line),
      ...(reduced ?? []).map(({ promotion, minor }) => ({
        kind: categoryOfPromotion(promotion),
        name: promotion.name,
        minor: -minor,
      })),
    ];
    const due = facts.scheduled.filter(({ dueOn }) => (dueOn >= startDate || bill === 0) && dueOn < endDate);
    const scheduled = due.map(({ description, minor }) => ({
      kind: 'scheduled' as const,
      name: description,
      minor,
    }));
    const lines = [...rated, ...scheduled];
    const net = lines.reduce((sum, { minor }) => sum + minor, 0n);
    const tax = taxMissing([
      ...sumOfLine(
        facts.tax,
        rated.reduce((sum, { minor }) => sum + minor, 0n),
      ),
      ...due.flatMap(({ minor, category }) => sumOfLine(taxOfCharge(facts, category), minor)),
    ]);
    return { startDate, endDate, lines, net, tax, total: net + tax };
  });
}

interface Part {
  readonly line: ExpectedLine;
  readonly reducible: ReducibleLine;
}

function segmentLines({ source, usage, startup, endsAt }: CompiledSegment): Part[] {
  const { plan, share, assignmentId = '' } = source;
  const quantities: Record<string, Quantity> = {};
  for (const [index, { meter }] of plan.usage.entries()) {
    const line = usage[index];
    if (line !== undefined) quantities[meter] = wholeUnits(line.meter.quantityAt(endsAt, line.reach));
  }
  const partOf = (line: ExpectedLine, id: string, isAdvance: boolean): Part => ({
    line,
    reducible: {
      key: keyOfLine({ assignmentId, line: id }),
      plan: assignmentId,
      isUsage: line.kind === 'usage',
      isAdvance,
      minor: line.minor,
    },
  });
  const rated = ratePlan(plan, quantities, share).map(({ id, kind, minor, timing, meter, quantity }) =>
    partOf(
      {
        kind,
        name: nameOf(plan, id),
        minor,
        ...(meter === undefined || quantity === undefined ? {} : { meter, quantity }),
      },
      id,
      timing === 'advance',
    ),
  );
  if (startup === 0) return rated;
  return [
    partOf({ kind: 'startup', name: STARTUP_LINE, minor: plan.startupMinor }, STARTUP_LINE, true),
    ...rated,
  ];
}

/** An expectation has no fractions of a unit worth showing. */
function wholeUnits(quantity: number): Quantity {
  return quantity > 0 ? BigInt(Math.round(quantity)) * QUANTITY_ONE : 0n;
}

function nameOf(plan: CompiledPlan, id: string): string {
  return [...plan.recurring, ...plan.usage].find((part) => part.id === id)?.name ?? id;
}
