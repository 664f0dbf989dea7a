import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../../../setup/readOptions.js';
import { MODEL_FAULTS, type ModelFault } from '../faults.js';

/**
 * `npm run model -- [--seed N] [--runs R] [--steps S]`: many lives instead of the few that every run of the tests has
 * time for. The same seed lives the same lives. Exits 1 if one went wrong.
 *
 *   --runs R         how many lives (200)
 *   --steps S        how many steps a life has at most (40)
 *   --fault a,b|all  puts known faults into copies of the source and sees that each is found
 */
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const TESTS = relative(ROOT, fileURLToPath(new URL('..', import.meta.url)));

const values = readOptions(import.meta.url, {
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: '200' },
    steps: { type: 'string', default: '40' },
    fault: { type: 'string' },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs it through vitest, whose setup brings the database; answers with what it said. */
function live(folder: string): { isSound: boolean; says: string } {
  const program = join('node_modules', 'vitest', 'vitest.mjs');
  const env = { ...process.env, MODEL_SEED: values.seed, MODEL_RUNS: values.runs, MODEL_STEPS: values.steps };
  const done = spawnSync(process.execPath, [program, 'run', TESTS], {
    ...{ cwd: folder, encoding: 'utf8', maxBuffer: 64_000_000 },
    env: { ...env, NO_COLOR: '1' },
  });
  return { isSound: done.status === 0, says: done.stdout + done.stderr };
}

/** The shortest life that went wrong, what was wrong about it, and how many lives there were. */
function gistOf(says: string): string {
  const lines = says.split('\n').filter((line) => /^(Counterexample|Caused by)|lives with/.test(line));
  return [...new Set(lines)].map((line) => `  ${line.replaceAll(',"', ', "')}`).join('\n');
}

const COPIED = ['cli', 'src', 'workflows', 'activities', 'api', 'emails', 'documents', 'bin'];
const FILES = ['package.json', 'tsconfig.json', 'vitest.config.ts', 'test/setup', 'test/simulation'];

function liveWithFault(fault: ModelFault): boolean {
  const folder = mkdtempSync(join(tmpdir(), `sitetab-model-${fault.name}-`));
  try {
    for (const name of [...COPIED, ...FILES])
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, from, to } of fault.edits) {
      const text = readFileSync(join(folder, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${fault.name} cannot be put in: ${file} has no "${from}"`);
      writeFileSync(
        join(folder, file),
        text.replace(from, () => to),
      );
    }
    const { isSound, says } = live(folder);
    const gist = gistOf(says);
    // What failed without a life that went wrong has found nothing.
    const isFound = !isSound && gist.includes('Counterexample');
    say(
      `${isFound ? 'found ' : 'MISSED'} ${fault.name}: ${fault.does}\n${isFound ? gist : says.slice(-2_000)}`,
    );
    return isFound;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function main(): boolean {
  const { fault, seed } = values;
  if (fault !== undefined) {
    const faults = MODEL_FAULTS.filter(({ name }) => fault === 'all' || fault.split(',').includes(name));
    const found = faults.map(liveWithFault).filter(Boolean).length;
    say(`${found} of ${faults.length} faults were found (seed ${seed}).`);
    return faults.length > 0 && found === faults.length;
  }
  const { isSound, says } = live(ROOT);
  say(isSound ? gistOf(says) : says);
  say(isSound ? `Seed ${seed}: every life was as the model says.` : `Seed ${seed}: a life went wrong.`);
  return isSound;
}

process.exit(main() ? 0 : 1);
