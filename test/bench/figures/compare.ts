import type { LoadOutcome, LoadTask } from '../load/job.js';
import type { LoadProgram } from '../load/loadProgram.js';

export interface Compared {
  readonly ours: number;
  readonly floor: number;
  readonly p99Ms: number;
  readonly floorP99Ms: number;
}

/** Turns taken by us and the floor: what else the machine does then hits both alike. */
const TURNS = 2;

interface Comparison {
  readonly concurrency: number;
  /** Of us and of the floor each, all turns together. */
  readonly seconds: number;
  /** Puts away what our turn left to be done, so that the floor's does not bear it. */
  readonly between?: () => Promise<void>;
}

/** Rates per second, measured in turns, and p99s (the middle one of the turns), of us and the floor. */
export async function compare(
  load: LoadProgram,
  tasks: { readonly ours: LoadTask; readonly floor: LoadTask },
  { concurrency, seconds, between }: Comparison,
): Promise<Compared> {
  const turns = { ours: [] as LoadOutcome[], floor: [] as LoadOutcome[] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    turns.floor.push(await load.run({ task: tasks.floor, concurrency, seconds: seconds / TURNS }));
    turns.ours.push(await load.run({ task: tasks.ours, concurrency, seconds: seconds / TURNS }));
    await between?.();
  }
  return {
    ours: rateOf(turns.ours),
    floor: rateOf(turns.floor),
    p99Ms: middleP99(turns.ours),
    floorP99Ms: middleP99(turns.floor),
  };
}

function middleP99(outcomes: readonly LoadOutcome[]): number {
  const sorted = outcomes.map(({ p99Ms }) => p99Ms).sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export function rateOf(outcomes: readonly LoadOutcome[]): number {
  const done = outcomes.reduce((sum, outcome) => sum + outcome.done, 0);
  return done / outcomes.reduce((sum, outcome) => sum + outcome.seconds, 0);
}
