import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  forecastMeter,
  type MeterForecast,
  type MeterHistory,
} from '../../../src/billing/traffic/forecast.js';
import { DAY_MS } from '../../../src/core/values/zone.js';

const FIRST_DAY = 20_000;

/** Forecasts at the very start of the day after the given ones, so that today says nothing yet. */
function forecast(days: readonly number[], aggregation: MeterHistory['aggregation'] = 'sum'): MeterForecast {
  const history = { meter: 'requests', aggregation, firstDay: FIRST_DAY, values: [...days, NaN] };
  return forecastMeter(history, { day: FIRST_DAY + days.length, elapsed: 0 }, 60);
}

function daysOf(count: number, quantity: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => quantity(index));
}

function meanOf(forecasted: MeterForecast, from: number, to: number): number {
  return forecasted.days.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
}

/** A little scatter that is the same every time. */
const scatter = (index: number): number => 1 + 0.1 * Math.sin(index * index * 7.77);

describe('summed meters', () => {
  it('go on as they are', () => {
    const forecasted = forecast(daysOf(60, () => 1_000));
    expect(meanOf(forecasted, 0, 60)).toBeCloseTo(1_000, 6);
    expect(forecasted.restOfToday).toBeCloseTo(1_000, 6);
    expect(forecasted.daysObserved).toBe(28);
  });

  it('are not owned by a single spike, wherever it stands and however high it is', () => {
    const usual = daysOf(60, (index) => 1_000 * scatter(index));
    const before = meanOf(forecast(usual), 0, 30);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 3, max: 1_000_000 }),
        (index, height) => {
          const after = meanOf(forecast(usual.with(index, height * 1_000)), 0, 30);
          expect(after).toBeGreaterThan(before * 0.8);
          expect(after).toBeLessThan(before * 1.5);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('follow a site that doubles over night within the week, and wholly after three', () => {
    const doubled = (daysAgo: number): number =>
      meanOf(forecast(daysOf(80, (index) => (index < 80 - daysAgo ? 1_000 : 2_000) * scatter(index))), 0, 7);
    expect(doubled(7)).toBeGreaterThan(1_400);
    expect(doubled(21)).toBeGreaterThan(1_800);
    expect(doubled(21)).toBeLessThan(2_400);
  });

  it('keep silent weekends silent, as zeros or as no record at all', () => {
    for (const silence of [0, NaN]) {
      const forecasted = forecast(daysOf(56, (index) => (index % 7 < 5 ? 1_000 * scatter(index) : silence)));
      const week = [...forecasted.days.subarray(0, 7)];
      expect(Math.max(...week.slice(5))).toBeLessThan(50);
      expect(Math.min(...week.slice(0, 5))).toBeGreaterThan(800);
    }
  });

  it('take no week from accidents', () => {
    const forecasted = forecast(daysOf(56, (index) => 1_000 * (1 + 0.5 * Math.sin(index * index * 7.77))));
    const week = [...forecasted.days.subarray(0, 7)];
    expect(Math.max(...week) / Math.min(...week)).toBeLessThan(1.5);
  });

  it('make nothing of days the record lost', () => {
    const usual = daysOf(60, (index) => 1_000 * scatter(index));
    const holes = usual.map((value, index) => (index % 11 === 5 || (index > 40 && index < 46) ? NaN : value));
    expect(meanOf(forecast(holes), 0, 28) / meanOf(forecast(usual), 0, 28)).toBeCloseTo(1, 1);
  });

  it('keep the week that one weekday carries: markets, churches, backups', () => {
    for (const days of [14, 21, 60, 200]) {
      const market = daysOf(days, (index) => (index % 7 === 5 ? 8_000 : 2_000 / 6));
      expect(meanOf(forecast(market), 0, 28) / (10_000 / 7)).toBeCloseTo(1, 1);
    }
    const scattered = daysOf(120, (index) => (index % 7 === 5 ? 8_000 : 2_000 / 6) * scatter(index));
    const week = forecast(scattered).days.subarray(0, 7);
    expect(Math.max(...week) / week.reduce((sum, day) => sum + day, 0)).toBeCloseTo(0.8, 1);
  });

  it('are right of a site that is used every so many days, on whichever of them the forecast is made', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(8, 10, 14, 21, 28, 30),
        fc.nat(29),
        fc.constantFrom(0, NaN),
        (every, offset, rest) => {
          const days = daysOf(130, (index) => (index % every === offset % every ? 1_000 : rest));
          expect((meanOf(forecast(days), 0, 60) * every) / 1_000).toBeCloseTo(1, 1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('see the mean of a site that has a visitor now and then', () => {
    const forecasted = forecast(daysOf(200, (index) => (index % 5 === 2 ? 500 : NaN)));
    expect(meanOf(forecasted, 0, 28)).toBeGreaterThan(60);
    expect(meanOf(forecasted, 0, 28)).toBeLessThan(140);
  });

  it('fall silent when the site has', () => {
    expect(meanOf(forecast(daysOf(90, (index) => (index < 50 ? 1_000 : NaN))), 0, 7)).toBeLessThan(150);
  });

  it('carry growth on, but not for ever', () => {
    const forecasted = forecast(daysOf(90, (index) => 1_000 * 1.01 ** index * scatter(index)));
    const present = 1_000 * 1.01 ** 90;
    expect(meanOf(forecasted, 0, 7)).toBeGreaterThan(present * 0.85);
    expect(meanOf(forecasted, 0, 7)).toBeLessThan(present * 1.2);
    expect(meanOf(forecasted, 53, 60)).toBeLessThan(present * 1.5);
  });

  it('know a season that came last year', () => {
    const seasonal = (index: number): number => 1_000 * (index % 364 >= 350 ? 3 : 1) * scatter(index);
    const forecasted = forecast(daysOf(364 * 3 - 20, seasonal));
    expect(meanOf(forecasted, 8, 18)).toBeGreaterThan(meanOf(forecasted, 30, 40) * 1.3);
  });

  it('start from what the open period shows when there is no whole day', () => {
    const history: MeterHistory = { meter: 'requests', aggregation: 'sum', firstDay: FIRST_DAY, values: [] };
    expect(meanOf(forecastMeter(history, { day: FIRST_DAY, elapsed: 0.5 }, 30, 400), 0, 30)).toBe(400);
    expect(meanOf(forecastMeter(history, { day: FIRST_DAY, elapsed: 0.5 }, 30), 0, 30)).toBe(0);
  });
});

describe('the rest of today', () => {
  const atNoon = (soFar: number): MeterForecast => {
    const values = [...daysOf(60, (index) => 1_000 * scatter(index)), soFar];
    const history = { meter: 'requests', aggregation: 'sum' as const, firstDay: FIRST_DAY, values };
    return forecastMeter(history, { day: FIRST_DAY + 60, elapsed: 0.5 }, 30);
  };

  it('is what is usual when the morning was', () => {
    expect(atNoon(430).restOfToday).toBeGreaterThan(450);
    expect(atNoon(430).restOfToday).toBeLessThan(650);
  });

  it('follows a morning far above the usual, and tomorrow only in part', () => {
    const busy = atNoon(5_000);
    expect(busy.restOfToday).toBeGreaterThan(2_500);
    expect(busy.days[1]).toBeGreaterThan(atNoon(430).days[1] ?? 0);
    expect(busy.days[1]).toBeLessThan(3_000);
    expect(busy.days[20]).toBeLessThan(1_200);
  });

  it('is still to come where a daily report is late, for as long as that may be, and tomorrow is no quieter', () => {
    const at = (days: number, today: number): MeterForecast => {
      const values = [...daysOf(60, (index) => 1_000 * scatter(index)), today];
      const startsAt = (FIRST_DAY + 60) * DAY_MS;
      const hours = Array.from({ length: 13 }, (_, hour) => (hour === 12 ? 20_000 : 0));
      const lastAt = startsAt - 0.5 * DAY_MS;
      const sessions = [startsAt - 60 * DAY_MS];
      const rhythms = [{ hours, weight: 20_000, lastAt, watermark: FIRST_DAY + 59, sessions }];
      const history = {
        meter: 'requests',
        aggregation: 'sum' as const,
        firstDay: FIRST_DAY,
        values,
        rhythms,
      };
      return forecastMeter(history, { day: FIRST_DAY + 60, elapsed: days, startsAt }, 30);
    };
    const before = at(0.4, NaN);
    expect(before.restOfToday).toBeGreaterThan(900);
    for (const late of [at(0.6, NaN), at(0.95, NaN), at(0.95, 0)]) {
      expect(late.restOfToday / before.restOfToday).toBeCloseTo(1, 2);
      expect(late.days[1]).toBe(before.days[1]);
    }
    expect(at(0.6, 1_000).restOfToday).toBeLessThan(1);
  });

  it('grows with what today has had', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 450, max: 20_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        (soFar, more) => {
          expect(atNoon(soFar + more).restOfToday).toBeGreaterThanOrEqual(atNoon(soFar).restOfToday);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('standing meters', () => {
  it('go on from where they stand, and grow as they usually do', () => {
    const storage = forecast(
      daysOf(60, (index) => 1_000 + 10 * index),
      'average',
    );
    expect(storage.days[1]).toBeGreaterThan(1_590);
    expect(storage.days[20]).toBeGreaterThan(1_650);
    expect(storage.days[20]).toBeLessThan(1_800);
  });

  it('take the highest of the last week where the highest counts', () => {
    const users = forecast(
      daysOf(60, (index) => (index === 57 ? 14 : index === 20 ? 90 : 12)),
      'max',
    );
    expect(users.days[5]).toBe(14);
  });
});

/** Day series of every sort: nothing, a little, huge; one event in a lifetime, every nth day; unrecorded days. */
function anySeries(): fc.Arbitrary<number[]> {
  const quantity = fc.oneof(
    fc.constantFrom(0, 1e-12, 1, 1_000, 1e18, 1e24),
    fc.double({ min: 0, max: 1e15, noNaN: true }),
  );
  const noise = fc.array(fc.oneof(fc.constant(NaN), fc.constant(0), quantity), { maxLength: 900 });
  const everyNth = fc
    .record({
      nth: fc.integer({ min: 1, max: 400 }),
      offset: fc.nat(400),
      days: fc.integer({ min: 1, max: 900 }),
      size: quantity,
      rest: fc.constantFrom(0, NaN),
    })
    .map(({ nth, offset, days, size, rest }) =>
      daysOf(days, (index) => (index % nth === offset % nth ? size : rest)),
    );
  const gaps = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });
  const holed = fc
    .tuple(everyNth, gaps)
    .map(([days, lost]) => days.map((value, index) => (lost[index % lost.length] === true ? NaN : value)));
  return fc.oneof(noise, everyNth, holed);
}

it('never forecasts anything but quantities, whatever the past', () => {
  const aggregation = fc.constantFrom('sum', 'max', 'last', 'average') as fc.Arbitrary<
    MeterHistory['aggregation']
  >;
  const elapsed = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(anySeries(), aggregation, elapsed, (values, kind, part) => {
      const history = { meter: 'requests', aggregation: kind, firstDay: FIRST_DAY, values };
      const forecasted = forecastMeter(history, { day: FIRST_DAY + values.length - 1, elapsed: part }, 400);
      // By what was learned: nothing had to be put in its place.
      expect(forecasted.estimator).toBe('learned');
      for (const quantity of [forecasted.restOfToday, ...forecasted.days])
        if (!(quantity >= 0 && quantity < Infinity)) expect.fail(`forecast ${quantity}`);
    }),
    { numRuns: 400 },
  );
});

it('takes the plain mean, and reports it, of a past that has values no meter can read', () => {
  const days = daysOf(60, (index) => (index % 2 === 0 ? Infinity : 700));
  const forecasted = forecast(days);
  expect(forecasted.estimator).toBe('plain');
  expect(forecasted.days[3]).toBeCloseTo(350, 6);
  expect(forecasted.restOfToday).toBeCloseTo(350, 6);
});
