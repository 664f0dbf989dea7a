import { dayAfter, daysFrom, localDay, monthsAfter } from './calendar.js';
import type { Life, SimplePlan, UsageEvent } from '../population/journal.js';

/** The checker's own sums. Everything in whole cents, rounded half away from zero. */

export function rounded(numerator: bigint, divisor: bigint): bigint {
  const size = numerator < 0n ? -numerator : numerator;
  const whole = (2n * size + divisor) / (2n * divisor);
  return numerator < 0n ? -whole : whole;
}

export function taxOf(life: Life, amount: bigint): bigint {
  return life.taxPercent === null ? 0n : rounded(amount * life.taxPercent, 100n);
}

export function usageCost(plan: SimplePlan, events: readonly UsageEvent[]): bigint {
  const quantity = events.reduce((sum, event) => sum + BigInt(event.quantity), 0n);
  return rounded(quantity * plan.unitPrice, 10_000n);
}

export interface Span {
  readonly start: string;
  /** The first day that is no longer in it. */
  readonly end: string;
}

/** A life's whole billing months up to now, the one that is still going on last. */
export function monthsOf(life: Life, at: number): Span[] {
  if (life.openedOn === null) return [];
  const today = localDay(at, life.timeZone);
  const spans: Span[] = [];
  for (let start = life.openedOn; start <= today; start = monthsAfter(start, 1)) {
    spans.push({ start, end: monthsAfter(start, 1) });
  }
  return spans;
}

export function within({ start, end }: Span, events: readonly UsageEvent[]): UsageEvent[] {
  return events.filter(({ day }) => day >= start && day < end);
}

interface Part extends Span {
  readonly plan: SimplePlan;
}

/** A month, cut where the plan changed. */
function partsOf(life: Life, span: Span): Part[] {
  const cut = life.replaced?.from ?? span.end;
  if (life.replaced === null || cut >= span.end) return [{ plan: life.plan, ...span }];
  if (cut <= span.start) return [{ plan: life.replaced.plan, ...span }];
  return [
    { plan: life.plan, start: span.start, end: cut },
    { plan: life.replaced.plan, start: cut, end: span.end },
  ];
}

/** What a month that is over has to have been charged with, by line. */
export function monthCost(life: Life, span: Span): Map<string, bigint> {
  const whole = BigInt(daysFrom(span.start, span.end));
  const cost = new Map([
    ['visits', 0n],
    ['monthly', 0n],
  ]);
  for (const part of partsOf(life, span)) {
    const days = BigInt(daysFrom(part.start, part.end));
    const monthly = rounded(part.plan.monthly * days, whole);
    const usage = usageCost(part.plan, within(part, life.usage));
    cost.set('visits', (cost.get('visits') ?? 0n) + usage);
    cost.set('monthly', (cost.get('monthly') ?? 0n) + monthly);
  }
  return cost;
}

/** What the month that goes on has cost so far, tax included; the monthly amount by the share that is over, in days. */
export function accruedOf(life: Life, span: Span, at: number): bigint {
  const today = localDay(at, life.timeZone);
  const whole = BigInt(daysFrom(span.start, span.end));
  return partsOf(life, span).reduce((sum, part) => {
    const until = dayAfter(today, 1) < part.end ? today : part.end;
    const days = BigInt(Math.max(0, daysFrom(part.start, until)));
    const monthly = rounded(part.plan.monthly * days, whole);
    const usage = usageCost(part.plan, within(part, life.usage));
    return sum + monthly + usage + taxOf(life, monthly) + taxOf(life, usage);
  }, 0n);
}

/**
 * How long a quiet life's credit lasts, in days: what is left of the balance and the limit once each month is charged
 * with its monthly amount, which grows evenly from the month's first instant to its last.
 */
export function runwayDays(life: Life, balance: bigint, at: number): number {
  const first = monthsOf(life, at).at(-1);
  if (first === undefined) return NaN;
  const { monthly } = life.plan;
  const credit = balance + life.creditLimit;
  const months = credit < 0n ? 0n : credit / monthly;
  const start = monthsAfter(first.start, Number(months));
  const length = daysFrom(start, monthsAfter(start, 1));
  const share = Number(credit - months * monthly) / Number(monthly);
  return (Date.parse(start) + share * length * 86_400_000 - at) / 86_400_000;
}
