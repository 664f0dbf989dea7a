/** The load program: a process of its own, so that what it does is not done in the event loop that is measured. */
import { setTimeout as delay } from 'node:timers/promises';
import { floorCallers } from './floorCallers.js';
import { httpCaller } from './httpCallers.js';
import type { Caller, LoadJob, LoadOutcome } from './job.js';

async function run(
  { task, concurrency, seconds, pauseMs = 0 }: LoadJob,
  first: number,
): Promise<LoadOutcome & { next: number }> {
  const { callers, close } = await openCallers(task, concurrency);
  const latencies: number[] = [];
  const failures: string[] = [];
  let index = first;
  const began = performance.now();
  const until = began + seconds * 1_000;
  await Promise.all(
    callers.map(async (caller) => {
      for (let startedAt = performance.now(); startedAt < until; startedAt = performance.now()) {
        const failure = await caller.call(index++);
        if (failure === undefined) latencies.push(performance.now() - startedAt);
        else failures.push(failure);
        if (pauseMs > 0) await delay(pauseMs);
      }
    }),
  );
  const took = (performance.now() - began) / 1_000;
  await close();
  return { ...outcomeOf(latencies, failures, took), next: index };
}

async function openCallers(
  task: LoadJob['task'],
  concurrency: number,
): Promise<{ callers: Caller[]; close: () => Promise<void> }> {
  const each = Array.from({ length: concurrency });
  if ('databaseUrl' in task) {
    const { caller, close } = floorCallers(task, concurrency);
    return { callers: each.map(() => caller()), close };
  }
  const callers = await Promise.all(each.map(() => httpCaller(task)));
  return {
    callers,
    close: async () => {
      for (const caller of callers) caller.close();
      await Promise.resolve();
    },
  };
}

function outcomeOf(latencies: number[], failures: readonly string[], seconds: number): LoadOutcome {
  latencies.sort((left, right) => left - right);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? NaN;
  const [firstFailure] = failures;
  return {
    done: latencies.length,
    seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed: failures.length,
    ...(firstFailure === undefined ? {} : { firstFailure }),
  };
}

/** A task that goes on where it stopped must not use a key twice. */
const nextIndex = new Map<string, number>();

process.on('message', (message: { id: number; job: LoadJob }) => {
  const { id, job } = message;
  const name = `${job.task.kind} ${'run' in job.task ? job.task.run : ''}`;
  void run(job, nextIndex.get(name) ?? 0).then(
    ({ next, ...outcome }) => {
      nextIndex.set(name, next);
      process.send?.({ id, outcome });
    },
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
