import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runPlants } from '../plantRun.js';
import { runChaos } from '../run.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '1' },
    accounts: { type: 'string', default: '12' },
    patience: { type: 'string', default: '60' },
    peaceful: { type: 'boolean', default: false },
    source: { type: 'string', default: ROOT },
    plant: { type: 'string' },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function chaos(): Promise<boolean> {
  execFileSync(process.execPath, ['bin/build.mjs'], { cwd: values.source, stdio: 'inherit' });
  if (values.plant !== undefined) {
    const { seed, accounts, minutes, source, plant: which } = values;
    const size = { seed: Number(seed), accounts: Number(accounts), seconds: Number(minutes) * 60 };
    return runPlants({ ...size, which, source, say });
  }
  const report = await runChaos({
    seed: Number(values.seed),
    seconds: Number(values.minutes) * 60,
    accounts: Number(values.accounts),
    source: values.source,
    mischief: values.peaceful ? null : 'all',
    patienceSeconds: Number(values.patience),
    say,
  });
  for (const misdeed of report.misdeeds) say(`  ${misdeed}`);
  say(`Seed ${report.seed}: ${JSON.stringify(report.count)}`);
  for (const { promise, says } of report.falls) say(`Promise ${promise} fell: ${says}`);
  for (const { promise, says } of report.lateness) say(`Promise ${promise} was kept late: ${says}`);
  const calm = report.calmAfterSeconds;
  say(
    calm === null
      ? 'It did not come to rest.'
      : `All was right ${calm.toFixed(1)} s after the last recovery.`,
  );
  return report.falls.length === 0;
}

process.exit((await chaos()) ? 0 : 1);
