/**
 * `npm run load -- [--minutes M] [--accounts N] [--seed S]` (30, 40 and 1): the real system as separate processes under
 * a steady mixed load. Says what each kind of request took beside the machine's own floor, and what memory each process
 * holds; ends with 1 when anything failed, when the doctor or the independent checker finds something, or when memory
 * grows.
 */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { packagePath } from '../../src/platform/files/paths.js';
import { readOptions } from '../setup/readOptions.js';
import { runLoad } from './endurance/run.js';

const values = readOptions(import.meta.url, {
  options: {
    minutes: { type: 'string', default: '30' },
    // So few that every account's run has been cut once (500 events) before memory is judged: with more, what is
    // measured is how the runs fill.
    accounts: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function numberOf(name: keyof typeof values, least: number): number {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= least) return value;
  process.stderr.write(`--${name} must be a number from ${least}.\n`);
  process.exit(1);
}

const options = {
  minutes: numberOf('minutes', 0.2),
  accounts: numberOf('accounts', 25),
  seed: numberOf('seed', 0),
};
execFileSync(process.execPath, [packagePath('bin', 'build.mjs')], { stdio: 'inherit' });
say(
  `${new Date().toISOString()}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load ${loadavg()[0]?.toFixed(1) ?? ''} before`,
);
const isGood = await runLoad({ ...options, say });
say(isGood ? 'All is well.' : 'Something was wrong.');
process.exit(isGood ? 0 : 1);
