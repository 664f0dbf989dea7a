import { daysFrom } from '../chaos/checker/calendar.js';
import { rounded } from '../chaos/checker/arithmetic.js';
import type { Month } from './calendar.js';

/** A plan as the model knows it. Amounts in cents. */
export interface ModelPlan {
  readonly id: string;
  readonly startup: bigint;
  /** Per whole period, posted when it begins. */
  readonly advance: bigint;
  /** Per whole period, posted when it is over. */
  readonly arrears: bigint;
  readonly freeRequests: bigint;
  /** Of each request beyond, in ten-thousandths of a cent. */
  readonly unitPrice: bigint;
  readonly minimum: bigint | null;
  readonly maximum: bigint | null;
}

/** A plan held from one local day to another, null: for good. */
export interface Stretch {
  readonly plan: ModelPlan;
  readonly from: string;
  to: string | null;
  readonly hasStartup: boolean;
}

export type Line = 'startup' | 'advance' | 'arrears' | 'visits' | 'minimum' | 'maximum';

/** The part of a period in which a plan is held. */
export interface Part {
  readonly stretch: Stretch;
  readonly from: string;
  readonly to: string;
  readonly beganAt: number;
  readonly endsAt: number;
  readonly days: bigint;
  readonly wholeDays: bigint;
}

export function partOf(stretch: Stretch, month: Month, instantOf: (day: string) => number): Part | undefined {
  const from = stretch.from > month.start ? stretch.from : month.start;
  const to = stretch.to !== null && stretch.to < month.end ? stretch.to : month.end;
  if (from >= to) return undefined;
  return {
    stretch,
    from,
    to,
    beganAt: from === month.start ? month.startsAt : instantOf(from),
    endsAt: to === month.end ? month.endsAt : instantOf(to),
    days: BigInt(daysFrom(from, to)),
    wholeDays: BigInt(month.wholeDays),
  };
}

/** What a part of a period has cost by an instant within or after it, line by line; nothing where it costs nothing. */
export function costOf(part: Part, start: string, requests: bigint, at: number): Map<Line, bigint> {
  const { plan, hasStartup, from } = part.stretch;
  const share = (amount: bigint): bigint =>
    part.days === part.wholeDays ? amount : rounded(amount * part.days, part.wholeDays);
  const isOver = at >= part.endsAt;
  const [elapsed, whole] = [BigInt(Math.max(0, at - part.beganAt)), BigInt(part.endsAt - part.beganAt)];
  const arrears = share(plan.arrears);
  const beyond = requests > plan.freeRequests ? requests - plan.freeRequests : 0n;
  const costs = new Map<Line, bigint>();
  if (hasStartup && from >= start) costs.set('startup', plan.startup);
  costs.set('advance', share(plan.advance));
  costs.set('arrears', isOver ? arrears : rounded(arrears * elapsed, whole));
  costs.set('visits', rounded(beyond * plan.unitPrice, 10_000n));
  const total = [...costs].reduce((sum, [line, cost]) => (line === 'startup' ? sum : sum + cost), 0n);
  const least = plan.minimum === null ? 0n : share(plan.minimum);
  // Short of the minimum is only known when it is over.
  if (isOver && total < least) costs.set('minimum', least - total);
  else if (plan.maximum !== null && total > share(plan.maximum)) {
    costs.set('maximum', share(plan.maximum) - total);
  }
  return new Map([...costs].filter(([, cost]) => cost !== 0n));
}
