import { holdJobs } from './jobLeases.js';
import { JOBS } from './jobs.js';
import { PeriodicJob } from './periodicJob.js';
import type { SchedulerTools } from './schedulerTools.js';

export interface Scheduler {
  /** Does all pending work once; for the test clock. */
  runJobs(): Promise<void>;
  /** Pauses the jobs while the clock is being moved. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
}

/**
 * Runs the periodic jobs that no other process runs: undelivered signals, usage that moves a wake earlier, unsent
 * emails, lost workflows.
 */
export function runScheduler(tools: SchedulerTools): Scheduler {
  const { log, instruments } = tools;
  const able = JOBS.flatMap((job) => {
    const run = job.create(tools);
    return run === undefined ? [] : [{ ...job, run }];
  });
  const leases = holdJobs(
    tools,
    able.map(({ name }) => name),
  );
  const desk = {
    log,
    holds: (name: string) => leases.holds(name),
    ...(instruments === undefined ? {} : { instruments }),
  };
  const jobs = able.map((job) => new PeriodicJob(job, desk));
  const onTestClock = jobs.filter((_job, place) => able[place]?.onTestClock);
  const pause = async (): Promise<void> => {
    await Promise.all(jobs.map((job) => job.pause()));
  };
  for (const job of jobs) job.start();
  return {
    runJobs: async () => {
      for (const job of onTestClock) await job.now();
    },
    pause,
    resume: () => jobs.forEach((job) => job.start()),
    stop: async () => {
      await pause();
      await leases.stop();
    },
  };
}
