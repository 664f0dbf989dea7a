import fc from 'fast-check';
import type { AccountFacts } from '../../../../src/billing/facts.js';
import {
  firstPeriod,
  nextPeriod,
  type Period,
  periodAt,
  type Schedule,
} from '../../../../src/billing/periods/period.js';
import {
  addDays,
  dateOfEpochDay,
  epochDay,
  localDateOf,
  localEpochDayOf,
  startOfDay,
} from '../../../../src/core/values/zone.js';
import { account } from '../../../billing/account.js';
import { type DrawnAccount, drawnAccount, instant } from '../draw/accounts.js';
import { assignmentOf, Readings, taxOf } from '../draw/facts.js';
import type { Judge } from '../checks/finding.js';
import { judgeViews, lookAndJudge } from '../checks/invariants.js';
import { isPlain } from '../draw/plans.js';
import {
  arrivedOf,
  Days,
  daysUntilSent,
  reportsOf,
  rhythmOf,
  type Traffic,
  trafficOf,
  wholeDaysOf,
} from '../draw/traffic.js';

/** An account as it may be found at any moment. */
export interface Assessment {
  readonly account: DrawnAccount;
  readonly at: number;
  /** Days since it was opened. */
  readonly age: number;
  readonly traffic: readonly Traffic[];
  /** Minor units. */
  readonly balance: number;
  readonly disputed: number;
  readonly scheduled: readonly { readonly days: number; readonly minor: number }[];
  readonly notified: { readonly week: boolean; readonly day: boolean };
  /** Hours; null: no promise. */
  readonly exemptFor: number | null;
  readonly state: 'active' | 'suspended';
  readonly held: boolean;
  /** Whether the period before is settled only within the next hour. */
  readonly isBehind: boolean;
  /** Whether it is known when its usage is reported, as it is of all that came since that was learned. */
  readonly isLearned: boolean;
  readonly wantsViews: boolean;
}

const money = fc.oneof(
  fc.integer({ min: -5_000, max: 50_000 }),
  fc.integer({ min: -9e8, max: 9e8 }),
  fc.constantFrom(0, -9e15, 9e15),
);

export const look: fc.Arbitrary<Assessment> = fc.record({
  account: drawnAccount,
  at: instant,
  age: fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 500 })),
  traffic: fc.array(trafficOf({ age: 420 }), { maxLength: 3 }),
  balance: money,
  disputed: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: money }),
  scheduled: fc.array(fc.record({ days: fc.nat({ max: 90 }), minor: fc.integer({ min: 1, max: 99_999 }) }), {
    maxLength: 2,
  }),
  notified: fc.record({ week: fc.boolean(), day: fc.boolean() }),
  exemptFor: fc.option(fc.integer({ min: -48, max: 480 }), { nil: null, freq: 3 }),
  state: fc.constantFrom('active' as const, 'active' as const, 'suspended' as const),
  held: fc.boolean(),
  isBehind: fc.boolean(),
  isLearned: fc.boolean(),
  wantsViews: fc.nat({ max: 5 }).map((draw) => draw === 0),
});

/** What the rules say of it, held to what always holds. */
export function judgeLook(judge: Judge, drawn: Assessment): string {
  const facts = factsOf(drawn);
  const seen = lookAndJudge(judge, facts, drawn.at);
  const plain = drawn.account.plans.every(isPlain) && drawn.traffic.every(({ meter }) => meter < 2);
  if (seen !== undefined && drawn.wantsViews) judgeViews(judge, facts, seen, plain);
  return drawn.traffic.map((traffic) => rhythmOf(traffic).name)[0] ?? 'no usage';
}

export function factsOf(drawn: Assessment): AccountFacts {
  const { currency, timeZone, billingDay, intervalMonths, creditLimit, tax, plans } = drawn.account;
  const { at, age } = drawn;
  const today = localEpochDayOf(at, timeZone);
  const openedAt = Math.min(at, startOfDay(dateOfEpochDay(today - age), timeZone) + 3_600_000);
  const schedule = { openedAt, timeZone, billingDay, intervalMonths };
  const present = periodAt(schedule, at);
  const open = drawn.isBehind ? (before(schedule, present) ?? present) : present;
  const readings = new Readings();
  const days = new Days(timeZone);
  for (const traffic of drawn.traffic) {
    fill(readings, traffic, days, today, at);
    if (drawn.isLearned) learn(readings, traffic, days, today, at);
  }
  const fromDate = localDateOf(openedAt, timeZone);
  return account({
    ...{ currency, timeZone, billingDay, intervalMonths, openedAt },
    creditLimit: BigInt(creditLimit),
    tax: taxOf(tax),
    balance: BigInt(drawn.balance),
    disputed: BigInt(drawn.disputed),
    openFrom: open.startsAt,
    openFromDate: open.startDate,
    assignments: plans.map((plan, index) =>
      assignmentOf(currency, plan, { id: `plan-${index}`, fromDate, toDate: null, startup: true }),
    ),
    usage: readings.usageSince(epochDay(open.startDate)),
    history: readings.history(),
    scheduled: drawn.scheduled.map(({ days: ahead, minor }, index) => ({
      ...{ id: `charge-${index}`, dueOn: addDays(dateOfEpochDay(today), ahead), minor: BigInt(minor) },
      ...{ description: 'A domain', category: 'domain' },
    })),
    notified: drawn.notified,
    exemptUntil: drawn.exemptFor === null ? null : at + drawn.exemptFor * 3_600_000,
    state: drawn.state,
    held: drawn.state === 'suspended' && drawn.held,
    suspension:
      drawn.state === 'active' ? null : { id: 's', reason: drawn.held ? 'hold' : 'limit', limitHitAt: at },
  });
}

/** Whole days at once, for a look wants no single events; of the latest days what has come by now. */
function fill(readings: Readings, traffic: Traffic, days: Days, today: number, at: number): void {
  const from = today - traffic.age;
  const whole = Math.max(from, today - daysUntilSent(traffic));
  for (const report of wholeDaysOf(traffic, days, { from, to: whole, end: today }))
    readings.add(report.meter, report.day, report.quantity, report.occurredAt);
  for (const report of reportsOf(traffic, days, { from: whole, to: today + 1, end: today })) {
    if (report.sentAt <= at) readings.add(report.meter, report.day, report.quantity, report.occurredAt);
  }
}

const LEARNED_DAYS = 30;

function learn(readings: Readings, traffic: Traffic, days: Days, today: number, at: number): void {
  const from = today - Math.min(traffic.age, LEARNED_DAYS);
  const reports = reportsOf(traffic, days, { from, to: today + 1, end: today });
  for (const report of reports.sort((one, other) => one.sentAt - other.sentAt))
    if (report.sentAt <= at) readings.learn(report.meter, report.sentAt, arrivedOf(report));
}

/** The period before, where there is one. */
function before(schedule: Schedule, present: Period): Period | undefined {
  const first = firstPeriod(schedule);
  if (first.startDate === present.startDate) return undefined;
  const found = periodAt(schedule, present.startsAt - 1);
  return nextPeriod(schedule, found).startDate === present.startDate ? found : undefined;
}
