import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NOTHING_KNOWN } from '../finding.js';
import { type Found, replay, type Report, reportOf, runPure } from '../guard.js';
import { PURE_KINDS } from '../kinds.js';
import { PENDING } from '../pending.js';
import { runPlants } from '../plantRun.js';

/**
 * `npm run guard -- [--minutes M | --cases N] [--seed S] [--kind a,b]`: draws accounts, plans, usage and what befalls
 * them, and holds the product to what must always be so. Exits 1 with a small case for each thing that was not.
 *
 *   --replay JSON --kind K    one case again
 *   --plant a,b|all           puts known faults into copies of the source and sees that each is found
 *   --no-pending              without what is known and not mended yet
 *   --json                    the report alone, for programs
 */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const OPERATIONS = 'operations';
/** A case on the real database takes as long as so many pure ones of the same kind. */
const PURE_EACH = 500;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string' },
    cases: { type: 'string' },
    kind: { type: 'string' },
    replay: { type: 'string' },
    plant: { type: 'string' },
    json: { type: 'boolean', default: false },
    pending: { type: 'boolean', default: true },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function number(name: 'seed' | 'minutes' | 'cases', fallback: number): number {
  const read = values[name] === undefined ? fallback : Number(values[name]);
  if (!(read >= 0)) throw new Error(`--${name} must be a number, not "${values[name] ?? ''}"`);
  return read;
}

interface Asked {
  readonly seed: number;
  readonly cases: number;
  readonly untilMs: number;
  readonly kinds: readonly string[];
}

function asked(): Asked {
  const names = [...PURE_KINDS.map(({ name }) => name), OPERATIONS];
  const kinds = values.kind === undefined ? names : values.kind.split(',');
  const unknown = kinds.find((kind) => !names.includes(kind));
  if (unknown !== undefined) throw new Error(`there is no kind "${unknown}"; there are ${names.join(', ')}`);
  const cases = number('cases', Infinity);
  const minutes = number('minutes', values.cases === undefined ? 1 : Infinity);
  return { seed: number('seed', 0), cases, untilMs: Date.now() + minutes * 60_000, kinds };
}

/** The real database comes with the tests' own setup, in a process of its own. */
class OperationsRun {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sitetab-guard-'));
  readonly #report = join(this.#folder, 'report.json');
  readonly #child: ChildProcess;

  constructor(env: Record<string, string>) {
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    this.#child = spawn(process.execPath, [vitest, 'run', 'test/generators/operations.test.ts'], {
      ...{ cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
      env: { ...process.env, ...env, GUARD_REPORT: this.#report, NO_COLOR: '1' },
    });
  }

  async answer<T>(): Promise<T> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    try {
      if (!existsSync(this.#report)) throw new Error('the run on the real database came to no end');
      return JSON.parse(readFileSync(this.#report, 'utf8')) as T;
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }
}

async function run({ seed, cases, untilMs, kinds }: Asked): Promise<Report> {
  const operations = kinds.includes(OPERATIONS)
    ? new OperationsRun({
        GUARD_SEED: String(seed),
        GUARD_CASES: String(Math.ceil(cases / PURE_EACH)),
        GUARD_UNTIL: String(untilMs),
        ...(values.pending ? {} : { GUARD_NO_PENDING: '1' }),
      })
    : undefined;
  const known = values.pending ? NOTHING_KNOWN : PENDING;
  const pure = PURE_KINDS.filter(({ name }) => kinds.includes(name));
  const report = reportOf(runPure(pure, { seed, cases, untilMs, known }));
  const other = (await operations?.answer<Report>()) ?? { cases: {}, found: [] };
  return { cases: { ...report.cases, ...other.cases }, found: [...report.found, ...other.found] };
}

function tell({ cases, found }: Report): void {
  for (const [kind, sorts] of Object.entries(cases)) {
    const counts = Object.values(sorts);
    const total = counts.reduce((sum, count) => sum + count, 0);
    say(`${kind}: ${total.toLocaleString('en')} cases`);
    for (const [sort, count] of Object.entries(sorts).sort(([, one], [, other]) => other - one))
      say(`  ${String(count).padStart(9)} ${sort}`);
  }
  for (const one of found) tellFound(one);
  say(found.length === 0 ? 'Nothing was found.' : `${found.length} things were found.`);
}

function tellFound({ kind, says, seed, path, example }: Found): void {
  say(`\nFOUND in ${kind}: ${says}`);
  say(`  seed ${seed}${path === '' ? '' : `, path ${path}`}`);
  say(`  npm run guard -- --kind ${kind} --replay '${example}'`);
}

async function again(kind: string, example: string): Promise<boolean> {
  const pure = PURE_KINDS.find(({ name }) => name === kind);
  const says =
    pure === undefined
      ? (await new OperationsRun({ GUARD_REPLAY: example }).answer<{ says: string | null }>()).says
      : (replay(pure, example) ?? null);
  say(says ?? 'It is as it should be.');
  return says === null;
}

async function main(): Promise<boolean> {
  if (values.plant !== undefined) return runPlants({ which: values.plant, root: ROOT, say });
  const wanted = asked();
  const [kind = OPERATIONS] = wanted.kinds;
  if (values.replay !== undefined) return again(kind, values.replay);
  if (!values.json) say(`Seed ${wanted.seed}.`);
  const report = await run(wanted);
  if (values.json) say(JSON.stringify(report));
  else tell(report);
  return report.found.length === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
