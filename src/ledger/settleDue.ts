import { settlementSpreadMs } from '../billing/decide.js';
import type { Period, Schedule } from '../billing/periods/period.js';
import { standOn } from '../billing/projection/outlook.js';
import { lastDayOf, type Promotion, type Reduction } from '../billing/promotions/promotion.js';
import { meteredIn, type PeriodLine, STARTUP_LINE } from '../billing/rating/lines.js';
import type { DueLine } from '../billing/standing.js';
import type { Context } from '../core/context.js';
import type { QueueEmails } from '../core/withAccount.js';
import { formatQuantity } from '../core/values/quantity.js';
import { describeDays, entryTexts } from '../core/values/entryTexts.js';
import { formatAmount, formatPercent } from '../core/values/money.js';
import { addDays, type Instant, type LocalDate, localDateOf } from '../core/values/zone.js';
import { issueInvoices, wantsInvoices } from '../invoices/issueInvoices.js';
import { announceInvoiceDebit } from '../payments/debits/announceInvoiceDebit.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { markClosed, setOpenFrom } from '../store/accounts/accounts.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import { type Entry, type NewEntry, postEntries } from '../store/ledger/entries.js';
import { clearLateUsage, hasStatementFrom, insertSettledPeriod } from '../store/ledger/periods.js';
import { handOverSites } from '../store/sites/tree.js';
import { issueDocuments } from '../store/statements/documents.js';
import { withTaxEntry } from './postMoney.js';
import { roundTax } from './roundTax.js';

/**
 * Posts the due costs of an account's periods (docs/concepts.md, Settlement) and queues the emails about it.
 * Level-triggered: it posts the difference between the rated and the posted cost, so a repeat posts nothing. A finished
 * period is settled after the account's own spread; the present one gets its start-up and advance charges; late usage of
 * settled periods gets its own lines, also on closed accounts. The caller holds the account's and the settlement's lock.
 */
export async function settleDue(
  context: Context,
  transaction: Queryable,
  accountId: string,
  queueEmails?: QueueEmails,
): Promise<void> {
  const facts = (await loadFacts(transaction, [accountId], context.now)).get(accountId);
  const statements = facts === undefined ? 0 : await settleFacts(context, transaction, facts);
  if (facts !== undefined && statements > 0 && facts.closeRequestedAt === null && facts.closedAt === null)
    await announceInvoiceDebit(context, transaction, facts, facts.openFromDate);
  // All settlements of the tenant wait for these numbers, so they come last, except that emails name invoices.
  const issue = async (): Promise<void> => {
    if (facts === undefined || statements === 0) return;
    await issueStatements(context, transaction, facts);
    await issueInvoices(context, transaction, facts, statements);
  };
  const emailsLast =
    facts !== undefined && statements > 0 && (await wantsInvoices(transaction, facts.siteId));
  if (emailsLast) await issue();
  await queueEmails?.(transaction, accountId);
  if (!emailsLast) await issue();
}

/**
 * The same for an account whose facts are known, without emails. Adds the entries it posts to `entries`. Returns how many
 * statements are left to number.
 */
export async function settleFacts(
  context: Context,
  transaction: Queryable,
  facts: LoadedAccount,
  entries: Entry[] = [],
): Promise<number> {
  const settlement = new Settlement(context, transaction, facts, entries);
  if (facts.closedAt !== null) return (await settlement.settleLate(facts.closedAt)) ? 1 : 0;
  return facts.closeRequestedAt === null ? settlement.settleFinished() : settlement.close();
}

/** Numbers the statements of the settled periods by the year at the client. */
async function issueStatements(
  { now: at }: Context,
  transaction: Queryable,
  { id: accountId, siteId, timeZone }: LoadedAccount,
): Promise<void> {
  const year = Number(localDateOf(at, timeZone).slice(0, 4));
  await issueDocuments(transaction, { accountId, siteId, year, at });
}

/** After every charged day: no usage belongs to its statement's day. */
function lateStatementDate({ timeZone }: LoadedAccount, closedAt: Instant, now: Instant): LocalDate {
  const today = localDateOf(now, timeZone);
  const first = addDays(localDateOf(closedAt, timeZone), 1);
  return today > first ? today : first;
}

class Settlement {
  private readonly context: Context;
  private readonly transaction: Queryable;
  private readonly facts: LoadedAccount;
  private readonly entries: Entry[];

  constructor(context: Context, transaction: Queryable, facts: LoadedAccount, entries: Entry[]) {
    this.context = context;
    this.transaction = transaction;
    this.facts = facts;
    this.entries = entries;
  }

  async settleFinished(): Promise<number> {
    const { facts, context } = this;
    const { standing } = standOn(facts, context.now);
    // If rating fails, nothing is posted. What is due now stays due until rating works.
    if (standing.isUnrated === true) return 0;
    const finished = standing.unsettled.filter(
      (period) => period.endsAt + settlementSpreadMs(facts.id) <= context.now,
    );
    await this.postLate(standing.dueLines);
    for (const period of finished) await this.settlePeriod(period, standing.dueLines, period.endsAt);
    const [present, ...later] = standing.unsettled.slice(finished.length);
    if (present !== undefined && later.length === 0) {
      const begun = standing.dueLines.filter((line) => !line.late && line.periodDate === present.startDate);
      await this.post(
        begun.filter((line) => line.advance),
        (line) => line.beganAt,
      );
    }
    return finished.length;
  }

  /**
   * Corrections of settled periods after an account was closed, on a separate statement, since no later one could show
   * them. A closed account has at most one such statement a day: later corrections wait for the next day. Returns
   * whether there is a statement to issue.
   */
  async settleLate(closedAt: Instant): Promise<boolean> {
    const { facts, context, transaction } = this;
    const { standing } = standOn(facts, context.now);
    if (standing.isUnrated === true) return false;
    const startDate = lateStatementDate(facts, closedAt, context.now);
    const isDue = standing.dueLines.some((line) => line.late);
    if (isDue && (await hasStatementFrom(transaction, facts.id, startDate))) return false;
    await this.postLate(standing.dueLines);
    if (!isDue) return false;
    await this.roundTax(startDate, context.now);
    await insertSettledPeriod(transaction, {
      accountId: facts.id,
      startDate,
      endDate: addDays(startDate, 1),
      startsAt: context.now,
      endsAt: context.now,
      settledAt: context.now,
      statementDue: facts.statementsWanted,
      tax: facts.tax,
      usage: [],
    });
    return true;
  }

  /** The last settlement: every open period ends now, since its plans have ended today. */
  async close(): Promise<number> {
    const { facts, context, transaction } = this;
    const { unsettled, isUnrated } = standOn(facts, context.now).standing;
    if (isUnrated === true) return 0;
    const last = unsettled[unsettled.length - 1];
    if (last === undefined) throw new Error('an account always has an open period');
    const { dueLines } = standOn(facts, last.endsAt).standing;
    // No later statement could show them.
    await this.postLate(dueLines);
    for (const period of unsettled) {
      await this.settlePeriod(period, dueLines, Math.min(period.endsAt, context.now));
    }
    await markClosed(transaction, facts.id, context.now);
    await handOverSites(transaction, facts.id);
    return unsettled.length;
  }

  private async settlePeriod(period: Period, dueLines: readonly DueLine[], endsAt: Instant): Promise<void> {
    const lines = dueLines.filter((line) => !line.late && line.periodDate === period.startDate);
    await this.post(lines, (line) => (line.advance ? line.beganAt : endsAt));
    await this.roundTax(period.startDate, endsAt);
    const settled = {
      accountId: this.facts.id,
      startDate: period.startDate,
      endDate: this.endDateOf(period, endsAt),
      startsAt: period.startsAt,
      endsAt,
      settledAt: this.context.now,
      statementDue: this.facts.statementsWanted,
      tax: this.facts.tax,
      usage: meteredIn(this.facts, period).map(({ quantity, ...metered }) => ({
        ...metered,
        quantity: formatQuantity(quantity),
      })),
    };
    await Promise.all([
      insertSettledPeriod(this.transaction, settled),
      setOpenFrom(this.transaction, this.facts.id, period.endsAt, period.endDate),
    ]);
  }

  /** A statement's tax is worked out on the sum of its taxed lines. */
  private async roundTax(periodDate: LocalDate, effectiveAt: Instant): Promise<void> {
    const { id: accountId, siteId, currency } = this.facts;
    await roundTax(this.context, this.transaction, { accountId, siteId, currency, periodDate, effectiveAt });
  }

  /** The day after the last day of a period; a period that is closed early ends with the day of the closing. */
  private endDateOf(period: Period, endsAt: Instant): LocalDate {
    return endsAt < period.endsAt ? addDays(localDateOf(endsAt, this.facts.timeZone), 1) : period.endDate;
  }

  private async postLate(dueLines: readonly DueLine[]): Promise<void> {
    await this.post(
      dueLines.filter((line) => line.late),
      () => this.context.now,
    );
    await clearLateUsage(this.transaction, this.facts.id, this.facts.latePeriods);
  }

  private async post(lines: readonly DueLine[], effectiveAt: (line: DueLine) => Instant): Promise<void> {
    const { context, facts, transaction } = this;
    const [first, ...rest] = lines.flatMap((line) =>
      withTaxEntry(this.chargeOf(line, effectiveAt(line)), line.tax, {
        now: context.now,
        language: facts.language,
      }),
    );
    if (first === undefined) return;
    const { id: accountId, siteId } = facts;
    const posting = {
      accountId,
      siteId,
      entries: [first, ...rest] as const,
      actor: context.actor,
      afterClosing: facts.closedAt !== null,
    };
    const posted = await postEntries(transaction, { ...posting, postedAt: context.now });
    if (posted.length === 0) throw new Error(`settlement of account ${accountId} was not posted`);
    this.entries.push(...posted);
  }

  private chargeOf(line: DueLine, effectiveAt: Instant): NewEntry {
    return {
      id: newId(this.context.now),
      kind: 'charge',
      category: line.category,
      amount: -line.dueMinor,
      contraAccount: `revenue:${line.reduces ?? line.category}`,
      description: describeLine(this.facts, line),
      ...(line.reduction === undefined ? {} : { promotionId: line.reduction.promotion.id }),
      assignmentId: line.assignmentId,
      line: line.line,
      periodDate: line.periodDate,
      effectiveAt,
      ...(line.meter === undefined ? {} : { meter: line.meter }),
      ...(line.quantity === undefined ? {} : { quantity: formatQuantity(line.quantity) }),
      ...(line.total === undefined ? {} : { meterTotal: formatQuantity(line.total) }),
    };
  }
}

type Described = Pick<LoadedAccount, 'assignments' | 'language' | 'currency' | keyof Schedule>;

/** The description of a line's entry, in the account's language. */
export function describeLine(facts: Described, line: DueLine): string {
  const { late, quantity = 0n } = line;
  const texts = entryTexts(facts.language);
  const name = nameOfLine(facts, line);
  const what =
    line.line === STARTUP_LINE
      ? name
      : `${name}, ${describeDays(facts.language, line.fromDate, line.toDate)}`;
  if (line.reduction !== undefined)
    return describeReduction(facts, line.reduction, {
      what,
      isCorrection: late || line.minor !== line.dueMinor,
    });
  if (late && quantity > 0n) return texts.late(what);
  return late || line.minor !== line.dueMinor ? texts.correction(what) : what;
}

/** "Welcome credit on Hosting, 1 Mar – 31 Mar 2027: 38.00 EUR of 50.00 EUR left until 30 Apr 2027". */
function describeReduction(
  facts: Described,
  { promotion, number, left }: Reduction,
  { what, isCorrection }: { readonly what: string; readonly isCorrection: boolean },
): string {
  const { language, currency } = facts;
  const { minor, periods } = promotion;
  const texts = entryTexts(language);
  const last = lastDayOf(promotion, facts);
  const until = last === null ? null : describeDays(language, last, addDays(last, 1));
  const amount = (size: bigint): string => `${formatAmount(size, currency)} ${currency}`;
  const reduced = texts.reduction(nameOfPromotion(promotion), what);
  if (isCorrection) return texts.correction(reduced);
  if (left !== null) return texts.creditLeft(reduced, { left: amount(left), of: amount(minor), until });
  return periods === null || number === 0 ? reduced : texts.discountPeriod(reduced, { number, periods });
}

function nameOfPromotion({ name, kind, percent }: Promotion): string {
  return kind === 'percent' ? `${name} ${formatPercent(percent)} %` : name;
}

/** "Welcome credit on Hosting". */
export function nameOfReduction(
  facts: Pick<Described, 'assignments' | 'language'>,
  line: PeriodLine,
  { promotion }: Reduction,
): string {
  return entryTexts(facts.language).reduction(nameOfPromotion(promotion), nameOfLine(facts, line));
}

/** The name of a period's line: that of its plan's part. */
export function nameOfLine(
  { assignments, language }: Pick<Described, 'assignments' | 'language'>,
  line: Pick<DueLine, 'assignmentId' | 'line' | 'category' | 'meter' | 'reduces'>,
): string {
  const texts = entryTexts(language);
  const category = line.reduces ?? line.category;
  if (line.line === STARTUP_LINE) return texts.startup;
  if (category === 'minimum') return texts.minimum;
  if (category === 'maximum') return texts.maximum;
  const plan = assignments.find((assignment) => assignment.id === line.assignmentId)?.plan;
  const parts = [...(plan?.terms.recurring ?? []), ...(plan?.terms.usage ?? [])];
  return parts.find((part) => part.id === line.line)?.name ?? line.meter ?? line.line;
}
