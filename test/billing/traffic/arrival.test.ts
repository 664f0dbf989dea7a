import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type ArrivalPlan,
  arrivalsAtEdge,
  arrivedBy,
  planArrivals,
} from '../../../src/billing/traffic/today/arrival.js';
import { DAY_MS } from '../../../src/core/values/zone.js';

const HOUR_MS = DAY_MS / 24;

/** Hours over which a day is reported, and the part of it that each brings. */
const course = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 24,
    maxLength: 150,
  })
  .map((hours) => {
    const sums = new Float64Array(hours.length + 1);
    for (const [hour, part] of hours.entries()) sums[hour + 1] = (sums[hour] ?? 0) + part;
    const all = sums[hours.length] ?? 0;
    return all > 0 ? sums.map((sum) => sum / all) : sums.fill(1, 1);
  });

/** Days of which some bring beyond measure more than others. */
const days = fc
  .array(
    fc.oneof(
      fc.constantFrom(0, 1e-12, 0.1),
      ...[1, 9e14, 1e24].map((max) => fc.double({ min: 0, max, noNaN: true })),
    ),
    { minLength: 2, maxLength: 30 },
  )
  .map((expected) => Float64Array.from(expected));

const arrivals = fc.record({
  course,
  days,
  daily: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  elapsedMs: fc.nat({ max: DAY_MS - 2 }),
  today: fc.oneof(fc.constantFrom(NaN, 0), fc.double({ min: 0, max: 1e18, noNaN: true })),
});

/** What is expected, or an edge of what is likely. */
const bound = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 });
const swing = fc.option(
  fc.record({
    edge: fc.constantFrom('early' as const, 'late' as const),
    spread: fc.record({
      most: bound.map((values) => Float64Array.from(values)),
      least: bound.map((values) => Float64Array.from(values, (value) => -value / 3)),
    }),
  }),
);

/** Just before each hour, at it and just after it, and the same of the instant at which the forecast was made. */
function instants(elapsedMs: number, count: number): number[] {
  const hours = Array.from({ length: count * 24 }, (_, hour) => hour * HOUR_MS);
  return [elapsedMs, ...hours.filter((at) => at > elapsedMs + 1)].flatMap((at) => [at - 1, at, at + 1]);
}

function expectRising(plan: ArrivalPlan, ats: readonly number[]): void {
  let before = 0;
  for (const at of ats) {
    const arrived = arrivedBy(plan, at / DAY_MS);
    if (!(arrived >= before && arrived < Infinity)) expect.fail(`${arrived} after ${before} at ${at}`);
    before = arrived;
  }
}

it('what has come by an instant only grows with time, however much and however little days bring', () => {
  fc.assert(
    fc.property(arrivals, swing, ({ course, days, daily, elapsedMs, today }, edge) => {
      const open = { firstDay: 0, expected: days, soFar: () => today };
      const expected = planArrivals({ daily, pattern: course, sessions: [] }, elapsedMs / DAY_MS, open);
      const plan = edge === null ? expected : arrivalsAtEdge(expected, days, edge);
      expectRising(plan, instants(elapsedMs, days.length).slice(1));
    }),
    { numRuns: 300 },
  );
});

it('what sessions bring is no less than nothing and only grows', () => {
  const session = fc.record({
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    nextAt: fc.double({ min: 1, max: 20, noNaN: true }),
    gap: fc.double({ min: 0.5, max: 20, noNaN: true }),
    watermark: fc.integer({ min: -5, max: 0 }),
    lag: fc.nat(3),
  });
  fc.assert(
    fc.property(
      arrivals,
      fc.array(session, { minLength: 1, maxLength: 3 }),
      swing,
      (drawn, sessions, edge) => {
        const { course, days, daily, elapsedMs, today } = drawn;
        const expected = Float64Array.from([1e20, 0, 1, 9e14, 0.1, ...days]);
        const open = { firstDay: -5, expected, soFar: () => today };
        const usual = planArrivals({ daily, pattern: course, sessions }, elapsedMs / DAY_MS, open);
        const plan = edge === null ? usual : arrivalsAtEdge(usual, expected, edge);
        expectRising(plan, instants(elapsedMs, days.length).slice(1));
      },
    ),
    { numRuns: 100 },
  );
});
