import type { AccountFacts, UsageDay } from '../facts.js';
import type { Period } from '../periods/period.js';
import { curveOf } from '../projection/segment.js';
import { type CreditUse, reducedLines } from '../promotions/reductions.js';
import { linesOf, type PlanSegment, segmentsOf } from '../rating/lines.js';
import { prorate } from '../rating/rate.js';
import { quantityToNumber } from '../../core/values/quantity.js';
import { addDays, dateOfEpochDay, epochDay, type LocalDate, startOfDay } from '../../core/values/zone.js';

/** What a period has cost by the end of one of its days, in minor units before tax. */
interface CostByDay {
  readonly date: LocalDate;
  readonly net: bigint;
}

/**
 * The cost of a past period by the end of each of its days: advance amounts from the start of their part, arrears by
 * elapsed days, usage as metered. The last day of each part has its exact cost.
 */
export function replayDays(facts: AccountFacts, period: Period, use: CreditUse): CostByDay[] {
  if ((facts.promotions ?? []).length > 0) return reducedDays(facts, period, use);
  const first = epochDay(period.startDate);
  const nets = new Float64Array(epochDay(period.endDate) - first);
  const lines = linesOf(facts, period, period.endsAt);
  for (const segment of segmentsOf(facts, period)) {
    const { assignment } = segment;
    const exact = lines.filter(({ assignmentId }) => assignmentId === assignment.id);
    const total = Number(exact.reduce((sum, { minor }) => sum + minor, 0n));
    const startup = Number(exact.find(({ category }) => category === 'startup')?.minor ?? 0n);
    addSegment(nets, first, { segment, usage: facts.usage, total, startup });
  }
  return Array.from(nets, (net, index) => ({
    date: dateOfEpochDay(first + index),
    net: BigInt(Math.round(net)),
  }));
}

/** The exact cost by the end of each day, less what promotions take off. */
function reducedDays(facts: AccountFacts, period: Period, use: CreditUse): CostByDay[] {
  const first = epochDay(period.startDate);
  const days = epochDay(period.endDate) - first;
  return Array.from({ length: days }, (_, index) => {
    const date = dateOfEpochDay(first + index);
    const isLast = index === days - 1;
    const at = isLast ? period.endsAt : startOfDay(addDays(date, 1), facts.timeZone);
    const byThen = isLast ? facts : { ...facts, usage: facts.usage.filter((day) => day.date <= date) };
    const lines = reducedLines(byThen, period, at, use);
    return { date, net: lines.reduce((sum, { minor }) => sum + minor, 0n) };
  });
}

interface SegmentCost {
  readonly segment: PlanSegment;
  readonly usage: readonly UsageDay[];
  /** Its exact cost in whole, and the start-up charge within it. */
  readonly total: number;
  readonly startup: number;
}

function addSegment(
  nets: Float64Array,
  first: number,
  { segment, usage, total, startup }: SegmentCost,
): void {
  const { assignment, share } = segment;
  const { plan } = assignment;
  const [from, to] = [epochDay(segment.fromDate), epochDay(segment.toDate)];
  const days = to - from;
  let advance = 0;
  let arrears = 0;
  for (const { minor, timing } of plan.recurring) {
    const amount = Number(prorate(minor, share));
    if (timing === 'advance') advance += amount;
    else arrears += amount;
  }
  const most = plan.maximumMinor === undefined ? Infinity : Number(prorate(plan.maximumMinor, share));
  const meters = plan.usage.map((component) => ({
    curve: curveOf(component),
    quantities: quantitiesBy(usage, component.meter, from, days),
  }));
  for (let day = 0; day < days - 1; day += 1) {
    let net = advance + (arrears * (day + 1)) / days;
    for (const { curve, quantities } of meters) net += curve(quantities[day] ?? 0);
    nets[from - first + day] = (nets[from - first + day] ?? 0) + startup + Math.min(most, net);
  }
  for (let at = to - first - 1; at < nets.length; at += 1) nets[at] = (nets[at] ?? 0) + total;
}

/** Kept with the usage: a period is replayed with several plans. */
const courses = new WeakMap<readonly UsageDay[], Map<string, Float64Array>>();

/** The quantity that a meter is rated with by the end of each day, from a first day on. */
function quantitiesBy(usage: readonly UsageDay[], meter: string, from: number, days: number): Float64Array {
  const known = courses.get(usage) ?? new Map<string, Float64Array>();
  courses.set(usage, known);
  const key = `${from} ${days} ${meter}`;
  const course = known.get(key) ?? addUpDays(usage, meter, from, days);
  known.set(key, course);
  return course;
}

function addUpDays(usage: readonly UsageDay[], meter: string, from: number, days: number): Float64Array {
  const sites = new Map<string, Site>();
  for (const day of usage) {
    if (day.meter !== meter) continue;
    const index = epochDay(day.date) - from;
    if (index < 0 || index >= days) continue;
    const site = sites.get(day.siteId) ?? {
      aggregation: day.aggregation,
      values: new Float64Array(days).fill(NaN),
    };
    sites.set(day.siteId, site);
    site.values[index] = quantityToNumber(valueOf(day));
  }
  const sum = new Float64Array(days);
  for (const site of sites.values()) addCourse(sum, site);
  return sum;
}

interface Site {
  readonly aggregation: UsageDay['aggregation'];
  /** NaN: no report that day. */
  readonly values: Float64Array;
}

function valueOf({ aggregation, total, peak, latest }: UsageDay): bigint {
  if (aggregation === 'sum') return total;
  return aggregation === 'last' ? latest : peak;
}

function addCourse(sum: Float64Array, { aggregation, values }: Site): void {
  let rated = 0;
  let total = 0;
  let reports = 0;
  for (let day = 0; day < values.length; day += 1) {
    const value = values[day] ?? NaN;
    if (!Number.isNaN(value)) {
      total += value;
      reports += 1;
      if (aggregation === 'sum') rated = total;
      else if (aggregation === 'max') rated = Math.max(rated, value);
      else rated = aggregation === 'last' ? value : total / reports;
    }
    sum[day] = (sum[day] ?? 0) + rated;
  }
}
