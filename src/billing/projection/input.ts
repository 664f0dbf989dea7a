import type { MeterHistory } from '../traffic/forecast.js';
import type { Period, Schedule } from '../periods/period.js';
import type { Promotion } from '../promotions/promotion.js';
import type { ReducibleLine, Taken } from '../promotions/reduce.js';
import type { CompiledPlan } from '../plans/plan.js';
import type { Share } from '../rating/rate.js';
import type { Instant, LocalDate } from '../../core/values/zone.js';

/** The part of a billing period in which one plan is in force. */
export interface ProjectionSegment {
  /** Names its lines where promotions reduce them. */
  readonly assignmentId?: string;
  readonly plan: CompiledPlan;
  readonly share: Share;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Whether the plan's start-up charge is due at the start of this segment. */
  readonly startup?: boolean;
  /** Metered quantity per meter in this segment so far; empty for a segment that has not begun. */
  readonly soFar: Readonly<Record<string, number>>;
}

/** A billing period; several plans, or a change within it, make several segments. */
export interface ProjectionPeriod {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly segments: readonly ProjectionSegment[];
}

/** A one-off charge planned by the owner for a future day; one due by `asOf` is in the headroom already. */
export interface PlannedCharge {
  readonly at: Instant;
  /** Minor units, before tax; positive: costs the client. */
  readonly minor: bigint;
  readonly description: string;
  readonly date: LocalDate;
}

/** A payment that is assumed to arrive; what is posted already is in the headroom. */
export interface ExpectedPayment {
  readonly at: Instant;
  readonly minor: bigint;
}

/** The promotions of an account, for its projection. */
export interface PromotionsAhead {
  readonly promotions: readonly Promotion[];
  readonly schedule: Schedule;
  /** The periods of the projection, the open one first. */
  readonly periods: readonly Period[];
  /** What is left of each credit for the open period, before its own costs; by id. */
  readonly left: ReadonlyMap<string, bigint>;
  /** What those that have ended within the open period took off its lines; by id. */
  readonly ended: ReadonlyMap<string, Taken>;
  /** The lines of the open period's parts that are over. */
  readonly over: readonly ReducibleLine[];
  /** What comes back of each after the open period, since it was reversed. */
  readonly reversed: ReadonlyMap<string, bigint>;
}

export interface ProjectionInput {
  readonly asOf: Instant;
  readonly timeZone: string;
  readonly currency: string;
  /** Exact at `asOf`, minor units. */
  readonly headroom: bigint;
  readonly taxPercent: number;
  /** What the open period's statement taxes at `asOf`, minor units. */
  readonly netTaxed: bigint;
  /** The open period first, then later ones; together they cover 400 days. */
  readonly periods: readonly ProjectionPeriod[];
  readonly history: readonly MeterHistory[];
  readonly planned: readonly PlannedCharge[];
  readonly payments?: readonly ExpectedPayment[];
  /** Credits and discounts; left out: there are none. */
  readonly promotions?: PromotionsAhead;
  /** Whether to assume no further usage: only time then adds costs. */
  readonly isIdle?: boolean;
  /** Whether to forecast from plain means, if what was learned is unsound. */
  readonly isPlain?: boolean;
  /** Whether to return the expected headroom of each coming day. */
  readonly wantsDaily?: boolean;
  /** Whether to return the range of the limit date. */
  readonly wantsRange?: boolean;
}
