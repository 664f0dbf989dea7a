import type { AccountFacts, PostedLine, Tax, TaxedSum } from './facts.js';
import type { PeriodLine, PlanCategory } from './rating/lines.js';
import { categoryOfPromotion } from './promotions/promotion.js';
import type { Taken } from './promotions/reduce.js';
import { CreditUse, keyOfLine, reducedLines } from './promotions/reductions.js';
import { meteredIn, openPeriods, segmentsOf, scheduleOf, STARTUP_LINE } from './rating/lines.js';
import { taxOfCharge } from './tax/accountTax.js';
import { taxOn } from '../core/values/money.js';
import type { Period } from './periods/period.js';
import { firstPeriod, periodAt } from './periods/period.js';
import type { Quantity } from '../core/values/quantity.js';
import { netTaxed, sumOfLine, taxMissing } from './rating/taxSum.js';
import type { Instant } from '../core/values/zone.js';
import { startOfDay } from '../core/values/zone.js';

/** A line whose cost differs from what was posted for it: the amount still to be posted. */
export interface DueLine extends PeriodLine {
  /** Unposted cost, in minor units; negative if too much was posted. */
  readonly dueMinor: bigint;
  /** The period was settled before; this is a late correction, posted in the open period. */
  readonly late: boolean;
  /** Its tax: a correction has the tax of what it corrects, late usage that of its own period, others the account's. */
  readonly tax: Tax | null;
  /** For a usage line, its meter's total; `quantity` is the difference from what was charged before. */
  readonly total?: Quantity;
}

export interface Standing {
  readonly asOf: Instant;
  /** The period that contains `asOf`. */
  readonly period: Period;
  /** Periods begun and not settled, the present one last. */
  readonly unsettled: readonly Period[];
  readonly balance: bigint;
  /** Costs of usage and time that are not entries yet, tax included. */
  readonly accrued: bigint;
  readonly headroom: bigint;
  readonly dueLines: readonly DueLine[];
  /** What the open period's statement taxes so far at the account's own tax; 0 if there is none. */
  readonly netTaxed: bigint;
  /** How its promotions stand; left out: it has none. */
  readonly promotions?: PresentPromotions;
  /** Its plans or its usage could not be rated: nothing is settled until they can. */
  readonly isUnrated?: true;
}

/** By the ids of promotions. */
export interface PresentPromotions {
  /** What is left of each credit for the present period, before its own costs. */
  readonly left: ReadonlyMap<string, bigint>;
  /** What each has taken off in all, accrued costs included. */
  readonly used: ReadonlyMap<string, bigint>;
  /** What those that have ended within the present period took off its lines. */
  readonly ended: ReadonlyMap<string, Taken>;
}

/**
 * The standing of an account at an instant (docs/concepts.md, Terms): headroom = balance − accrued + credit limit,
 * entries in dispute left out. All amounts in minor units of the account's currency.
 */
export function standingOf(facts: AccountFacts, now: Instant): Standing {
  // The request's clock may be slightly behind the account's opening; there are no periods before that.
  const asOf = Math.max(now, facts.openedAt);
  const unsettled = openPeriods(facts, asOf);
  const period = unsettled[unsettled.length - 1];
  if (period === undefined) throw new Error('an account always has an open period');
  const use = new CreditUse(facts);
  const late = lateLines(facts, asOf, use);
  let left: PresentPromotions['left'] = new Map();
  const due = unsettled.map((open) => {
    if (open === period) left = use.leftFor(period);
    return differences(facts, open, asOf, { late: false, use });
  });
  const scheduled = facts.scheduled.filter((charge) => startOfDay(charge.dueOn, facts.timeZone) <= asOf);
  const begun = [
    ...(facts.taxed ?? []),
    ...scheduled.flatMap(({ minor, category }) => sumOfLine(taxOfCharge(facts, category), minor)),
    ...late.flatMap(taxedSums),
  ];
  // As settlement will post them: existing entries go on the next statement, and each period is taxed by itself.
  const statements = due.map((lines, index) => [...(index === 0 ? begun : []), ...lines.flatMap(taxedSums)]);
  const dueLines = [...late, ...due.flat()];
  const accrued =
    sumOf(dueLines.map(({ dueMinor }) => dueMinor)) +
    sumOf(scheduled.map(({ minor }) => minor)) +
    sumOf(statements.map(taxMissing));
  return {
    asOf,
    period,
    unsettled,
    balance: facts.balance,
    accrued,
    headroom: facts.balance - facts.disputed - accrued + facts.creditLimit,
    dueLines,
    netTaxed: netTaxed(statements[statements.length - 1] ?? [], facts.tax),
    ...(facts.promotions === undefined || facts.promotions.length === 0
      ? {}
      : { promotions: { left, used: use.total, ended: use.endedBy(asOf) } }),
  };
}

function taxedSums({ tax, dueMinor }: DueLine): TaxedSum[] {
  return sumOfLine(tax, dueMinor);
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, minor) => sum + minor, 0n);
}

/** A cost with the account's tax, rounded like the tax entry. */
export function withTax(facts: Pick<AccountFacts, 'tax'>, minor: bigint): bigint {
  return facts.tax === null ? minor : minor + taxOn(minor, facts.tax.percent);
}

function lateLines(facts: AccountFacts, asOf: Instant, use: CreditUse): DueLine[] {
  const schedule = scheduleOf(facts);
  const first = firstPeriod(schedule);
  return facts.latePeriods.flatMap((startDate) => {
    const period =
      startDate === first.startDate ? first : periodAt(schedule, startOfDay(startDate, facts.timeZone));
    // It was settled as a whole, even if its account was closed before its end.
    return differences(facts, period, Math.max(asOf, period.endsAt), { late: true, use });
  });
}

/**
 * Level-triggered settlement: the cost of the period less what was posted for it, line by line. A posted line that the
 * period no longer has (such as a minimum exceeded through late usage) is returned.
 */
function differences(
  facts: AccountFacts,
  period: Period,
  asOf: Instant,
  { late, use }: { readonly late: boolean; readonly use: CreditUse },
): DueLine[] {
  // Unreadable days of usage make a period look cheaper, which must not return money.
  const isWhole = (facts.unreadable ?? []).length === 0;
  const posted = new Map(
    facts.posted
      .filter((line) => line.periodDate === period.startDate)
      .map((line) => [keyOf(line, line.promotionId), line]),
  );
  const due: DueLine[] = [];
  let reduced: { readonly dueMinor: bigint; readonly tax: Tax | null } | undefined;
  for (const line of reducedLines(facts, period, asOf, use)) {
    const key = keyOf(line, line.reduction?.promotion.id);
    const before = posted.get(key);
    posted.delete(key);
    const dueMinor = isWhole || before === undefined ? differenceOf(line.minor, before) : 0n;
    // What reduces a line bears its tax, and is posted with it.
    const tax =
      line.reduction === undefined || reduced === undefined || before?.tax !== undefined
        ? taxFor(facts, period, late, before)
        : reduced.tax;
    const advance =
      line.advance && (before === undefined || reduced === undefined || reduced.dueMinor !== 0n);
    if (line.reduction === undefined) reduced = { dueMinor, tax };
    if (dueMinor === 0n) continue;
    if (line.reduction === undefined)
      due.push({ ...line, ...quantityDue(facts, line, before), dueMinor, late, tax });
    else due.push({ ...line, advance, dueMinor, late, tax });
  }
  if (!isWhole) return due;
  // A part that has not begun has no lines yet: entries posted for it by another clock stay.
  const toCome = new Set(
    segmentsOf(facts, period)
      .filter((segment) => segment.startsAt > asOf)
      .map((segment) => segment.assignment.id),
  );
  for (const line of posted.values()) {
    const dueMinor = differenceOf(0n, line);
    if (dueMinor !== 0n && !toCome.has(line.assignmentId))
      due.push({ ...takenBack(facts, period, line, late), dueMinor, tax: taxFor(facts, period, late, line) });
  }
  return due;
}

/** A difference has the tax of what it corrects, even if the account's has changed. */
function taxFor(
  facts: AccountFacts,
  period: Period,
  late: boolean,
  posted: PostedLine | undefined,
): Tax | null {
  if (posted?.tax !== undefined) return posted.tax;
  const settled = late ? facts.lateTaxes?.get(period.startDate) : undefined;
  return settled === undefined ? facts.tax : settled;
}

/** How much a usage line has grown since it was charged, or since its period was settled without charging it. */
function quantityDue(
  facts: AccountFacts,
  line: Pick<PeriodLine, 'assignmentId' | 'periodDate' | 'meter' | 'quantity'>,
  posted: PostedLine | undefined,
): Pick<DueLine, 'quantity' | 'total'> {
  const { quantity: total, assignmentId, periodDate, meter } = line;
  if (total === undefined) return {};
  const settled = facts.settledUsage?.find(
    (usage) =>
      usage.assignmentId === assignmentId && usage.periodDate === periodDate && usage.meter === meter,
  );
  return { total, quantity: total - (posted?.total ?? settled?.quantity ?? 0n) };
}

/** Reversed amounts stay reversed: they are not charged again, and not returned twice. */
function differenceOf(cost: bigint, posted: PostedLine | undefined): bigint {
  if (posted === undefined) return cost;
  const difference = cost - posted.minor;
  const kept = posted.minor - (posted.reversed ?? 0n);
  if (posted.promotionId !== undefined) return posted.minor < 0n && difference > -kept ? -kept : difference;
  return posted.minor > 0n && difference < -kept ? -kept : difference;
}

/** A line and what each promotion takes off it are posted apart. */
function keyOf(
  line: { readonly assignmentId: string; readonly line: string },
  promotionId: string | undefined,
): string {
  return promotionId === undefined ? keyOfLine(line) : `${keyOfLine(line)} ${promotionId}`;
}

function takenBack(
  facts: AccountFacts,
  period: Period,
  posted: PostedLine,
  late: boolean,
): Omit<DueLine, 'dueMinor' | 'tax'> {
  const metered = meteredOf(facts, period, posted);
  const line = { assignmentId: posted.assignmentId, periodDate: period.startDate, ...metered };
  return {
    ...metered,
    ...quantityDue(facts, line, posted),
    assignmentId: posted.assignmentId,
    line: posted.line,
    ...categoriesOf(facts, posted),
    advance: true,
    periodDate: period.startDate,
    fromDate: period.startDate,
    toDate: period.endDate,
    beganAt: period.startsAt,
    minor: 0n,
    late,
  };
}

/** For a line that costs nothing any more, its meter's total. */
function meteredOf(
  facts: AccountFacts,
  period: Period,
  { assignmentId, line, promotionId }: PostedLine,
): Pick<PeriodLine, 'meter' | 'quantity'> {
  if (promotionId !== undefined) return {};
  const plan = facts.assignments.find((assignment) => assignment.id === assignmentId)?.plan;
  const meter = plan?.usage.find((component) => component.id === line)?.meter;
  if (meter === undefined) return {};
  const found = meteredIn(facts, period).find(
    (metered) => metered.assignmentId === assignmentId && metered.meter === meter,
  );
  return { meter, quantity: found?.quantity ?? 0n };
}

function categoriesOf(
  facts: AccountFacts,
  posted: PostedLine,
): Pick<PeriodLine, 'category' | 'reduces' | 'reduction'> {
  const of = categoryOf(facts, posted);
  const promotion = facts.promotions?.find(({ id }) => id === posted.promotionId);
  if (promotion === undefined) return { category: of };
  return {
    category: categoryOfPromotion(promotion),
    reduces: of,
    reduction: { promotion, number: 0, minor: 0n, left: null },
  };
}

function categoryOf(facts: AccountFacts, { assignmentId, line }: PostedLine): PlanCategory {
  if (line === STARTUP_LINE) return 'startup';
  if (line === 'minimum' || line === 'maximum') return line;
  const plan = facts.assignments.find((assignment) => assignment.id === assignmentId)?.plan;
  return plan?.usage.some((component) => component.id === line) === true ? 'usage' : 'recurring';
}
