import type { AccountFacts, MeterDays } from './facts.js';
import { piecesOf, scheduleOf, usageBetween } from './lines.js';
import { formatPercent } from './money.js';
import { nextPeriod, type Period } from './period.js';
import type { MeterHistory, PlannedCharge, Projection, ProjectionInput, ProjectionSpan } from './project.js';
import { HORIZON_DAYS, project, projectLimitDate } from './project.js';
import { quantityToNumber } from './quantity.js';
import { type Standing, withTax } from './standing.js';
import { DAY_MS, epochDay, type Instant, localEpochDayOf, startOfDay } from './zone.js';

/** Looks ahead from where an account stands: when the credit runs out, what a day costs, what would keep it up. */
export function foresee(facts: AccountFacts, standing: Standing): Projection {
  return project(projectionInput(facts, standing));
}

/** Only when the credit runs out: cheaper, for the watcher that asks it of every account with fresh usage. */
export function foreseeLimitDate(facts: AccountFacts, standing: Standing): Instant | null {
  return projectLimitDate(projectionInput(facts, standing));
}

function projectionInput(facts: AccountFacts, standing: Standing): ProjectionInput {
  const { asOf } = standing;
  const today = localEpochDayOf(asOf, facts.timeZone);
  return {
    asOf,
    timeZone: facts.timeZone,
    currency: facts.currency,
    headroom: standing.headroom,
    taxPercent: facts.tax === null ? 0 : Number(formatPercent(facts.tax.percent)),
    spans: spansAhead(facts, standing.period, asOf),
    history: facts.history.map((meter) => historyOf(meter, today)),
    planned: plannedCharges(facts, asOf),
  };
}

function spansAhead(facts: AccountFacts, present: Period, asOf: Instant): ProjectionSpan[] {
  const schedule = scheduleOf(facts);
  const spans: ProjectionSpan[] = [];
  const until = asOf + (HORIZON_DAYS + 1) * DAY_MS;
  for (let period = present; period.startsAt < until; period = nextPeriod(schedule, period)) {
    spans.push(spanOf(facts, period, asOf));
  }
  return spans;
}

function spanOf(facts: AccountFacts, period: Period, asOf: Instant): ProjectionSpan {
  const pieces = piecesOf(facts, period).map((piece) => ({
    plan: piece.assignment.plan,
    share: piece.share,
    startsAt: piece.startsAt,
    endsAt: piece.endsAt,
    startup: piece.assignment.startup && piece.assignment.fromDate >= period.startDate,
    soFar: piece.startsAt > asOf ? {} : numbersOf(usageBetween(facts.usage, piece.fromDate, piece.toDate)),
  }));
  return { startsAt: period.startsAt, endsAt: period.endsAt, pieces };
}

function numbersOf(usage: Record<string, bigint>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(usage).map(([meter, quantity]) => [meter, quantityToNumber(quantity)]),
  );
}

/** Days as an array up to today; a day the meter said nothing about is unknown, not zero. */
function historyOf(meter: MeterDays, today: number): MeterHistory {
  const first = meter.days[0];
  const firstDay = first === undefined ? today : Math.min(today, epochDay(first.date));
  const values = new Float64Array(today - firstDay + 1).fill(NaN);
  for (const { date, quantity } of meter.days) {
    const index = epochDay(date) - firstDay;
    if (index < values.length) values[index] = quantity;
  }
  return { meter: meter.meter, aggregation: meter.aggregation, firstDay, values };
}

function plannedCharges(facts: AccountFacts, asOf: Instant): PlannedCharge[] {
  return facts.scheduled
    .map((charge) => ({
      at: startOfDay(charge.dueOn, facts.timeZone),
      minor: withTax(facts, charge.minor),
      description: charge.description,
      date: charge.dueOn,
    }))
    .filter((charge) => charge.at > asOf);
}
