import { QUANTITY_LEAST } from '../window.js';

/**
 * A day's shape through its hours for a site without history, as at most sites: quiet nights, the minimum at three in
 * the morning and the maximum at three in the afternoon of the account's own zone.
 */
const NIGHT_DEPTH = 0.5;
const QUIETEST = 3 / 24;
const TURN = 2 * Math.PI;
const AT_MIDNIGHT = Math.sin(TURN * QUIETEST);

/** The part of a day's quantity that has usually arrived when this part of the day has elapsed. */
export function usualShare(elapsed: number): number {
  if (elapsed <= 0) return 0;
  if (elapsed >= 1) return 1;
  return elapsed - (NIGHT_DEPTH / TURN) * (Math.sin(TURN * (elapsed - QUIETEST)) + AT_MIDNIGHT);
}

/** How far a site's own shape may differ from the usual one, as a logarithm. */
const PATTERN_SPREAD = 0.5;
/** A quiet start means less than a busy one: some sites start later than others. */
const QUIET_DOUBT = 2;
const SURPRISE_MAX = 4;

/** A day that reaches half of its expected quantity this early has had it early. */
const EARLY = 0.02;

/**
 * The expected rest of a day, from its expected quantity, its quantity so far and the part of it that has `gone`. The
 * more of the day has gone and the further it is from usual, the more weight its own data gets.
 */
export function restOfDay(expected: number, soFar: number, gone: number): number {
  if (gone >= 1) return 0;
  if (Number.isNaN(soFar) || (expected < QUANTITY_LEAST && soFar <= 0)) return expected * (1 - gone);
  if (gone <= EARLY && soFar > expected / 2) return Math.max(0, expected - soFar);
  if (gone <= 0) return expected;
  if (expected < QUANTITY_LEAST) return soFar * (1 - gone);
  const little = 0.05 * expected;
  const surprise = Math.log((soFar + little) / (expected * gone + little));
  const doubt = ((PATTERN_SPREAD * (1 - gone)) / Math.sqrt(gone)) * (surprise < 0 ? QUIET_DOUBT : 1);
  const belief = (surprise * surprise) / (surprise * surprise + doubt * doubt || 1);
  return expected * (1 - gone) * Math.exp(belief * Math.min(surprise, SURPRISE_MAX));
}

/** Above this multiple of the usual, a day is a fading event; below, one of several busy or quiet days. */
const EVENT_RATIO = 2;
/** One day counts at most this much, however large it was. */
const RATIO_MIN = 0.4;
const RATIO_MAX = 10;
const FADE = 0.8;
const EVENT_FADE_LEAST = 0.4;
/** It changes so many days at most. */
export const CARRIED_DAYS = 14;

/** A day with more or less than was expected of it. */
export interface Surprise {
  /** The actual quantity divided by the expected one. */
  readonly ratio: number;
  /** How much of the day has gone, as a part of its usual quantity. */
  readonly gone: number;
}

/**
 * An unusual day may be followed by others. The day at index `from` gets the part that such days usually share with the
 * next (`persistence`), and later days ever less.
 */
export function carryOver(
  expected: Float64Array,
  from: number,
  { ratio, gone }: Surprise,
  persistence: number,
): void {
  const bounded = Math.max(RATIO_MIN, Math.min(RATIO_MAX, ratio));
  const isEvent = bounded > EVENT_RATIO;
  const shared = persistence * gone;
  let lift = isEvent ? shared * (bounded - 1) : bounded ** shared - 1;
  const fade = isEvent ? Math.max(EVENT_FADE_LEAST, persistence) : FADE;
  for (let ahead = from; ahead < from + CARRIED_DAYS && ahead < expected.length; ahead += 1) {
    expected[ahead] = (expected[ahead] ?? 0) * (1 + lift);
    lift *= fade;
  }
}

/** An event of yesterday, which the level ignores because it resists spikes. */
export function carryEvent(expected: Float64Array, ratio: number, persistence: number): void {
  if (ratio > EVENT_RATIO) carryOver(expected, 0, { ratio, gone: 1 }, persistence);
}
