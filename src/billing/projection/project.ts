/**
 * The projection (docs/concepts.md, Projection): from an account's exact headroom, its plans and its meters' histories to the
 * instant the credit runs out, what a day costs and how much to pay. What falls due with time alone (recurring
 * amounts, planned charges) is exact; what is used is a forecast, worked out in floating point.
 */
import type { Estimator } from '../traffic/forecast.js';
import { costParts, type CompiledProjection, compileProjection } from './compile.js';
import type { ProjectionInput } from './input.js';
import { limitReason, type LimitReason } from './reason.js';
import { type LimitHit, type ProjectionRun, runProjection } from './run.js';
import { smallestCharge, payable } from '../rating/smallestCharge.js';
import { type Reported, reportedRarely, reportingCycleMs } from '../traffic/rhythm.js';
import { isSpiky } from '../traffic/pattern/spiky.js';
import {
  addDays,
  DAY_MS,
  type Instant,
  localDateOf,
  localEpochDayOf,
  startOfDay,
} from '../../core/values/zone.js';

export type { MeterHistory } from '../traffic/forecast.js';
export type { PlannedCharge, ProjectionInput, ProjectionPeriod } from './input.js';
export type { LimitReason } from './reason.js';

/** How far ahead a limit date is looked for. */
export const HORIZON_DAYS = 400;

export interface Projection {
  /** By when a notice has to count on it: `limitDate`, or a report before it that may use the credit up already. */
  readonly warnBy: Instant | null;
  /** When headroom first goes below 0, `asOf` when it is; null when it does not within 400 days. */
  readonly limitDate: Instant | null;
  /** What a day costs on average over the coming 30 days, tax included, without the planned charges; minor units. */
  readonly pacePerDay: bigint;
  /**
   * Brings the limit date at least 30 days out: whole major units, in minor ones, and no less than a provider takes. 0
   * when it is there already.
   */
  readonly suggestedTopUp: bigint;
  /** What keeps the account up for so many days, likewise. */
  readonly keepsFor: readonly { readonly days: number; readonly minor: bigint }[];
  /** What makes headroom fall; null when nothing does. */
  readonly reason: LimitReason | null;
  /** What the pace rests on: days with a record among the last 28. */
  readonly basis: { readonly daysObserved: number };
  /** `plain`: what was learned of a meter was no sound number, so its plainest mean stands in for it. */
  readonly estimator: Estimator;
  /** What is reported so rarely that nothing new is known for days; null where everything comes daily or often. */
  readonly reported: Reported | null;
  /** Expected headroom at the start of each coming local day, when asked for. */
  readonly daily?: readonly { readonly at: Instant; readonly headroom: bigint }[];
}

const KEEP_DAYS = [30, 91, 365] as const;

export function project(input: ProjectionInput): Projection {
  const { compiled, run } = runThrough(input, HORIZON_DAYS, {
    marks: keepMarks(input.asOf),
    wantsDaily: input.wantsDaily === true,
  });
  const keepsFor = KEEP_DAYS.map((days, index) => ({
    days,
    minor: topUp(input, finiteOr0(run.mostSpent[index] ?? 0)),
  }));
  return {
    limitDate: run.limitHit?.at ?? null,
    warnBy: warnBy(compiled, run.limitHit, input),
    pacePerDay: BigInt(
      Math.round(finiteOr0(pacePerDay(compiled, reportingCycleMs(input.history, input.asOf)))),
    ),
    suggestedTopUp: keepsFor[0]?.minor ?? 0n,
    keepsFor,
    reason: limitReason(compiled, run.limitHit),
    basis: { daysObserved: compiled.daysObserved },
    estimator: compiled.estimator,
    reported: reportedRarely(input.history, input.asOf),
    ...(run.daily === undefined ? {} : { daily: run.daily }),
  };
}

/**
 * A segment and the projection along it. Every figure is a sum of these, so where one is not a finite number it is
 * marked, and the plainest estimate replaces the learned one: no such figure ever becomes money.
 */
function runThrough(
  input: ProjectionInput,
  days: number,
  options: Parameters<typeof runProjection>[1],
): { readonly compiled: CompiledProjection; readonly run: ProjectionRun } {
  const compiled = compileProjection(input, days);
  const run = runProjection(compiled, options);
  if (run.isFinite || compiled.estimator === 'plain') return { compiled, run };
  const plain = compileProjection(input, days, 'plain');
  return { compiled: plain, run: runProjection(plain, options) };
}

function finiteOr0(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function keepMarks(asOf: Instant): Instant[] {
  return KEEP_DAYS.map((days) => asOf + days * DAY_MS);
}

/** An amount that is offered, and until when it lasts at the present pace; null: for long, or unknown. */
export interface Offer {
  readonly minor: bigint;
  readonly lastsUntil: Instant | null;
}

export interface Offers {
  /** Exactly what headroom is below 0, in minor units; null where nothing is missing. */
  readonly shortfall: Offer | null;
  /** The least to ask for then: it lasts at least to the end of the next local day. */
  readonly least: Offer | null;
  /** What keeps the account up for so many days; those for which nothing or `least` is enough are left out. */
  readonly keepsFor: readonly (Offer & { readonly days: number })[];
}

/**
 * Every amount that a client is asked for (docs/concepts.md, Notices). The exact shortfall is stated and never asked for:
 * it may last minutes, and no card can pay a cent.
 */
export function projectOffers(input: ProjectionInput): Offers {
  const marks = [endOfTomorrow(input), ...keepMarks(input.asOf)];
  const { compiled, run } = runThrough(input, HORIZON_DAYS, { marks });
  const offer = (minor: bigint): Offer => {
    const paid = { ...compiled, headroom: compiled.headroom + minor };
    return { minor, lastsUntil: runProjection(paid, { marks: [], stopsAtLimit: true }).limitHit?.at ?? null };
  };
  const [spentTomorrow = 0, ...spent] = run.mostSpent.map(finiteOr0);
  const missing = input.headroom < 0n ? -input.headroom : 0n;
  const least = missing > 0n ? offer(leastOf(input, spentTomorrow)) : null;
  const lasts = least === null ? -Infinity : (least.lastsUntil ?? Infinity);
  return {
    shortfall: missing > 0n ? offer(missing) : null,
    least,
    keepsFor: KEEP_DAYS.map((days, index) => ({ days, ...offer(topUp(input, spent[index] ?? 0)) })).filter(
      ({ days, minor }) => minor > (least?.minor ?? 0n) && lasts < input.asOf + days * DAY_MS,
    ),
  };
}

/** To the cent where nothing more is used up until then, in whole units where that is a forecast. */
function leastOf(input: ProjectionInput, spentTomorrow: number): bigint {
  if (spentTomorrow > 0) return topUp(input, spentTomorrow);
  const least = smallestCharge(input.currency);
  return -input.headroom < least ? least : -input.headroom;
}

/** The end of the local day after today. */
function endOfTomorrow({ asOf, timeZone }: ProjectionInput): Instant {
  return startOfDay(addDays(localDateOf(asOf, timeZone), 2), timeZone);
}

/** Most limit dates lie within this, and looking no further saves most of the work. */
const NEAR_DAYS = 45;

/** When an account is expected to run out of credit, and by when a notice has to count on it. */
export type Limit = Pick<Projection, 'limitDate' | 'warnBy'>;

/** The limit alone, for work on many accounts: the same instants as `project` gives. */
export function projectLimit(input: ProjectionInput): Limit {
  const found = limitWithin(input, NEAR_DAYS) ?? limitWithin(input, HORIZON_DAYS);
  if (found === null) return { limitDate: null, warnBy: null };
  return { limitDate: found.limitHit.at, warnBy: warnBy(found.compiled, found.limitHit, input) };
}

/** The limit date alone. */
export function projectLimitDate(input: ProjectionInput): Instant | null {
  return (limitWithin(input, NEAR_DAYS) ?? limitWithin(input, HORIZON_DAYS))?.limitHit.at ?? null;
}

function limitWithin(
  input: ProjectionInput,
  days: number,
): { readonly compiled: CompiledProjection; readonly limitHit: LimitHit } | null {
  const { compiled, run } = runThrough(input, days, { marks: keepMarks(input.asOf), stopsAtLimit: true });
  return run.limitHit === null ? null : { compiled, limitHit: run.limitHit };
}

/** So much more or less than a round of reports usually brings is nothing unusual. */
const DOUBT = 0.35;
/** Doubt that makes less of a difference than this is no pause between reports: an even day's is half of it. */
const PAUSE_MS = (2 * DAY_MS) / 3;
/** A notice comes at most this much earlier than by the limit date: its content is not re-armed by that. */
const EARLIER_MOST_MS = DAY_MS;
/** Further ahead than any notice is given. */
const NOTICED_WITHIN_MS = 9 * DAY_MS;

/**
 * Where usage is reported with pauses, a little more of it than expected takes the credit a whole pause earlier, and
 * nothing that is reported in between could tell of it.
 */
function warnBy(
  compiled: CompiledProjection,
  limitHit: LimitHit | null,
  { history, asOf, timeZone }: ProjectionInput,
): Instant | null {
  if (limitHit === null || limitHit.at - asOf > NOTICED_WITHIN_MS) return limitHit?.at ?? null;
  const today = localEpochDayOf(asOf, timeZone);
  // Where few days carry much, most bring less than is expected of them, and the limit date rather comes later.
  if (history.some((one) => one.aggregation === 'sum' && isSpiky(one.values, one.firstDay, today)))
    return limitHit.at;
  const doubt = DOUBT * costParts(compiled, asOf + reportingCycleMs(history, asOf)).usage;
  if (!(doubt >= 1)) return limitHit.at;
  const doubted = { ...compiled, headroom: compiled.headroom - BigInt(Math.round(doubt)) };
  const earlier = runProjection(doubted, { marks: [], stopsAtLimit: true }).limitHit?.at ?? limitHit.at;
  return limitHit.at - earlier < PAUSE_MS ? limitHit.at : Math.max(earlier, limitHit.at - EARLIER_MOST_MS);
}

/**
 * What recurs is taken over the coming 30 days. What is reported in sessions is taken over whole rounds of them, since a
 * month with five weekly reports costs no more a day than one with four.
 */
function pacePerDay(compiled: CompiledProjection, cycleMs: number): number {
  const days = (Math.ceil((30 * DAY_MS) / cycleMs) * cycleMs) / DAY_MS;
  const month = costParts(compiled, compiled.asOf + 30 * DAY_MS);
  const { usage } = days === 30 ? month : costParts(compiled, compiled.asOf + days * DAY_MS);
  return month.recurring / 30 + usage / days;
}

/** The shortage as an amount to ask for; spent in minor units as floating point. */
function topUp({ headroom, currency }: ProjectionInput, spent: number): bigint {
  // Beyond 2^53 a float names an amount only roughly, so a little is added rather than fallen short of.
  const slack = spent > Number.MAX_SAFE_INTEGER ? spent * 2 ** -50 : 0;
  return payable(BigInt(Math.ceil(spent + slack)) - headroom, currency);
}
