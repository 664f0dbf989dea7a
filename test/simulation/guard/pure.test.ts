import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeMany } from './kinds/approach.js';
import { emptyTally, type Report, reportOf, runPure, tallyOf } from './guard.js';
import { PURE_KINDS } from './kinds/kinds.js';
import { PENDING } from './pending.js';
import { SEED } from '../../setup/seed.js';

/** `npm run guard` has time for millions; what stands here is what every run of the tests can afford. */
const CASES: Record<string, number> = {
  look: 200,
  steady: 1_000,
  life: 8,
  quiet: 4,
  silence: 60,
  approach: 2,
};

it.each(PURE_KINDS.map((kind) => ({ name: kind.name, kind })))(
  'the invariants hold for every generated case: $name',
  ({ name, kind }) => {
    const cases = CASES[name] ?? 0;
    const { found, cases: counts } = runPure([kind], {
      ...{ seed: SEED, cases, untilMs: Infinity },
      known: PENDING,
    });
    expect(found).toEqual([]);
    const sorts = [...(counts.get(name)?.values() ?? [])];
    expect(sorts.reduce((sum, count) => sum + count, 0)).toBe(cases);
  },
);

it('counts it as a fault when many notices come at the wrong time, or more of them than there is reason for', () => {
  const sums = (right: number, sent: number): ReadonlyMap<string, number> =>
    new Map([
      ...[['even: approaches', 100] as const, ['even: day notices', sent] as const],
      ...[['even: week right', 100] as const, ['even: day right', right] as const],
    ]);
  expect(judgeMany(sums(90, 100))).toEqual([]);
  expect(judgeMany(sums(80, 120)).map(({ says }) => says)).toEqual([
    'even: 120 day notices in 100 approaches',
    'even: day notices are right in 80 of 100 approaches',
  ]);
});

it('goes on with cases that were not tried yet after a round that time has cut short', () => {
  const tried: number[] = [];
  const kind = { name: 'any', draws: fc.nat(), batch: 1 };
  const first = { ...kind, judge: (_: unknown, drawn: unknown) => `${tried.push(Number(drawn))}` };
  const limits = { seed: SEED, cases: 1, untilMs: Infinity };
  // The second kind of a round is not reached any more.
  let isOver = false;
  const options = {
    ...limits,
    get untilMs() {
      return isOver ? 0 : Infinity;
    },
    onBatch: () => void (isOver = true),
  };
  const cut = runPure([first, { ...first, name: 'other' }], options, emptyTally());
  runPure([first], limits, tallyOf(JSON.parse(JSON.stringify(reportOf(cut))) as Report));
  expect(new Set(tried).size).toBe(2);
});
