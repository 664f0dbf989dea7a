import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NOTHING_KNOWN } from './finding.js';
import { reportOf } from './guard.js';
import { replayOperations, runOperations } from './operations/run.js';
import { PENDING } from './pending.js';

/** `npm run guard` asks for more; what stands here is what every run of the tests can afford. */
const report = process.env['GUARD_REPORT'];
const asked = {
  seed: Number(process.env['GUARD_SEED'] ?? 20_261_130),
  cases: Number(process.env['GUARD_CASES'] ?? 3),
  untilMs: Number(process.env['GUARD_UNTIL'] ?? Infinity),
  known: report === undefined || process.env['GUARD_NO_PENDING'] !== undefined ? PENDING : NOTHING_KNOWN,
};
const example = process.env['GUARD_REPLAY'];

it.runIf(example === undefined)(
  'whoever holds a site is charged for what it used, and lists answer',
  async () => {
    const tally = await runOperations(asked);
    if (report !== undefined) {
      writeFileSync(report, JSON.stringify(reportOf(tally)));
      return;
    }
    expect(tally.found).toEqual([]);
    expect([...(tally.cases.get('operations')?.values() ?? [])].length).toBeGreaterThan(0);
  },
  24 * 3_600_000,
);

it.runIf(example !== undefined)('the case that was asked for', async () => {
  const says = await replayOperations(example ?? '');
  writeFileSync(report ?? '', JSON.stringify({ says: says ?? null }));
});
