import type { AccountFacts } from '../billing/facts.js';
import { firstPeriod, type Period, periodAt } from '../billing/periods/period.js';
import { explainLine, type LineExplanation } from '../billing/rating/explainLine.js';
import { segmentsOf } from '../billing/rating/lines.js';
import type { Share } from '../billing/rating/rate.js';
import type { SiteContext } from '../core/context.js';
import { type Quantity, storedQuantity } from '../core/values/quantity.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { daysBetween, type LocalDate, startOfDay } from '../core/values/zone.js';
import { isId } from '../platform/ids.js';
import { loadFacts } from '../store/facts/facts.js';
import { type Entry, findEntry, listLineEntries, reversalOf, taxesOf } from '../store/ledger/entries.js';
import { listAssignments } from '../store/plans/plans.js';
import { isDisputed } from '../store/suspension/states.js';
import { listMeters, listUsage, type Meter, type UsageTotal } from '../store/usage/usage.js';
import { type CountedEvent, listVoidedEvents } from '../store/usage/voidUsage.js';
import { basicsOf } from './postMoney.js';
import { type ExplainedTax, explainTax } from './loadTaxes.js';

/** An entry with its related entries and, if a plan sets its amount, how that was worked out. */
export interface ExplainedEntry {
  readonly entry: Entry;
  readonly taxes: readonly Entry[];
  /**
   * The charge that a tax is on, the entry that a reversal reverses, or the entry that a refund or credit partly
   * returns.
   */
  readonly belongsTo: Entry | undefined;
  readonly reversedBy: Entry | undefined;
  readonly disputed: boolean;
  readonly line: ExplainedLine | undefined;
  /** For a tax that is on no single charge. */
  readonly onTheSum: ExplainedTax | undefined;
}

export interface ExplainedLine {
  readonly planId: string;
  readonly planName: string;
  readonly version: number;
  readonly period: Period;
  /** The part of the period in which the plan was in force, the last day exclusive. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly explanation: LineExplanation;
  /** What was posted for this line before, as a cost in minor units. */
  readonly postedBefore: bigint;
  /**
   * The line's cost by this entry less the cost in the explanation. It is not 0 if a reversal by hand is not returned
   * twice, or if a later change of plan removed days that were counted.
   */
  readonly unexplained: bigint;
  readonly meter: Meter | undefined;
  readonly days: readonly UsageTotal[];
  /** Voided events of these days, the latest void first; at most `VOIDED_SHOWN`. */
  readonly voided: readonly CountedEvent[];
}

const VOIDED_SHOWN = 100;

const NO_ENTRY = refuse('not_found', 'Entry not found.');

/** Explains one entry: if a plan made it, from the quantity over the bands and the rounding to the amount. */
export async function explainEntry(
  context: SiteContext,
  accountId: string,
  entryId: string,
): Promise<ExplainedEntry | Refusal> {
  const { sql, siteId } = context;
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const entry = isId(entryId) ? await findEntry(sql, siteId, entryId) : undefined;
  if (entry?.accountId !== accountId) return NO_ENTRY;
  const find = async (id: string | undefined): Promise<Entry | undefined> =>
    id === undefined ? undefined : findEntry(sql, siteId, id);
  const [taxes, belongsTo, reversedBy, disputed, line, onTheSum] = await Promise.all([
    taxesOf(sql, entryId),
    find(entry.taxes ?? entry.reverses ?? entry.corrects),
    reversalOf(sql, entryId).then(find),
    isDisputed(sql, entryId),
    lineOf(context, entry),
    explainTax(sql, entry),
  ]);
  return { entry, taxes, belongsTo, reversedBy, disputed, line, onTheSum };
}

async function lineOf(context: SiteContext, entry: Entry): Promise<ExplainedLine | undefined> {
  const { accountId, assignmentId, periodDate, line, promotionId } = entry;
  if (assignmentId === undefined || periodDate === undefined || line === undefined) return undefined;
  // Its description explains what a promotion takes off.
  if (promotionId !== undefined) return undefined;
  const { sql, now, siteId } = context;
  const [facts, assignments, posted, meters] = await Promise.all([
    loadFacts(sql, [accountId], now, periodDate).then((all) => all.get(accountId)),
    listAssignments(sql, [accountId]),
    listLineEntries(sql, { accountId, periodDate, assignmentId }),
    listMeters(sql, siteId),
  ]);
  const plan = facts?.assignments.find(({ id }) => id === assignmentId)?.plan;
  const assignment = assignments.find(({ id }) => id === assignmentId);
  if (facts === undefined || plan === undefined || assignment === undefined) return undefined;
  const period = periodOf(facts, periodDate);
  const from = assignment.fromDate > period.startDate ? assignment.fromDate : period.startDate;
  const before = posted.filter(
    (one) => one.line === line && one.promotionId === undefined && one.number < entry.number,
  );
  const postedBefore = before.reduce((sum, { amount }) => sum - amount, 0n);
  const cost = postedBefore - entry.amount;
  const usage = usageBy(posted, entry);
  const held = shareOf(facts, period, assignmentId, from);
  const explanations = held.flatMap(({ share, to }) => {
    const explanation = explainLine({ plan, line, usage, share });
    return explanation === undefined ? [] : [{ explanation, to }];
  });
  const [first] = explanations;
  const fitting = explanations.find(({ explanation }) => explanation.minor === cost) ?? first;
  if (fitting === undefined) return undefined;
  const { meter: meterName } = fitting.explanation;
  const [days, voided] =
    meterName === undefined
      ? [[], []]
      : await Promise.all([
          listUsage(sql, accountId, from, fitting.to),
          listVoidedEvents(sql, accountId, { meter: meterName, from, to: fitting.to }, VOIDED_SHOWN),
        ]);
  return {
    planId: assignment.planId,
    planName: assignment.planName,
    version: assignment.version,
    period,
    from,
    to: fitting.to,
    explanation: fitting.explanation,
    postedBefore,
    unexplained: cost - fitting.explanation.minor,
    meter: meters.find(({ name }) => name === meterName),
    days: days.filter((day) => day.meter === meterName),
    voided,
  };
}

function periodOf(facts: AccountFacts, startDate: LocalDate): Period {
  const first = firstPeriod(facts);
  return startDate === first.startDate ? first : periodAt(facts, startOfDay(startDate, facts.timeZone));
}

interface Held {
  readonly share: Share;
  readonly to: LocalDate;
}

/** The days the plan was in force, as known now and as expected before a later change shortened them. */
function shareOf(facts: AccountFacts, period: Period, assignmentId: string, from: LocalDate): Held[] {
  const { wholeDays, endDate } = period;
  const segment = segmentsOf(facts, period).find(({ assignment }) => assignment.id === assignmentId);
  const whole = { share: { activeDays: daysBetween(from, endDate), wholeDays }, to: endDate };
  return segment === undefined ? [whole] : [{ share: segment.share, to: segment.toDate }, whole];
}

/** What each meter came to as known when the entry was posted, from the charges of that time. */
function usageBy(posted: readonly Entry[], entry: Entry): Record<string, Quantity> {
  const usage: Record<string, Quantity> = {};
  for (const { meter, quantity, meterTotal = quantity, postedAt } of [...posted, entry]) {
    if (meter === undefined || meterTotal === undefined || postedAt > entry.postedAt) continue;
    usage[meter] = storedQuantity(meterTotal);
  }
  return usage;
}
