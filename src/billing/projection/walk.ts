import { DAY_MS, type Instant } from '../../core/values/zone.js';
import type { Course } from './course.js';
import { addedTo, billAt, emptyNets } from './bills.js';
import { type PieceCourse, pieceNet } from './piece.js';

/** Where headroom first goes below 0, and whether something falling due at that very instant takes it there. */
export interface Fall {
  readonly at: Instant;
  readonly due: boolean;
}

interface WalkOptions {
  /** Instants after `asOf` up to which the most that is ever spent is wanted, ascending. */
  readonly marks: readonly Instant[];
  readonly wantsDaily?: boolean;
  readonly stopsAtFall?: boolean;
}

export interface Walk {
  readonly fall: Fall | null;
  /** For each mark, the most spent at any time until then, in minor units. */
  readonly mostSpent: readonly number[];
  readonly daily?: readonly { readonly at: Instant; readonly headroom: bigint }[];
  /** Whether all that was spent on the way was a finite number. */
  readonly isFinite: boolean;
}

/** What is spent only grows between two things falling due, so that a look a week finds every fall ... */
const STEP_MS = 7 * DAY_MS;

/** ... unless a volume price makes more use cost less, which a look a day sees as well as anyone would. */
function stepMs({ pieces }: Course, options: WalkOptions): number {
  return options.wantsDaily === true || pieces.some((piece) => piece.mayDrop) ? DAY_MS : STEP_MS;
}

/** Goes ahead from stop to stop; the first below 0 has the fall between itself and the stop before. */
export function walkCourse(course: Course, options: WalkOptions): Walk {
  const { asOf, horizonAt } = course;
  const headroom = Number(course.headroom);
  const { marks } = options;
  const mostSpent: number[] = [];
  const daily: { at: Instant; headroom: bigint }[] = [];
  const dues = dueInstants(course, marks);
  const spending = new Spending(course);
  let fall: Fall | null = course.headroom < 0n ? { at: asOf, due: false } : null;
  let most = 0;
  // A sum that is not finite once stays so: it need not be looked at on the way.
  let sum = 0;
  let last = asOf;
  const step = stepMs(course, options);
  let stop = course.tomorrowAt;
  let next = 0;
  while (last < horizonAt && !(options.stopsAtFall === true && fall !== null)) {
    const due = dues[next] ?? horizonAt;
    const at = Math.min(stop, due, horizonAt);
    const isDue = at === due && next < dues.length;
    const before = spending.before(at);
    fall ??= before > headroom ? { at: searchFall(spending, last, at, headroom), due: false } : null;
    const spent = isDue ? spending.after(at) : before;
    fall ??= spent > headroom ? { at, due: true } : null;
    most = Math.max(most, before, spent);
    sum += before + spent;
    if (at === stop) {
      if (options.wantsDaily === true)
        daily.push({
          at,
          headroom: course.headroom - BigInt(Number.isFinite(spent) ? Math.round(spent) : 0),
        });
      stop += step;
    }
    while ((dues[next] ?? Infinity) <= at) next += 1;
    while ((marks[mostSpent.length] ?? Infinity) <= at) mostSpent.push(most);
    last = at;
  }
  return {
    fall,
    mostSpent,
    isFinite: Number.isFinite(sum),
    ...(options.wantsDaily === true ? { daily } : {}),
  };
}

/** The instants at which something can fall due at once, and the marks, ascending. */
function dueInstants({ asOf, horizonAt, pieces, planned }: Course, marks: readonly Instant[]): number[] {
  const instants = [...marks];
  for (const piece of pieces) {
    if (piece.startsAt !== instants.at(-1)) instants.push(piece.startsAt);
    instants.push(piece.endsAt);
  }
  for (const charge of planned) instants.push(charge.at);
  return instants.filter((at) => at > asOf && at <= horizonAt).sort((left, right) => left - right);
}

/** What is spent after `asOf`, asked for at instants that do not go back behind the last `after`. */
class Spending {
  private readonly course: Course;
  private readonly running: PieceCourse[] = [];
  /** Before tax, for each statement, what of it is over. */
  private readonly over: number[];
  /** The statements that something is running for, and what the others come to. */
  private open: number[] = [];
  private closed = 0;
  private nextPiece = 0;
  private nextPlanned = 0;

  constructor(course: Course) {
    this.course = course;
    this.over = emptyNets(course.bills);
    this.pass(course.asOf);
  }

  /** Up to an instant, what falls due at it left out. */
  before(at: Instant): number {
    let spent = this.closed;
    for (const bill of this.open) {
      let net = this.over[bill] ?? 0;
      for (const piece of this.running) {
        // A minimum is due where its piece ends; a millisecond earlier it is not, and nothing else differs.
        if (piece.bill === bill) net += pieceNet(piece, Math.min(at, piece.endsAt - 1)) - piece.netBefore;
      }
      spent += addedTo(this.course.bills, bill, net);
    }
    return spent;
  }

  /** Up to an instant, what falls due at it included. */
  after(at: Instant): number {
    this.pass(at);
    return this.before(at);
  }

  private pass(at: Instant): void {
    this.begin(at);
    this.end(at);
    this.charge(at);
    this.open = [];
    for (const { bill } of this.running) if (!this.open.includes(bill)) this.open.push(bill);
    this.closed = 0;
    for (let bill = 0; bill < this.over.length; bill += 1) {
      if (!this.open.includes(bill)) this.closed += addedTo(this.course.bills, bill, this.over[bill] ?? 0);
    }
  }

  private begin(at: Instant): void {
    const { pieces } = this.course;
    for (let piece = pieces[this.nextPiece]; piece !== undefined && piece.startsAt <= at;) {
      this.running.push(piece);
      this.nextPiece += 1;
      piece = pieces[this.nextPiece];
    }
  }

  private end(at: Instant): void {
    for (let index = this.running.length - 1; index >= 0; index -= 1) {
      const piece = this.running[index];
      if (piece === undefined || piece.endsAt > at) continue;
      this.add(piece.bill, pieceNet(piece, piece.endsAt) - piece.netBefore);
      this.running.splice(index, 1);
    }
  }

  private charge(at: Instant): void {
    const { planned, bills } = this.course;
    for (let charge = planned[this.nextPlanned]; charge !== undefined && charge.at <= at;) {
      this.add(billAt(bills, charge.at), Number(charge.minor));
      this.nextPlanned += 1;
      charge = planned[this.nextPlanned];
    }
  }

  private add(bill: number, net: number): void {
    this.over[bill] = (this.over[bill] ?? 0) + net;
  }
}

/** The first millisecond in (from, to] at which more is spent than there is. */
function searchFall(spending: Spending, from: Instant, to: Instant, headroom: number): Instant {
  let safe = from;
  let fallen = to;
  while (fallen - safe > 1) {
    const middle = safe + Math.floor((fallen - safe) / 2);
    if (spending.before(middle) > headroom) fallen = middle;
    else safe = middle;
  }
  return fallen;
}
