import {
  coveredByReactivation,
  type DueAction,
  isEmailDue,
  movesWake,
  settlementSpreadMs,
  wantedState,
} from '../../../../src/billing/decide.js';
import type {
  AccountFacts,
  Assignment,
  NoticeKind,
  PostedLine,
  ScheduledCharge,
} from '../../../../src/billing/facts.js';
import { firstPeriod, nextPeriod, periodAt } from '../../../../src/billing/periods/period.js';
import { foreseeIdleLimit } from '../../../../src/billing/projection/foresee.js';
import { decisionOn, type Outlook } from '../../../../src/billing/projection/outlook.js';
import { type Standing, standingOf } from '../../../../src/billing/standing.js';
import { DAY_MS, epochDay, localDateOf, startOfDay } from '../../../../src/core/values/zone.js';
import { account } from '../../../billing/account.js';
import type { DrawnAccount } from '../draw/accounts.js';
import { assignmentOf, Readings, taxOf } from '../draw/facts.js';
import type { Judge } from './finding.js';
import { lookAndJudge } from './invariants.js';
import { billed, roundedAway } from './taxed.js';

/** A notice that went out. */
export interface Sent {
  readonly kind: NoticeKind;
  readonly at: number;
  readonly limitDate: number | null;
}

/** Acts without a sleep between them that no account should ever need. */
const ACTS_MOST = 60;

/** A notice is armed again above such a runway. */
const ARMED_MS = { week: 8 * DAY_MS, day: 2 * DAY_MS } as const;

/** By its timer, by usage that moves a wake earlier, or by an operation. */
type Woken = 'time' | 'usage' | 'deed';

type Changing = { -readonly [Field in keyof AccountFacts]: AccountFacts[Field] };

/**
 * An account in memory that goes by the product's own rules: it looks, does what is due one act at a time, and sleeps
 * to the wake that was chosen, as `workflows/account.ts` and `src/operations` do with a database between.
 */
export class PortalAccount {
  readonly readings = new Readings();
  readonly notices: Sent[] = [];
  readonly suspendedAt: number[] = [];
  /** When its timer or fresh usage woke it. */
  readonly wakes: number[] = [];
  wakeAt: number | null = null;
  #lookedAt: number | null = null;
  /** What each settlement cost in Temporal: timers, signals, activities and next runs. */
  readonly actionsAtTurns: number[] = [];
  #actions = 0;
  readonly #facts: Changing;
  readonly #judge: Judge;
  readonly #posted = new Map<string, PostedLine>();
  #wakeFor: string | null = null;
  /** As the last look expects it. */
  #limitDate: number | null = null;
  /** What moves a limit date, as of the client's last notice. */
  #notifiedTerms: string | null = null;
  /** Since when each look has found a runway so long that a notice can be armed again. */
  readonly #longSince: Record<NoticeKind, number | null> = { week: null, day: null };

  constructor(judge: Judge, drawn: DrawnAccount, openedAt: number) {
    this.#judge = judge;
    const { currency, timeZone, billingDay, intervalMonths, creditLimit, tax, plans } = drawn;
    const fromDate = localDateOf(openedAt, timeZone);
    this.#facts = {
      ...account({ currency, timeZone, billingDay, intervalMonths, openedAt }),
      creditLimit: BigInt(creditLimit),
      tax: taxOf(tax),
      openFromDate: fromDate,
      assignments: plans
        .slice(0, 1)
        .map((plan) => assignmentOf(currency, plan, { id: 'plan-0', fromDate, toDate: null, startup: true })),
    };
  }

  get state(): AccountFacts['state'] {
    return this.#facts.state;
  }

  get zone(): string {
    return this.#facts.timeZone;
  }

  get isOver(): boolean {
    return this.#facts.closedAt !== null;
  }

  facts(): AccountFacts {
    const { openFromDate, latePeriods } = this.#facts;
    const since = [openFromDate, ...latePeriods].reduce((least, date) => (date < least ? date : least));
    this.#facts.usage = this.readings.usageSince(epochDay(since));
    this.#facts.history = this.readings.history();
    this.#facts.posted = [...this.#posted.values()];
    this.#facts.notified = { ...this.#facts.notified, changed: this.#notifiedTerms !== this.#terms() };
    return this.#facts;
  }

  /** As `noticeTerms` of the store: money, limit, promise, tax and plans, but neither holds nor planned charges. */
  #terms(): string {
    const { balance, creditLimit, disputed, tax, exemptUntil, assignments } = this.#facts;
    const plans = assignments.map(({ id, fromDate, toDate }) => `${id} ${fromDate} ${toDate}`);
    return [balance, creditLimit, disputed, tax?.percent, exemptUntil, ...plans].join(' ');
  }

  /** Balance less what was used, at an instant. */
  headroom(now: number): bigint {
    return standingOf(this.facts(), now).headroom;
  }

  /** An operation; the workflow is signalled, and assesses. */
  change(now: number, change: (facts: Changing) => void): void {
    change(this.#facts);
    this.turn(now, 'deed');
  }

  post(minor: bigint): void {
    this.#facts.balance += minor;
  }

  pay(now: number, minor: bigint): void {
    this.change(now, (facts) => {
      facts.balance += minor;
      facts.emails = { ...facts.emails, receipt: true };
    });
  }

  /** A charge of the owner's, with the tax of today. */
  charge(now: number, minor: bigint): void {
    this.change(now, (facts) => this.#bill(facts.tax, minor));
  }

  /** A cost and its tax, which stand on the next statement. */
  #bill(tax: AccountFacts['tax'], net: bigint): void {
    const { minor, sums } = billed(tax, net);
    this.#facts.taxed = [...(this.#facts.taxed ?? []), ...sums];
    this.post(-minor);
  }

  /** Usage of a day of a settled period has it rated again. */
  markLate(day: number): void {
    const { openFromDate, openedAt, timeZone, billingDay, intervalMonths, latePeriods } = this.#facts;
    if (day >= epochDay(openFromDate)) return;
    const schedule = { openedAt, timeZone, billingDay, intervalMonths };
    for (let period = firstPeriod(schedule); period.startDate < openFromDate;) {
      const isIn = day >= epochDay(period.startDate) && day < epochDay(period.endDate);
      if (isIn && !latePeriods.includes(period.startDate))
        this.#facts.latePeriods = [...latePeriods, period.startDate];
      period = nextPeriod(schedule, period);
    }
  }

  /** The watcher's round over an account with fresh usage: woken where its decision is to be noted at once. */
  watch(now: number): void {
    const facts = this.facts();
    const found = this.#judge.asks('the watcher’s look is worked out', () => decisionOn(facts, now).decision);
    if (found === undefined || facts.closedAt !== null) return;
    if (movesWake(facts, found, { since: this.#lookedAt, to: this.wakeAt }, now)) this.turn(now, 'usage');
  }

  /** Wakes by its timer, by a word or by the first look of all, does what is due and goes to sleep. */
  turn(now: number, woken: Woken): void {
    // What comes after its period was settled is charged as it comes, however often that is.
    if (woken !== 'deed' && this.#facts.latePeriods.length === 0) this.wakes.push(now);
    this.#actions += 1;
    const openFrom = this.#facts.openFromDate;
    let act: DueAction | 'assess' | null = this.#first(woken);
    for (let count = 0; act !== null; count += 1) {
      this.#judge.holds(
        'an account comes to rest',
        count < ACTS_MOST,
        () => `${act} is due for ever at ${new Date(now).toISOString()}`,
      );
      if (count >= ACTS_MOST) break;
      if (act === 'assess' || !isEmailDue(act)) this.#actions += 1;
      this.#do(act, now);
      act = this.#look(now)?.decision.due ?? null;
    }
    if (openFrom !== this.#facts.openFromDate) {
      this.#actions += 1;
      this.actionsAtTurns.push(this.#actions);
    }
    this.#judgeRest(now);
  }

  #first(woken: Woken): DueAction | 'assess' {
    if (woken !== 'time') return this.#facts.state === 'suspended' ? 'switchSites' : 'assess';
    if (this.#wakeFor === 'settlement') return 'chargeUsage';
    return this.#wakeFor === 'scheduled charge' ? 'chargeScheduled' : 'assess';
  }

  /** What an assessment notes. */
  #look(now: number): Outlook | undefined {
    const facts = this.facts();
    const seen = lookAndJudge(this.#judge, facts, now);
    this.#lookedAt = now;
    if (seen === undefined) {
      this.wakeAt = now + DAY_MS;
      return undefined;
    }
    const { standing, projection, decision, idleLimit } = seen;
    this.#judgeArming(seen, now);
    const { weekBeyondSince = null, dayBeyondSince = null } = decision.notified;
    this.#facts.notified = { ...this.#facts.notified, weekBeyondSince, dayBeyondSince };
    for (const kind of decision.rearmed) this.#facts.notified = { ...this.#facts.notified, [kind]: false };
    const { belowSince, foreseenLimit } = facts;
    const belowAt = belowSince ?? (foreseenLimit !== null && foreseenLimit <= now ? foreseenLimit : now);
    this.#facts.belowSince = standing.headroom < 0n ? belowAt : null;
    this.#facts.foreseenLimit = idleLimit;
    this.#limitDate = projection.limitDate;
    this.wakeAt = decision.wakeAt;
    this.#wakeFor = decision.wakeFor;
    return seen;
  }

  /** What money, plan or limit did is believed at once, an estimate after a whole round of reports: a day at the least. */
  #judgeArming({ projection: { limitDate }, decision }: Outlook, now: number): void {
    for (const kind of ['week', 'day'] as const) {
      const since = this.#longSince[kind] ?? now;
      this.#judge.holds(
        'an estimate arms a notice again after a day at the least',
        !decision.rearmed.includes(kind) || this.#facts.notified.changed === true || now - since >= DAY_MS,
        () => `${kind} at ${new Date(now).toISOString()}, long since ${new Date(since).toISOString()}`,
      );
      const isLong = limitDate === null || limitDate - now > ARMED_MS[kind];
      this.#longSince[kind] = isLong ? since : null;
    }
  }

  #do(act: DueAction | 'assess', now: number): void {
    switch (act) {
      case 'assess':
      // No account here has a mandate.
      case 'collectDebits':
      case 'queueStatement':
        if (act === 'queueStatement') this.#facts.emails = { ...this.#facts.emails, statement: false };
        return;
      case 'chargeScheduled':
        this.#chargeScheduled(now);
        return;
      case 'chargeUsage':
        this.#settle(now);
        return;
      case 'switchSites':
        this.#switch(now);
        return;
      case 'queueEmail':
      case 'emailOwners':
      case 'topUpOrSendNotice':
        this.#write(now);
    }
  }

  #chargeScheduled(now: number): void {
    const isDue = ({ dueOn }: ScheduledCharge): boolean => startOfDay(dueOn, this.#facts.timeZone) <= now;
    for (const charge of this.#facts.scheduled.filter(isDue)) this.#bill(this.#facts.tax, charge.minor);
    this.#facts.scheduled = this.#facts.scheduled.filter((charge) => !isDue(charge));
  }

  /** Posts what is due; that moves no headroom, and a second time there is nothing. */
  #settle(now: number): void {
    const before = this.headroom(now);
    const limitBefore = this.#idleLimit(now);
    const isClosing = this.#facts.closeRequestedAt !== null;
    this.#settleOnce(now);
    if (!isClosing) {
      const after = this.headroom(now);
      this.#judge.holds(
        'settling moves no headroom',
        before === after,
        () => `from ${before} to ${after} at ${new Date(now).toISOString()}`,
      );
      const limitAfter = this.#idleLimit(now);
      this.#judge.holds(
        'settling moves no limit date',
        limitBefore === limitAfter,
        () => `from ${limitBefore} to ${limitAfter} at ${new Date(now).toISOString()}`,
      );
    }
    const { balance } = this.#facts;
    this.#settleOnce(now);
    this.#judge.holds(
      'settling twice posts nothing the second time',
      this.#facts.balance === balance,
      () => `${this.#facts.balance - balance} more at ${new Date(now).toISOString()}`,
    );
  }

  /** When the limit is reached if nothing more is used: that is exact. */
  #idleLimit(now: number): number | null {
    const facts = this.facts();
    return foreseeIdleLimit(facts, standingOf(facts, now));
  }

  #settleOnce(now: number): void {
    if (this.#facts.closedAt !== null) return;
    if (this.#facts.closeRequestedAt !== null) {
      this.#close(now);
      return;
    }
    const facts = this.facts();
    const { dueLines, unsettled } = standingOf(facts, now);
    const finished = unsettled.filter(({ endsAt }) => endsAt + settlementSpreadMs(facts.id) <= now);
    const present = unsettled[finished.length];
    const isLast = unsettled.length === finished.length + 1;
    this.#postStatements(dueLines, finished);
    for (const line of dueLines)
      if (isLast && line.advance && !line.late && line.periodDate === present?.startDate)
        this.#postLine(line);
    this.#turnPeriods(finished);
  }

  /** Late lines go on the first of them; each bears its tax on the sum. */
  #postStatements(lines: Standing['dueLines'], finished: readonly { readonly startDate: string }[]): void {
    for (const line of lines.filter(({ late }) => late)) this.#postLine(line);
    this.#facts.latePeriods = [];
    for (const { startDate } of finished) {
      for (const line of lines.filter(({ late, periodDate }) => !late && periodDate === startDate))
        this.#postLine(line);
      this.post(roundedAway(this.#facts.taxed ?? []));
      this.#facts.taxed = [];
    }
  }

  #close(now: number): void {
    const facts = this.facts();
    const { unsettled } = standingOf(facts, now);
    const last = unsettled[unsettled.length - 1];
    if (last === undefined) return;
    this.#postStatements(standingOf(facts, last.endsAt).dueLines, unsettled);
    this.#turnPeriods(unsettled);
    this.#facts.closedAt = now;
    this.#facts.state = 'closed';
  }

  #turnPeriods(settled: readonly { readonly endsAt: number; readonly endDate: string }[]): void {
    const last = settled[settled.length - 1];
    if (last === undefined) return;
    this.#facts.openFrom = last.endsAt;
    this.#facts.openFromDate = last.endDate;
    this.#facts.emails = { ...this.#facts.emails, statement: this.#facts.statementsWanted };
  }

  #postLine(line: Standing['dueLines'][number]): void {
    const key = `${line.assignmentId} ${line.line} ${line.periodDate}`;
    const { assignmentId, line: name, periodDate } = line;
    const known = this.#posted.get(key);
    this.#posted.set(key, {
      ...known,
      ...{ assignmentId, line: name, periodDate },
      minor: (known?.minor ?? 0n) + line.dueMinor,
      tax: line.tax,
    });
    this.#bill(line.tax, line.dueMinor);
  }

  #switch(now: number): void {
    const facts = this.facts();
    if (facts.closeRequestedAt !== null) return;
    const standing = standingOf(facts, now);
    const wanted = wantedState(facts, standing);
    const { emails, suspension, state } = this.#facts;
    if (wanted === 'active') {
      if (state === 'suspended')
        this.#facts.emails = { ...emails, reactivated: emails.reactivated || standing.headroom >= 0n };
      [this.#facts.state, this.#facts.suspension] = ['active', null];
      return;
    }
    const reason = facts.held ? 'hold' : 'limit';
    const isLifted = suspension?.reason === 'hold' && reason === 'limit';
    if (state === 'suspended' && !isLifted) return;
    if (reason === 'limit') this.suspendedAt.push(now);
    this.#facts.suspension = { id: `s-${now}`, reason, limitHitAt: facts.belowSince ?? now };
    this.#facts.state = 'suspended';
    this.#facts.emails = { ...emails, suspended: emails.suspended || reason === 'limit' };
  }

  /** The next email, in the product's order: what happened, then the warning. */
  #write(now: number): void {
    const { emails } = this.#facts;
    if (emails.receipt) this.#facts.emails = { ...emails, receipt: false };
    else if (emails.suspended) this.#facts.emails = { ...emails, suspended: false };
    else if (emails.reactivated) {
      this.#facts.emails = { ...emails, reactivated: false };
      this.#noteNotified(
        coveredByReactivation(this.#facts, standingOf(this.#facts, now), { limitDate: this.#limitDate }),
      );
    } else this.#warn(now);
  }

  /** These notices were sent: what was seen of a runway grown long again is forgotten. */
  #noteNotified({ week, day }: Pick<AccountFacts['notified'], NoticeKind>): void {
    const { notified } = this.#facts;
    const { weekBeyondSince = null, dayBeyondSince = null } = notified;
    this.#facts.notified = {
      week: notified.week || week,
      day: notified.day || day,
      weekBeyondSince: week ? null : weekBeyondSince,
      dayBeyondSince: day ? null : dayBeyondSince,
    };
    if (week || day) this.#notifiedTerms = this.#terms();
  }

  #warn(now: number): void {
    const seen = lookAndJudge(this.#judge, this.facts(), now);
    const kind = seen?.decision.warning ?? null;
    if (kind === null || seen === undefined) return;
    const { notified } = this.#facts;
    this.#judge.holds(
      'no notice of a kind goes out twice without being armed again',
      !notified[kind],
      () => `${kind} at ${new Date(now).toISOString()}`,
    );
    this.#noteNotified({ week: true, day: kind === 'day' });
    this.notices.push({ kind, at: now, limitDate: seen.projection.limitDate });
  }

  /** At rest the account is in the state that its money calls for, and sleeps to an instant to come. */
  #judgeRest(now: number): void {
    if (this.isOver) return;
    const facts = this.facts();
    const standing = this.#judge.asks('the standing is worked out', () => standingOf(facts, now));
    if (standing === undefined) return;
    const wanted = wantedState(facts, standing);
    this.#judge.holds(
      'an account at rest is in the state its money calls for',
      facts.state === wanted,
      () => `${facts.state} with headroom ${standing.headroom} at ${new Date(now).toISOString()}`,
    );
    this.#judge.holds('an open account always sleeps to something', this.wakeAt !== null, () => 'no wake');
  }

  /** The plans from a day on, as a change of plans makes them. */
  putOn(drawn: DrawnAccount, index: number, from: string): void {
    const plan = drawn.plans[index];
    if (plan === undefined) return;
    const known = this.#facts.assignments;
    const ended = known.map((one): Assignment => ({
      ...one,
      toDate: one.toDate === null || one.toDate > from ? from : one.toDate,
    }));
    const kept = ended.filter(({ fromDate, toDate }) => toDate === null || toDate > fromDate);
    const id = `plan-${index}-${known.length}`;
    const startup = !known.some((one) => one.id.startsWith(`plan-${index}`));
    const fresh = assignmentOf(drawn.currency, plan, { id, fromDate: from, toDate: null, startup });
    this.#facts.assignments = [...kept, fresh];
  }

  /** Another plan beside those there are. */
  add(drawn: DrawnAccount, index: number, from: string): void {
    const plan = drawn.plans[index];
    if (plan === undefined) return;
    const id = `beside-${index}-${this.#facts.assignments.length}`;
    const fresh = assignmentOf(drawn.currency, plan, { id, fromDate: from, toDate: null, startup: true });
    this.#facts.assignments = [...this.#facts.assignments, fresh];
  }

  periodEnd(now: number): string {
    const { openedAt, timeZone, billingDay, intervalMonths } = this.#facts;
    return periodAt({ openedAt, timeZone, billingDay, intervalMonths }, now).endDate;
  }
}
