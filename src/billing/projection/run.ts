import { DAY_MS, type Instant } from '../../core/values/zone.js';
import type { CompiledProjection } from './compile.js';
import { addedTo, billAt, emptyNets } from './bills.js';
import { type CompiledSegment, segmentNet } from './segment.js';

/** Where headroom first goes below 0, and whether a charge due at that instant causes it. */
export interface LimitHit {
  readonly at: Instant;
  readonly due: boolean;
}

interface RunOptions {
  /** Instants after `asOf` up to which to return the highest spending, ascending. */
  readonly marks: readonly Instant[];
  readonly wantsDaily?: boolean;
  readonly stopsAtLimit?: boolean;
  /** To the minute: the limit may be up to a minute late, but not if one report uses the credit up. */
  readonly toTheMinute?: boolean;
}

export interface ProjectionRun {
  readonly limitHit: LimitHit | null;
  /** For each mark, the highest spending at any time until then, in minor units. */
  readonly mostSpent: readonly number[];
  readonly daily?: readonly { readonly at: Instant; readonly headroom: bigint }[];
  /** Whether all spending on the way was a finite number. */
  readonly isFinite: boolean;
}

const WEEK_MS = 7 * DAY_MS;
const MINUTE_MS = 60_000;

/**
 * Between two due amounts spending usually only grows, so a crossing shows at the later one. A falling standing value
 * or a discount by time may cost a little less as time goes on: that is checked weekly. A volume price may make more use
 * cost much less: daily.
 */
function stepMs({ segments }: CompiledProjection, wantsDaily: boolean): number {
  if (wantsDaily) return DAY_MS;
  let step = Infinity;
  for (const { falls } of segments) {
    if (falls === 'much') return DAY_MS;
    if (falls === 'little') step = WEEK_MS;
  }
  return step;
}

/** Whether spending never falls at an instant, either. */
function onlyAdds({ segments, planned, payments }: CompiledProjection): boolean {
  return (
    payments.length === 0 &&
    planned.every(({ minor }) => minor >= 0n) &&
    segments.every(({ advance }) => advance >= 0)
  );
}

/** Advances from stop to stop; a crossing is between the first stop below 0 and the stop before. */
export function runProjection(compiled: CompiledProjection, options: RunOptions): ProjectionRun {
  const { asOf, horizonAt } = compiled;
  const headroom = Number(compiled.headroom);
  const { marks, wantsDaily = false, stopsAtLimit = false, toTheMinute = false } = options;
  const mostSpent: number[] = [];
  const daily: { at: Instant; headroom: bigint }[] = [];
  const dues = dueInstants(compiled);
  const spending = new Spending(compiled);
  let limitHit: LimitHit | null = compiled.headroom < 0n ? { at: asOf, due: false } : null;
  let most = 0;
  // A sum that is not finite stays so, and needs no check on the way.
  let sum = 0;
  let last = asOf;
  const step = stepMs(compiled, wantsDaily);
  const grows = step === Infinity && onlyAdds(compiled);
  let stop = step === Infinity ? Infinity : compiled.tomorrowAt;
  let next = 0;
  while (last < horizonAt) {
    // After the limit and the last mark nothing more is asked for.
    if (limitHit !== null && (stopsAtLimit || (!wantsDaily && mostSpent.length === marks.length))) break;
    const due = dues[next] ?? horizonAt;
    const mark = marks[mostSpent.length] ?? horizonAt;
    const at = Math.min(stop, due, mark, horizonAt);
    const isDue = at === due && next < dues.length;
    // After the limit, what is spent at a mark is the most until then.
    if (grows && limitHit !== null && at < mark) {
      spending.pass(at);
    } else {
      const before = spending.before(at);
      limitHit ??=
        before > headroom
          ? {
              at: searchLimitHit(spending, { safe: last, hitAt: at }, headroom, { grows, toTheMinute }),
              due: false,
            }
          : null;
      const spent = isDue ? spending.after(at) : before;
      limitHit ??= spent > headroom ? { at, due: true } : null;
      most = Math.max(most, before, spent);
      sum += before + spent;
      if (at === stop) {
        if (wantsDaily)
          daily.push({
            at,
            headroom: compiled.headroom - BigInt(Number.isFinite(spent) ? Math.round(spent) : 0),
          });
        stop += step;
      }
      while ((marks[mostSpent.length] ?? Infinity) <= at) mostSpent.push(most);
    }
    while ((dues[next] ?? Infinity) <= at) next += 1;
    last = at;
  }
  return {
    limitHit,
    mostSpent,
    isFinite: Number.isFinite(sum),
    ...(wantsDaily ? { daily } : {}),
  };
}

/** The instants at which amounts can become due at once, ascending. */
function dueInstants({ asOf, horizonAt, segments, planned, payments }: CompiledProjection): number[] {
  const instants: number[] = [];
  for (const segment of segments) {
    if (segment.startsAt !== instants.at(-1)) instants.push(segment.startsAt);
    instants.push(segment.endsAt);
  }
  for (const charge of planned) instants.push(charge.at);
  for (const payment of payments) instants.push(payment.at);
  // Nearly in order, so by insertion.
  const dues: number[] = [];
  for (const at of instants) {
    if (at <= asOf || at > horizonAt) continue;
    let place = dues.length;
    for (; place > 0 && (dues[place - 1] ?? at) > at; place -= 1) dues[place] = dues[place - 1] ?? at;
    dues[place] = at;
  }
  return dues;
}

/** Spending after `asOf`, for instants that are never before the last `after`. */
class Spending {
  private readonly compiled: CompiledProjection;
  private readonly running: CompiledSegment[] = [];
  /** Before tax, for each statement, the cost of its finished parts. */
  private readonly over: number[];
  /** The statements with running parts, and the cost of the others. */
  private readonly open: number[] = [];
  private closed = 0;
  /** The statements before this one have all costs so far; those from it on have none. */
  private billed = 0;
  private passedAt: Instant = -Infinity;
  private nextSegment = 0;
  private nextPlanned = 0;
  private nextPayment = 0;
  private paid = 0;

  constructor(compiled: CompiledProjection) {
    this.compiled = compiled;
    this.over = emptyNets(compiled.bills);
    this.pass(compiled.asOf);
  }

  /** Up to an instant, without what becomes due at it. */
  before(at: Instant): number {
    let spent = this.closed - this.paid;
    for (const bill of this.open) {
      let net = this.over[bill] ?? 0;
      for (const segment of this.running) {
        // A minimum is due at its segment's end; a millisecond earlier it is not, and nothing else differs.
        if (segment.bill === bill)
          net += segmentNet(segment, Math.min(at, segment.endsAt - 1)) - segment.netBefore;
      }
      spent += addedTo(this.compiled.bills, bill, net - this.reduced(bill, at));
    }
    return spent;
  }

  /** What credits and discounts take off a statement. */
  private reduced(bill: number, at: Instant): number {
    return this.compiled.reductions?.since(bill, at, at <= this.passedAt).total ?? 0;
  }

  /** Up to an instant, including what becomes due at it. */
  after(at: Instant): number {
    this.pass(at);
    return this.before(at);
  }

  /** Counts what becomes due until an instant, including it. */
  pass(at: Instant): void {
    this.passedAt = at;
    this.begin(at);
    this.end(at);
    this.charge(at);
    this.pay(at);
    this.open.length = 0;
    for (const { bill } of this.running) if (!this.open.includes(bill)) this.open.push(bill);
    this.closed = 0;
    for (let bill = 0; bill < this.billed; bill += 1) {
      if (!this.open.includes(bill))
        this.closed += addedTo(this.compiled.bills, bill, (this.over[bill] ?? 0) - this.reduced(bill, at));
    }
  }

  private begin(at: Instant): void {
    const { segments } = this.compiled;
    for (let segment = segments[this.nextSegment]; segment !== undefined && segment.startsAt <= at;) {
      this.running.push(segment);
      this.nextSegment += 1;
      segment = segments[this.nextSegment];
    }
  }

  private end(at: Instant): void {
    for (let index = this.running.length - 1; index >= 0; index -= 1) {
      const segment = this.running[index];
      if (segment === undefined || segment.endsAt > at) continue;
      this.add(segment.bill, segmentNet(segment, segment.endsAt) - segment.netBefore);
      this.running.splice(index, 1);
    }
  }

  private charge(at: Instant): void {
    const { planned, bills } = this.compiled;
    for (let charge = planned[this.nextPlanned]; charge !== undefined && charge.at <= at;) {
      this.add(billAt(bills, charge.at), Number(charge.minor));
      this.nextPlanned += 1;
      charge = planned[this.nextPlanned];
    }
  }

  private pay(at: Instant): void {
    const { payments } = this.compiled;
    for (let payment = payments[this.nextPayment]; payment !== undefined && payment.at <= at;) {
      this.paid += Number(payment.minor);
      this.nextPayment += 1;
      payment = payments[this.nextPayment];
    }
  }

  private add(bill: number, net: number): void {
    this.over[bill] = (this.over[bill] ?? 0) + net;
    this.billed = Math.max(this.billed, bill + 1);
  }
}

/** An instant at which spending is within the headroom, and a later one at which it is not. */
interface Bracket {
  readonly safe: Instant;
  readonly hitAt: Instant;
}

/** An increase beyond this within a minute is a report. */
const REPORT_MINOR = 5;
const GUESSES_MOST = 8;

/** The first millisecond in (safe, hitAt] at which spending exceeds the headroom. */
function searchLimitHit(
  spending: Spending,
  bracket: Bracket,
  headroom: number,
  { grows, toTheMinute }: { readonly grows: boolean; readonly toTheMinute: boolean },
): Instant {
  let { safe, hitAt } = grows ? nearer(spending, bracket, headroom) : bracket;
  while (hitAt - safe > 1) {
    if (toTheMinute && hitAt - safe <= MINUTE_MS) {
      if (spending.before(hitAt) - spending.before(safe) <= REPORT_MINOR) break;
    }
    const middle = safe + Math.floor((hitAt - safe) / 2);
    if (spending.before(middle) > headroom) hitAt = middle;
    else safe = middle;
  }
  return hitAt;
}

/**
 * Nearly a straight line, so guesses on it are closer than halves are. Each is weighed down if the last was on the same
 * side (the Illinois method).
 */
function nearer(spending: Spending, bracket: Bracket, headroom: number): Bracket {
  let { safe, hitAt } = bracket;
  let left = headroom - spending.before(safe);
  let over = spending.before(hitAt) - headroom;
  let side = 0;
  for (let guess = 0; guess < GUESSES_MOST && hitAt - safe > MINUTE_MS; guess += 1) {
    const part = Math.floor((hitAt - safe) * (left / (left + over)));
    if (!(part >= 0)) break;
    const middle = Math.min(hitAt - 1, safe + Math.max(1, part));
    const rest = headroom - spending.before(middle);
    if (rest < 0) {
      hitAt = middle;
      over = -rest;
      if (side < 0) left /= 2;
      side = -1;
    } else {
      safe = middle;
      // Within a minor unit, nothing shows how far it is.
      left = Math.max(rest, 0.5);
      if (side > 0) over /= 2;
      side = 1;
    }
  }
  return { safe, hitAt };
}
