import { WEEK_DAYS } from '../window.js';
import { LOOK_BACK_DAYS, type Past, pastOf } from './past.js';
import { type Way, WAYS } from './ways.js';

/**
 * How far the usage of a number of days differs from what was expected, as a part of that (0.1: a tenth more). A
 * suspension is one of ten times after more than `most`, and one of ten times after less than `least`.
 */
export interface Spread {
  /** By `SPREAD_DAYS`; between them, a straight line. */
  readonly most: Float64Array;
  readonly least: Float64Array;
}

/** The numbers of days for which errors are learned, and two for which they are taken to grow on. */
export const SPREAD_DAYS: readonly number[] = [1, 3, 8, 20, 80, 320];
const LEARNED = 4;
/** For these, the best way is chosen anew. */
const CHOSEN_FOR: readonly number[] = [1, 8];
/** Ten times as many days are foreseen 1.6 times as badly. */
const LATER = SPREAD_DAYS.map((days) => (days / (SPREAD_DAYS[LEARNED - 1] ?? days)) ** 0.2);

// Before the end, errors are logarithms: half is as far from what was expected as double.

/** The assumption for a site without a past. */
const PRIOR = 0.4;
/** What is assumed counts as this many independent forecasts. */
const PRIOR_FORECASTS = 3;
/** Without evidence, the errors over some days are those over fewer days and this. */
const DRIFT = 0.08;
/** One of ten cases on either side: an 80 % range. */
const OUTSIDE = 0.1;
/** The simple way that did best on the past is a little better there than the forecast is on what is to come. */
const CHOSEN = 1.03;

/** Of a year of forecasts, a sample is tested. */
const SAMPLES_MOST = 40;
/** One of ten samples and one more. */
const KEPT = 6;
/** A forecast needs a week. */
const FIRST_DAYS = WEEK_DAYS;
/** This part of a mean day is added to both sides of a ratio: days without usage are no division by 0. */
const LITTLE = 0.03;

export const UNKNOWN_SPREAD: Spread = {
  most: continued(new Float64Array(SPREAD_DAYS.length).fill(PRIOR)),
  least: continued(new Float64Array(SPREAD_DAYS.length).fill(-PRIOR)),
};

/**
 * Learned from the site's own past: what would have been expected on its days of the days after them, beside what came.
 * `today` is the first day that is not wholly known.
 */
export function learnSpread(values: ArrayLike<number>, firstDay: number, today: number): Spread {
  const past = pastOf(values, firstDay, today);
  if (past === null) return UNKNOWN_SPREAD;
  const most = new Float64Array(SPREAD_DAYS.length);
  const least = new Float64Array(SPREAD_DAYS.length);
  const tests = new Tests(past);
  let above = PRIOR;
  let below = -PRIOR;
  for (let index = 0; index < LEARNED; index += 1) {
    const days = SPREAD_DAYS[index] ?? 1;
    if (index > 0) {
      above = Math.sqrt(above * above + DRIFT * DRIFT);
      below = -Math.sqrt(below * below + DRIFT * DRIFT);
    }
    if (tests.take(days, CHOSEN_FOR.includes(days))) {
      const forecasts = tests.span / days;
      const weight = forecasts / (forecasts + PRIOR_FORECASTS);
      // Few forecasts show less of the extremes.
      const seen = weight * CHOSEN * (1 + 1 / forecasts);
      const [low, high] = tests.outsiders();
      above = Math.max(0, seen * Math.log(high) + (1 - weight) * above);
      below = Math.min(0, seen * Math.log(low) + (1 - weight) * below);
    }
    most[index] = above;
    least[index] = below;
  }
  return { most: continued(most), least: continued(least) };
}

/** Logarithms as parts, and on for more days than are learned. */
function continued(logs: Float64Array): Float64Array {
  const last = logs[LEARNED - 1] ?? 0;
  for (let index = 0; index < logs.length; index += 1)
    logs[index] = Math.exp(index < LEARNED ? (logs[index] ?? 0) : last * (LATER[index] ?? 1)) - 1;
  return logs;
}

/** Used again by each call, since making arrays would take most of the time; nothing of it outlives a call. */
const SCRATCH = {
  first: new Int32Array(SAMPLES_MOST),
  ends: new Int32Array(SAMPLES_MOST),
  came: new Float64Array(SAMPLES_MOST),
  usual: new Float64Array(SAMPLES_MOST),
  expected: new Float64Array(SAMPLES_MOST),
  ofWeek: new Float64Array(2 * WEEK_DAYS),
  lowest: new Float64Array(KEPT),
  highest: new Float64Array(KEPT),
};

/** Past forecasts for a number of days at a time, and what came by what was expected. */
class Tests {
  /** How many days could be the last of those. */
  span = 0;
  readonly first = SCRATCH.first;
  count = 0;
  days = 0;
  private readonly past: Past;
  private readonly came = SCRATCH.came;
  /** How many usual days were expected. */
  private readonly usual = SCRATCH.usual;
  /** The usual day that was expected. */
  private readonly expected = SCRATCH.expected;
  /** Running sums of the shape of the week, over two weeks. */
  private readonly ofWeek = SCRATCH.ofWeek;
  /** The least ratios and the greatest, from the outermost in. */
  private readonly lowest = SCRATCH.lowest;
  private readonly highest = SCRATCH.highest;
  private way: Way = WAYS[0];
  /** The days after those forecast, and for which span of the past they were taken. */
  private readonly ends = SCRATCH.ends;
  private endsFor = 0;

  constructor(past: Past) {
    this.past = past;
    let sum = 0;
    for (let day = 0; day < 2 * WEEK_DAYS; day += 1) {
      this.ofWeek[day] = sum;
      sum += past.shape[day % WEEK_DAYS] ?? 0;
    }
  }

  /** Tests forecasts for so many days; false if there is no past to test on. */
  take(days: number, choosesWay: boolean): boolean {
    this.span = Math.min(LOOK_BACK_DAYS, this.past.count - FIRST_DAYS - days + 1);
    if (this.span <= 0) return false;
    this.days = days;
    this.sample();
    if (choosesWay) this.choose();
    this.compare();
    return this.count > 0;
  }

  /** The ratios that one of ten is below and one of ten above. */
  outsiders(): readonly [number, number] {
    const place = OUTSIDE * (this.count - 1);
    return [between(this.lowest, place), 1 / between(this.highest, place)];
  }

  /**
   * The last days of those forecast are taken by usage and not by time: a suspension is at a unit of usage, so a busy
   * day is more likely to have it.
   */
  private sample(): void {
    const { past, span, days, first, ends, usual, came, ofWeek } = this;
    const { sums, mean } = past;
    const count = Math.min(SAMPLES_MOST, span);
    const odd = days % WEEK_DAYS;
    const little = LITTLE * mean * days;
    if (this.endsFor !== span) this.findEnds(count);
    for (let index = 0; index < count; index += 1) {
      const end = ends[index] ?? 0;
      const day = end - days;
      const weekday = day % WEEK_DAYS;
      first[index] = day;
      // As many usual days as these count for, by the shape of the week.
      usual[index] = days - odd + (ofWeek[weekday + odd] ?? 0) - (ofWeek[weekday] ?? 0);
      came[index] = (sums[end] ?? 0) - (sums[day] ?? 0) + little;
    }
    this.count = count;
  }

  private findEnds(count: number): void {
    const { past, span, ends } = this;
    const { sums, count: last } = past;
    let end = last - span + 1;
    let wanted = sums[end - 1] ?? 0;
    const step = ((sums[last] ?? 0) - wanted) / count;
    wanted += step / 2;
    for (let index = 0; index < count; index += 1) {
      while (end < last && (sums[end] ?? 0) < wanted) end += 1;
      wanted += step;
      ends[index] = end;
    }
    this.endsFor = span;
  }

  private choose(): void {
    let least = Infinity;
    for (const way of WAYS) {
      way(this.past, this, 2, this.expected);
      const loss = this.loss();
      if (!(loss < least)) continue;
      this.way = way;
      least = loss;
    }
  }

  /** The mean squared error of every second forecast; infinite if the way could make less than half of them. */
  private loss(): number {
    const { past, days, count, came, usual, expected } = this;
    const little = LITTLE * past.mean * days;
    let known = 0;
    let loss = 0;
    for (let index = 0; index < count; index += 2) {
      const actual = came[index] ?? 0;
      const foreseen = (usual[index] ?? 0) * (expected[index] ?? 0) + little;
      // About the square of the logarithm of their ratio.
      const error = ((actual - foreseen) * (actual - foreseen)) / (actual * foreseen);
      if (!(error >= 0)) continue;
      loss += error < 1 ? error : 1;
      known += 1;
    }
    return known * 4 < count ? Infinity : loss / known;
  }

  /** Finds the outermost ratios of what came by what was expected. */
  private compare(): void {
    const { past, days, count, came, usual, expected, lowest, highest } = this;
    this.way(past, this, 1, expected);
    const little = LITTLE * past.mean * days;
    lowest.fill(Infinity);
    highest.fill(Infinity);
    let known = 0;
    for (let index = 0; index < count; index += 1) {
      const ratio = (came[index] ?? 0) / ((usual[index] ?? 0) * (expected[index] ?? 0) + little);
      if (!(ratio > 0 && ratio < Infinity)) continue;
      if (ratio < (lowest[KEPT - 1] ?? 0)) keep(lowest, ratio);
      const inverse = 1 / ratio;
      if (inverse < (highest[KEPT - 1] ?? 0)) keep(highest, inverse);
      known += 1;
    }
    this.count = known;
  }
}

/** Keeps a value instead of the last of the lowest, which are in order. */
function keep(lowest: Float64Array, value: number): void {
  let place = KEPT - 1;
  while (place > 0) {
    const before = lowest[place - 1] ?? 0;
    if (before <= value) break;
    lowest[place] = before;
    place -= 1;
  }
  lowest[place] = value;
}

function between(sorted: Float64Array, place: number): number {
  const below = Math.floor(place);
  const [one, next] = [sorted[below] ?? 1, sorted[below + 1] ?? Infinity];
  return next === Infinity ? one : one + (next - one) * (place - below);
}
