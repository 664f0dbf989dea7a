import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../../setup/readOptions.js';

/**
 * `npm run fuzz -- [--minutes M] [--seed N]`: every way to ask the API, for longer than every run of the tests can
 * (5 minutes; seed 1).
 */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const values = readOptions(import.meta.url, {
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});

const args = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', join('test', 'fuzz')];
const env = { ...process.env, FUZZ_MINUTES: values.minutes, FUZZ_SEED: values.seed, FUZZ_SHOW: '1' };
process.exit(spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env }).status ?? 1);
