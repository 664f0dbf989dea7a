import { weekdayOf } from './week.js';
import { type RecentDays, WEEK_DAYS } from '../window.js';

/** Days after which an observation counts half: from "only the last days matter" to "the last two months do". */
const HALF_LIVES_DAYS: readonly number[] = [2, 5, 12, 28];
const SLOWEST = HALF_LIVES_DAYS.length - 1;
/** The weight of a test n days ago: 0.97 to the n. */
const TEST_FADE = 0.97;
/** How strongly the best smoother is preferred. */
const STRICTNESS = 3.5;
const FIRST_DAYS = 14;

/** The smoother that shows whether unusual days come in rows. */
const STEADY = 2;
/** The initial assumption of how much unusual days share with the next, and its weight in days. */
const PERSISTENCE = 0.4;
const PERSISTENCE_DAYS = 14;

/** Used again by each call, since making arrays would take much of the time; nothing of them outlives a call. */
const PAST_LEVELS = new Float64Array(HALF_LIVES_DAYS.length * WEEK_DAYS);
const GAINS = new Float64Array(HALF_LIVES_DAYS.length * WEEK_DAYS);

export interface Level {
  /** Quantity of a day with the mean weekday factor. */
  readonly perDay: number;
  /** How much of a day's deviation the next day usually shares: 0 none of it, 1 all. */
  readonly persistence: number;
}

/**
 * The present level: the quantity of a usual day. Four smoothers, from fast to slow, run over the recent days. Each is
 * tested, day by day, on the seven days that followed, and they are mixed (in logarithms) by their errors. A lasting
 * jump is followed quickly and spikes slowly, without a setting for either.
 */
export function presentLevel(recent: RecentDays, shape: Float64Array): Level {
  const { values, firstDay, mean } = recent;
  if (mean <= 0) return { perDay: 0, persistence: PERSISTENCE };
  const count = values.length;
  const levels = new Float64Array(HALF_LIVES_DAYS.length).fill(firstLevel(recent, shape));
  // The levels as of each of the last seven days.
  const past = PAST_LEVELS;
  const losses = new Float64Array(HALF_LIVES_DAYS.length);
  const gains = gainsOf(shape);
  const weekdayOffset = weekdayOf(firstDay);
  let weekSum = 0;
  const rows = new SurpriseRows(mean);
  for (let index = 0; index < count; index += 1) {
    const place = (index % WEEK_DAYS) * HALF_LIVES_DAYS.length;
    if (index >= 2 * WEEK_DAYS) test(past, place, weekSum / WEEK_DAYS, mean, losses);
    for (let smoother = 0; smoother < HALF_LIVES_DAYS.length; smoother += 1)
      past[place + smoother] = levels[smoother] ?? 0;
    const weekday = (weekdayOffset + index) % WEEK_DAYS;
    const factor = shape[weekday] ?? 1;
    const value = values[index] ?? NaN;
    weekSum += Number.isNaN(value) ? mean * factor : value;
    const left = index - WEEK_DAYS;
    if (left >= 0) {
      const old = values[left] ?? NaN;
      weekSum -= Number.isNaN(old) ? mean * factor : old;
    }
    if (Number.isNaN(value)) continue;
    rows.add(value, (levels[STEADY] ?? 0) * factor);
    for (let smoother = 0; smoother < HALF_LIVES_DAYS.length; smoother += 1) {
      const level = levels[smoother] ?? 0;
      levels[smoother] =
        level + (gains[weekday * HALF_LIVES_DAYS.length + smoother] ?? 0) * (value - level * factor);
    }
  }
  const perDay = count > 2 * WEEK_DAYS ? mix(levels, losses, count) : (levels[SLOWEST] ?? 0);
  return { perDay, persistence: rows.persistence };
}

/** A day below this part of a usual day is weak evidence, and dividing by it is unstable. */
const FACTOR_LEAST = 1e-6;

/**
 * How much of a day's error each smoother follows, by weekday. A day counts by its part of the week: one that carries
 * five usual days moves a smoother as far as five usual days would. So a level moves towards `value / factor` and never
 * beyond it, for any shape of the week: it stays between 0 and the highest day.
 */
function gainsOf(shape: Float64Array): Float64Array {
  const gains = GAINS;
  for (let weekday = 0; weekday < WEEK_DAYS; weekday += 1) {
    const factor = Math.max(shape[weekday] ?? 1, FACTOR_LEAST);
    for (let smoother = 0; smoother < HALF_LIVES_DAYS.length; smoother += 1)
      gains[weekday * HALF_LIVES_DAYS.length + smoother] =
        (1 - 0.5 ** (factor / (HALF_LIVES_DAYS[smoother] ?? 1))) / factor;
  }
  return gains;
}

/** The autocorrelation of daily deviations, drawn towards the usual value. */
class SurpriseRows {
  private readonly floor: number;
  private previous = NaN;
  private shared = 0;
  private squares = 0;
  private count = 0;

  constructor(mean: number) {
    this.floor = 0.05 * mean;
  }

  add(value: number, expected: number): void {
    // A day with no expected usage has no deviation, and does not separate two that have.
    if (expected < this.floor) return;
    const surprise = Math.log((value + this.floor) / (expected + this.floor));
    if (!Number.isNaN(this.previous)) {
      this.shared += surprise * this.previous;
      this.squares += 0.5 * (surprise * surprise + this.previous * this.previous);
      this.count += 1;
    }
    this.previous = surprise;
  }

  get persistence(): number {
    if (this.squares <= 0) return PERSISTENCE;
    const seen = (this.shared / this.squares) * this.count + PERSISTENCE * PERSISTENCE_DAYS;
    return Math.max(0, Math.min(0.95, seen / (this.count + PERSISTENCE_DAYS)));
  }
}

/** The initial level: the mean of the first two weeks, without the week's shape. */
function firstLevel({ values, firstDay }: RecentDays, shape: Float64Array): number {
  let sum = 0;
  let factors = 0;
  for (let index = 0; index < Math.min(FIRST_DAYS, values.length); index += 1) {
    const value = values[index] ?? NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    factors += shape[weekdayOf(firstDay + index)] ?? 1;
  }
  return factors > 0 ? sum / factors : 0;
}

/** Adds the squared error, in logarithms, of the levels at `place` in the past against the week that followed. */
function test(past: Float64Array, place: number, actual: number, mean: number, losses: Float64Array): void {
  const floor = 0.02 * mean;
  for (let smoother = 0; smoother < losses.length; smoother += 1) {
    const expected = past[place + smoother] ?? 0;
    const error = Math.log((Math.max(0, actual) + floor) / (expected + floor));
    losses[smoother] = (losses[smoother] ?? 0) * TEST_FADE + Math.min(1, error * error);
  }
}

function mix(levels: Float64Array, losses: Float64Array, count: number): number {
  const tests = (1 - TEST_FADE ** (count - 2 * WEEK_DAYS)) / (1 - TEST_FADE);
  let best = Infinity;
  for (let smoother = 0; smoother < levels.length; smoother += 1)
    best = Math.min(best, losses[smoother] ?? 0);
  let sum = 0;
  let weights = 0;
  for (let smoother = 0; smoother < levels.length; smoother += 1) {
    const excess = ((losses[smoother] ?? 0) - best) / (best + 0.01 * tests);
    const weight = Math.exp(-STRICTNESS * excess);
    sum += weight * Math.log(Math.max(levels[smoother] ?? 0, 1e-12));
    weights += weight;
  }
  return Math.exp(sum / weights);
}
