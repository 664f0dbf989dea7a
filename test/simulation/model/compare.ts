import { deepStrictEqual } from 'node:assert';
import { findAll, type Found, type FoundEntry } from './found.js';
import type { ModelPlan, Stretch } from './prices.js';
import type { Stage } from './stage.js';
import type { KnownEntry, Email, ModelAccount } from './modelAccount.js';
import { formattedAccount } from '../../setup/activities.js';

/** Something the system did that the model does not call for, or the other way round. */
export class Fall extends Error {}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What was requested by hand and must be there as entries, by description. */
export interface Wish {
  readonly text: string;
  readonly kind: KnownEntry['kind'];
  readonly amount: bigint;
  seen: number;
}

/** What is known of one life besides the model: what was requested, and which stored plan is which of the model's. */
export class Account {
  readonly wishes: Wish[] = [];
  readonly stretches = new Map<string, Stretch>();
  readonly reversals = new Map<string, string>();
  readonly keys: { readonly key: string; readonly again: () => Promise<void> }[] = [];
  /** At the last look the limit was so near that only the next cent decides. */
  isClose = false;
  events = 0;
  readonly tab: ModelAccount;
  readonly stage: Stage;
  /** Those it can be put on. */
  readonly plans: readonly ModelPlan[];

  constructor(tab: ModelAccount, stage: Stage, plans: readonly ModelPlan[]) {
    this.tab = tab;
    this.stage = stage;
    this.plans = plans;
  }

  /** Follows the model's rests, then compares everything. `hasPassed`: time went by since the last comparison. */
  async compare(hasPassed: boolean): Promise<void> {
    const { tab, stage } = this;
    const rests = stage.takeRests();
    const found = await findAll(stage.fixture.database.sql, stage.accountId);
    this.bindPlans(found);
    tab.closings = found.months.map(({ closing }) => closing);
    for (const entry of found.entries) {
      if (!tab.entries.has(entry.id)) this.learn(entry, found.entries);
    }
    for (const { at, ...seen } of rests) tab.rest(at, seen);
    this.checkPlans(found);
    this.checkLedger(found);
    this.checkLines();
    this.checkMonths(found);
    if (tab.state === 'closed') this.same('the tax on all there was', tab.taxPosted(), tab.taxOnSums());
    this.checkStanding(found);
    this.checkState(found, hasPassed);
    this.checkEmails(found);
    await this.checkView(found);
  }

  private fall(says: string): never {
    throw new Fall(`at ${new Date(this.stage.now).toISOString()}: ${says}`);
  }

  private same(what: string, found: unknown, wanted: unknown): void {
    try {
      deepStrictEqual(found, wanted);
    } catch {
      this.fall(`${what} is ${show(found)}, not ${show(wanted)}`);
    }
  }

  /** Each command adds one stored plan at most, which is the model's newest. */
  private bindPlans({ assignments }: Found): void {
    const fresh = assignments.filter(({ id }) => !this.stretches.has(id));
    if (fresh.length > 1) this.fall(`${fresh.length} plans came at once`);
    const bound = new Set(this.stretches.values());
    const mine = [...this.tab.dropped, ...this.tab.stretches].filter((stretch) => !bound.has(stretch));
    const [one, stretch] = [fresh[0], mine[0]];
    if (mine.length !== fresh.length) this.fall(`${fresh.length} plans came, not ${mine.length}`);
    if (one !== undefined && stretch !== undefined) this.stretches.set(one.id, stretch);
  }

  private checkPlans({ assignments }: Found): void {
    for (const { id, planId, from, to } of assignments) {
      const stretch = this.stretches.get(id);
      const isHeld = stretch !== undefined && this.tab.stretches.includes(stretch);
      if (!isHeld) this.same(`the plan from ${from}`, to !== null && to <= from, true);
      else
        this.same(
          'a plan',
          { planId, from, to },
          { planId: stretch.plan.id, from: stretch.from, to: stretch.to },
        );
    }
  }

  /** Numbers without a gap, balances that follow, and what was requested there, once. */
  private checkLedger({ entries, account, ledgerSum, planned }: Found): void {
    let balance = 0n;
    for (const [index, entry] of entries.entries()) {
      balance += entry.amount;
      this.same(`the number of ${describe(entry)}`, entry.number, index + 1);
      this.same(`the balance after ${describe(entry)}`, entry.balanceAfter, balance);
    }
    this.same('the balance', account.balance, balance);
    this.same('the last number', account.lastNumber, entries.length);
    this.same('the sum of the ledger', ledgerSum, 0n);
    for (const { text, kind, seen } of this.wishes) this.same(`the count of the ${kind} "${text}"`, seen, 1);
    for (const [of, by] of this.reversals) this.same(`the reversal of ${of}`, by !== '', true);
    const states = new Map(planned.map(({ description, state }) => [description, state]));
    this.same('planned charges', states, new Map(this.tab.planned.map(({ key, state }) => [key, state])));
  }

  /** A new entry has to be one that something calls for. */
  private learn(entry: FoundEntry, all: readonly FoundEntry[]): void {
    const { id, kind, amount, taxes } = entry;
    const place = this.placeOf(entry);
    const undoes = entry.corrects ?? entry.reverses;
    this.tab.entries.set(id, {
      ...{ id, number: entry.number, kind, amount, taxes, place, undoes },
      permille: kind === 'charge' ? this.tab.rateOf(place) : null,
      ...{ isReversed: false, reversed: 0n, isWaived: false, disputed: null },
    });
    if (kind === 'reversal') this.learnReversal(entry);
    else if (kind === 'tax') {
      // What brings a statement to the tax on its sum is on no charge: the sums tell whether it is right.
      if (taxes === null) return;
      const charge = all.find((other) => other.id === taxes);
      if (charge?.kind !== 'charge') this.fall(`${describe(entry)} is on no charge`);
    } else if (place === null) this.learnWish(entry);
    if (kind !== 'charge') return;
    const found = all.filter((other) => other.taxes === id).reduce((sum, tax) => sum + tax.amount, 0n);
    this.same(`the tax on ${describe(entry)}`, found, this.tab.taxOfPlace(place, amount));
  }

  /** The line of a period, or the planned charge, that a charge is for; the model's own sums say whether it is due. */
  private placeOf({ assignmentId, line, month, kind, category, description }: FoundEntry): string | null {
    if (kind !== 'charge') return null;
    const planned = this.tab.planned.find(({ key }) => key === description);
    if (planned !== undefined) return planned.key;
    if (assignmentId === null || line === null || month === null) return null;
    const stretch = this.stretches.get(assignmentId);
    if (stretch === undefined) this.fall(`a charge is for a plan that is not the account's`);
    const own = category === 'startup' ? 'startup' : line;
    return this.tab.placeOf(stretch, month, own as 'visits');
  }

  private learnReversal(entry: FoundEntry): void {
    const reversed = entry.reverses === null ? undefined : this.tab.entries.get(entry.reverses);
    if (reversed === undefined || this.reversals.get(reversed.id) !== '') {
      this.fall(`nobody requested ${describe(entry)}`);
    }
    this.same(`the amount of ${describe(entry)}`, entry.amount, -reversed.reversed);
    this.reversals.set(reversed.id, entry.id);
  }

  private learnWish(entry: FoundEntry): void {
    const wish = this.wishes.find(
      ({ text, kind }) => kind === entry.kind && (text === entry.reference || text === entry.description),
    );
    if (wish === undefined) this.fall(`nobody requested ${describe(entry)}`);
    this.same(`the amount of ${describe(entry)}`, entry.amount, wish.amount);
    wish.seen += 1;
  }

  /** What was charged for each line of each period is what the model says, to the cent. */
  private checkLines(): void {
    const charged = new Map<string, bigint>();
    for (const { place, amount } of this.tab.entries.values()) {
      if (place !== null) charged.set(place, (charged.get(place) ?? 0n) - amount);
    }
    const planned = this.tab.planned.filter(({ state }) => state === 'posted');
    const wanted = new Map([...this.tab.posted, ...planned.map(({ key, amount }) => [key, amount] as const)]);
    for (const place of new Set([...charged.keys(), ...wanted.keys()])) {
      this.same(`what was charged for ${place}`, charged.get(place) ?? 0n, wanted.get(place) ?? 0n);
    }
  }

  private checkMonths({ months, account, usage }: Found): void {
    const wanted = this.tab.months(this.stage.now).filter(({ end }) => end <= this.tab.settledUntil);
    const closed = this.tab.state === 'closed' ? this.tab.months(this.stage.now) : wanted;
    this.same(
      'the settled periods',
      months.map(({ start, end }) => ({ start, end })),
      closed.map(({ start, end }) => ({ start, end: this.endOf(end) })).slice(0, this.tab.settledMonths),
    );
    this.same('the count of settled periods', months.length, this.tab.settledMonths);
    this.same('the start of the open period', account.openFrom, this.tab.settledUntil);
    const overdue = this.tab
      .months(this.stage.now)
      .find(({ end, endsAt }) => end > this.tab.settledUntil && endsAt + HOUR_MS < this.stage.now);
    if (overdue !== undefined && this.tab.state !== 'closed')
      this.fall(`the period of ${overdue.start} is not settled`);
    this.same('usage by day', new Map([...usage].sort()), new Map([...this.tab.usage].sort()));
  }

  /** What is open when the account is closed ends with that day. */
  private endOf(end: string): string {
    const { closedUntil } = this.tab;
    return closedUntil !== null && closedUntil < end ? closedUntil : end;
  }

  private checkStanding({ account }: Found): void {
    const { tab } = this;
    const { creditLimit, held, exemptUntil, disputed } = account;
    this.same('the limit', creditLimit, tab.limit);
    this.same('the hold', held, tab.held);
    this.same('the promise to pay', exemptUntil, tab.exemptUntil);
    this.same('what is in dispute', disputed, tab.disputed());
  }

  /** Exact just after an assessment; else a cent or two of elapsed time may not have been noticed yet. */
  private checkState({ account, site, suspensions }: Found, hasPassed: boolean): void {
    const { tab, stage } = this;
    this.same('the state', account.state, tab.state);
    if (tab.state === 'closed') return;
    this.same("the site's state", site.wanted, tab.state);
    this.same('that the site confirmed it', site.isConfirmed, true);
    const open = suspensions.filter(({ isOpen }) => isOpen).map(({ reason }) => reason);
    this.same('the open suspension', open, tab.suspendedFor === null ? [] : [tab.suspendedFor]);
    const headroom = tab.headroom(stage.now);
    this.isClose = headroom < 0n && headroom >= -2n && (hasPassed || this.isClose);
    const wanted = tab.wanted(stage.now);
    if (wanted !== tab.state && !this.isClose)
      this.fall(`the ledger calls for ${wanted}, it is ${tab.state}`);
  }

  private checkEmails({ emails, account, entries }: Found): void {
    const count = (kind: Email): number => emails.filter((email) => email.kind === kind).length;
    this.same('the emails once each', new Set(emails.map(({ key }) => key)).size, emails.length);
    const receipts = entries.filter(({ kind }) => kind === 'payment').map(({ id }) => `receipt/${id}`);
    const kept = emails.filter(({ kind }) => kind === 'receipt').map(({ key }) => key);
    this.same('the receipts', kept.sort(), receipts.sort());
    for (const kind of ['statement', 'suspended', 'reactivated'] as const) {
      this.same(`the number of emails "${kind}"`, count(kind), this.tab.emails[kind]);
    }
    // A closing takes away the limit date, which may re-arm a warning that can no longer be sent.
    if (this.tab.state !== 'closed') {
      const notified = { week: account.notified.includes('week'), day: account.notified.includes('day') };
      this.same('the notices sent to the client', notified, this.tab.notified);
    }
    for (const kind of ['week', 'day'] as const) {
      this.same(`the number of emails "${kind}"`, count(kind), this.tab.emails[kind]);
    }
  }

  /** What the API says of it: the very figures, and a limit date that can be. */
  private async checkView({ account }: Found): Promise<void> {
    const { tab, stage } = this;
    const view = await formattedAccount(stage.fixture.at(stage.now), stage.accountId);
    this.same('the balance shown', cents(view.balance), account.balance);
    this.same('the state shown', view.state, tab.state);
    if (tab.state === 'closed') return;
    this.same('what is accrued', cents(view.accrued), tab.accrued(stage.now));
    this.same('the headroom', cents(view.headroom), tab.headroom(stage.now));
    const limitDate = view.limitDate === null ? null : Date.parse(view.limitDate);
    this.checkLimitDate(limitDate);
    this.checkWarned(tab.runway(stage.now, limitDate));
  }

  private checkLimitDate(limitDate: number | null): void {
    const { tab, stage } = this;
    const headroom = tab.headroom(stage.now);
    if (headroom < 0n || tab.state === 'suspended') {
      const isForTheLimit = headroom < 0n || tab.suspendedFor === 'limit';
      if (isForTheLimit && (limitDate === null || limitDate > stage.now)) {
        this.fall(`the limit is hit, the limit date is ${show(limitDate)}`);
      }
      return;
    }
    if (limitDate !== null && limitDate < stage.now) this.fall(`the limit date ${show(limitDate)} is past`);
    // With nothing used there is nothing to guess: then the limit date has to be right to the cent.
    if (tab.usage.size > 0) return;
    const end = limitDate ?? stage.now + 399 * DAY_MS;
    const before = tab.headroom(Math.max(stage.now, end - 61_000));
    const after = limitDate === null ? -1n : tab.headroom(end + 61_000);
    if (before < -ROUNDING || after > ROUNDING) {
      this.fall(`at the limit date ${show(limitDate)} headroom goes from ${before} to ${after}`);
    }
  }

  /** No account sleeps through a notice: at an assessment now, none is due but one that a moment has made so. */
  private checkWarned(runway: number): void {
    const { notified, state } = this.tab;
    if (state !== 'active' || this.isClose) return;
    const days = runway / DAY_MS;
    if (days < 7 - MARGIN && !notified.week)
      this.fall(`${days.toFixed(2)} days are left and no notice was sent`);
    if (days < 1 - MARGIN && !notified.day)
      this.fall(`${days.toFixed(2)} days are left, the day notice was not sent`);
  }
}

/** Each line and each tax is rounded to the cent by itself, a limit date is worked out without. */
const ROUNDING = 4n;

/** In days: the limit date moves a little between assessments. */
const MARGIN = 0.2;

export function cents(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}

function describe({ number, kind, amount, description }: FoundEntry): string {
  return `no. ${number} (${kind} of ${amount}: ${description})`;
}

function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}`;
  if (value instanceof Map) return show(Object.fromEntries(value));
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}` : inner));
}
