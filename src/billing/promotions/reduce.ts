import { HUNDRED_PERCENT, divideRounded } from '../../core/values/money.js';
import type { Instant } from '../../core/values/zone.js';
import type { Covering, PromotionScope } from './promotion.js';

/** One line of a period at some instant, after minimum and maximum; minor units. */
export interface ReducibleLine {
  readonly key: string;
  /** Lines below zero, such as a maximum, belong to the other lines of the same plan. */
  readonly plan: string;
  readonly isUsage: boolean;
  readonly isAdvance: boolean;
  readonly minor: bigint;
}

/** What one promotion takes off each line, by the line's key. */
export type Taken = ReadonlyMap<string, bigint>;

/**
 * What promotions, in their order, take off a period's lines by an instant: each from what the ones before it left. One
 * that ends within the period takes what it took at its end, so the lines are asked for at every end as well.
 * `ended`: what is known already of those that have ended, by their ids.
 */
export function reduceLines(
  linesAt: (at: Instant) => readonly ReducibleLine[],
  coverings: readonly Covering[],
  asOf: Instant,
  ended: ReadonlyMap<string, Taken> = new Map(),
): readonly Taken[] {
  const final = new Map<Covering, Taken>();
  for (const covering of coverings) {
    const known = ended.get(covering.promotion.id);
    if (known !== undefined) final.set(covering, known);
  }
  const ends = coverings
    .filter((covering) => !final.has(covering))
    .flatMap(({ endsAt }) => (endsAt !== null && endsAt < asOf ? [endsAt] : []));
  let taken: readonly Taken[] = [];
  for (const at of [...new Set([...ends, asOf])].sort((one, other) => one - other)) {
    taken = takeFrom(linesAt(at), coverings, final);
    for (const [index, covering] of coverings.entries()) {
      const { endsAt } = covering;
      if (endsAt !== null && endsAt <= at && !final.has(covering))
        final.set(covering, taken[index] ?? new Map<string, bigint>());
    }
  }
  return taken;
}

function takeFrom(
  lines: readonly ReducibleLine[],
  coverings: readonly Covering[],
  final: ReadonlyMap<Covering, Taken>,
): Taken[] {
  const left = reducible(lines);
  // Advance charges are posted first, so what has paid them stays where it is.
  const ordered = [
    ...lines.filter(({ isAdvance }) => isAdvance),
    ...lines.filter(({ isAdvance }) => !isAdvance),
  ];
  return coverings.map((covering) => {
    const { promotion, most } = covering;
    const known = final.get(covering);
    const taken = new Map<string, bigint>();
    let rest = most;
    for (const { key, isUsage } of ordered) {
      const there = left.get(key) ?? 0n;
      if (there === 0n || !isWithin(promotion.scope, isUsage)) continue;
      const wanted =
        known?.get(key) ??
        (known !== undefined
          ? 0n
          : rest === null
            ? divideRounded(there * promotion.percent, HUNDRED_PERCENT)
            : rest);
      const minor = wanted < there ? wanted : there;
      if (minor <= 0n) continue;
      taken.set(key, minor);
      left.set(key, there - minor);
      if (rest !== null) rest -= minor;
    }
    return taken;
  });
}

export function isWithin(scope: PromotionScope, isUsage: boolean): boolean {
  return scope === 'all' || (scope === 'usage') === isUsage;
}

/**
 * What is left of each line above zero once the lines below zero of its plan are taken off: from the last line back,
 * advance charges last. So no plan is ever reduced below zero.
 */
function reducible(lines: readonly ReducibleLine[]): Map<string, bigint> {
  const left = new Map(lines.map(({ key, minor }) => [key, minor > 0n ? minor : 0n]));
  for (const below of lines) {
    if (below.minor >= 0n) continue;
    let rest = -below.minor;
    const own = lines.filter(({ plan, minor }) => plan === below.plan && minor > 0n).reverse();
    for (const { key } of [
      ...own.filter((line) => !line.isAdvance),
      ...own.filter((line) => line.isAdvance),
    ]) {
      const there = left.get(key) ?? 0n;
      const minor = rest < there ? rest : there;
      left.set(key, there - minor);
      rest -= minor;
    }
  }
  return left;
}
