import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../../../setup/readOptions.js';
import { NOTHING_KNOWN } from '../checks/finding.js';
import {
  countOf,
  emptyTally,
  judgeTogether,
  replay,
  type Report,
  reportOf,
  runPure,
  tallyOf,
  untriedOf,
} from '../guard.js';
import { PURE_KINDS } from '../kinds/kinds.js';
import { OperationsRun } from '../operations/separate.js';
import { PENDING } from '../pending.js';
import { runFaults } from '../runFaults.js';
import { tell, tellFound, tellProgress } from '../tell.js';

/**
 * `npm run guard -- [--minutes M | --cases N] [--seed S] [--kind a,b]`: draws accounts, plans, usage and what befalls
 * them, and holds the product to what must always be so. Exits 1 with a small case for each thing that was not. Says
 * every few minutes how far it is, and each finding as it comes.
 *
 *   --resume FILE             keeps in a file what was tried, and goes on from there the next time
 *   --replay JSON --kind K    one case again
 *   --fault a,b|all           puts known faults into copies of the source and sees that each is found, --minutes for each
 *   --first                   ends with the first finding
 *   --no-pending              without what is known and not repaired yet
 *   --json                    the report alone, for programs
 */
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const OPERATIONS = 'operations';
/** A case on the real database takes as long as so many pure ones of the same kind. */
const PURE_EACH = 500;
const PROGRESS_MS = 2 * 60_000;
/** How long a case is shrunk if it is only for a quick reading. */
const SHRINK_FIRST_MS = 5_000;

const values = readOptions(import.meta.url, {
  allowNegative: true,
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    cases: { type: 'string' },
    kind: { type: 'string' },
    resume: { type: 'string' },
    replay: { type: 'string' },
    fault: { type: 'string' },
    first: { type: 'boolean', default: false },
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

/** What was tried so far, of what seed and in how many minutes. */
interface Kept {
  readonly seed: number;
  readonly minutes: number;
  readonly pure: Report;
  readonly operations: Report;
}

function keptBefore(): Kept {
  const { resume } = values;
  if (resume !== undefined && existsSync(resume)) {
    const kept = JSON.parse(readFileSync(resume, 'utf8')) as Kept;
    if (values.seed !== undefined && number('seed', 0) !== kept.seed)
      throw new Error(`${resume} goes on from seed ${kept.seed}, not ${values.seed}`);
    return kept;
  }
  const none = reportOf(emptyTally());
  return { seed: number('seed', Date.now() % 1_000_000), minutes: 0, pure: none, operations: none };
}

function wantedKinds(): readonly string[] {
  const names = [...PURE_KINDS.map(({ name }) => name), OPERATIONS];
  const kinds = values.kind === undefined ? names : values.kind.split(',');
  const unknown = kinds.find((kind) => !names.includes(kind));
  if (unknown !== undefined) throw new Error(`there is no kind "${unknown}"; there are ${names.join(', ')}`);
  return kinds;
}

async function run(before: Kept, kinds: readonly string[]): Promise<Kept> {
  const { seed } = before;
  const startedAt = Date.now();
  const cases = number('cases', Infinity);
  const minutes = number('minutes', values.cases === undefined ? 1 : Infinity);
  const limits = { seed, untilMs: startedAt + minutes * 60_000, isFirstOnly: values.first };
  const shrinks = values.first ? { shrinkMs: SHRINK_FIRST_MS } : {};
  const options = { ...limits, ...shrinks, isKnownLeftOut: !values.pending, goesOn: before.operations };
  const operations = kinds.includes(OPERATIONS)
    ? new OperationsRun(ROOT, { ...options, cases: Math.ceil(cases / PURE_EACH) })
    : undefined;
  const pure = PURE_KINDS.filter(({ name }) => kinds.includes(name));
  const tally = tallyOf(before.pure);
  let printedAt = startedAt;
  let shown = tally.found.length;
  const known = values.pending ? NOTHING_KNOWN : PENDING;
  const onBatch = (): void => {
    if (values.json) return;
    for (; shown < tally.found.length; shown += 1) tellFound(say, tally.found[shown]);
    if (Date.now() < printedAt + PROGRESS_MS) return;
    printedAt = Date.now();
    const counts = [...tally.cases].map(([kind, sorts]) => [kind, countOf(sorts)] as const);
    tellProgress(say, printedAt - startedAt, counts, operations?.soFar());
  };
  runPure(pure, { ...limits, ...shrinks, cases, known, onBatch }, tally);
  while (operations?.isRunning() === true) {
    await operations.pause(PROGRESS_MS / 4);
    onBatch();
  }
  const spent = before.minutes + (Date.now() - startedAt) / 60_000;
  const done = (await operations?.answer<Report>()) ?? before.operations;
  return { seed, minutes: spent, pure: reportOf(tally), operations: done };
}

function wholeOf({ seed, pure, operations }: Kept, kinds: readonly string[]): Report {
  const judged = PURE_KINDS.filter(({ name }) => kinds.includes(name));
  const known = values.pending ? NOTHING_KNOWN : PENDING;
  const together = judgeTogether(judged, tallyOf(pure), { seed, known });
  return {
    ...pure,
    cases: { ...pure.cases, ...operations.cases },
    found: [...pure.found, ...together, ...operations.found],
  };
}

async function again(kind: string, example: string): Promise<boolean> {
  const pure = PURE_KINDS.find(({ name }) => name === kind);
  const says =
    pure === undefined
      ? (await new OperationsRun(ROOT, { replay: example }).answer<{ says: string | null }>()).says
      : (replay(pure, example) ?? null);
  say(says ?? 'It is as it should be.');
  return says === null;
}

async function main(): Promise<boolean> {
  if (values.fault !== undefined)
    return runFaults({ which: values.fault, root: ROOT, minutes: number('minutes', Infinity), say });
  const kinds = wantedKinds();
  const [kind = OPERATIONS] = kinds;
  if (values.replay !== undefined) return again(kind, values.replay);
  const before = keptBefore();
  if (!values.json) say(`Seed ${before.seed}.`);
  const kept = await run(before, kinds);
  if (values.resume !== undefined) writeFileSync(values.resume, JSON.stringify(kept));
  const report = wholeOf(kept, kinds);
  if (values.json) say(JSON.stringify(report));
  else tell(say, report, kept.minutes);
  const untried = untriedOf(report, kinds);
  if (untried.length > 0 && !values.json)
    say(`Nothing was tried of ${untried.join(', ')}: give it more time.`);
  return report.found.length === 0 && untried.length === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
