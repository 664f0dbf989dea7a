import type { Queryable } from '../../platform/sql/sql.js';

/**
 * Takes the jobs that no other process holds, and renews those that this one holds, by the database's clock. A lease
 * that ends later than any new one was taken before that clock was put back. Ordered by name, so that two processes
 * doing this at once cannot deadlock.
 */
export async function leaseJobs(
  sql: Queryable,
  lease: { readonly holder: string; readonly jobs: readonly string[]; readonly leaseMs: number },
): Promise<string[]> {
  const { holder, jobs, leaseMs } = lease;
  const length = sql`${leaseMs} * interval '1 millisecond'`;
  const rows = await sql<{ job: string }[]>`
    insert into job_leases as l (job, holder, held_until)
    select job, ${holder}, clock_timestamp() + ${length}
      from unnest(${[...jobs].sort()}::text[]) as job
    on conflict (job) do update set holder = excluded.holder, held_until = excluded.held_until
     where l.holder = excluded.holder or l.held_until < clock_timestamp()
        or l.held_until > clock_timestamp() + ${length}
    returning job`;
  return rows.map(({ job }) => job);
}

/** Releases all jobs at once. */
export async function releaseJobs(sql: Queryable, holder: string): Promise<void> {
  await sql`delete from job_leases where holder = ${holder}`;
}
