import { DAY_MS } from '../../../src/core/values/zone.js';
import { AVERAGE_DAY_MINOR, planFor, PrepaidClient } from './client.js';
import { seededRandom } from './random.js';
import type { ReportRhythm } from './rhythms.js';
import type { Series } from './series.js';
import { type Judged, Statements } from './statements.js';
import { type Warning, Watch } from './watch.js';

const HOUR_MS = 3_600_000;
const STRETCH_DAYS = 180;
/** The past a client has at least before the replay begins: a year, or a third of a short series. */
const WARM_DAYS = 365;
/** So many of its days are replayed report by report, so that the rhythm is known as far as it can be. */
const REPORTED_DAYS = 90;
/** A top-up is worth between two weeks and two months of the stretch's average day. */
const TOP_UP_DAYS_MIN = 14;
const TOP_UP_DAYS_MAX = 60;

export interface Replay {
  readonly ours: Warning[];
  readonly plain: Warning[];
  readonly ranges: Judged[];
  /** Suspensions without a notice, on days that alone cost more than the headroom of the day before. */
  unnotifiedBySurprise: number;
}

export interface ReplayOptions {
  readonly rhythm: ReportRhythm;
  readonly runs: number;
  readonly seed: number;
  /** Whether to judge the ranges alone: notices are decided every hour, which takes nearly all of the time. */
  readonly rangesOnly?: boolean;
}

/**
 * Replays prepaid clients over stretches of a series, report by report: all over the same one, or each over its own,
 * whose suspensions are then independent of the others'.
 */
export function replaySeries(
  source: Series | ((run: number) => Series),
  { rhythm, runs, seed, rangesOnly = false }: ReplayOptions,
): Replay {
  const random = seededRandom(seed);
  const replay: Replay = { ours: [], plain: [], ranges: [], unnotifiedBySurprise: 0 };
  for (let run = 0; run < runs; run += 1) {
    const series = typeof source === 'function' ? source(run) : source;
    const plan = planFor(series);
    const warmDays = Math.min(WARM_DAYS, Math.floor(series.values.length / 3));
    const stretchDays = Math.min(STRETCH_DAYS, series.values.length - warmDays);
    const starts = series.values.length - warmDays - stretchDays + 1;
    const from = warmDays + Math.floor(random() * starts);
    const to = from + stretchDays;
    const amount = topUps(series, from, stretchDays, random);
    replayStretch(new PrepaidClient(plan, series), { series, rhythm, from, to, amount, rangesOnly }, replay);
  }
  return replay;
}

/** Draws random amounts in whole major units. */
function topUps(series: Series, from: number, days: number, random: () => number): () => bigint {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const ratio = mean(series.values.subarray(from, from + days)) / (mean(series.values) || 1);
  return () => {
    const worthDays = TOP_UP_DAYS_MIN + (TOP_UP_DAYS_MAX - TOP_UP_DAYS_MIN) * random();
    return BigInt(Math.max(1, Math.round((worthDays * ratio * AVERAGE_DAY_MINOR) / 100))) * 100n;
  };
}

interface Stretch {
  readonly series: Series;
  readonly rhythm: ReportRhythm;
  readonly from: number;
  readonly to: number;
  readonly amount: () => bigint;
  readonly rangesOnly: boolean;
}

interface Arrival {
  readonly at: number;
  readonly index: number;
  readonly quantity: number;
}

/** What is reported of the days [from, to), in order of time. */
function arrivalsOf({ series, rhythm }: Stretch, from: number, to: number): Arrival[] {
  const arrivals: Arrival[] = [];
  for (let index = Math.max(0, from); index < to; index += 1) {
    const day = series.firstDay + index;
    for (const { hour, share } of rhythm.reportsOf(day)) {
      const quantity = (series.values[index] ?? 0) * share;
      arrivals.push({ at: day * DAY_MS + Math.round(hour * HOUR_MS), index, quantity });
    }
  }
  return arrivals.sort((one, other) => one.at - other.at);
}

function replayStretch(client: PrepaidClient, stretch: Stretch, replay: Replay): void {
  const { series, from, to, amount, rangesOnly } = stretch;
  const openedAt = (series.firstDay + from) * DAY_MS;
  const arrivals = arrivalsOf(stretch, from - REPORTED_DAYS, to);
  client.know(from - REPORTED_DAYS);
  let next = 0;
  for (; (arrivals[next]?.at ?? Infinity) <= openedAt; next += 1) deliver(client, arrivals[next], false);
  const ours = new Watch(client, (asOf) => client.limits(asOf));
  const plain = new Watch(client, (asOf) => client.plainLimits(asOf, openedAt));
  const statements = new Statements();
  client.pay(amount());
  let [headroomBefore, headroomAtStart] = [client.headroom, client.headroom];
  for (let index = from; index < to; index += 1) {
    [headroomBefore, headroomAtStart] = [headroomAtStart, client.headroom];
    let isFirst = true;
    // One range a day is enough to judge them, at another hour each.
    const statedAt = 1 + ((index * 7) % 24);
    for (let hour = 1; hour <= 24; hour += 1) {
      const asOf = (series.firstDay + index) * DAY_MS + hour * HOUR_MS;
      let limitHitAt = null;
      for (; (arrivals[next]?.at ?? Infinity) <= asOf; next += 1) {
        deliver(client, arrivals[next], (arrivals[next]?.index ?? 0) >= from);
        if (client.headroom < 0n) limitHitAt ??= arrivals[next]?.at ?? asOf;
      }
      if (limitHitAt === null) {
        if (!rangesOnly) {
          ours.look(asOf);
          plain.look(asOf);
        }
        if (hour === statedAt) statements.state(asOf, client.range(asOf));
        continue;
      }
      const warning = ours.suspended(limitHitAt);
      replay.ours.push(warning);
      replay.plain.push(plain.suspended(limitHitAt));
      replay.ranges.push(...statements.suspended(limitHitAt));
      const isUnnotified = warning.weekHours === null && warning.dayHours === null;
      if (isUnnotified && (!isFirst || headroomAtStart - client.headroom > headroomBefore))
        replay.unnotifiedBySurprise += 1;
      isFirst = false;
      while (client.headroom < 0n) client.pay(amount());
      if (rangesOnly) continue;
      ours.reactivated(asOf);
      plain.reactivated(asOf);
    }
  }
}

function deliver(client: PrepaidClient, arrival: Arrival | undefined, isCharged: boolean): void {
  if (arrival !== undefined) client.report(arrival.at, arrival.index, arrival.quantity, isCharged);
}
