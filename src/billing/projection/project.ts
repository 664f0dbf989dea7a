/**
 * The projection (docs/concepts.md, Projection): from an account's exact headroom, its plans and its meters' histories
 * to the limit date, the cost per day and the amounts to pay. Costs of time alone (recurring amounts, planned charges)
 * are exact; usage is a forecast, computed in floating point.
 */
import type { Estimator } from '../traffic/forecast.js';
import { atEdge, costParts, type CompiledProjection, compileProjection } from './compile.js';
import type { ProjectionInput } from './input.js';
import { limitReason, type LimitReason } from './reason.js';
import { type LimitHit, type ProjectionRun, runProjection } from './run.js';
import { smallestCharge, payable } from '../rating/smallestCharge.js';
import type { Edge } from '../traffic/spread/stretch.js';
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

/** How far ahead to search for a limit date. */
export const HORIZON_DAYS = 400;

export interface Projection {
  /** The date for notices: `limitDate`, or an earlier report that may use up the credit already. */
  readonly warnBy: Instant | null;
  /** When headroom first goes below 0, `asOf` when it is; null when it does not within 400 days. */
  readonly limitDate: Instant | null;
  /** What a day costs on average in the time ahead, tax included, without the planned charges; minor units. */
  readonly pacePerDay: bigint;
  /** The part of it that usage causes, without tax. */
  readonly usagePerDay: bigint;
  /**
   * Moves the limit date at least 30 days out: whole major units, in minor ones, and no less than a provider takes. 0
   * if it is that far already.
   */
  readonly suggestedTopUp: bigint;
  /** The amount that keeps the account in service for the given number of days, likewise. */
  readonly keepsFor: readonly { readonly days: number; readonly minor: bigint }[];
  /** What reduces headroom; null if nothing does. */
  readonly reason: LimitReason | null;
  /** The basis of the pace: days with a record among the last 28. */
  readonly basis: { readonly daysObserved: number };
  /** `plain`: the learned estimate of a meter was no valid number, so its plain mean replaces it. */
  readonly estimator: Estimator;
  /** The meter reported so rarely that nothing new is known for days; null if all are reported daily or often. */
  readonly reported: Reported | null;
  /** Expected headroom at the start of each coming local day, when asked for. */
  readonly daily?: readonly { readonly at: Instant; readonly headroom: bigint }[];
  /** The range of the limit date, when asked for. */
  readonly range?: LimitRange | null;
}

const KEEP_DAYS = [30, 91, 365] as const;

export function project(input: ProjectionInput): Projection {
  const options = { marks: keepMarks(input.asOf), wantsDaily: input.wantsDaily === true };
  const { compiled, run } = runThrough(input, HORIZON_DAYS, options);
  const pace = paceOf(compiled, input);
  const keepsFor = KEEP_DAYS.map((days, index) => ({
    days,
    minor: topUp(input, finiteOr0(run.mostSpent[index] ?? 0)),
  }));
  return {
    limitDate: run.limitHit?.at ?? null,
    warnBy: warnBy(compiled, run.limitHit, input),
    pacePerDay: BigInt(Math.round(finiteOr0(pace.recurring + pace.usage))),
    usagePerDay: BigInt(Math.round(finiteOr0(pace.usage / (1 + input.taxPercent / 100)))),
    suggestedTopUp: keepsFor[0]?.minor ?? 0n,
    keepsFor,
    reason: limitReason(compiled, run.limitHit),
    basis: { daysObserved: compiled.daysObserved },
    estimator: compiled.estimator,
    reported: reportedRarely(input.history, input.asOf),
    ...(run.daily === undefined ? {} : { daily: run.daily }),
    ...(input.wantsRange === true ? { range: run.limitHit && rangeWithin(compiled, run.limitHit) } : {}),
  };
}

/**
 * A segment and the projection along it. All figures are sums of these, so one that is not a finite number is marked
 * here, and the plain estimate replaces the learned one: no such figure ever becomes money.
 */
function runThrough(
  input: ProjectionInput,
  days: number,
  options: Parameters<typeof runProjection>[1],
): { readonly compiled: CompiledProjection; readonly run: ProjectionRun } {
  const compiled = compileProjection(input, days, input.isPlain === true ? 'plain' : 'learned');
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

/** An offered amount, and until when it lasts at the present pace; null: for long, or unknown. */
export interface Offer {
  readonly minor: bigint;
  readonly lastsUntil: Instant | null;
}

export interface Offers {
  /** The exact shortfall, in minor units; null if there is none. */
  readonly shortfall: Offer | null;
  /** The smallest amount to ask for then: it lasts at least 7 days, to the end of that local day. */
  readonly least: Offer | null;
  /**
   * Amounts that keep the account in service for a number of days; those covered by nothing or by `least` are left out.
   */
  readonly keepsFor: readonly (Offer & { readonly days: number })[];
}

/**
 * Every amount that a client is asked for (docs/concepts.md, Notices). The exact shortfall is stated and never
 * requested: it may last minutes, and no card can pay a cent.
 */
export function projectOffers(input: ProjectionInput): Offers {
  const marks = [endOfWeek(input), ...keepMarks(input.asOf)];
  const { compiled, run } = runThrough(input, HORIZON_DAYS, { marks });
  const offer = (minor: bigint): Offer => {
    const paid = { ...compiled, headroom: compiled.headroom + minor };
    return { minor, lastsUntil: runProjection(paid, { marks: [], stopsAtLimit: true }).limitHit?.at ?? null };
  };
  const [spentThisWeek = 0, ...spent] = run.mostSpent.map(finiteOr0);
  const missing = input.headroom < 0n ? -input.headroom : 0n;
  const least = missing > 0n ? offer(leastOf(input, spentThisWeek)) : null;
  const lasts = least === null ? -Infinity : (least.lastsUntil ?? Infinity);
  return {
    shortfall: missing > 0n ? offer(missing) : null,
    least,
    keepsFor: KEEP_DAYS.map((days, index) => ({ days, ...offer(topUp(input, spent[index] ?? 0)) })).filter(
      ({ days, minor }) => minor > (least?.minor ?? 0n) && lasts < input.asOf + days * DAY_MS,
    ),
  };
}

/** To the cent if there is no further usage until then, in whole units if that is a forecast. */
function leastOf(input: ProjectionInput, spentThisWeek: number): bigint {
  if (spentThisWeek > 0) return topUp(input, spentThisWeek);
  const least = smallestCharge(input.currency);
  return -input.headroom < least ? least : -input.headroom;
}

/** The end of the local day 7 days from today. */
function endOfWeek({ asOf, timeZone }: ProjectionInput): Instant {
  return startOfDay(addDays(localDateOf(asOf, timeZone), 8), timeZone);
}

/** Most limit dates are within this; searching only this far first saves most of the work. */
const NEAR_DAYS = 45;

/** The expected limit date, and the date for notices. */
export type Limit = Pick<Projection, 'limitDate' | 'warnBy'>;

/** The limit date and the date for notices, for work on many accounts: the same instants as `project` returns. */
export function projectLimit(input: ProjectionInput): Limit {
  const found = limitWithin(input, NEAR_DAYS) ?? limitWithin(input, HORIZON_DAYS);
  if (found === null) return { limitDate: null, warnBy: null };
  return { limitDate: found.limitHit.at, warnBy: warnBy(found.compiled, found.limitHit, input) };
}

/** The limit date alone. */
export function projectLimitDate(input: ProjectionInput): Instant | null {
  return (limitWithin(input, NEAR_DAYS) ?? limitWithin(input, HORIZON_DAYS))?.limitHit.at ?? null;
}

/** Four of five suspensions are expected within it: one of ten is earlier, and one of ten later. */
export interface LimitRange {
  readonly earliest: Instant;
  /** Null: not within 400 days. */
  readonly latest: Instant | null;
}

/** The range of the limit date; null if there is none. */
export function projectRange(input: ProjectionInput): LimitRange | null {
  const found = limitWithin(input, NEAR_DAYS);
  const range = found && rangeWithin(found.compiled, found.limitHit);
  if (range !== null && range.latest !== null) return range;
  const far = limitWithin(input, HORIZON_DAYS);
  return far && rangeWithin(far.compiled, far.limitHit);
}

const MINUTE_MS = 60_000;
const EDGE = { marks: [], stopsAtLimit: true, toTheMinute: true };

/** The credit is used up with as much usage as is seldom exceeded, and with as little. */
function rangeWithin(compiled: CompiledProjection, { at: limitDate }: LimitHit): LimitRange {
  const runway = Math.ceil((limitDate - compiled.asOf) / DAY_MS);
  const find = (edge: Edge, days: number): Instant | null => {
    const at = runProjection(atEdge(compiled, edge, days), EDGE).limitHit?.at ?? null;
    // An edge is found to the minute, so one of a limit that does not depend on usage may seem a little later.
    return at !== null && Math.abs(at - limitDate) <= MINUTE_MS ? limitDate : at;
  };
  const early = find('early', runway + 1) ?? find('early', HORIZON_DAYS);
  const late = find('late', 2 * runway + 7) ?? find('late', HORIZON_DAYS);
  // A volume price can make more usage cost less, so that it ends the credit later.
  return {
    earliest: Math.min(limitDate, early ?? Infinity, late ?? Infinity),
    latest: early === null || late === null ? null : Math.max(limitDate, early, late),
  };
}

/** The expected headroom at the start of each coming local day. */
type Days = NonNullable<Projection['daily']>;

export interface Band {
  readonly expected: Days;
  readonly early: Days;
  readonly late: Days;
}

/** Each coming day as expected, and at the edges of the range. */
export function projectBand(input: ProjectionInput): Band {
  const options = { marks: [], wantsDaily: true };
  const { compiled, run } = runThrough(input, HORIZON_DAYS, options);
  const along = (edge: Edge): Days =>
    runProjection(atEdge(compiled, edge, HORIZON_DAYS), options).daily ?? [];
  return { expected: run.daily ?? [], early: along('early'), late: along('late') };
}

function limitWithin(
  input: ProjectionInput,
  days: number,
): { readonly compiled: CompiledProjection; readonly limitHit: LimitHit } | null {
  const { compiled, run } = runThrough(input, days, { marks: keepMarks(input.asOf), stopsAtLimit: true });
  return run.limitHit === null ? null : { compiled, limitHit: run.limitHit };
}

/** A deviation of this size from a usual round of reports is not unusual. */
const DOUBT = 0.35;
/** A smaller difference through doubt is no pause between reports; with even usage the difference is half of this. */
const PAUSE_MS = (2 * DAY_MS) / 3;
/** A notice comes at most this much earlier than the limit date requires, which is too little to re-arm it. */
const EARLIER_MOST_MS = DAY_MS;
/** Longer than the lead time of every notice. */
const NOTICED_WITHIN_MS = 9 * DAY_MS;

/**
 * If usage is reported with pauses, slightly more of it than expected uses up the credit a whole pause earlier, and no
 * report in between would show it.
 */
function warnBy(
  compiled: CompiledProjection,
  limitHit: LimitHit | null,
  { history, asOf, timeZone }: ProjectionInput,
): Instant | null {
  if (limitHit === null || limitHit.at - asOf > NOTICED_WITHIN_MS) return limitHit?.at ?? null;
  const today = localEpochDayOf(asOf, timeZone);
  // If few days carry most usage, most days are below the mean, and the limit date tends to be later.
  if (history.some((one) => one.aggregation === 'sum' && isSpiky(one.values, one.firstDay, today)))
    return limitHit.at;
  const doubt = DOUBT * costParts(compiled, asOf + reportingCycleMs(history, asOf)).usage;
  if (!(doubt >= 1)) return limitHit.at;
  const doubted = { ...compiled, headroom: compiled.headroom - BigInt(Math.round(doubt)) };
  const earlier = runProjection(doubted, { marks: [], stopsAtLimit: true }).limitHit?.at ?? limitHit.at;
  return limitHit.at - earlier < PAUSE_MS ? limitHit.at : Math.max(earlier, limitHit.at - EARLIER_MOST_MS);
}

/**
 * The cost of a day. Usage is averaged over the coming 30 days; reported in sessions, over whole rounds, since a month with five weekly
 * reports costs no more a day than one with four.
 */
function paceOf(
  compiled: CompiledProjection,
  { periods, history, asOf }: ProjectionInput,
): { readonly recurring: number; readonly usage: number } {
  const cycleMs = reportingCycleMs(history, asOf);
  const usageMs = Math.ceil((30 * DAY_MS) / cycleMs) * cycleMs;
  const recurringMs = periodAhead(periods, asOf, compiled.horizonAt) - asOf;
  const { recurring } = costParts(compiled, asOf + recurringMs);
  const { usage } = costParts(compiled, asOf + usageMs);
  return { recurring: (recurring / recurringMs) * DAY_MS, usage: (usage / usageMs) * DAY_MS };
}

/**
 * Recurring amounts are averaged over about one period, with one advance charge in it: over 30 days there is none at
 * the start of a month of 31, or of a year.
 */
function periodAhead([open, next]: ProjectionInput['periods'], asOf: Instant, horizonAt: Instant): Instant {
  if (open === undefined) return asOf + 30 * DAY_MS;
  const lengths = [open, next ?? open].map(({ startsAt, endsAt }) => endsAt - startsAt);
  const beforeSecond = (next?.endsAt ?? Infinity) - 1;
  return Math.min(horizonAt, Math.max(open.endsAt, Math.min(asOf + Math.max(...lengths), beforeSecond)));
}

/** The shortage as an amount to ask for; spent in minor units as floating point. */
function topUp({ headroom, currency }: ProjectionInput, spent: number): bigint {
  // Beyond 2^53 a float is inexact, so a little is added to avoid asking for too little.
  const slack = spent > Number.MAX_SAFE_INTEGER ? spent * 2 ** -50 : 0;
  return payable(BigInt(Math.ceil(spent + slack)) - headroom, currency);
}
