import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atEdge, compileProjection } from '../../../src/billing/projection/compile.js';
import type { ProjectionInput } from '../../../src/billing/projection/input.js';
import { projectBand, projectLimit, projectRange } from '../../../src/billing/projection/project.js';
import { runProjection } from '../../../src/billing/projection/run.js';
import { learnArrival, type Rhythm } from '../../../src/billing/traffic/rhythm.js';
import { DAY_MS, localEpochDayOf, startOfDay } from '../../../src/core/values/zone.js';
import { seededRandom } from '../../bench/notices/random.js';
import { AS_OF, historyOf, inputOf, perThousand, planOf, ZONE } from './projection-samples.js';

const HOUR_MS = DAY_MS / 24;
const MINUTE_MS = 60_000;
/** A thousand requests, a usual day here, cost 10.00. */
const plan = planOf(perThousand('10'));

/** Days that scatter, some of them spikes, and today so far. */
function scattering(days: number, scatter: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: days + 1 }, (_, day) => {
    const usual = 1_000 * Math.exp(scatter * (random() + random() + random() - 1.5));
    return (random() < 0.03 ? 6 * usual : usual) * (day === days ? 0.4 : 1);
  });
}

/** Three instants: earliest, expected, latest; Infinity: not within 400 days. */
function limitsOf(input: ProjectionInput): readonly [number, number, number] {
  const { limitDate } = projectLimit(input);
  const range = projectRange(input);
  return [range?.earliest ?? Infinity, limitDate ?? Infinity, range?.latest ?? Infinity];
}

const clients = fc.record({
  days: fc.integer({ min: 0, max: 500 }),
  scatter: fc.double({ min: 0, max: 2, noNaN: true }),
  seed: fc.nat(),
  headroom: fc.bigInt(-1_000n, 300_000n),
  more: fc.bigInt(1n, 50_000n),
  hour: fc.integer({ min: 0, max: 23 }),
});

it('the range lies around the limit date, and no headroom more makes any of the three earlier', () => {
  fc.assert(
    fc.property(clients, ({ days, scatter, seed, headroom, more, hour }) => {
      const asOf = startOfDay('2026-02-10', ZONE) + hour * HOUR_MS;
      const history = [historyOf(asOf, scattering(days, scatter, seed))];
      const limits = limitsOf(inputOf(plan, { asOf, history, headroom }));
      expect([...limits].sort((one, other) => one - other)).toEqual(limits);
      const later = limitsOf(inputOf(plan, { asOf, history, headroom: headroom + more }));
      // The edges are found to the minute, the limit date to the millisecond.
      for (const [index, limit] of limits.entries())
        expect(later[index]).toBeGreaterThanOrEqual(index === 1 ? limit : limit - MINUTE_MS);
    }),
    { numRuns: 40 },
  );
});

it('is null where there is no limit date, and open where usage may not use the credit up within 400 days', () => {
  const history = [historyOf(AS_OF, scattering(400, 0.6, 1))];
  expect(projectRange(inputOf(plan, { headroom: 10n ** 9n, history }))).toBeNull();
  const [earliest, limitDate, latest] = limitsOf(inputOf(plan, { headroom: 350_000n, history }));
  expect(earliest).toBeLessThan(limitDate);
  expect(limitDate).toBeLessThan(Infinity);
  expect(latest).toBe(Infinity);
});

it('its edges are at most a minute late, and exact where one report uses the credit up', () => {
  fc.assert(
    fc.property(clients, fc.boolean(), ({ days, scatter, seed, headroom, hour }, isSession) => {
      const asOf = startOfDay('2026-02-10', ZONE) + hour * HOUR_MS;
      const lastAt = asOf - DAY_MS;
      const watermark = localEpochDayOf(lastAt, ZONE);
      const sessions = [0, 1, 2, 3].map((ago) => lastAt - 7 * ago * DAY_MS);
      const rhythm: Rhythm = { hours: [], weight: 7_000, lastAt, watermark, sessions };
      const one = historyOf(asOf, scattering(days, scatter, seed));
      const history = [{ ...one, rhythms: isSession ? [rhythm] : [] }];
      const compiled = compileProjection(inputOf(plan, { asOf, history, headroom }), 400);
      for (const edge of ['early', 'late'] as const) {
        const options = { marks: [], stopsAtLimit: true };
        const exact = runProjection(atEdge(compiled, edge, 400), options).limitHit?.at ?? Infinity;
        const near = runProjection(atEdge(compiled, edge, 400), { ...options, toTheMinute: true });
        const late = (near.limitHit?.at ?? Infinity) - exact;
        if (exact === Infinity) expect(near.limitHit).toBeNull();
        else expect(late).toBeGreaterThanOrEqual(0);
        if (exact < Infinity) expect(late).toBeLessThanOrEqual(isSession ? 0 : 60_000);
      }
    }),
    { numRuns: 40 },
  );
});

describe('a site that is the same every day', () => {
  const range = (days: number) => {
    const history = [historyOf(AS_OF, [...new Array<number>(days).fill(1_000), 400])];
    const [earliest, limitDate, latest] = limitsOf(inputOf(plan, { headroom: 7_000n, history }));
    expect((limitDate - AS_OF) / DAY_MS).toBeCloseTo(7, 0);
    return (latest - earliest) / DAY_MS;
  };

  it('has a range of less than a day, a week ahead, and a wider one while it is new', () => {
    expect(range(365)).toBeLessThan(0.2);
    expect(range(56)).toBeLessThan(1);
    expect(range(5)).toBeGreaterThan(3);
  });

  it('has the wider range, the more its days scatter', () => {
    const widths = [0.1, 0.5, 1.5].map((scatter) => {
      const history = [historyOf(AS_OF, scattering(365, scatter, 3))];
      const [earliest, , latest] = limitsOf(inputOf(plan, { headroom: 10_000n, history }));
      return latest - earliest;
    });
    expect([...widths].sort((one, other) => one - other)).toEqual(widths);
  });

  it('has no range where nothing depends on traffic', () => {
    const care = planOf({ recurring: [{ id: 'care', amount: '60.00', timing: 'arrears' }] });
    const [earliest, limitDate, latest] = limitsOf(inputOf(care));
    expect([earliest, latest]).toEqual([limitDate, limitDate]);
  });
});

describe('a site that is reported once a week', () => {
  const today = localEpochDayOf(AS_OF, ZONE);
  /** The reports of the seven days before, the last of them two days ago at 06:00. */
  const reports = Array.from({ length: 12 }, (_, week) => today - 2 - 7 * (11 - week));
  const at = (day: number): number => AS_OF - (AS_OF % DAY_MS) + (day - today) * DAY_MS + 6 * HOUR_MS;

  it('has a range that steps from report to report', () => {
    const values = scattering(120, 1, 5).map((value, index) => (index >= 118 ? NaN : value));
    let rhythm: Rhythm | null = null;
    for (const day of reports) {
      const parts = Array.from({ length: 7 }, (_, back) => ({
        day: day - 1 - back,
        lag: 30,
        quantity: 1_000,
      }));
      rhythm = learnArrival(rhythm, at(day), parts);
    }
    const history = [{ ...historyOf(AS_OF, values), rhythms: rhythm === null ? [] : [rhythm] }];
    const widths = new Set<number>();
    for (let headroom = 0n; headroom < 60_000n; headroom += 700n) {
      const [earliest, limitDate, latest] = limitsOf(inputOf(plan, { history, headroom }));
      for (const limit of [earliest, limitDate, latest])
        expect(
          Math.round((limit - at(today - 2)) / 1_000) % (7 * 86_400),
          new Date(limit).toISOString(),
        ).toBe(0);
      widths.add(Math.round((latest - earliest) / DAY_MS));
    }
    for (const width of [0, 7]) expect(widths).toContain(width);
  });
});

it('the band of the coming days has the range at its edges', () => {
  const history = [historyOf(AS_OF, scattering(200, 0.8, 9))];
  const input = inputOf(plan, { headroom: 20_000n, history });
  const [earliest, limitDate, latest] = limitsOf(input);
  const { early, expected, late } = projectBand(input);
  const firstBelow = (days: typeof early): number =>
    days.find(({ headroom }) => headroom < 0n)?.at ?? Infinity;
  for (const [limit, days] of [
    [earliest, early],
    [limitDate, expected],
    [latest, late],
  ] as const) {
    expect(firstBelow(days)).toBeGreaterThanOrEqual(limit);
    expect(firstBelow(days) - limit).toBeLessThanOrEqual(DAY_MS);
  }
});
