import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../../../setup/readOptions.js';
import { readTemporalKind } from '../../../setup/temporal/temporals.js';
import { buildNext } from '../faults/nextBuild.js';
import { runFaults } from '../faults/runFaults.js';
import { runChaos, formatSites } from '../run.js';

/**
 * `npm run chaos -- [--seed N] [--minutes M]`: the real system as separate processes, killed, stopped and cut off while
 * a seeded population lives on it. Says which promise fell; exits 1 if any did.
 *
 *   --seed N       the same population and the same disruptions; their moments depend on the machine
 *   --minutes M    how long the population lives (1); from one minute on, another build comes in
 *   --accounts N   how many accounts it has (12)
 *   --drills N     how often a backup is put back (one in three minutes, five at most)
 *   --patience S   how long nothing may become right while something but the sites is wrong (60)
 *   --pipeline N   how many queries wait on one connection to the database at once (seeds that are even: 2, else 100)
 *   --temporal K   on which Temporal server: dev, or postgres, the production server, on the same PostgreSQL (dev)
 *   --peaceful     only the population, no disruptions
 *   --source DIR   another checkout to try
 *   --fault a,b    puts faults into copies of the source and sees that each is found (`all`: each of them)
 */

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const values = readOptions(import.meta.url, {
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '1' },
    accounts: { type: 'string', default: '12' },
    patience: { type: 'string', default: '60' },
    peaceful: { type: 'boolean', default: false },
    temporal: { type: 'string', default: 'dev' },
    source: { type: 'string', default: ROOT },
    fault: { type: 'string' },
    drills: { type: 'string' },
    pipeline: { type: 'string' },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function chaos(): Promise<boolean> {
  execFileSync(process.execPath, ['bin/build.mjs'], { cwd: values.source, stdio: 'inherit' });
  if (values.fault !== undefined) {
    const { seed, accounts, minutes, source, fault: which } = values;
    const size = { seed: Number(seed), accounts: Number(accounts), seconds: Number(minutes) * 60 };
    return runFaults({ ...size, which, source, say });
  }
  const minutes = Number(values.minutes);
  const next = minutes >= 1 && !values.peaceful ? buildNext(values.source) : undefined;
  const report = await runChaos({
    seed: Number(values.seed),
    seconds: minutes * 60,
    accounts: Number(values.accounts),
    source: values.source,
    nextSource: next,
    // A restore takes the better part of a minute.
    drills: Number(values.drills ?? (values.peaceful ? 0 : Math.min(5, Math.floor(minutes / 3)))),
    disruptionKinds: values.peaceful ? null : 'all',
    patienceSeconds: Number(values.patience),
    pipeline: values.pipeline === undefined ? undefined : Number(values.pipeline),
    temporal: readTemporalKind(values.temporal),
    say,
  });
  if (next !== undefined) rmSync(next, { recursive: true, force: true });
  for (const disruption of report.disruptions) say(`  ${disruption}`);
  say(`Seed ${report.seed}: ${JSON.stringify(report.count)}`);
  for (const { promise, says } of report.falls) say(`Promise ${promise} fell: ${says}`);
  say(`Every site was right ${formatSites(report.sites)}.`);
  const calm = report.calmAfterSeconds;
  say(calm === null ? 'It did not come to rest.' : `All was right after ${calm.toFixed(1)} s.`);
  return report.falls.length === 0;
}

process.exit((await chaos()) ? 0 : 1);
