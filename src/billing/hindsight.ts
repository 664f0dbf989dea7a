import type { AccountFacts, PostedLine } from './facts.js';
import { CreditUse, reducedLines } from './promotions/reductions.js';
import { type PeriodLine, scheduleOf } from './rating/lines.js';
import { firstPeriod, nextPeriod, type Period, periodAt } from './periods/period.js';
import { taxOn } from '../core/values/money.js';
import { addDays, type Instant, localDateOf, type LocalDate, startOfDay } from '../core/values/zone.js';

/** An entry, reduced to its effect on the account's past value. */
export interface PastEntry {
  /** Minor units from the client's side. */
  readonly amount: bigint;
  readonly effectiveAt: Instant;
  readonly isCharge: boolean;
  /** Its role for the account's present tax: part of what is taxed, the tax itself, or neither. */
  readonly taxPart: 'net' | 'tax' | 'none';
  /** The line and period it was posted for, if settlement posted it. */
  readonly assignmentId?: string;
  readonly line?: string;
  readonly promotionId?: string;
  readonly periodDate?: LocalDate;
}

/** The entries of a range, oldest first, and the balance before the first of them. */
export interface PastLedger {
  readonly entries: readonly PastEntry[];
  readonly opening: bigint;
  readonly from: Instant;
  readonly to: Instant;
}

export interface WorthPoint {
  readonly at: Instant;
  /** Balance less costs of usage and time that were not yet entries, in minor units. */
  readonly minor: bigint;
}

/**
 * An account's value at the start of each past local day, and just before and at each payment: its balance then, less
 * the costs of its period so far. The facts must contain the plans and the usage of all those days.
 */
export function worthBehind(facts: AccountFacts, { entries, opening, from, to }: PastLedger): WorthPoint[] {
  const start = Math.max(from, facts.openedAt);
  const worth = (at: Instant): bigint => opening + worthAt(facts, entries, at);
  const days = dayStarts(facts, start, to).map((at) => ({ at, minor: worth(at) }));
  const payments = entries.filter(
    ({ amount, effectiveAt, periodDate }) =>
      amount > 0n && periodDate === undefined && effectiveAt > start && effectiveAt <= to,
  );
  const steps = payments.flatMap(({ effectiveAt }) => [
    { at: effectiveAt, minor: worth(effectiveAt - 1) },
    { at: effectiveAt, minor: worth(effectiveAt) },
  ]);
  // A stable sort keeps the two points of a step in order.
  return [...days, ...steps].sort((one, other) => one.at - other.at);
}

function dayStarts({ timeZone }: AccountFacts, from: Instant, to: Instant): Instant[] {
  const starts: Instant[] = [from];
  for (let date = addDays(localDateOf(from, timeZone), 1); ; date = addDays(date, 1)) {
    const at = startOfDay(date, timeZone);
    if (at >= to) return starts;
    if (at > from) starts.push(at);
  }
}

function worthAt(facts: AccountFacts, entries: readonly PastEntry[], at: Instant): bigint {
  const posted = entries.filter(({ effectiveAt }) => effectiveAt <= at);
  const balance = posted.reduce((sum, { amount }) => sum + amount, 0n);
  const period = periodOf(facts, at);
  const today = localDateOf(at, facts.timeZone);
  // At the start of a day, the day's usage is still to come.
  const byThen = { ...facts, usage: facts.usage.filter(({ date }) => date < today) };
  const use = new CreditUse({ ...facts, posted: reductionsIn(entries, period) });
  const accrued = reducedLines(byThen, period, at, use).reduce((sum, line) => {
    const already = posted
      .filter((entry) => entry.isCharge && isOf(entry, line, period))
      .reduce((total, { amount }) => total - amount, 0n);
    return sum + line.minor - already;
  }, 0n);
  return balance - accrued - taxAccrued(facts, posted, period, accrued);
}

/** What promotions took off the lines of a period, as posted. */
function reductionsIn(entries: readonly PastEntry[], { startDate }: Period): PostedLine[] {
  return entries.flatMap(({ amount, promotionId, assignmentId = '', line = '', periodDate }) =>
    promotionId === undefined || periodDate !== startDate
      ? []
      : [{ assignmentId, line, promotionId, periodDate, minor: -amount }],
  );
}

/** The tax on the sum of what the period's statement taxed by then, less the posted tax. */
function taxAccrued(
  { tax }: AccountFacts,
  posted: readonly PastEntry[],
  period: Period,
  accrued: bigint,
): bigint {
  if (tax === null) return 0n;
  const costOf = (part: PastEntry['taxPart']): bigint =>
    posted
      .filter((entry) => entry.taxPart === part && isIn(entry, period))
      .reduce((sum, { amount }) => sum - amount, 0n);
  return taxOn(costOf('net') + accrued, tax.percent) - costOf('tax');
}

/** Settlement dates an entry at its period's end, which is the start of the next: the entry's period decides. */
function isIn({ periodDate, effectiveAt }: PastEntry, { startDate, startsAt }: Period): boolean {
  if (periodDate === startDate) return true;
  return effectiveAt > startsAt || (effectiveAt === startsAt && periodDate === undefined);
}

function isOf(
  entry: PastEntry,
  line: Pick<PeriodLine, 'assignmentId' | 'line' | 'reduction'>,
  period: Period,
): boolean {
  return (
    entry.periodDate === period.startDate &&
    entry.assignmentId === line.assignmentId &&
    entry.line === line.line &&
    entry.promotionId === line.reduction?.promotion.id
  );
}

/** A change of the billing day makes short periods. The open period is known; those before it follow the rule. */
function periodOf(facts: AccountFacts, at: Instant): Period {
  const schedule = scheduleOf(facts);
  if (at < facts.openFrom) return periodAt(schedule, at);
  let period = facts.openFrom <= facts.openedAt ? firstPeriod(schedule) : periodAt(schedule, facts.openFrom);
  while (period.endsAt <= at) period = nextPeriod(schedule, period);
  return period;
}
