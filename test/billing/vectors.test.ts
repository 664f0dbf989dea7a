/**
 * The worked cases of an independent reference. Every case of every file in the folder that VECTORS_DIR names
 * (default: test/vectors) is run; a case is known by its shape, so that other sets can bring their own files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { firstPeriod, nextPeriod, periodAt, type Schedule } from '../../src/billing/periods/period.js';
import { compilePlan } from '../../src/billing/plans/plan.js';
import type { PlanTerms } from '../../src/billing/plans/terms.js';
import { ratePlan, type Share, totalOf } from '../../src/billing/rating/rate.js';
import { formatAmount } from '../../src/core/values/money.js';
import { parseQuantity } from '../../src/core/values/quantity.js';
import { isRefusal } from '../../src/core/values/refusal.js';

interface PeriodCase {
  readonly opened: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly boundaries: readonly string[];
}

interface RatingCase extends Partial<Share> {
  readonly plan: PlanTerms;
  readonly usage: Readonly<Record<string, string>>;
  readonly lines: readonly { readonly id: string; readonly kind: string; readonly amount: string }[];
  readonly total: string;
}

type Case = PeriodCase | RatingCase;

const folder = process.env['VECTORS_DIR'] ?? join(import.meta.dirname, '../vectors');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, cases: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Case[] }));

test('the folder of worked cases holds some', () => {
  expect(files.reduce((count, { cases }) => count + cases.length, 0)).toBeGreaterThan(0);
});

describe.each(files)('$name', ({ cases }) => {
  test.each(cases.map((one, index) => ({ line: index + 2, one })))('line $line', ({ one }) => {
    if ('boundaries' in one) checkPeriods(one);
    else checkRating(one);
  });
});

function checkPeriods(one: PeriodCase): void {
  const schedule: Schedule = { ...one, openedAt: Date.parse(one.opened) };
  let period = firstPeriod(schedule);
  let startsAt = schedule.openedAt;
  for (const boundary of one.boundaries) {
    expect(iso(period.startsAt)).toBe(iso(startsAt));
    expect(iso(period.endsAt)).toBe(iso(Date.parse(boundary)));
    expect(periodAt(schedule, period.startsAt)).toEqual(period);
    expect(periodAt(schedule, period.endsAt - 1)).toEqual(period);
    startsAt = period.endsAt;
    period = nextPeriod(schedule, period);
  }
}

function checkRating({ plan: terms, usage, lines, total, activeDays, wholeDays }: RatingCase): void {
  const plan = compilePlan(terms);
  if (isRefusal(plan)) throw new Error(JSON.stringify(plan));
  const quantities = Object.entries(usage).map(
    ([meter, text]) => [meter, parseQuantity(text) ?? -1n] as const,
  );
  const share = activeDays === undefined || wholeDays === undefined ? undefined : { activeDays, wholeDays };
  const rated = ratePlan(plan, Object.fromEntries(quantities), share);
  const amounts = rated.map(({ id, kind, minor }) => ({
    id,
    kind,
    amount: formatAmount(minor, terms.currency),
  }));
  expect(amounts).toEqual(lines);
  expect(formatAmount(totalOf(rated), terms.currency)).toBe(total);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
