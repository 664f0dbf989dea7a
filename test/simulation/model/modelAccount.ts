import { dayAfter, localDay } from '../chaos/checker/calendar.js';
import { rounded } from '../chaos/checker/arithmetic.js';
import { firstInstantOf, type Month, monthsUntil, type Rhythm } from './calendar.js';
import { costOf, type Line, type ModelPlan, partOf, type Stretch } from './prices.js';

/** An entry the model knows of: requested by hand, or seen at settlement and found to be right. */
export interface KnownEntry {
  readonly id: string;
  readonly number: number;
  readonly kind: 'payment' | 'charge' | 'tax' | 'refund' | 'reversal' | 'adjustment';
  readonly amount: bigint;
  /** The charge a tax is on. */
  readonly taxes: string | null;
  /** Of a charge: the rate it was posted with. */
  readonly permille: bigint | null;
  /** Where a line of a period belongs. */
  readonly place: string | null;
  /** What it gives a part of back, or reverses. */
  readonly undoes: string | null;
  isReversed: boolean;
  /** What its reversal takes back of it, with its own sign. */
  reversed: bigint;
  /** Of a tax: taken back by itself, not with its charge. */
  isWaived: boolean;
  /** What is in dispute with it; null while nothing is. */
  disputed: bigint | null;
}

export interface Planned {
  readonly key: string;
  readonly day: string;
  readonly amount: bigint;
  state: 'open' | 'posted' | 'cancelled';
  /** Once it is posted, on which statement, and at which rate. */
  billed?: Pick<Billed, 'bill' | 'permille'>;
}

/** A cost on a statement, counted from the first. */
interface Billed {
  readonly bill: number;
  readonly permille: bigint | null;
  readonly net: bigint;
}

export type Email = 'week' | 'day' | 'suspended' | 'reactivated' | 'receipt' | 'statement';

interface Due {
  readonly place: string;
  readonly amount: bigint;
  /** Posted as soon as its part begins, rather than when the period is over. */
  readonly isEarly: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What the workflow has just seen at rest: the things the model does not know by itself. */
export interface Seen {
  /** Within the hour after a period's end only the account's own spread says whether it is settled. */
  readonly openFrom: string;
  readonly limitDate: number | null;
  /** Whether an estimate alone has lasted long enough to arm a notice again. */
  readonly notified: { readonly week: boolean; readonly day: boolean };
  readonly warned: { readonly week: number; readonly day: number };
}

/**
 * A whole account as the design describes it, in as few words as possible: no database, no workflow, no code of the
 * product. The commands change it; `rest` brings it to what the system has to have done when nothing is due any more.
 */
export class ModelAccount {
  readonly rhythm: Rhythm;
  limit: bigint;
  taxPermille: bigint | null;
  stretches: Stretch[] = [];
  readonly dropped: Stretch[] = [];
  readonly usage = new Map<string, bigint>();
  readonly planned: Planned[] = [];
  readonly entries = new Map<string, KnownEntry>();
  /** What was charged for each line of each period, as a cost, reversals left out. */
  readonly posted = new Map<string, bigint>();
  /** The same by the statement each is on. */
  private readonly lines: Billed[] = [];
  /** The number of the last entry of each statement there is. */
  closings: readonly number[] = [];
  held = false;
  exemptUntil: number | null = null;
  state: 'active' | 'suspended' | 'closed' = 'active';
  /** The day after the closing: what was open then ends there. */
  closedUntil: string | null = null;
  suspendedFor: 'limit' | 'hold' | null = null;
  isClosing = false;
  settledUntil: string;
  settledMonths = 0;
  readonly late = new Set<string>();
  /** When the first of it came: it is gathered for a day, and goes out with whatever is charged sooner. */
  private lateSince = Infinity;
  notified = { week: false, day: false };
  /** Whether the runway was once so long since a notice that it may be armed again. */
  private readonly beyond = { week: false, day: false };
  /** How many payments there were at the client's last notice of a limit date. */
  private paymentsNotified = 0;
  readonly emails: Record<Email, number> = {
    ...{ week: 0, day: 0, suspended: 0, reactivated: 0, receipt: 0, statement: 0 },
  };

  constructor(rhythm: Rhythm, limit: bigint, taxPermille: bigint | null, plan: ModelPlan) {
    this.rhythm = rhythm;
    this.limit = limit;
    this.taxPermille = taxPermille;
    this.settledUntil = this.dayOf(rhythm.openedAt);
    this.stretches.push({ plan, from: this.settledUntil, to: null, hasStartup: true });
  }

  dayOf(at: number): string {
    return localDay(at, this.rhythm.timeZone);
  }

  instantOf(day: string): number {
    return firstInstantOf(day, this.rhythm.timeZone);
  }

  /** The tax each line was first charged with, and each period was settled with. */
  private readonly placeTaxes = new Map<string, bigint | null>();
  private readonly monthTaxes = new Map<string, bigint | null>();

  /** A correction bears the tax of what it corrects, late usage that of its own period. */
  taxOfPlace(place: string | null, amount: bigint): bigint {
    const permille = this.rateOf(place);
    return permille === null ? 0n : rounded(amount * permille, 1_000n);
  }

  rateOf(place: string | null): bigint | null {
    if (place === null) return this.taxPermille;
    const known = this.placeTaxes.get(place);
    if (known !== undefined) return this.isWaived(place) ? null : known;
    const settled = this.monthTaxes.get(place.split(' ')[1] ?? '');
    return settled === undefined ? this.taxPermille : settled;
  }

  /** Whether a tax on the line was taken back by itself. */
  private isWaived(place: string): boolean {
    const entries = [...this.entries.values()];
    return entries.some(
      (tax) => tax.taxes !== null && tax.isWaived && this.entries.get(tax.taxes)?.place === place,
    );
  }

  /** From that day on this plan and no other; what was to begin later never was. */
  changePlan(plan: ModelPlan, from: string): void {
    for (const stretch of this.stretches) {
      if (stretch.to === null || stretch.to > from) stretch.to = from;
    }
    const gone = this.stretches.filter((stretch) => stretch.to !== null && stretch.to <= stretch.from);
    this.stretches = this.stretches.filter((stretch) => !gone.includes(stretch));
    const ongoing = this.stretches.find((stretch) => stretch.plan === plan && stretch.to === from);
    const resumed = gone.find((stretch) => stretch.plan === plan && stretch.from === from);
    if (resumed !== undefined) {
      resumed.to = null;
      this.stretches.push(resumed);
    } else if (ongoing !== undefined) ongoing.to = null;
    else {
      const hasStartup = !this.stretches.some((stretch) => stretch.plan === plan);
      this.stretches.push({ plan, from, to: null, hasStartup });
    }
    this.dropped.push(...gone.filter((stretch) => stretch !== resumed));
  }

  /** Its plans end with today, what is planned is off, and everything is settled at the next rest. */
  close(now: number): void {
    const end = dayAfter(this.dayOf(now), 1);
    for (const stretch of this.stretches) {
      // A plan that was to begin later never does.
      const last = stretch.from > end ? stretch.from : end;
      if (stretch.to === null || stretch.to > last) stretch.to = last;
    }
    for (const charge of this.planned) if (charge.state === 'open') charge.state = 'cancelled';
    this.closedUntil = end;
    this.isClosing = true;
  }

  report(now: number, day: string, quantity: bigint): void {
    this.usage.set(day, (this.usage.get(day) ?? 0n) + quantity);
    for (const { start, end } of this.months(this.instantOf(this.settledUntil))) {
      if (end > this.settledUntil || day < start || day >= end) continue;
      this.late.add(start);
      this.lateSince = Math.min(this.lateSince, now);
    }
  }

  /** The stretches of all times by a number that stays theirs. */
  placeOf(stretch: Stretch, start: string, line: Line): string {
    return `${this.numberOf(stretch)} ${start} ${line}`;
  }

  private readonly numbers = new Map<Stretch, number>();

  numberOf(stretch: Stretch): number {
    const number = this.numbers.get(stretch) ?? this.numbers.size + 1;
    this.numbers.set(stretch, number);
    return number;
  }

  months(until: number): Month[] {
    return monthsUntil(this.rhythm, until);
  }

  /** Brings the model to where the system has to be once nothing is due at `now`. */
  rest(now: number, seen: Seen): void {
    if (this.state === 'closed') return;
    for (const charge of this.planned) {
      if (charge.state !== 'open' || this.instantOf(charge.day) > now) continue;
      charge.state = 'posted';
      charge.billed = { bill: this.settledMonths, permille: this.taxPermille };
    }
    if (this.isClosing) {
      this.postLate();
      for (const month of this.months(now)) if (month.end > this.settledUntil) this.settle(month, Infinity);
      this.state = 'closed';
      return;
    }
    this.settleFinished(now, seen);
    const returned = this.switch(now);
    this.warn(now, seen, returned);
  }

  private settleFinished(now: number, seen: Seen): void {
    const open = this.months(now).filter(({ end }) => end > this.settledUntil);
    const isFinished = ({ end, endsAt }: Month): boolean => endsAt + HOUR_MS <= now || seen.openFrom >= end;
    const [oldest] = open;
    const isCharged =
      oldest !== undefined &&
      (oldest.endsAt > now ? this.dueOf(oldest, now).some(({ isEarly }) => isEarly) : isFinished(oldest));
    if (isCharged || now >= this.lateSince + DAY_MS) this.postLate();
    for (const month of open) {
      if (month.endsAt > now) this.post(this.dueOf(month, now).filter(({ isEarly }) => isEarly));
      else if (isFinished(month)) this.settle(month, now);
      else return;
    }
  }

  private settle(month: Month, at: number): void {
    this.post(this.dueOf(month, at));
    this.settledUntil = month.end;
    this.monthTaxes.set(month.start, this.taxPermille);
    this.settledMonths += 1;
    this.emails.statement += 1;
  }

  private postLate(): void {
    for (const month of this.months(this.instantOf(this.settledUntil))) {
      if (this.late.has(month.start)) this.post(this.dueOf(month, Infinity));
    }
    this.late.clear();
    this.lateSince = Infinity;
  }

  private post(dues: readonly Due[]): void {
    for (const { place, amount } of dues) {
      if (!this.placeTaxes.has(place)) this.placeTaxes.set(place, this.rateOf(place));
      this.posted.set(place, (this.posted.get(place) ?? 0n) + amount);
      this.lines.push({ bill: this.settledMonths, permille: this.rateOf(place), net: amount });
    }
  }

  /**
   * What a period comes to by an instant and was not charged. What was taken back by hand is not charged again, and
   * what was given back is not given back twice.
   */
  private dueOf(month: Month, at: number): Due[] {
    const costs = new Map<string, { cost: bigint; isEarly: boolean }>();
    for (const stretch of this.stretches) {
      const part = partOf(stretch, month, (day) => this.instantOf(day));
      if (part === undefined || part.beganAt > at) continue;
      const requests = this.requestsOf(part.from, part.to);
      const until = Number.isFinite(at) ? at : part.endsAt;
      for (const [line, cost] of costOf(part, month.start, requests, until)) {
        const place = this.placeOf(stretch, month.start, line);
        costs.set(place, { cost, isEarly: line === 'startup' || line === 'advance' });
      }
    }
    for (const place of this.posted.keys()) {
      const isHere = place.split(' ')[1] === month.start;
      if (isHere && !costs.has(place)) costs.set(place, { cost: 0n, isEarly: true });
    }
    return [...costs]
      .map(([place, { cost, isEarly }]) => ({ place, amount: this.difference(place, cost), isEarly }))
      .filter(({ amount }) => amount !== 0n);
  }

  private requestsOf(from: string, to: string): bigint {
    let sum = 0n;
    for (const [day, quantity] of this.usage) if (day >= from && day < to) sum += quantity;
    return sum;
  }

  private difference(place: string, cost: bigint): bigint {
    const posted = this.posted.get(place) ?? 0n;
    let takenBack = 0n;
    for (const entry of this.entries.values()) {
      if (entry.place === place) takenBack -= entry.reversed;
    }
    const leastBack = -(posted - takenBack);
    const difference = cost - posted;
    return posted > 0n && difference < leastBack ? leastBack : difference;
  }

  /** What has been used by an instant and is no entry yet, tax included. */
  accrued(at: number): bigint {
    const dues = this.duesAt(at);
    return sumOf(dues) + this.taxOnSums(dues) - this.taxPosted();
  }

  /** What is due by an instant, on the statement it will stand on: what is late or planned on the next. */
  private duesAt(at: number): Billed[] {
    const dues: Billed[] = [];
    let bill = this.settledMonths;
    for (const month of this.months(at)) {
      const isSettled = month.end <= this.settledUntil;
      if (isSettled && !this.late.has(month.start)) continue;
      for (const { place, amount: net } of this.dueOf(month, isSettled ? Infinity : at))
        dues.push({ bill, permille: this.rateOf(place), net });
      if (!isSettled) bill += 1;
    }
    for (const { state, day, amount: net } of this.planned) {
      const isDue = state === 'open' && this.instantOf(day) <= at;
      if (isDue) dues.push({ bill: this.settledMonths, permille: this.taxPermille, net });
    }
    return dues;
  }

  /**
   * The tax that all statements bear, each on the sum of what it charges at a rate and less what was given back of that
   * since, rounded once. What is given back of a statement is thus never more or less than what it bore.
   */
  taxOnSums(dues: readonly Billed[] = []): bigint {
    const nets = new Map<string, Billed>();
    for (const one of [...this.lines, ...dues, ...this.billedByEntries()]) {
      const key = `${one.bill} ${one.permille}`;
      nets.set(key, { ...one, net: one.net + (nets.get(key)?.net ?? 0n) });
    }
    let tax = 0n;
    for (const { net, permille } of nets.values())
      if (permille !== null) tax += rounded(net * permille, 1_000n);
    return tax;
  }

  /** What the lines of the model's own do not say: charges by hand, what was given back, and taxes taken back. */
  private billedByEntries(): Billed[] {
    const billed: Billed[] = [];
    for (const { state, amount: net, billed: on } of this.planned)
      if (state === 'posted' && on !== undefined) billed.push({ ...on, net });
    for (const entry of this.entries.values()) {
      const charge = entry.undoes === null ? entry : this.entries.get(entry.undoes);
      if (charge?.kind !== 'charge') continue;
      const on = { bill: this.billOf(charge), permille: charge.permille };
      const isWaived = this.hasNoTax(charge);
      if (entry !== charge && !isWaived) billed.push({ ...on, net: -entry.amount });
      if (entry === charge && (charge.place === null) !== isWaived)
        billed.push({ ...on, net: isWaived ? entry.amount : -entry.amount });
    }
    return billed;
  }

  private billOf({ number }: KnownEntry): number {
    return this.closings.filter((closing) => closing < number).length;
  }

  private hasNoTax({ id }: KnownEntry): boolean {
    return [...this.entries.values()].some(({ taxes, isWaived }) => taxes === id && isWaived);
  }

  /** All tax entries and what was taken back of them, as a cost. */
  taxPosted(): bigint {
    return sumOf(
      [...this.entries.values()].filter((entry) => this.isTax(entry)).map(({ amount }) => ({ net: -amount })),
    );
  }

  private isTax({ kind, undoes }: KnownEntry): boolean {
    return kind === 'tax' || (undoes !== null && this.entries.get(undoes)?.kind === 'tax');
  }

  balance(): bigint {
    return [...this.entries.values()].reduce((sum, { amount }) => sum + amount, 0n);
  }

  /** What is left of an entry, as a size: nothing of it goes back twice. */
  leftOf(entry: KnownEntry): bigint {
    const own = this.ownLeft(entry);
    if (entry.kind === 'payment') return least(own, this.paymentsLeft());
    if (entry.amount > 0n) return own;
    const charge = entry.taxes === null ? entry : this.entries.get(entry.taxes);
    if (charge === undefined || charge.place === null) return own;
    return least(own, this.lineLeft(charge.place, entry.kind === 'tax'));
  }

  /** What can be given back of a payment: neither gone nor in dispute, nor missing for what is. */
  freeOf(payment: KnownEntry): bigint {
    const own = this.ownLeft(payment) - (payment.disputed ?? 0n);
    return most(0n, least(own, this.paymentsLeft() - this.contested()));
  }

  /** What reversing a payment takes back: its own dispute ends by it. */
  reversibleOf(entry: KnownEntry): bigint {
    if (entry.kind !== 'payment') return this.leftOf(entry);
    const others = this.contested() - (entry.disputed ?? 0n);
    return most(0n, least(this.ownLeft(entry), this.paymentsLeft() - others));
  }

  /** How much a refund may be that names no payment. */
  credit(): bigint {
    return most(0n, this.balance() - this.contested());
  }

  private contested(): bigint {
    let sum = 0n;
    for (const { disputed } of this.entries.values()) if ((disputed ?? 0n) > 0n) sum += disputed ?? 0n;
    return sum;
  }

  /** An entry's amount with all that undoes it, but for what was undone in turn. */
  private restOf({ id, amount }: KnownEntry): bigint {
    let rest = amount;
    for (const one of this.entries.values()) if (one.undoes === id) rest += one.amount - one.reversed;
    return rest;
  }

  private ownLeft(entry: KnownEntry): bigint {
    const rest = this.restOf(entry);
    return most(0n, entry.amount < 0n ? -rest : rest);
  }

  private paymentsLeft(): bigint {
    const [payments, unnamed, gifts] = [new Set<KnownEntry>(), new Set<KnownEntry>(), new Set<KnownEntry>()];
    for (const entry of this.entries.values()) {
      if (entry.undoes !== null) continue;
      if (entry.kind === 'payment') payments.add(entry);
      else if (entry.kind === 'refund') unnamed.add(entry);
      else if (entry.kind === 'adjustment' && entry.amount > 0n) gifts.add(entry);
    }
    const sum = (of: Set<KnownEntry>): bigint =>
      [...of].reduce((all, entry) => all + this.ownLeft(entry), 0n);
    return most(0n, sum(payments) - most(0n, sum(unnamed) - sum(gifts)));
  }

  private lineLeft(place: string, isTax: boolean): bigint {
    const charges = new Set([...this.entries.values()].filter((entry) => entry.place === place));
    const ids = new Set([...charges].map(({ id }) => id));
    const part = isTax
      ? [...this.entries.values()].filter(({ taxes }) => taxes !== null && ids.has(taxes))
      : [...charges];
    return most(0n, -part.reduce((sum, entry) => sum + this.restOf(entry), 0n));
  }

  disputed(): bigint {
    return [...this.entries.values()].reduce((sum, { disputed }) => sum + (disputed ?? 0n), 0n);
  }

  /** Entries may be known before or after the rest that posts them: what counts is what is posted by then. */
  headroom(at: number): bigint {
    const dues = this.duesAt(at);
    const net = this.balance() + this.taxPosted() - this.unseen() - sumOf(dues);
    return net - this.taxOnSums(dues) - this.disputed() + this.limit;
  }

  /** What the model has posted and is not known as an entry, as a cost before tax; negative the other way round. */
  private unseen(): bigint {
    const seen = new Map<string, bigint>();
    for (const { place, amount } of this.entries.values()) {
      if (place !== null) seen.set(place, (seen.get(place) ?? 0n) - amount);
    }
    let sum = 0n;
    const planned = new Set(this.planned.map(({ key }) => key));
    for (const place of new Set([...this.posted.keys(), ...seen.keys()])) {
      if (planned.has(place)) continue;
      const rest = (this.posted.get(place) ?? 0n) - (seen.get(place) ?? 0n);
      sum += rest;
    }
    for (const charge of this.planned) {
      sum += (charge.state === 'posted' ? charge.amount : 0n) - (seen.get(charge.key) ?? 0n);
    }
    return sum;
  }

  wanted(at: number): 'active' | 'suspended' {
    if (this.held) return 'suspended';
    const isExempt = this.exemptUntil !== null && this.exemptUntil > at;
    return this.headroom(at) < 0n && !isExempt ? 'suspended' : 'active';
  }

  /** True when the reactivation email named the limit date. */
  private switch(now: number): boolean {
    const wanted = this.wanted(now);
    if (wanted === 'active') {
      const isBack = this.state === 'suspended';
      [this.state, this.suspendedFor] = ['active', null];
      if (!isBack || this.headroom(now) < 0n) return false;
      this.emails.reactivated += 1;
      return true;
    }
    const isNew = this.state === 'active';
    const isForTheLimit = !this.held && (isNew || this.suspendedFor === 'hold');
    if (isNew || isForTheLimit) {
      this.emails.suspended += 1;
      this.suspendedFor = this.held ? 'hold' : 'limit';
    }
    this.state = 'suspended';
    return false;
  }

  /**
   * docs/concepts.md, Notices. A payment that makes the runway long enough arms a notice again at once. Where
   * an estimate did, whether it lasted for a whole round of reports depends on what the system received when, so
   * there its own word is taken.
   */
  private warn(now: number, seen: Seen, returned: boolean): void {
    if (this.state !== 'active') return;
    const left = this.runway(now, seen.limitDate);
    const payments = [...this.entries.values()].filter(({ kind }) => kind === 'payment').length;
    const stays = (kind: 'week' | 'day', rearmDays: number): boolean => {
      if (!this.notified[kind]) return false;
      const isBeyond = left > rearmDays * DAY_MS;
      if (isBeyond && payments > this.paymentsNotified) return false;
      this.beyond[kind] ||= isBeyond;
      return !(this.beyond[kind] && (!seen.notified[kind] || seen.warned[kind] > this.emails[kind]));
    };
    const [week, day] = [stays('week', 8), stays('day', 2)];
    // Where usage is reported with pauses, a notice may come up to a day earlier.
    const isEarly = (kind: 'week' | 'day', days: number): boolean =>
      left <= (days + 1) * DAY_MS && (returned ? seen.notified[kind] : seen.warned[kind] > this.emails[kind]);
    const dueWeek = left <= 7 * DAY_MS || isEarly('week', 7);
    const dueDay = left <= DAY_MS || isEarly('day', 1);
    if (!returned && dueDay && !day) this.emails.day += 1;
    else if (!returned && !dueDay && dueWeek && !week) this.emails.week += 1;
    if ((dueWeek && (!week || returned)) || (dueDay && !day)) this.paymentsNotified = payments;
    if (dueWeek && !week) this.beyond.week = false;
    if (dueDay && !day) this.beyond.day = false;
    this.notified = { week: week || dueWeek, day: day || dueDay };
  }

  runway(now: number, limitDate: number | null): number {
    return limitDate === null ? Infinity : Math.max(limitDate, this.exemptUntil ?? 0) - now;
  }
}

function sumOf(costs: readonly { readonly net: bigint }[]): bigint {
  return costs.reduce((sum, { net }) => sum + net, 0n);
}

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function most(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
