import type { AccountFacts, Assignment, UsageDay } from '../facts.js';
import { divideRounded } from '../../core/values/money.js';
import type { Period, Schedule } from '../periods/period.js';
import { firstPeriod, nextPeriod, periodAt } from '../periods/period.js';
import type { Reduction } from '../promotions/promotion.js';
import type { Quantity } from '../../core/values/quantity.js';
import type { RatedLine, Share } from './rate.js';
import { prorate, ratePlan } from './rate.js';
import type { Instant, LocalDate } from '../../core/values/zone.js';
import { daysBetween, startOfDay } from '../../core/values/zone.js';

export type PlanCategory = 'startup' | 'recurring' | 'usage' | 'minimum' | 'maximum';

/** `credit` and `discount`: what a promotion takes off a line. */
export type LineCategory = PlanCategory | 'credit' | 'discount';

/** A line of a period's cost, with the key to find its posted entries. */
export interface PeriodLine<Category = LineCategory> {
  readonly assignmentId: string;
  readonly line: string;
  readonly category: Category;
  /** For what a promotion takes off a line of the same name: that line's category. */
  readonly reduces?: PlanCategory;
  readonly reduction?: Reduction;
  /** Due when its part of the period begins, not at settlement. */
  readonly advance: boolean;
  readonly periodDate: LocalDate;
  readonly fromDate: LocalDate;
  readonly toDate: LocalDate;
  readonly beganAt: Instant;
  /** Its cost, in minor units; the line of a maximum or a promotion is negative. */
  readonly minor: bigint;
  readonly meter?: string;
  readonly quantity?: Quantity;
}

/** The part of a period in which one plan assignment is in force. */
export interface PlanSegment {
  readonly assignment: Assignment;
  readonly fromDate: LocalDate;
  readonly toDate: LocalDate;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly share: Share;
}

export const STARTUP_LINE = '(startup)';

export function scheduleOf(
  facts: Pick<AccountFacts, 'openedAt' | 'timeZone' | 'billingDay' | 'intervalMonths'>,
): Schedule {
  return {
    openedAt: facts.openedAt,
    timeZone: facts.timeZone,
    billingDay: facts.billingDay,
    intervalMonths: facts.intervalMonths,
  };
}

/** The periods begun by `asOf` and not settled, oldest first; at least the one at `asOf`. */
export function openPeriods(facts: AccountFacts, asOf: Instant): Period[] {
  const schedule = scheduleOf(facts);
  let period = facts.openFrom <= facts.openedAt ? firstPeriod(schedule) : periodAt(schedule, facts.openFrom);
  const periods = [period];
  while (period.endsAt <= asOf) {
    period = nextPeriod(schedule, period);
    periods.push(period);
  }
  return periods;
}

/** Cuts a period where plans change (docs/concepts.md, Plans): one segment for each assignment. */
export function segmentsOf(facts: AccountFacts, period: Period): PlanSegment[] {
  const segments: PlanSegment[] = [];
  for (const assignment of facts.assignments) {
    const fromDate = assignment.fromDate > period.startDate ? assignment.fromDate : period.startDate;
    const toDate =
      assignment.toDate !== null && assignment.toDate < period.endDate ? assignment.toDate : period.endDate;
    if (fromDate >= toDate) continue;
    segments.push({
      assignment,
      fromDate,
      toDate,
      startsAt: fromDate === period.startDate ? period.startsAt : startOfDay(fromDate, facts.timeZone),
      endsAt: toDate === period.endDate ? period.endsAt : startOfDay(toDate, facts.timeZone),
      share: { activeDays: daysBetween(fromDate, toDate), wholeDays: period.wholeDays },
    });
  }
  return segments;
}

/**
 * The cost of a period by `asOf`, line by line: advance amounts in full once begun, arrears by elapsed time, usage as
 * metered, a maximum as soon as it applies, a minimum once its segment is over. A zero line is left out.
 */
export function linesOf(facts: AccountFacts, period: Period, asOf: Instant): PeriodLine<PlanCategory>[] {
  return segmentsOf(facts, period)
    .filter((segment) => segment.startsAt <= asOf)
    .flatMap((segment) => segmentLines(facts, period, segment, asOf));
}

function segmentLines(
  facts: AccountFacts,
  period: Period,
  segment: PlanSegment,
  asOf: Instant,
): PeriodLine<PlanCategory>[] {
  const { assignment } = segment;
  const place = {
    assignmentId: assignment.id,
    periodDate: period.startDate,
    fromDate: segment.fromDate,
    toDate: segment.toDate,
    beganAt: segment.startsAt,
  };
  const lines: PeriodLine<PlanCategory>[] = [];
  const beginsHere = assignment.fromDate >= period.startDate;
  if (assignment.startup && beginsHere && assignment.plan.startupMinor !== 0n) {
    const minor = assignment.plan.startupMinor;
    lines.push({ ...place, line: STARTUP_LINE, category: 'startup', advance: true, minor });
  }
  for (const rated of ratedSoFar(facts, segment, asOf)) {
    if (rated.minor === 0n && rated.timing !== 'advance') continue;
    lines.push({
      ...place,
      line: rated.id,
      category: rated.kind,
      advance: rated.timing === 'advance',
      minor: rated.minor,
      ...(rated.meter === undefined ? {} : { meter: rated.meter }),
      ...(rated.quantity === undefined ? {} : { quantity: rated.quantity }),
    });
  }
  return lines;
}

/** The quantities of the meters that a period's plans rate, for each plan separately. */
export function meteredIn(
  facts: AccountFacts,
  period: Period,
): { readonly assignmentId: string; readonly meter: string; readonly quantity: Quantity }[] {
  return segmentsOf(facts, period).flatMap(({ assignment, fromDate, toDate }) => {
    const usage = usageBetween(facts.usage, fromDate, toDate);
    const meters = new Set(assignment.plan.usage.map(({ meter }) => meter));
    return [...meters].map((meter) => ({
      assignmentId: assignment.id,
      meter,
      quantity: (Object.hasOwn(usage, meter) ? usage[meter] : undefined) ?? 0n,
    }));
  });
}

function ratedSoFar(facts: AccountFacts, segment: PlanSegment, asOf: Instant): RatedLine[] {
  const { plan } = segment.assignment;
  const lines = ratePlan(plan, usageBetween(facts.usage, segment.fromDate, segment.toDate), segment.share);
  if (asOf >= segment.endsAt) return lines;
  const elapsedMs = BigInt(Math.max(0, asOf - segment.startsAt));
  const wholeMs = BigInt(segment.endsAt - segment.startsAt);
  const soFar = lines
    .filter((line) => line.kind !== 'minimum' && line.kind !== 'maximum')
    .map((line) =>
      line.timing === 'arrears' ? { ...line, minor: divideRounded(line.minor * elapsedMs, wholeMs) } : line,
    );
  return capped(soFar, plan.maximumMinor, segment.share);
}

function capped(lines: RatedLine[], maximumMinor: bigint | undefined, share: Share): RatedLine[] {
  if (maximumMinor === undefined) return lines;
  const total = lines.reduce((sum, line) => sum + line.minor, 0n);
  const most = prorate(maximumMinor, share);
  return total > most ? [...lines, { id: 'maximum', kind: 'maximum', minor: most - total }] : lines;
}

/** A cache: many plans have the same first and last day, and loaded usage never changes. */
const sums = new WeakMap<readonly UsageDay[], Map<string, Readonly<Record<string, Quantity>>>>();

/**
 * The value of each meter over local days [from, to): every site by the meter's own aggregation, then summed over the
 * sites, because a plan rates the account as one.
 */
export function usageBetween(
  days: readonly UsageDay[],
  from: LocalDate,
  to: LocalDate,
): Readonly<Record<string, Quantity>> {
  const known = sums.get(days) ?? new Map<string, Readonly<Record<string, Quantity>>>();
  sums.set(days, known);
  const span = `${from} ${to}`;
  const usage = known.get(span) ?? sumBetween(days, from, to);
  known.set(span, usage);
  return usage;
}

function sumBetween(days: readonly UsageDay[], from: LocalDate, to: LocalDate): Record<string, Quantity> {
  const sites = new Map<string, UsageDay[]>();
  for (const day of days) {
    if (day.date < from || day.date >= to) continue;
    const key = `${day.meter} ${day.siteId}`;
    const known = sites.get(key);
    if (known) known.push(day);
    else sites.set(key, [day]);
  }
  const usage: Record<string, Quantity> = {};
  for (const ofSite of sites.values()) {
    const meter = ofSite[0]?.meter;
    if (meter !== undefined) usage[meter] = (usage[meter] ?? 0n) + aggregate(ofSite);
  }
  return usage;
}

function aggregate(days: readonly UsageDay[]): Quantity {
  switch (days[0]?.aggregation) {
    case 'sum':
      return days.reduce((sum, day) => sum + day.total, 0n);
    case 'max':
      return days.reduce((most, day) => (day.peak > most ? day.peak : most), 0n);
    case 'average':
      return divideRounded(
        days.reduce((sum, day) => sum + day.peak, 0n),
        BigInt(days.length),
      );
    case 'last':
      return days.reduce((latest, day) => (day.date > latest.date ? day : latest)).latest;
    case undefined:
      return 0n;
  }
}
