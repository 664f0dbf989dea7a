import { renameSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NOTHING_KNOWN } from './checks/finding.js';
import { emptyTally, reportOf, type Tally, tallyOf } from './guard.js';
import type { OperationsRequest } from './operations/request.js';
import { replayOperations, runOperations } from './operations/run.js';
import { PENDING } from './pending.js';
import { SEED } from '../../setup/seed.js';

/** `npm run guard` asks for more; what stands here is what every run of the tests can afford. */
const request = JSON.parse(process.env['GUARD_ASKED'] ?? '{}') as OperationsRequest;
const { report, replay, seed = SEED, cases = 2, untilMs, goesOn, ...options } = request;

it.runIf(replay === undefined)(
  'the account that holds a site is charged for its usage, and the lists work',
  async () => {
    const known = report === undefined || options.isKnownLeftOut === true ? PENDING : NOTHING_KNOWN;
    const limits = { seed, cases: cases ?? Infinity, untilMs: untilMs ?? Infinity };
    const before = goesOn === undefined ? emptyTally() : tallyOf(goesOn);
    const tally = await runOperations({ ...options, ...limits, known, onBatch: write }, before);
    write(tally);
    if (report !== undefined) return;
    expect(tally.found).toEqual([]);
    expect([...(tally.cases.get('operations')?.values() ?? [])].length).toBeGreaterThan(0);
  },
  24 * 3_600_000,
);

it.runIf(replay !== undefined)('replays a case given by the caller', async () => {
  const says = await replayOperations(replay ?? '');
  writeFileSync(report ?? '', JSON.stringify({ says: says ?? null }));
});

/** Whole at any time, since it is read while the run goes on. */
function write(tally: Tally): void {
  if (report === undefined) return;
  writeFileSync(`${report}.new`, JSON.stringify(reportOf(tally)));
  renameSync(`${report}.new`, report);
}
