import { dayAfter, daysFrom, localDay, monthsAfter } from './calendar.js';
import type { Life, SimplePlan, UsageEvent } from './journal.js';

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

/** What a month that is over has to have been charged with, by line. */
export function monthCost(life: Life, span: Span): Map<string, bigint> {
  return new Map([
    ['visits', usageCost(life.plan, within(span, life.usage))],
    ['monthly', life.plan.monthly],
  ]);
}

/** What the month that goes on has cost so far, tax included; the monthly amount by the share that is over, in days. */
export function accruedOf(life: Life, span: Span, at: number): bigint {
  const today = localDay(at, life.timeZone);
  const cut = life.replaced?.from ?? span.end;
  const first = { start: span.start, end: cut < span.end ? cut : span.end };
  const parts = [{ plan: life.plan, ...first }];
  if (life.replaced !== null && cut < span.end) {
    parts.push({ plan: life.replaced.plan, start: cut, end: span.end });
  }
  const whole = BigInt(daysFrom(span.start, span.end));
  return parts.reduce((sum, part) => {
    const until = dayAfter(today, 1) < part.end ? today : part.end;
    const days = BigInt(Math.max(0, daysFrom(part.start, until)));
    const monthly = rounded(part.plan.monthly * days, whole);
    const usage = usageCost(part.plan, within(part, life.usage));
    return sum + monthly + usage + taxOf(life, monthly) + taxOf(life, usage);
  }, 0n);
}
