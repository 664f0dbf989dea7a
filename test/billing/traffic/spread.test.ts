import { expect, it } from 'vitest';
import { expectTraffic } from '../../../src/billing/traffic/expect.js';
import { learnSpread } from '../../../src/billing/traffic/spread/spread.js';
import { boundFor } from '../../../src/billing/traffic/spread/stretch.js';
import { generateSeries, KINDS } from '../../bench/notices/kinds.js';

const AHEAD = [3, 7, 14, 28];

/** How often what came over some days was within the bounds learned before it, over three sites of a kind. */
function insideOf(kind: (typeof KINDS)[number]): number[] {
  const inside = AHEAD.map(() => 0);
  let tried = 0;
  for (const seed of [1, 2, 3]) {
    const { values } = generateSeries(kind, seed);
    for (let today = 450; today < values.length - 28; today += 11) {
      const seen = values.slice(0, today);
      const expected = expectTraffic(seen, 0, today, 28).days ?? [];
      const { most, least } = learnSpread(seen, 0, today);
      tried += 1;
      for (const [index, days] of AHEAD.entries()) {
        const sum = (of: ArrayLike<number>, from: number): number => {
          let all = 0;
          for (let day = from; day < from + days; day += 1) all += of[day] ?? 0;
          return all;
        };
        const error = sum(values, today) / sum(expected, 0) - 1;
        if (error <= boundFor(most, days) && error >= boundFor(least, days))
          inside[index] = (inside[index] ?? 0) + 1;
      }
    }
  }
  return inside.map((count) => count / tried);
}

it.each(KINDS)('holds four of five cases, whatever the kind of site and the number of days: %s', (kind) => {
  for (const share of insideOf(kind)) {
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.93);
  }
});

it('is wide for a site with waves', () => {
  const [steady, viral] = (['steady', 'viral'] as const).map((kind) =>
    learnSpread(generateSeries(kind, 2).values, 0, 1_000),
  );
  expect(boundFor(viral?.most ?? new Float64Array(), 7)).toBeGreaterThan(
    2 * boundFor(steady?.most ?? new Float64Array(), 7),
  );
});

it('is the smaller, the more days are added up, if they are independent', () => {
  const { most } = learnSpread(generateSeries('steady', 2).values, 0, 1_000);
  expect(boundFor(most, 14)).toBeLessThan(boundFor(most, 3));
  expect(boundFor(most, 3)).toBeLessThan(boundFor(most, 1));
});

it('is a number for any record: none, zeros, a single visitor, lost days, absurd ones', () => {
  const records = [
    [],
    new Array<number>(60).fill(0),
    Array.from({ length: 60 }, (_, day) => (day % 20 === 0 ? 1 : 0)),
    Array.from({ length: 60 }, (_, day) => (day % 3 === 0 ? NaN : 100)),
    Array.from({ length: 60 }, (_, day) => (day === 40 ? 1e300 : 1e-9)),
    new Array<number>(60).fill(Number.MAX_VALUE),
  ];
  for (const record of records) {
    const { most, least } = learnSpread(record, 0, record.length);
    for (const bound of most) expect(bound).toBeGreaterThanOrEqual(0);
    for (const bound of least) expect(bound).toBeLessThanOrEqual(0);
    expect([...most, ...least].every(Number.isFinite)).toBe(true);
  }
});
