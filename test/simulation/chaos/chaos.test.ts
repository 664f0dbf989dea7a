import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runChaos } from './run.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

it('keeps its promises to a small population while processes are killed, connections cut and confirmations false', async () => {
  execFileSync(process.execPath, ['bin/build.mjs'], { cwd: ROOT });
  const report = await runChaos({ seed: 6, seconds: 6, accounts: 5, source: ROOT, disruptionKinds: 'brief' });
  expect(report.falls.map(({ promise, says }) => `promise ${promise}: ${says}`)).toEqual([]);
  // Something has to have happened for this to mean anything.
  expect(report.count['posts']).toBeGreaterThan(5);
  expect(report.count['gateResponses']).toBeGreaterThan(10);
  expect(report.disruptions.length).toBeGreaterThan(0);
});
