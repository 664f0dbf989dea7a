import type { AccountFacts, PostedLine, UsageDay } from '../facts.js';
import type { Period } from '../periods/period.js';
import { linesOf, type PeriodLine, type PlanCategory, scheduleOf } from '../rating/lines.js';
import { type Instant, type LocalDate, localDateOf } from '../../core/values/zone.js';
import {
  categoryOfPromotion,
  type Covering,
  coveringOf,
  inOrder,
  type Promotion,
  type Reduction,
} from './promotion.js';
import { type ReducibleLine, reduceLines, type Taken } from './reduce.js';

/** By the key of the reduced line. */
export type Reductions = ReadonlyMap<string, readonly Reduction[]>;

const NONE: Reductions = new Map();

export function keyOfLine(line: { readonly assignmentId: string; readonly line: string }): string {
  return `${line.assignmentId} ${line.line}`;
}

/**
 * How much of each credit is used, while an account's periods are rated one after the other. A period may use what all
 * other periods have not used, as posted; what was settled earlier is never taken away by a later rating.
 */
export class CreditUse {
  private readonly facts: AccountFacts;
  private readonly promotions: readonly Promotion[];
  private readonly used: Map<string, bigint>;
  /** By promotion and period. */
  private readonly counted = new Map<string, bigint>();
  private latest: { readonly coverings: readonly Covering[]; readonly taken: readonly Taken[] } = {
    coverings: [],
    taken: [],
  };

  constructor(facts: AccountFacts) {
    this.facts = facts;
    this.promotions = inOrder(facts.promotions ?? []);
    this.used = new Map(this.promotions.map(({ id, used }) => [id, used]));
  }

  /** What is used of each so far, by its id. */
  get total(): ReadonlyMap<string, bigint> {
    return this.used;
  }

  /** What those that have ended within the period that was reduced last took off its lines, by their ids. */
  endedBy(asOf: Instant): ReadonlyMap<string, Taken> {
    const { coverings, taken } = this.latest;
    return new Map(
      coverings.flatMap(({ promotion, endsAt }, index) =>
        endsAt !== null && endsAt <= asOf ? [[promotion.id, taken[index] ?? new Map<string, bigint>()]] : [],
      ),
    );
  }

  /** What is left of each credit for a period, by its id. */
  leftFor(period: Period): ReadonlyMap<string, bigint> {
    return new Map(
      this.promotions
        .filter(({ kind }) => kind === 'credit')
        .map((promotion) => [promotion.id, this.leftOf(promotion, period)]),
    );
  }

  private leftOf(promotion: Promotion, period: Period): bigint {
    const elsewhere = (this.used.get(promotion.id) ?? 0n) - this.usedIn(promotion, period);
    const left = promotion.minor - elsewhere;
    return left > 0n ? left : 0n;
  }

  /** The promotions that reduce a period, in order, with what is left of credits for it. */
  coverings(period: Period): Covering[] {
    if (this.promotions.length === 0) return [];
    const schedule = scheduleOf(this.facts);
    return this.promotions.flatMap(
      (promotion) => coveringOf(promotion, schedule, period, this.leftOf(promotion, period)) ?? [],
    );
  }

  /**
   * What promotions take off a period's lines by an instant; counts it as used, in place of what was counted for this
   * period before. The facts are those with the period's usage.
   */
  reduce(facts: AccountFacts, period: Period, asOf: Instant): Reductions {
    const coverings = this.coverings(period);
    const taken =
      coverings.length === 0
        ? []
        : reduceLines((at) => reducibleLines(facts, period, at, asOf), coverings, asOf);
    this.latest = { coverings, taken };
    this.count(period, coverings, taken);
    return coverings.length === 0 ? NONE : byLine(coverings, taken);
  }

  /** What comes back of a reversed reduction is left for other periods; in its own it stays where it was. */
  private count(period: Period, coverings: readonly Covering[], taken: readonly Taken[]): void {
    for (const promotion of this.promotions) {
      const index = coverings.findIndex((covering) => covering.promotion === promotion);
      const lines = new Map(taken[index] ?? []);
      let used = 0n;
      for (const posted of this.postedIn(promotion, period)) {
        const key = keyOfLine(posted);
        const kept = (lines.get(key) ?? 0n) + (posted.reversed ?? 0n);
        if (kept > 0n) used += kept;
        lines.delete(key);
      }
      for (const minor of lines.values()) used += minor;
      this.used.set(
        promotion.id,
        (this.used.get(promotion.id) ?? 0n) - this.usedIn(promotion, period) + used,
      );
      this.counted.set(`${promotion.id} ${period.startDate}`, used);
    }
  }

  private usedIn(promotion: Promotion, period: Period): bigint {
    const counted = this.counted.get(`${promotion.id} ${period.startDate}`);
    if (counted !== undefined) return counted;
    return this.postedIn(promotion, period).reduce(
      (sum, { minor, reversed = 0n }) => sum - minor + reversed,
      0n,
    );
  }

  private postedIn({ id }: Promotion, { startDate }: Period): PostedLine[] {
    return this.facts.posted.filter(
      ({ promotionId, periodDate }) => promotionId === id && periodDate === startDate,
    );
  }
}

function byLine(coverings: readonly Covering[], taken: readonly Taken[]): Reductions {
  const lines = new Map<string, Reduction[]>();
  for (const [index, { promotion, most, number }] of coverings.entries()) {
    let left = promotion.kind === 'credit' ? most : null;
    for (const [key, minor] of taken[index] ?? []) {
      if (left !== null) left -= minor;
      lines.set(key, [...(lines.get(key) ?? []), { promotion, number, minor, left }]);
    }
  }
  return lines;
}

/** At an instant before `asOf`, without the usage of its local day and later ones: a promotion ends with a day. */
function reducibleLines(facts: AccountFacts, period: Period, at: Instant, asOf: Instant): ReducibleLine[] {
  const byThen =
    at < asOf ? { ...facts, usage: usageBefore(facts.usage, localDateOf(at, facts.timeZone)) } : facts;
  return linesOf(byThen, period, at).map(reducibleLine);
}

export function reducibleLine(line: PeriodLine): ReducibleLine {
  return {
    key: keyOfLine(line),
    plan: line.assignmentId,
    isUsage: line.category === 'usage',
    isAdvance: line.advance,
    minor: line.minor,
  };
}

/** A cache, since sums over usage are cached by the array. */
const cut = new WeakMap<readonly UsageDay[], Map<LocalDate, readonly UsageDay[]>>();

function usageBefore(usage: readonly UsageDay[], date: LocalDate): readonly UsageDay[] {
  const known = cut.get(usage) ?? new Map<LocalDate, readonly UsageDay[]>();
  cut.set(usage, known);
  const days = known.get(date) ?? usage.filter((day) => day.date < date);
  known.set(date, days);
  return days;
}

/** The lines of a period with a line below zero after each for what reduces it. */
export function reducedLines(
  facts: AccountFacts,
  period: Period,
  asOf: Instant,
  use: CreditUse,
): PeriodLine[] {
  const reductions = use.reduce(facts, period, asOf);
  const lines = linesOf(facts, period, asOf);
  if (reductions.size === 0) return lines;
  return lines.flatMap((line) => [
    line,
    ...(reductions.get(keyOfLine(line)) ?? []).map((reduction) => reductionLine(line, reduction)),
  ]);
}

export function reductionLine(line: PeriodLine<PlanCategory>, reduction: Reduction): PeriodLine {
  const { assignmentId, line: name, advance, periodDate, fromDate, toDate, beganAt } = line;
  return {
    ...{ assignmentId, line: name, advance, periodDate, fromDate, toDate, beganAt },
    category: categoryOfPromotion(reduction.promotion),
    reduces: line.category,
    reduction,
    minor: -reduction.minor,
  };
}
