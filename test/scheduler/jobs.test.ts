import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdJobs, type JobLeases } from '../../cli/scheduler/jobLeases.js';
import { JOBS } from '../../cli/scheduler/jobs.js';
import { PeriodicJob } from '../../cli/scheduler/periodicJob.js';
import { connectSql, type Sql } from '../../src/platform/sql/sql.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { createTestDatabase, type TestDatabase } from '../setup/database/database.js';

const log = createLog({ level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('the table of jobs', () => {
  it('names each job once, and is the one in docs/operations.md', () => {
    const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    const [, section = ''] = text.split('### Periodic jobs');
    const [table = ''] = section.split('###');
    const rows = [...table.matchAll(/^\| `(\w+)` *\| (\S+ \S+) *\| (.*?) *\|$/gm)].map((row) =>
      row.slice(1, 4),
    );
    expect(rows).toEqual(JOBS.map(({ name, everyMs, does }) => [name, every(everyMs), does]));
    expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length);
  });
});

function every(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}

describe('a job', () => {
  it('runs once at a time, however often it is requested at once', async () => {
    let runs = 0;
    const seen: number[] = [];
    const run = async (): Promise<void> => {
      runs += 1;
      seen.push(runs);
      await new Promise((resolve) => setTimeout(resolve, 1));
      runs -= 1;
    };
    const job = new PeriodicJob({ name: 'mail', everyMs: 60_000, run }, { log, holds: () => true });
    const pending = [job.now(), job.now(), job.now()];
    await job.pause();
    expect(seen).toEqual([1, 1, 1]);
    await Promise.all(pending);
  });
});

interface Process {
  readonly leases: JobLeases;
  readonly runs: string[];
  readonly sql: Sql;
  /** As on SIGTERM. */
  stop(): Promise<void>;
  /** As on SIGKILL: nothing is released. */
  kill(): Promise<void>;
}

const running = new Map<string, string>();
const overlaps: string[] = [];

/** A process with jobs that note when another process runs the same. */
function startProcess(name: string, names: readonly string[]): Process {
  const sql = connectSql(database.url, { max: 2, name });
  const runs: string[] = [];
  const leases = holdJobs({ sql, log }, names);
  const desk = { log, holds: (job: string) => leases.holds(job) };
  const jobs = names.map((job) => {
    const run = async (): Promise<void> => {
      if (running.has(job)) overlaps.push(`${job}: ${name} while ${running.get(job) ?? ''}`);
      running.set(job, name);
      runs.push(job);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running.delete(job);
    };
    return new PeriodicJob({ name: job, everyMs: 10, run }, desk);
  });
  for (const job of jobs) job.start();
  const pause = () => Promise.all(jobs.map((job) => job.pause()));
  return {
    ...{ leases, runs, sql },
    stop: async () => {
      await pause();
      await leases.stop();
      await sql.end();
    },
    kill: async () => {
      await pause();
      await sql.end({ timeout: 0 });
      await leases.stop();
    },
  };
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !isSo();) {
    if (Date.now() > end) throw new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const NAMES = ['one', 'two', 'three'];
const ranAll = ({ runs }: Process) => new Set(runs).size === NAMES.length;

describe('two schedulers on one database', () => {
  it('run each job in one process, and the other takes over when it stops or dies', async () => {
    const first = startProcess('first', NAMES);
    await until(() => ranAll(first));
    const second = startProcess('second', [...NAMES, 'four']);
    await until(() => second.runs.length > 0);
    expect(new Set(second.runs)).toEqual(new Set(['four']));
    expect(NAMES.filter((job) => second.leases.holds(job))).toEqual([]);
    await first.stop();
    await until(() => ranAll({ ...second, runs: second.runs.filter((job) => job !== 'four') }));
    const third = startProcess('third', NAMES);
    await second.kill();
    expect(third.runs).toEqual([]);
    await until(() => ranAll(third));
    await third.stop();
    expect(overlaps).toEqual([]);
  });

  it('share the jobs between them when they start at once', async () => {
    const processes = ['a', 'b', 'c', 'd'].map((name) => startProcess(name, NAMES));
    await until(
      () =>
        processes.filter((each) => ranAll(each)).length > 0 ||
        processes.flatMap(({ runs }) => runs).length > 100,
    );
    for (const job of NAMES)
      expect(processes.filter(({ leases }) => leases.holds(job)).length, job).toBeLessThan(2);
    await Promise.all(processes.map((each) => each.stop()));
    expect(overlaps).toEqual([]);
  });
});
