import type { AccountFacts, MeterDays } from '../facts.js';
import { segmentsOf, scheduleOf, usageBetween } from '../rating/lines.js';
import { formatPercent } from '../../core/values/money.js';
import { chargesAhead, type PeriodCharges } from './charges.js';
import { nextPeriod, type Period } from '../periods/period.js';
import type {
  Limit,
  MeterHistory,
  Offers,
  PlannedCharge,
  Projection,
  ProjectionInput,
  ProjectionPeriod,
} from './project.js';
import { HORIZON_DAYS, project, projectLimit, projectLimitDate, projectOffers } from './project.js';
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

/** The expected projection, and those where the credit is used up sooner or later. */
export interface ForeseenRange {
  readonly expected: Projection;
  readonly early: Projection;
  readonly late: Projection;
}

/**
 * Projects three times: as expected, and with all coming traffic like the busiest and like the quietest of the last
 * four weeks. With less than two weeks of records the bounds are far apart.
 */
export function foreseeRange(facts: AccountFacts, standing: Standing): ForeseenRange {
  const through = fillSilentDays(facts, standing.asOf);
  const assessment = (scaleOf: (meter: MeterDays) => number): Projection => {
    const input = projectionInput(facts, standing);
    const history = through.map((meter, index) => scaled(input.history[index], scaleOf(meter)));
    return project({ ...input, history, wantsDaily: true });
  };
  const today = localEpochDayOf(standing.asOf, facts.timeZone);
  return {
    expected: assessment(() => 1),
    early: assessment((meter) => edgesOf(meter, today).most),
    late: assessment((meter) => edgesOf(meter, today).least),
  };
}

/** Traffic scales only summed meters; a meter with a standing value continues from it. */
function scaled(history: MeterHistory | undefined, by: number): MeterHistory {
  if (history === undefined) throw new Error('every meter has a history');
  if (history.aggregation !== 'sum' || by === 1) return history;
  return { ...history, values: Float64Array.from(history.values, (value) => value * by) };
}

const EDGE_LEAST = 0.05;

/** The busiest and the quietest of the last whole weeks, relative to a usual week. */
function edgesOf({ days }: MeterDays, today: number): { readonly most: number; readonly least: number } {
  const weeks = [0, 0, 0, 0];
  let first = today;
  for (const { date, quantity } of days) {
    const age = today - 1 - epochDay(date);
    const week = Math.floor(age / 7);
    first = Math.min(first, epochDay(date));
    if (age >= 0 && week < weeks.length) weeks[week] = (weeks[week] ?? 0) + quantity;
  }
  const known = weeks.slice(0, Math.floor((today - first) / 7));
  const mean = known.reduce((sum, week) => sum + week, 0) / known.length;
  if (known.length < 2 || !(mean > 0)) return { most: 1.5, least: 0.6 };
  return {
    most: Math.min(2.5, Math.max(1 + EDGE_LEAST, Math.max(...known) / mean)),
    least: Math.max(0.3, Math.min(1 - EDGE_LEAST, Math.min(...known) / mean)),
  };
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
  return {
    asOf,
    timeZone: facts.timeZone,
    currency: facts.currency,
    headroom: standing.headroom,
    taxPercent: facts.tax === null ? 0 : Number(formatPercent(facts.tax.percent)),
    netTaxed: standing.netTaxed,
    periods: periodsAhead(facts, standing.period, asOf, horizonDays),
    history: fillSilentDays(facts, asOf).map((meter) => historyOf(meter, today)),
    planned: plannedCharges(facts, asOf),
    payments: (facts.expectedPayments ?? []).map(({ on, minor }) => ({
      at: startOfDay(on, facts.timeZone),
      minor,
    })),
  };
}

function periodsAhead(
  facts: AccountFacts,
  present: Period,
  asOf: Instant,
  horizonDays: number,
): ProjectionPeriod[] {
  const schedule = scheduleOf(facts);
  const periods: ProjectionPeriod[] = [];
  const until = asOf + (horizonDays + 1) * DAY_MS;
  for (let period = present; period.startsAt < until; period = nextPeriod(schedule, period)) {
    periods.push(spanOf(facts, period, asOf));
  }
  return periods;
}

function spanOf(facts: AccountFacts, period: Period, asOf: Instant): ProjectionPeriod {
  const segments = segmentsOf(facts, period).map((segment) => ({
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

function plannedCharges(facts: AccountFacts, asOf: Instant): PlannedCharge[] {
  return facts.scheduled
    .map((charge) => ({
      at: startOfDay(charge.dueOn, facts.timeZone),
      minor: charge.minor,
      description: charge.description,
      date: charge.dueOn,
    }))
    .filter((charge) => charge.at > asOf);
}
