import fc from 'fast-check';
import { forecastMeter } from '../../../../src/billing/traffic/forecast.js';
import type { Judge } from '../checks/finding.js';
import { quantityOf, rhythmOf, RHYTHMS, type Traffic } from '../draw/traffic.js';

/** A meter that has gone on alike for long, looked at somewhere in a day. */
export interface Steady {
  readonly traffic: Traffic;
  /** Epoch day. */
  readonly today: number;
  readonly elapsed: number;
}

const PERIODIC = RHYTHMS.map(({ every }, index) => ({ every, index })).filter(
  ({ every }) => every !== 'once',
);

export const steady: fc.Arbitrary<Steady> = fc.record({
  traffic: fc.record({
    meter: fc.constant(0),
    rhythm: fc.constantFrom(...PERIODIC.map(({ index }) => index)),
    week: fc.constantFrom('even', 'work', 'market', 'sunday off'),
    size: fc.oneof(fc.integer({ min: 50, max: 5_000 }), fc.integer({ min: 50, max: 5_000_000_000 })),
    scatter: fc.constantFrom(0, 0.1, 0.3),
    seed: fc.nat({ max: 9_999 }),
    growth: fc.constant(0),
    gaps: fc.constant([]),
    bursts: fc.constant([]),
    age: fc.integer({ min: 182, max: 400 }),
  }),
  today: fc.integer({ min: 20_400, max: 21_100 }),
  elapsed: fc.constantFrom(0.001, 0.02, 0.25, 0.5, 0.75, 0.99),
});

/** Two of the longest rhythm, and whole weeks. */
const AHEAD_DAYS = 84;
const WHOLE: Record<string, number> = { 'every 30 days': 60, monthly: 122, 'every 21 days': 63 };
/** As many days have three to five firsts of a month in them, the days before them others. */
const LEAST: Record<string, number> = { monthly: 0.5 };
const MOST: Record<string, number> = { monthly: 2 };

/** What comes of it in the coming weeks is about what came in as many before. */
export function judgeSteady(judge: Judge, { traffic, today, elapsed }: Steady): string {
  const { name } = rhythmOf(traffic);
  const firstDay = today - traffic.age;
  const values = new Float64Array(traffic.age + 1).fill(NaN);
  for (let day = firstDay; day < today; day += 1) {
    const quantity = quantityOf(traffic, day, today);
    if (quantity > 0) values[day - firstDay] = quantity;
  }
  const history = { meter: 'requests', aggregation: 'sum' as const, firstDay, values };
  const ahead = WHOLE[name] ?? AHEAD_DAYS;
  const forecast = forecastMeter(history, { day: today, elapsed }, ahead);
  judge.holds(
    'a forecast is finite and not negative',
    [forecast.restOfToday, ...forecast.days].every((value) => Number.isFinite(value) && value >= 0),
    () => `${name}: ${forecast.restOfToday}, ${[...forecast.days].slice(0, 8).join(', ')}`,
  );
  let past = 0;
  for (let day = today - ahead; day < today; day += 1) past += quantityOf(traffic, day, today);
  const expected = forecast.days.slice(1).reduce((sum, value) => sum + value, 0);
  judge.holds(
    'what goes on alike is expected to go on',
    expected > (LEAST[name] ?? 0.6) * past && expected < (MOST[name] ?? 1.6) * past,
    () =>
      `${name}, ${traffic.week}: ${Math.round(expected)} expected of ${ahead} days, ${past} came in as many`,
  );
  return name;
}
