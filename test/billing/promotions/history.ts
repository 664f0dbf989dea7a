import fc from 'fast-check';
import type { AccountFacts, Assignment, PostedLine, UsageDay } from '../../../src/billing/facts.js';
import type { PlanTerms } from '../../../src/billing/plans/terms.js';
import type { Promotion } from '../../../src/billing/promotions/promotion.js';
import { type DueLine, type Standing, standingOf } from '../../../src/billing/standing.js';
import { HUNDRED_PERCENT } from '../../../src/core/values/money.js';
import { addDays, DAY_MS, type Instant } from '../../../src/core/values/zone.js';
import { account, assigned, usageDay } from '../account.js';

export const OPENED = '2026-03-01';

const money = (most: number) => fc.integer({ min: 0, max: most }).map((minor) => (minor / 100).toFixed(2));

const terms: fc.Arbitrary<Partial<PlanTerms>> = fc
  .record(
    {
      startupCharge: money(2_000),
      recurring: fc
        .array(
          fc.record({
            amount: money(3_000),
            timing: fc.constantFrom('advance' as const, 'arrears' as const),
          }),
          { maxLength: 3 },
        )
        .map((parts) => parts.map((part, index) => ({ ...part, id: `r${index}`, name: `Part ${index}` }))),
      usage: fc.constant([
        {
          id: 'use',
          name: 'Requests',
          meter: 'requests',
          model: 'graduated' as const,
          bands: [{ unitPrice: '0.07' }],
        },
      ]),
      limit: fc.record({ isMost: fc.boolean(), amount: money(6_000) }),
    },
    { requiredKeys: ['recurring', 'usage'] },
  )
  .map(({ limit, ...rest }) => ({
    ...rest,
    ...(limit === undefined ? {} : limit.isMost ? { maximum: limit.amount } : { minimum: limit.amount }),
  }));

/** A plan, for some of them another one after it in the middle of a period. */
export const assignments: fc.Arbitrary<Assignment[]> = fc
  .record({
    first: terms,
    second: terms,
    change: fc.option(fc.integer({ min: 1, max: 80 })),
    startup: fc.boolean(),
  })
  .map(({ first, second, change, startup }) => {
    if (change === null) return [assigned('a', first, { startup })];
    const on = addDays(OPENED, change);
    return [assigned('a', first, { startup, to: on }), assigned('b', second, { from: on, startup })];
  });

const day = (most: number) => fc.integer({ min: 0, max: most }).map((days) => addDays(OPENED, days));

const promotion: fc.Arbitrary<Omit<Promotion, 'id'>> = fc
  .record({
    kind: fc.constantFrom('credit' as const, 'percent' as const, 'amount' as const),
    minor: fc.integer({ min: 1, max: 9_000 }).map(BigInt),
    percent: fc.integer({ min: 0, max: 1_000 }).map((tenths) => (BigInt(tenths) * HUNDRED_PERCENT) / 1_000n),
    scope: fc.constantFrom('all' as const, 'usage' as const, 'plan' as const),
    startsOn: day(60),
    lasts: fc.option(fc.integer({ min: 0, max: 60 })),
    periods: fc.option(fc.integer({ min: 1, max: 3 })),
    place: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ lasts, periods, kind, percent, minor, ...rest }) => ({
    ...rest,
    kind,
    name: 'Welcome',
    minor: kind === 'percent' ? 0n : minor,
    percent: kind === 'percent' ? percent : 0n,
    endsOn: lasts === null ? null : addDays(rest.startsOn, lasts),
    periods: kind === 'credit' || lasts !== null ? null : periods,
    used: 0n,
  }));

export const promotions: fc.Arbitrary<Promotion[]> = fc
  .array(promotion, { maxLength: 4 })
  .map((all) => all.map((each, index) => ({ ...each, id: String(index) })));

export const usage: fc.Arbitrary<UsageDay[]> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 400 })), {
    selector: ([date]) => date,
    maxLength: 25,
  })
  .map((days) =>
    days
      .sort(([one], [other]) => one - other)
      .map(([date, quantity]) => usageDay(addDays(OPENED, date), String(quantity))),
  );

/** An account whose periods are settled as they end, without a database. */
export class History {
  facts: AccountFacts;
  /** All that was posted, as costs. */
  readonly entries: (Pick<DueLine, 'assignmentId' | 'line' | 'periodDate' | 'reduction'> & {
    minor: bigint;
  })[] = [];

  constructor(overrides: Partial<AccountFacts>) {
    this.facts = account(overrides);
  }

  standing(at: Instant): Standing {
    return standingOf(this.facts, at);
  }

  /** Settles what is due: late usage, finished periods, and what the present one charges at its start. */
  settle(at: Instant): void {
    const standing = this.standing(at);
    const finished = standing.unsettled.filter(({ endsAt }) => endsAt <= at);
    const dates = new Set(finished.map(({ startDate }) => startDate));
    this.post(standing.dueLines.filter((line) => line.late || dates.has(line.periodDate) || line.advance));
    const last = finished[finished.length - 1];
    this.facts = {
      ...this.facts,
      latePeriods: [],
      ...(last === undefined ? {} : { openFrom: last.endsAt, openFromDate: last.endDate }),
    };
  }

  private post(lines: readonly DueLine[]): void {
    let posted = this.facts.posted;
    let given = this.facts.promotions ?? [];
    let balance = this.facts.balance;
    for (const { assignmentId, line, periodDate, reduction, dueMinor } of lines) {
      this.entries.push({ assignmentId, line, periodDate, minor: dueMinor, ...(reduction && { reduction }) });
      balance -= dueMinor;
      const promotionId = reduction?.promotion.id;
      const isSame = (one: PostedLine): boolean =>
        one.assignmentId === assignmentId &&
        one.line === line &&
        one.periodDate === periodDate &&
        one.promotionId === promotionId;
      const known = posted.find(isSame);
      const minor = (known?.minor ?? 0n) + dueMinor;
      const key = { assignmentId, line, periodDate, ...(promotionId === undefined ? {} : { promotionId }) };
      posted = [...posted.filter((one) => !isSame(one)), { ...key, minor }];
      given = given.map((one) => (one.id === promotionId ? { ...one, used: one.used - dueMinor } : one));
    }
    this.facts = { ...this.facts, posted, promotions: given, balance };
  }

  /** Usage of a day as it is known later; its period is rated again if it was settled. */
  change(days: readonly UsageDay[]): void {
    const late = new Set(this.facts.latePeriods);
    for (const { date } of [...this.facts.usage, ...days])
      if (date < this.facts.openFromDate) late.add(`${date.slice(0, 7)}-01`);
    this.facts = { ...this.facts, usage: days, latePeriods: [...late].sort() };
  }
}

export const dayAt = (days: number): Instant => Date.parse(OPENED) + days * DAY_MS;
