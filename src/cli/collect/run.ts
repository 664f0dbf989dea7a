import type { Delivery } from './delivery.js';
import { recogniseLog, type Recognised, type Wanted } from './generation.js';
import type { LineRules } from './intake.js';
import { CollectInterrupted, type CollectIo, type CollectOptions } from './options.js';
import type { Progress } from './progress.js';
import { readHead, type LogFile } from './readLog.js';
import type { Generation, StateFile } from './state.js';
import type { RunTotals } from './totals.js';

/** Everything one run of the collector works with. */
export interface Run {
  readonly options: CollectOptions;
  readonly io: CollectIo;
  readonly totals: RunTotals;
  readonly rules: LineRules;
  readonly stateFile: StateFile;
  readonly delivery: Delivery;
  readonly progress: Progress;
  readonly wanted: Wanted;
}

/**
 * Which log a file is, or undefined while no line of it can be read. A new log is entered at once, so that two
 * that begin alike never get the same name.
 */
export async function recogniseFile(
  run: Run,
  log: LogFile,
  excluded: ReadonlySet<Generation>,
): Promise<Recognised | undefined> {
  const head = await readHead(log, run.rules.readLocalTime);
  if (head === undefined) return undefined;
  const { generations } = run.stateFile.state;
  const recognised = await recogniseLog(log, head, generations, run.wanted, excluded);
  if (!recognised.isOlderCopy && !generations.includes(recognised.generation)) {
    generations.push(recognised.generation);
    // Known from now on: if the run dies before it has sent anything and the log is rotated, it is looked for.
    await run.stateFile.save();
  }
  return recognised;
}

export function throwIfStopped(run: Run): void {
  if (run.io.stop.aborted) throw new CollectInterrupted('stopped');
}
