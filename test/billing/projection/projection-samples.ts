import { nextPeriod, periodAt, type Schedule } from '../../../src/billing/periods/period.js';
import { type CompiledPlan, compilePlan } from '../../../src/billing/plans/plan.js';
import type { PlanTerms } from '../../../src/billing/plans/terms.js';
import type { ProjectionInput, ProjectionPeriod } from '../../../src/billing/projection/input.js';
import type { MeterHistory } from '../../../src/billing/traffic/forecast.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { DAY_MS, epochDay, localDateOf } from '../../../src/core/values/zone.js';

export const ZONE = 'Europe/Berlin';
export const AS_OF = Date.UTC(2026, 1, 10, 9, 30);

export function planOf(terms: Partial<PlanTerms>): CompiledPlan {
  const plan = compilePlan({ currency: 'EUR', recurring: [], usage: [], ...terms });
  if (isRefusal(plan)) throw new Error(plan.detail);
  return plan;
}

/** A price of so many euros for each 1,000 requests. */
export function perThousand(unitPrice: string): Partial<PlanTerms> {
  return {
    usage: [{ id: 'requests', meter: 'requests', model: 'graduated', per: '1000', bands: [{ unitPrice }] }],
  };
}

export function spansFrom(
  asOf: number,
  plan: CompiledPlan,
  soFar: Readonly<Record<string, number>> = {},
  timeZone = ZONE,
  intervalMonths: Schedule['intervalMonths'] = 1,
): ProjectionPeriod[] {
  const schedule: Schedule = { openedAt: Date.UTC(2020, 0, 1), timeZone, billingDay: 1, intervalMonths };
  const periods: ProjectionPeriod[] = [];
  for (
    let period = periodAt(schedule, asOf);
    period.startsAt < asOf + 401 * DAY_MS;
    period = nextPeriod(schedule, period)
  ) {
    const { startsAt, endsAt, activeDays, wholeDays } = period;
    const used = startsAt <= asOf ? soFar : {};
    periods.push({
      startsAt,
      endsAt,
      segments: [{ plan, share: { activeDays, wholeDays }, startsAt, endsAt, soFar: used }],
    });
  }
  return periods;
}

/** Daily values up to `asOf`; the last is today's so far. */
export function historyOf(
  asOf: number,
  values: readonly number[],
  aggregation: MeterHistory['aggregation'] = 'sum',
  meter = 'requests',
): MeterHistory {
  const today = epochDay(localDateOf(asOf, ZONE));
  return { meter, aggregation, firstDay: today - values.length + 1, values };
}

export function inputOf(plan: CompiledPlan, overrides: Partial<ProjectionInput> = {}): ProjectionInput {
  const asOf = overrides.asOf ?? AS_OF;
  return {
    asOf,
    timeZone: ZONE,
    currency: 'EUR',
    headroom: 10_000n,
    taxPercent: 0,
    netTaxed: 0n,
    periods: spansFrom(asOf, plan),
    history: [],
    planned: [],
    ...overrides,
  };
}
