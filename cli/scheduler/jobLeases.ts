import { randomUUID } from 'node:crypto';
import type { Sql } from '../../src/platform/sql/sql.js';
import type { Log } from '../../src/platform/telemetry/log.js';
import { leaseJobs, releaseJobs } from '../../src/store/operations/jobLeases.js';

/** Another process takes over the jobs of a process that ended after this time. */
const LEASE_MS = 5_000;
const RENEW_MS = 1_500;

/** Which of the jobs this process runs, among all processes on the same database. */
export interface JobLeases {
  holds(name: string): boolean;
  /** Releases the jobs to other processes at once. */
  stop(): Promise<void>;
}

/** Repeatedly takes the jobs that no other process runs. */
export function holdJobs(
  { sql, log }: { readonly sql: Sql; readonly log: Log },
  jobs: readonly string[],
): JobLeases {
  const holder = randomUUID();
  let heldUntil = new Map<string, number>();
  let isFailing = false;
  const claim = async (): Promise<void> => {
    // Counted from before the query, so that a slow response never makes a lease longer than the database's.
    const until = performance.now() + LEASE_MS;
    try {
      const held = await leaseJobs(sql, { holder, jobs, leaseMs: LEASE_MS });
      heldUntil = new Map(held.map((name) => [name, until]));
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.error({ err: error }, 'the jobs could not be claimed; it will be retried');
      isFailing = true;
    }
  };
  let current = claim();
  const timer = setInterval(() => {
    current = current.then(claim);
  }, RENEW_MS);
  return {
    holds: (name) => (heldUntil.get(name) ?? 0) > performance.now(),
    stop: async () => {
      clearInterval(timer);
      await current;
      heldUntil.clear();
      await releaseJobs(sql, holder).catch(() => undefined);
    },
  };
}
