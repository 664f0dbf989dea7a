import { type Covering, coveringOf, inOrder, type Promotion } from '../promotions/promotion.js';
import { type ReducibleLine, reduceLines } from '../promotions/reduce.js';
import { keyOfLine } from '../promotions/reductions.js';
import { STARTUP_LINE } from '../rating/lines.js';
import { prorate } from '../rating/rate.js';
import type { Instant } from '../../core/values/zone.js';
import type { PromotionsAhead } from './input.js';
import { type CompiledSegment, roundHalfAway } from './segment.js';

/** What promotions take off one period by an instant, before tax; in minor units. */
interface Reduced {
  readonly total: number;
  /** The part of it that reduces usage. */
  readonly usage: number;
  /** What is left of each credit afterwards, by id. */
  readonly left: ReadonlyMap<string, bigint>;
}

/** What promotions take off the costs of a projection, from the same rule as settlement. */
export class ReductionsAhead {
  private readonly ahead: PromotionsAhead;
  private readonly asOf: Instant;
  private readonly bySegments: readonly (readonly CompiledSegment[])[];
  private readonly finals = new Map<number, Reduced>();
  private readonly before: Reduced;

  constructor(ahead: PromotionsAhead, segments: readonly CompiledSegment[], asOf: Instant) {
    this.ahead = { ...ahead, promotions: inOrder(ahead.promotions) };
    this.asOf = asOf;
    this.bySegments = ahead.periods.map((_, bill) => segments.filter((segment) => segment.bill === bill));
    this.before = this.reduce(0, asOf, true);
  }

  /**
   * What is taken off one period from `asOf` to an instant. `isDue`: with what becomes due at that instant.
   */
  since(bill: number, at: Instant, isDue: boolean): Pick<Reduced, 'total' | 'usage'> {
    const { total, usage } = this.reduce(bill, at, isDue);
    return bill === 0
      ? { total: total - this.before.total, usage: usage - this.before.usage }
      : { total, usage };
  }

  /** What each takes off a period in whole, given the lines that are expected of it. */
  whole(bill: number, lines: readonly ReducibleLine[]): { promotion: Promotion; minor: bigint }[] {
    const at = this.ahead.periods[bill]?.endsAt ?? this.asOf;
    const left = bill === 0 ? this.ahead.left : this.leftAfter(bill - 1, at);
    const coverings = this.coverings(bill, left);
    const { over, ended } = this.ahead;
    const before = bill === 0 ? over : [];
    const linesAt = (instant: Instant): ReducibleLine[] => [
      ...before,
      ...(instant >= at ? lines : this.linesOf(bill, instant, true)),
    ];
    const taken = reduceLines(linesAt, coverings, at, bill === 0 ? ended : undefined);
    const keys = new Set(lines.map(({ key }) => key));
    return coverings.flatMap(({ promotion }, index) => {
      let minor = 0n;
      for (const [key, part] of taken[index] ?? []) if (keys.has(key)) minor += part;
      return minor === 0n ? [] : [{ promotion, minor }];
    });
  }

  private linesOf(bill: number, at: Instant, isDue: boolean): ReducibleLine[] {
    return (this.bySegments[bill] ?? []).flatMap((segment) => linesOfSegment(segment, at, isDue));
  }

  private reduce(bill: number, at: Instant, isDue: boolean): Reduced {
    const known = this.finals.get(bill);
    if (known !== undefined) return known;
    const left = bill === 0 ? this.ahead.left : this.leftAfter(bill - 1, at);
    const coverings = this.coverings(bill, left);
    const segments = this.bySegments[bill] ?? [];
    const isOver = isDue && segments.every(({ endsAt }) => endsAt <= at);
    const reduced =
      coverings.length === 0
        ? { total: 0, usage: 0, left }
        : this.taken({ bill, at, isDue }, coverings, left);
    if (isOver && this.asOf < at && (bill === 0 || this.finals.has(bill - 1))) this.finals.set(bill, reduced);
    return reduced;
  }

  private leftAfter(bill: number, at: Instant): ReadonlyMap<string, bigint> {
    const { left } = this.reduce(bill, at, true);
    const { reversed } = this.ahead;
    if (bill > 0 || reversed.size === 0) return left;
    return new Map([...left].map(([id, minor]) => [id, minor + (reversed.get(id) ?? 0n)]));
  }

  private coverings(bill: number, left: ReadonlyMap<string, bigint>): Covering[] {
    const { periods, promotions, schedule } = this.ahead;
    const period = periods[bill];
    if (period === undefined) return [];
    return promotions.flatMap(
      (promotion) => coveringOf(promotion, schedule, period, left.get(promotion.id) ?? 0n) ?? [],
    );
  }

  private taken(
    { bill, at, isDue }: { readonly bill: number; readonly at: Instant; readonly isDue: boolean },
    coverings: readonly Covering[],
    left: ReadonlyMap<string, bigint>,
  ): Reduced {
    const { over, ended } = this.ahead;
    const linesAt = (instant: Instant): ReducibleLine[] => [
      ...(bill === 0 ? over : []),
      ...this.linesOf(bill, instant, isDue || instant < at),
    ];
    const taken = reduceLines(linesAt, coverings, at, bill === 0 ? ended : undefined);
    const rest = new Map(left);
    const usageKeys = new Set(linesAt(at).flatMap(({ key, isUsage }) => (isUsage ? [key] : [])));
    let total = 0;
    let usage = 0;
    for (const [index, { promotion }] of coverings.entries()) {
      let sum = 0n;
      for (const [key, minor] of taken[index] ?? []) {
        sum += minor;
        if (usageKeys.has(key)) usage += Number(minor);
      }
      total += Number(sum);
      if (rest.has(promotion.id)) rest.set(promotion.id, (rest.get(promotion.id) ?? 0n) - sum);
    }
    return { total, usage, left: rest };
  }
}

/** The lines of a segment at an instant, each rounded as it would be posted; named and in order as in rating. */
function linesOfSegment(segment: CompiledSegment, at: Instant, isDue: boolean): ReducibleLine[] {
  const { source, startsAt, endsAt, startup, usage, minimum, maximum } = segment;
  const { plan, share, assignmentId = '' } = source;
  if (at < startsAt || (at === startsAt && !isDue)) return [];
  const isOver = at > endsAt || (at === endsAt && isDue);
  const until = isOver ? endsAt : Math.min(at, endsAt - 1);
  const lines: ReducibleLine[] = [];
  const add = (line: string, value: number, { isUsage = false, isAdvance = false } = {}): void => {
    if (value === 0 || !Number.isFinite(value)) return;
    const key = keyOfLine({ assignmentId, line });
    lines.push({ key, plan: assignmentId, isUsage, isAdvance, minor: BigInt(value) });
  };
  add(STARTUP_LINE, startup, { isAdvance: true });
  let sum = 0;
  for (const { id, minor, timing } of plan.recurring) {
    const whole = Number(prorate(minor, share));
    const isAdvance = timing !== 'arrears';
    const part = (whole * (until - startsAt)) / (endsAt - startsAt);
    const value = isAdvance || isOver ? whole : roundHalfAway(part);
    sum += value;
    add(id, value, { isAdvance });
  }
  for (const [index, line] of usage.entries()) {
    const value = roundHalfAway(line.curve(line.meter.quantityAt(until, line.reach)));
    sum += value;
    add(plan.usage[index]?.id ?? '', value, { isUsage: true });
  }
  if (sum > maximum) add('maximum', maximum - sum);
  else if (isOver && sum < minimum) add('minimum', minimum - sum);
  return lines;
}
