import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Report, untriedOf } from './guard.js';
import { GUARD_FAULTS, type GuardFault } from './faults.js';

interface FaultRunOptions {
  /** Names, or `all`. */
  readonly which: string;
  readonly root: string;
  /** The longest that one run may take; Infinity: as long as its cases take. */
  readonly minutes: number;
  readonly say: (line: string) => void;
}

const SEED = '1';
const HERE = fileURLToPath(new URL('../../..', import.meta.url));
/** From the root of whichever copy it is run in. */
const PROGRAM = relative(HERE, fileURLToPath(new URL('programs/guard.ts', import.meta.url)));

/**
 * Puts each fault into a copy of the source and lets the generators look for it; the same cases on the source as it
 * is have to pass. True when every fault was found and nothing else was.
 */
export function runFaults({ which, root, minutes, say }: FaultRunOptions): boolean {
  const faults = GUARD_FAULTS.filter(({ name }) => which === 'all' || which.split(',').includes(name));
  if (faults.length === 0) throw new Error(`there is no fault "${which}"`);
  let found = 0;
  for (const fault of faults) {
    const startedAt = Date.now();
    const seen = withCopy(root, fault, (folder) => lookIn(folder, fault, { minutes, isFirstOnly: true }));
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    const shown = seen.found.find(({ says }) => fault.shows.test(says));
    if (shown !== undefined) found += 1;
    const after = shown === undefined ? 'MISSED' : `found after ${shown.after} of ${shown.kind}`;
    say(`${fault.name.padEnd(32)} ${after}, ${seconds} s: ${fault.does}`);
    for (const { kind, says, example } of shown === undefined ? seen.found : [shown])
      say(`    ${kind}: ${says.slice(0, 300)}\n    ${example.slice(0, 1_000)}`);
  }
  say(`${found} of ${faults.length} faults were found.`);
  const sound = controls(faults).filter((control) => passes(control, { root, minutes, say })).length;
  say(`${sound} of ${controls(faults).length} runs without a fault passed.`);
  return found === faults.length && sound === controls(faults).length;
}

type Run = Pick<GuardFault, 'kinds' | 'cases'>;

/** For each kind the most cases that any fault gets. */
function controls(faults: readonly GuardFault[]): Run[] {
  const most = new Map<string, number>();
  for (const { kinds, cases } of faults) most.set(kinds, Math.max(cases, most.get(kinds) ?? 0));
  return [...most].map(([kinds, cases]) => ({ kinds, cases }));
}

function passes(run: Run, { root, minutes, say }: Omit<FaultRunOptions, 'which'>): boolean {
  const report = lookIn(root, run, { minutes, isFirstOnly: false });
  const { found } = report;
  const isSound = found.length === 0 && untriedOf(report, run.kinds.split(',')).length === 0;
  const tried = Object.values(report.cases).flatMap((sorts) => Object.values(sorts));
  const cases = tried.reduce((sum, count) => sum + count, 0);
  say(`${isSound ? 'passed' : 'FAILED'} without a fault: ${run.kinds}, ${cases} cases`);
  for (const { says, example } of found)
    say(`         ${says.slice(0, 300)}\n         ${example.slice(0, 1_000)}`);
  return isSound;
}

function lookIn(
  folder: string,
  { kinds, cases }: Run,
  { minutes, isFirstOnly }: { readonly minutes: number; readonly isFirstOnly: boolean },
): Report {
  const flags = ['--kind', kinds, '--cases', String(cases), '--seed', SEED, '--json', '--no-pending'];
  if (minutes < Infinity) flags.push('--minutes', String(minutes));
  if (isFirstOnly) flags.push('--first');
  const done = spawnSync(process.execPath, ['--import', 'tsx', PROGRAM, ...flags], {
    ...{ cwd: folder, encoding: 'utf8', maxBuffer: 256_000_000 },
  });
  const last = done.stdout.trim().split('\n').pop() ?? '';
  if (!last.startsWith('{'))
    throw new Error(`the run in ${folder} came to no end: ${done.stderr.slice(-2_000)}`);
  return JSON.parse(last) as Report;
}

const COPIED = ['cli', 'src', 'workflows', 'activities', 'api', 'emails', 'documents', 'bin', 'test'];
const FILES = ['package.json', 'tsconfig.json', 'vitest.config.ts'];

function withCopy<T>(root: string, { name, edits }: GuardFault, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), `sitetab-guard-${name}-`));
  try {
    for (const each of [...COPIED, ...FILES])
      cpSync(join(root, each), join(folder, each), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, from, to } of edits) {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      if (!text.includes(from)) throw new Error(`${name} cannot be put in: ${file} has no "${from}"`);
      // A function, since the text to put in has dollar signs of its own.
      writeFileSync(
        path,
        text.replace(from, () => to),
      );
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
