import type { AccountFacts, Assignment, PostedLine, Tax, UsageDay } from '../../src/billing/facts.js';
import type { PlanTerms } from '../../src/billing/plans/terms.js';
import { factsAtOpening } from '../../src/billing/projection/opening.js';
import type { Standing } from '../../src/billing/standing.js';
import { parsePercent } from '../../src/core/values/money.js';
import { parseQuantity } from '../../src/core/values/quantity.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { localDateOf } from '../../src/core/values/zone.js';
import { compiled, EMPTY } from './plans.js';

/** An account without plans, opened at the start of a whole period in UTC, with a balance of 0. */
export function account(overrides: Partial<AccountFacts> = {}): AccountFacts {
  const openedAt = overrides.openedAt ?? Date.parse('2026-03-01T00:00:00Z');
  const timeZone = overrides.timeZone ?? 'UTC';
  const opening = {
    ...{
      currency: 'EUR',
      timeZone,
      billingDay: 1,
      intervalMonths: 1 as const,
      creditLimit: 0n,
      tax: null,
      balance: 0n,
    },
    ...{ plans: [], plansFrom: localDateOf(openedAt, timeZone), startupPaid: false },
  };
  return {
    ...factsAtOpening(opening, openedAt),
    id: '01900000-0000-7000-8000-000000000001',
    siteId: '01900000-0000-7000-8000-0000000000ff',
    ...overrides,
  };
}

/** A plan held from a date on; its id is the plan's, so that lines can be named. */
export function assigned(
  id: string,
  terms: Partial<PlanTerms>,
  span: { from?: string; to?: string | null; startup?: boolean } = {},
): Assignment {
  return {
    id,
    planId: id,
    plan: compiled({ ...EMPTY, ...terms }),
    fromDate: span.from ?? '2026-03-01',
    toDate: span.to ?? null,
    startup: span.startup ?? false,
  };
}

export function usageDay(
  date: string,
  quantity: string,
  more: Partial<Omit<UsageDay, 'date' | 'total' | 'peak' | 'latest'>> = {},
): UsageDay {
  const amount = parseQuantity(quantity);
  if (amount === undefined) throw new Error(`not a quantity: ${quantity}`);
  return {
    siteId: 'site',
    meter: 'requests',
    aggregation: 'sum',
    date,
    total: amount,
    peak: amount,
    latest: amount,
    ...more,
  };
}

export function taxOf(percent: string): Tax {
  const read = parsePercent(percent);
  if (isRefusal(read)) throw new Error(read.detail);
  return { name: 'VAT', percent: read };
}

/** What settlement would have posted of a standing's lines, as it is read back. */
export function postedOf(
  standing: Standing,
  which: (advance: boolean) => boolean = () => true,
): PostedLine[] {
  return standing.dueLines
    .filter((line) => which(line.advance))
    .map((line) => ({
      assignmentId: line.assignmentId,
      line: line.line,
      periodDate: line.periodDate,
      minor: line.dueMinor,
    }));
}

/** Due lines in short, "plan/line minor", in order. */
export function shortly(standing: Standing): string[] {
  return standing.dueLines.map((line) => `${line.assignmentId}/${line.line} ${line.dueMinor}`);
}

export const at = (text: string): number => Date.parse(text);
