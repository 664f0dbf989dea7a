import { newFloats } from './newFloats.js';
import { presentLevel } from './pattern/level.js';
import { applySeason } from './pattern/season.js';
import { carryEvent } from './today/today.js';
import { sparsePerDay } from './pattern/sparse.js';
import { dailyGrowth } from './pattern/trend.js';
import { weekdayOf, weekShape } from './pattern/week.js';
import { QUANTITY_LEAST, recentDays, WEEK_DAYS } from './window.js';

/** A trend fades: after a day 0.96 of it is left. */
export const TREND_FADE = 0.96;
const GROWTH_LEAST = 1e-5;

/** What the whole days of a meter's past predict. */
export interface Expectation {
  /** Quantity of each whole day, index 0 being today; null if there is no whole day of history. */
  readonly days: Float64Array | null;
  /** How much of today's deviation tomorrow is expected to share, 0 to 1. */
  readonly persistence: number;
  /** The number of days among the last 28 with records. */
  readonly daysObserved: number;
}

/** The level, by the shape of the week, with the trend and last year's season. */
export function expectTraffic(
  values: ArrayLike<number>,
  firstDay: number,
  today: number,
  daysAhead: number,
): Expectation {
  const recent = recentDays(values, firstDay, today);
  const { daysObserved } = recent;
  if (recent.values.length === 0) return { days: null, persistence: 0, daysObserved: 0 };
  const sparse = sparsePerDay(values, firstDay, today);
  if (sparse !== null) return { days: newFloats(daysAhead + 1).fill(sparse), persistence: 0, daysObserved };
  const shape = weekShape(recent);
  const { perDay, persistence } = presentLevel(recent, shape);
  const days = continueLevel(perDay, shape, dailyGrowth(recent), { today, daysAhead });
  const usualYesterday = perDay * (shape[weekdayOf(today - 1)] ?? 1);
  if (usualYesterday >= QUANTITY_LEAST)
    carryEvent(days, (values[today - 1 - firstDay] ?? NaN) / usualYesterday, persistence);
  applySeason(days, values, firstDay, today);
  return { days, persistence, daysObserved };
}

/** Of a number as near to 0 as a day's growth, where six terms of its series are exact; the general one takes longer. */
function expOf(little: number): number {
  const four = 1 + (little / 4) * (1 + (little / 5) * (1 + little / 6));
  return 1 + little * (1 + (little / 2) * (1 + (little / 3) * four));
}

function continueLevel(
  perDay: number,
  shape: Float64Array,
  dailyGrowth: number,
  { today, daysAhead }: { readonly today: number; readonly daysAhead: number },
): Float64Array {
  const days = newFloats(daysAhead + 1);
  let growth = dailyGrowth;
  let grown = 1;
  let weekday = weekdayOf(today);
  for (let ahead = 0; ahead < days.length; ahead += 1) {
    // Once the trend has faded, its exponentials are skipped.
    if (Math.abs(growth) > GROWTH_LEAST) grown *= expOf(growth);
    growth *= TREND_FADE;
    days[ahead] = perDay * (shape[weekday] ?? 1) * grown;
    weekday = weekday === WEEK_DAYS - 1 ? 0 : weekday + 1;
  }
  return days;
}
