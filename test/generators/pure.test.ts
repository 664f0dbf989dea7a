import { expect, it } from 'vitest';
import { runPure } from './guard.js';
import { PURE_KINDS } from './kinds.js';
import { PENDING } from './pending.js';

/** `npm run guard` has time for millions; what stands here is what every run of the tests can afford. */
const SEED = 20_261_130;
const CASES: Record<string, number> = {
  look: 300,
  steady: 1_000,
  life: 12,
  quiet: 6,
  silence: 60,
  approach: 2,
};

it.each(PURE_KINDS.map((kind) => ({ name: kind.name, kind })))(
  'holds for whatever is drawn: $name',
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
