import type { AccountFacts, MeterDays, Tax } from '../facts.js';
import { reducibleLine } from '../promotions/reductions.js';
import { linesOf, segmentsOf, scheduleOf, usageBetween } from '../rating/lines.js';
import { divideRounded, formatPercent, HUNDRED_PERCENT } from '../../core/values/money.js';
import { chargesAhead, type PeriodCharges } from './charges.js';
import { nextPeriod, type Period, type Schedule } from '../periods/period.js';
import type {
  Band,
  Limit,
  LimitRange,
  MeterHistory,
  Offers,
  PlannedCharge,
  Projection,
  ProjectionInput,
  ProjectionPeriod,
} from './project.js';
import {
  HORIZON_DAYS,
  project,
  projectBand,
  projectLimit,
  projectLimitDate,
  projectOffers,
  projectRange,
} from './project.js';
import { taxOfCharge } from '../tax/accountTax.js';
import { quantityToNumber } from '../../core/values/quantity.js';
import type { Standing } from '../standing.js';
import { fillSilentDays } from '../traffic/fillSilentDays.js';
import { DAY_MS, epochDay, type Instant, localEpochDayOf, startOfDay } from '../../core/values/zone.js';

/**
 * The projection from an account's standing: the limit date, the cost per day, and the amounts that keep it in service.
 */
export function foresee(facts: AccountFacts, standing: Standing): Projection {
  return project(projectionInput(facts, standing));
}

/** Every amount the client is asked for, and until when each lasts. */
export function foreseeOffers(facts: AccountFacts, standing: Standing): Offers {
  return projectOffers(projectionInput(facts, standing));
}

/** The range of the limit date; null if there is none. `isPlain`: from plain means, whose errors are unknown. */
export function foreseeRange(facts: AccountFacts, standing: Standing, isPlain: boolean): LimitRange | null {
  return projectRange({ ...projectionInput(facts, standing), isPlain });
}

/** The expected headroom of each coming day, and that at the edges of the range. */
export function foreseeBand(facts: AccountFacts, standing: Standing, isPlain: boolean): Band {
  return projectBand({ ...projectionInput(facts, standing), isPlain });
}

/** The limit date only: cheaper, for the watcher, which computes it for every account with fresh usage. */
export function foreseeLimit(facts: AccountFacts, standing: Standing): Limit {
  return projectLimit(projectionInput(facts, standing));
}

/**
 * The limit date without further usage. Time alone reaches it; a limit that depends on usage is signalled by the usage.
 */
export function foreseeIdleLimit(facts: AccountFacts, standing: Standing): Instant | null {
  return projectLimitDate({ ...projectionInput(facts, standing), isIdle: true });
}

/** What each of the next periods is expected to cost, the open one first, in whole. */
export function foreseeCharges(facts: AccountFacts, standing: Standing, count: number): PeriodCharges[] {
  const periods = [standing.period];
  for (let period = standing.period; periods.length < count; periods.push(period))
    period = nextPeriod(scheduleOf(facts), period);
  const last = periods[periods.length - 1] ?? standing.period;
  const days = Math.ceil((last.endsAt - standing.asOf) / DAY_MS) + 1;
  return chargesAhead(facts, projectionInput(facts, standing, Math.max(HORIZON_DAYS, days)), periods);
}

function projectionInput(
  facts: AccountFacts,
  standing: Standing,
  horizonDays = HORIZON_DAYS,
): ProjectionInput {
  const { asOf } = standing;
  const today = localEpochDayOf(asOf, facts.timeZone);
  const payments = (facts.expectedPayments ?? []).map(({ on, minor }) => ({
    at: startOfDay(on, facts.timeZone),
    minor,
  }));
  // Nothing suspends the account before its exemption ends, so until then a payment is never too late.
  const inTime = payments.filter(({ at }) => facts.exemptUntil !== null && at <= facts.exemptUntil);
  return {
    asOf,
    timeZone: facts.timeZone,
    currency: facts.currency,
    headroom: inTime.reduce((sum, { minor }) => sum + minor, standing.headroom),
    taxPercent: facts.tax === null ? 0 : Number(formatPercent(facts.tax.percent)),
    netTaxed: standing.netTaxed,
    periods: periodsAhead(facts, standing.period, asOf, horizonDays),
    history: fillSilentDays(facts, asOf).map((meter) => historyOf(meter, today)),
    planned: plannedCharges(facts, asOf),
    payments: payments.filter((payment) => !inTime.includes(payment)),
    ...promotionsAhead(facts, standing, horizonDays),
  };
}

function promotionsAhead(
  facts: AccountFacts,
  { period: present, asOf, promotions: standing }: Standing,
  horizonDays: number,
): Pick<ProjectionInput, 'promotions'> {
  const { promotions = [], posted } = facts;
  if (promotions.length === 0 || standing === undefined) return {};
  const { left, ended } = standing;
  const running = new Set(
    segmentsOf(facts, present)
      .filter(({ endsAt }) => endsAt > asOf)
      .map(({ assignment }) => assignment.id),
  );
  const over = linesOf(facts, present, asOf).filter(({ assignmentId }) => !running.has(assignmentId));
  const reversed = new Map<string, bigint>();
  for (const { promotionId, periodDate, reversed: back = 0n } of posted)
    if (promotionId !== undefined && periodDate === present.startDate && back !== 0n)
      reversed.set(promotionId, (reversed.get(promotionId) ?? 0n) - back);
  const schedule = scheduleOf(facts);
  return {
    promotions: {
      promotions,
      schedule,
      periods: periodsUntil(schedule, present, asOf + (horizonDays + 1) * DAY_MS),
      ...{ left, ended, reversed },
      over: over.map(reducibleLine),
    },
  };
}

function periodsUntil(schedule: Schedule, present: Period, until: Instant): Period[] {
  const periods: Period[] = [];
  for (let period = present; period.startsAt < until; period = nextPeriod(schedule, period))
    periods.push(period);
  return periods;
}

function periodsAhead(
  facts: AccountFacts,
  present: Period,
  asOf: Instant,
  horizonDays: number,
): ProjectionPeriod[] {
  const until = asOf + (horizonDays + 1) * DAY_MS;
  return periodsUntil(scheduleOf(facts), present, until).map((period) => spanOf(facts, period, asOf));
}

function spanOf(facts: AccountFacts, period: Period, asOf: Instant): ProjectionPeriod {
  const segments = segmentsOf(facts, period).map((segment) => ({
    assignmentId: segment.assignment.id,
    plan: segment.assignment.plan,
    share: segment.share,
    startsAt: segment.startsAt,
    endsAt: segment.endsAt,
    startup: segment.assignment.startup && segment.assignment.fromDate >= period.startDate,
    soFar:
      segment.startsAt > asOf ? {} : numbersOf(usageBetween(facts.usage, segment.fromDate, segment.toDate)),
  }));
  return { startsAt: period.startsAt, endsAt: period.endsAt, segments };
}

function numbersOf(usage: Record<string, bigint>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(usage).map(([meter, quantity]) => [meter, quantityToNumber(quantity)]),
  );
}

/** Days as an array up to today; a day without a report is unknown, not zero. */
function historyOf(meter: MeterDays, today: number): MeterHistory {
  const first = meter.days[0];
  const firstDay = first === undefined ? today : Math.min(today, epochDay(first.date));
  const values = new Float64Array(today - firstDay + 1).fill(NaN);
  for (const { date, quantity } of meter.days) {
    const index = epochDay(date) - firstDay;
    if (index < values.length) values[index] = quantity;
  }
  const { aggregation, rhythms = [] } = meter;
  return { meter: meter.meter, aggregation, firstDay, values, rhythms };
}

/** An amount that costs with the account's tax what this one costs with its own: a projection knows one rate. */
function asTaxedLike(account: Tax | null, minor: bigint, own: Tax | null): bigint {
  const [usual, other] = [account, own].map((tax) => HUNDRED_PERCENT + (tax?.percent ?? 0n));
  return usual === undefined || other === undefined || usual === other
    ? minor
    : divideRounded(minor * other, usual);
}

function plannedCharges(facts: AccountFacts, asOf: Instant): PlannedCharge[] {
  return facts.scheduled
    .map((charge) => ({
      at: startOfDay(charge.dueOn, facts.timeZone),
      minor: asTaxedLike(facts.tax, charge.minor, taxOfCharge(facts, charge.category)),
      description: charge.description,
      date: charge.dueOn,
    }))
    .filter((charge) => charge.at > asOf);
}
