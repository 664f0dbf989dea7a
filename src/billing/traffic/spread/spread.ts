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
const SAMPLES_MOST = 60;
/** One of ten samples and one more. */
const KEPT = 8;
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
  came: new Float64Array(SAMPLES_MOST),
  usual: new Float64Array(SAMPLES_MOST),
  lowest: new Float64Array(KEPT),
  highest: new Float64Array(KEPT),
};

/** Past forecasts for a number of days at a time, and what came by what was expected. */
class Tests {
  /** How many days could be the last of those. */
  span = 0;
  private readonly past: Past;
  private readonly first = SCRATCH.first;
  private readonly came = SCRATCH.came;
  /** How many usual days were expected. */
  private readonly usual = SCRATCH.usual;
  /** The least ratios and the greatest, from the outermost in. */
  private readonly lowest = SCRATCH.lowest;
  private readonly highest = SCRATCH.highest;
  private count = 0;
  private way: Way = WAYS[0];

  constructor(past: Past) {
    this.past = past;
  }

  /** Tests forecasts for so many days; false if there is no past to test on. */
  take(days: number, choosesWay: boolean): boolean {
    this.span = Math.min(LOOK_BACK_DAYS, this.past.count - FIRST_DAYS - days + 1);
    if (this.span <= 0) return false;
    this.sample(days);
    if (choosesWay) this.choose(days);
    this.compare(days);
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
  private sample(days: number): void {
    const { sums, count, shape, mean } = this.past;
    this.count = Math.min(SAMPLES_MOST, this.span);
    const odd = days % WEEK_DAYS;
    const little = LITTLE * mean * days;
    let end = count - this.span + 1;
    let wanted = sums[end - 1] ?? 0;
    const step = ((sums[count] ?? 0) - wanted) / this.count;
    wanted += step / 2;
    for (let index = 0; index < this.count; index += 1) {
      while (end < count && (sums[end] ?? 0) < wanted) end += 1;
      wanted += step;
      const day = end - days;
      // As many usual days as these count for, by the shape of the week.
      let usual = days - odd;
      for (let left = 0; left < odd; left += 1) usual += shape[(day + left) % WEEK_DAYS] ?? 0;
      this.first[index] = day;
      this.usual[index] = usual;
      this.came[index] = (sums[end] ?? 0) - (sums[day] ?? 0) + little;
    }
  }

  private choose(days: number): void {
    let least = Infinity;
    for (const way of WAYS) {
      const loss = this.lossOf(way, days);
      if (!(loss < least)) continue;
      this.way = way;
      least = loss;
    }
  }

  /** The mean squared error of every second forecast; infinite if the way could make less than half of them. */
  private lossOf(way: Way, days: number): number {
    const { past, first, came, usual } = this;
    const little = LITTLE * past.mean * days;
    let known = 0;
    let loss = 0;
    for (let index = 0; index < this.count; index += 2) {
      const actual = came[index] ?? 0;
      const expected = (usual[index] ?? 0) * way(past, first[index] ?? 0, days) + little;
      // About the square of the logarithm of their ratio.
      const error = ((actual - expected) * (actual - expected)) / (actual * expected);
      if (!(error >= 0)) continue;
      loss += error < 1 ? error : 1;
      known += 1;
    }
    return known * 4 < this.count ? Infinity : loss / known;
  }

  /** Finds the outermost ratios of what came by what was expected. */
  private compare(days: number): void {
    const { past, first, came, usual, way } = this;
    const little = LITTLE * past.mean * days;
    this.lowest.fill(Infinity);
    this.highest.fill(Infinity);
    let known = 0;
    for (let index = 0; index < this.count; index += 1) {
      const expected = (usual[index] ?? 0) * way(past, first[index] ?? 0, days) + little;
      const ratio = (came[index] ?? 0) / expected;
      if (!(ratio > 0 && ratio < Infinity)) continue;
      keep(this.lowest, ratio);
      keep(this.highest, 1 / ratio);
      known += 1;
    }
    this.count = known;
  }
}

/** Keeps a value if it is among the lowest, which are in order. */
function keep(lowest: Float64Array, value: number): void {
  let place = KEPT - 1;
  if (!(value < (lowest[place] ?? 0))) return;
  for (; place > 0 && (lowest[place - 1] ?? 0) > value; place -= 1) lowest[place] = lowest[place - 1] ?? 0;
  lowest[place] = value;
}

function between(sorted: Float64Array, place: number): number {
  const below = Math.floor(place);
  const [one, next] = [sorted[below] ?? 1, sorted[below + 1] ?? Infinity];
  return next === Infinity ? one : one + (next - one) * (place - below);
}
