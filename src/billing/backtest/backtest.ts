import type { AccountFacts, Assignment, UsageDay } from '../facts.js';
import { type Period, periodAt } from '../periods/period.js';
import type { CompiledPlan } from '../plans/plan.js';
import { attempt } from '../projection/outlook.js';
import { CreditUse, reducedLines } from '../promotions/reductions.js';
import { scheduleOf } from '../rating/lines.js';
import { withTax } from '../standing.js';
import { daysBetween, type Instant, type LocalDate } from '../../core/values/zone.js';
import { inPlaceOf } from './inPlaceOf.js';
import { replayDays } from './replayDays.js';

/** A settled period and its usage. */
export interface PastPeriod {
  readonly startDate: LocalDate;
  readonly endDate: LocalDate;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly usage: readonly UsageDay[];
}

/** An account's last months. Amounts in minor units. */
export interface PastMonths {
  /** Its terms and the plans of these months; usage is with the periods. */
  readonly facts: AccountFacts;
  /** Oldest first. */
  readonly periods: readonly PastPeriod[];
  /** What was charged for these periods by assignment, before tax. */
  readonly charged: ReadonlyMap<string, bigint>;
  /** The balance when the first of the periods began. */
  readonly opening: bigint;
  /** Everything else that changed the balance, such as payments and charges by hand, by local day. */
  readonly others: ReadonlyMap<LocalDate, bigint>;
}

export interface BacktestResult {
  readonly periods: number;
  readonly from: LocalDate;
  /** The first day after the periods. */
  readonly until: LocalDate;
  /** What the replaced plans charged, and what the draft would have; before tax. */
  readonly charged: bigint;
  readonly draft: bigint;
  /** The first day that ends below the limit, with the plans as they were and with the draft; null: none. */
  readonly belowCharged: LocalDate | null;
  readonly belowDraft: LocalDate | null;
}

/**
 * Rates an account's last settled periods with a draft in place of some of its plans (docs/foresight.md, Backtest).
 * Null if it had none of these plans in these periods.
 */
export function backtest(
  past: PastMonths,
  draft: CompiledPlan,
  isReplaced: (assignment: Assignment) => boolean,
): BacktestResult | null {
  const { facts } = past;
  const periods = past.periods.map((period) => ratedPeriod(facts, period));
  const [first] = periods;
  const last = periods[periods.length - 1];
  if (first === undefined || last === undefined) return null;
  const [{ startDate: from }, { endDate: until }] = [first.period, last.period];
  const replaced = facts.assignments
    .filter(({ fromDate, toDate }) => fromDate < until && (toDate === null || toDate > from))
    .filter(isReplaced);
  if (replaced.length === 0) return null;
  const ids = new Set(replaced.map(({ id }) => id));
  const assignments = inPlaceOf(facts.assignments, draft, isReplaced);
  const drafted = new Set(assignments.filter(isReplaced).map(({ id }) => id));
  const withDraft = (at: Rated): Rated => ({ ...at, facts: { ...at.facts, assignments } });
  return {
    ...{ periods: periods.length, from, until },
    charged: sumOf([...ids].map((id) => past.charged.get(id) ?? 0n)),
    draft: costOf(periods.map(withDraft), drafted),
    belowCharged: firstBelow(past, periods),
    belowDraft: firstBelow(past, periods.map(withDraft)),
  };
}

/** A period with the facts to rate it. */
interface Rated {
  readonly period: Period;
  readonly facts: AccountFacts;
}

function ratedPeriod(facts: AccountFacts, { usage, ...period }: PastPeriod): Rated {
  return { period: wholePeriod(facts, period), facts: { ...facts, usage } };
}

/** Where the billing day has changed since, the present rule does not give this period: it counts as a whole one. */
function wholePeriod(
  facts: AccountFacts,
  { startDate, endDate, startsAt, endsAt }: Omit<PastPeriod, 'usage'>,
): Period {
  const found = attempt(() => periodAt(scheduleOf(facts), Math.max(startsAt, facts.openedAt)));
  if ('value' in found && found.value.startDate === startDate && found.value.endDate === endDate)
    return found.value;
  const days = daysBetween(startDate, endDate);
  const whole = { wholeStartDate: startDate, activeDays: days, wholeDays: days };
  return { startsAt, endsAt, startDate, endDate, ...whole };
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, minor) => sum + minor, 0n);
}

/** The cost of some assignments in consecutive periods, less what promotions take off. */
function costOf(periods: readonly Rated[], ids: ReadonlySet<string>): bigint {
  let cost = 0n;
  const [first] = periods;
  if (first === undefined) return cost;
  const use = new CreditUse(first.facts);
  for (const { facts, period } of periods) {
    for (const { assignmentId, minor } of reducedLines(facts, period, period.endsAt, use))
      if (ids.has(assignmentId)) cost += minor;
  }
  return cost;
}

function firstBelow({ opening, others }: PastMonths, periods: readonly Rated[]): LocalDate | null {
  let balance = opening;
  const [first] = periods;
  if (first === undefined) return null;
  const use = new CreditUse(first.facts);
  for (const { facts, period } of periods) {
    let cost = 0n;
    for (const { date, net } of replayDays(facts, period, use)) {
      balance += others.get(date) ?? 0n;
      cost = withTax(facts, net);
      if (balance - cost + facts.creditLimit < 0n) return date;
    }
    balance -= cost;
  }
  return null;
}
