import type { FieldProblem } from '../../core/values/refusal.js';
import type { Queryable } from '../../platform/sql/sql.js';

export type JobKind = 'import' | 'replace-plan' | 'usage' | 'bank-statement';

/** Long work: what it is, who started it when, and how far it is. */
export interface Job {
  readonly id: string;
  readonly siteId: string;
  readonly kind: JobKind;
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly startedAt: number | null;
  readonly startedBy: string | null;
  readonly actedAs: string | null;
  readonly finishedAt: number | null;
}

interface JobRow {
  id: string;
  site_id: string;
  kind: JobKind;
  title: string;
  input: Record<string, unknown>;
  total: number;
  done: number;
  failed: number;
  created_at: number;
  created_by: string;
  started_at: number | null;
  started_by: string | null;
  acted_as: string | null;
  finished_at: number | null;
}

function jobOf(row: JobRow): Job {
  return {
    id: row.id,
    siteId: row.site_id,
    kind: row.kind,
    title: row.title,
    input: row.input,
    total: row.total,
    done: row.done,
    failed: row.failed,
    createdAt: row.created_at,
    createdBy: row.created_by,
    startedAt: row.started_at,
    startedBy: row.started_by,
    actedAs: row.acted_as,
    finishedAt: row.finished_at,
  };
}

export interface NewJob {
  readonly id: string;
  readonly siteId: string;
  readonly kind: JobKind;
  readonly title: string;
  readonly input: object;
  readonly total: number;
  readonly createdAt: number;
  readonly createdBy: string;
}

export async function insertJob(sql: Queryable, job: NewJob): Promise<void> {
  await sql`
    insert into jobs (id, site_id, kind, title, input, total, created_at, created_by)
    values (${job.id}, ${job.siteId}, ${job.kind}, ${job.title}, ${sql.json(job.input as never)}, ${job.total},
            ${job.createdAt}, ${job.createdBy})`;
}

export interface NewJobLine {
  readonly number: number;
  readonly input: object;
  /** A line at fault is kept to be read and never carried out. */
  readonly problems: readonly FieldProblem[];
}

const LINES_AT_ONCE = 1_000;
/** Lines may be long: a statement of this size is written and read in a moment. */
const LENGTH_AT_ONCE = 1_000_000;

export async function insertJobLines(
  sql: Queryable,
  jobId: string,
  lines: readonly NewJobLine[],
): Promise<void> {
  for (const rows of cutBySize(lines)) {
    await sql`
      insert into job_lines (job_id, number, input, problems)
      select ${jobId}, number, input, nullif(problems, 'null')
        from jsonb_to_recordset(${`[${rows.join(',')}]`}::text::jsonb)
             as l(number integer, input jsonb, problems jsonb)`;
  }
}

function* cutBySize(lines: readonly NewJobLine[]): Generator<readonly string[]> {
  let rows: string[] = [];
  let length = 0;
  for (const { number, input, problems } of lines) {
    const row = JSON.stringify({ number, input, problems: problems.length === 0 ? null : problems });
    if (rows.length === LINES_AT_ONCE || (rows.length > 0 && length + row.length > LENGTH_AT_ONCE)) {
      yield rows;
      [rows, length] = [[], 0];
    }
    rows.push(row);
    length += row.length;
  }
  if (rows.length > 0) yield rows;
}

/** Drops a site's jobs of a kind that were never started, but for the newest few. */
export async function dropUnstarted(
  sql: Queryable,
  jobs: { readonly siteId: string; readonly kind: JobKind; readonly kept: number },
): Promise<void> {
  await sql`
    with old as materialized (
      select id from jobs where site_id = ${jobs.siteId} and kind = ${jobs.kind} and started_at is null
       order by created_at desc, id desc offset ${jobs.kept} for update),
    emptied as (delete from job_lines l using old where l.job_id = old.id)
    delete from jobs using old where jobs.id = old.id`;
}

/** Takes the lines out of a job that waits, for others; false when it was started or is not there. */
export async function replaceJob(
  sql: Queryable,
  job: Pick<NewJob, 'id' | 'siteId' | 'kind' | 'input' | 'total'>,
): Promise<boolean> {
  const rows = await sql`
    update jobs set input = ${sql.json(job.input as never)}, total = ${job.total}
     where id = ${job.id} and site_id = ${job.siteId} and kind = ${job.kind} and started_at is null returning id`;
  if (rows.length > 0) await sql`delete from job_lines where job_id = ${job.id}`;
  return rows.length > 0;
}

/** Lets it be worked on; false when it was started before. */
export async function startJob(
  sql: Queryable,
  job: {
    readonly id: string;
    readonly at: number;
    readonly by: string;
    readonly actedAs: string | null;
    /** What was chosen as it was started: added to what is known of it. */
    readonly chosen?: object;
    /** Until when whoever starts it keeps its first chunk to itself. */
    readonly heldUntil?: number;
  },
): Promise<boolean> {
  const rows = await sql`
    update jobs set started_at = ${job.at}, started_by = ${job.by}, acted_as = ${job.actedAs},
           leased_until = ${job.heldUntil ?? null}, input = input || ${sql.json((job.chosen ?? {}) as never)},
           finished_at = case when total = 0 then ${job.at}::timestamptz end
     where id = ${job.id} and started_at is null returning id`;
  return rows.length > 0;
}

/** Holds a job that is to be worked on and that nobody holds, the oldest first; or the one that is named. */
export async function leaseJob(
  sql: Queryable,
  lease: {
    readonly wallNow: number;
    readonly until: number;
    readonly id?: string;
    /** The caller holds it already, until then. */
    readonly heldUntil?: number;
  },
): Promise<Job | undefined> {
  const [row] = await sql<JobRow[]>`
    update jobs set leased_until = ${lease.until}
     where id = (select id from jobs
                  where started_at is not null and finished_at is null
                    and (leased_until is null or leased_until <= ${lease.wallNow}
                         or leased_until = ${lease.heldUntil ?? null})
                    and (${lease.id ?? null}::uuid is null or id = ${lease.id ?? null})
                  order by id limit 1 for update skip locked)
     returning *`;
  return row && jobOf(row);
}

export interface JobLine {
  readonly number: number;
  readonly input: Readonly<Record<string, unknown>>;
  readonly problems: readonly FieldProblem[];
  readonly endedAt: number | null;
  readonly detail: string | null;
  readonly failed: boolean;
  readonly accountId: string | null;
}

interface JobLineRow {
  number: number;
  input: Record<string, unknown>;
  problems: FieldProblem[] | null;
  ended_at: number | null;
  detail: string | null;
  failed: boolean;
  account_id: string | null;
}

function lineOf(row: JobLineRow): JobLine {
  return {
    number: row.number,
    input: row.input,
    problems: row.problems ?? [],
    endedAt: row.ended_at,
    detail: row.detail,
    failed: row.failed,
    accountId: row.account_id,
  };
}

/** The next lines to carry out. */
export async function listOpenLines(sql: Queryable, jobId: string, limit: number): Promise<JobLine[]> {
  const rows = await sql<JobLineRow[]>`
    select number, input, problems, ended_at, detail, failed, account_id from job_lines
     where job_id = ${jobId} and ended_at is null and problems is null order by number limit ${limit}`;
  return rows.map(lineOf);
}

export interface LineEnd {
  readonly number: number;
  readonly failed: boolean;
  readonly detail: string | null;
  readonly accountId: string | null;
  /** What is kept of a line that is done; nothing when left out. */
  readonly left?: object;
}

/**
 * Notes how lines ended, moves the count, gives the job back, and ends it with its last line. Answers which lines ended
 * by this: what somebody else has noted already is left as it is.
 */
export async function endLines(
  sql: Queryable,
  job: { readonly id: string; readonly at: number },
  ends: readonly LineEnd[],
): Promise<number[]> {
  const [row] = await sql<{ numbers: number[] | null }[]>`
    with ended as (
      update job_lines l set ended_at = ${job.at}, failed = e.failed, detail = e.detail, account_id = e.account_id,
             -- Who a client is stands in their account then, and in nothing that would outlive it.
             input = coalesce(e."left", case when e.failed then l.input else '{}' end)
        from jsonb_to_recordset(${sql.json(
          ends.map(({ number, failed, detail, accountId, left }) => ({
            number,
            failed,
            detail,
            account_id: accountId,
            left,
          })) as never,
        )}) as e(number integer, failed boolean, detail text, account_id uuid, "left" jsonb)
       where l.job_id = ${job.id} and l.number = e.number and l.ended_at is null
       returning l.number, e.failed),
    counts as (select count(*) filter (where not failed)::integer as done,
                      count(*) filter (where failed)::integer as failed from ended)
    update jobs j set done = j.done + c.done, failed = j.failed + c.failed, leased_until = null,
           finished_at = case when j.done + j.failed + c.done + c.failed >= j.total then ${job.at}::timestamptz end
      from counts c where j.id = ${job.id}
    returning (select array_agg(number) from ended) as numbers`;
  return row?.numbers ?? [];
}

export async function findJob(sql: Queryable, siteId: string, id: string): Promise<Job | undefined> {
  const [row] = await sql<JobRow[]>`select * from jobs where id = ${id} and site_id = ${siteId}`;
  return row && jobOf(row);
}

/** A site's latest jobs, newest first. */
export async function listJobs(
  sql: Queryable,
  page: { readonly siteId: string; readonly kind: JobKind; readonly limit: number },
): Promise<Job[]> {
  const rows = await sql<JobRow[]>`
    select * from jobs where site_id = ${page.siteId} and kind = ${page.kind} order by id desc limit ${page.limit}`;
  return rows.map(jobOf);
}

/** Lines of which there is something to say: left out, failed, or with nothing to do; without a file's own cells. */
export async function listToldLines(sql: Queryable, jobId: string, limit: number): Promise<JobLine[]> {
  const rows = await sql<JobLineRow[]>`
    select number, input - 'cells' as input, problems, ended_at, detail, failed, account_id from job_lines
     where job_id = ${jobId} and (detail is not null or problems is not null) order by number limit ${limit}`;
  return rows.map(lineOf);
}

/** Every line, in order. */
export async function listAllLines(
  sql: Queryable,
  jobId: string,
): Promise<Pick<JobLine, 'number' | 'input'>[]> {
  return sql<Pick<JobLine, 'number' | 'input'>[]>`
    select number, input from job_lines where job_id = ${jobId} order by number`;
}

/** What stands in one of the columns of a file, each once, as it comes first; `index` from 0. */
export async function listCells(
  sql: Queryable,
  jobId: string,
  { index, limit }: { readonly index: number; readonly limit: number },
): Promise<string[]> {
  const rows = await sql<{ cell: string }[]>`
    select input -> 'cells' ->> ${index}::integer as cell from job_lines
     where job_id = ${jobId} and input -> 'cells' ->> ${index}::integer <> ''
     group by cell order by min(number) limit ${limit}`;
  return rows.map(({ cell }) => cell);
}

/** The first lines as they were read; of usage, without the events themselves. */
export async function listFirstLines(sql: Queryable, jobId: string, limit: number): Promise<JobLine[]> {
  const rows = await sql<JobLineRow[]>`
    select number, input - 'events' as input, problems, ended_at, detail, failed, account_id from job_lines
     where job_id = ${jobId} order by number limit ${limit}`;
  return rows.map(lineOf);
}

export async function countLeftOut(sql: Queryable, jobId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::integer as count from job_lines where job_id = ${jobId} and problems is not null`;
  return row?.count ?? 0;
}

/** Where earlier readings of a log ended, whether they were started or not. */
export async function listLogEnds(sql: Queryable, siteId: string, generation: string): Promise<number[]> {
  const rows = await sql<{ end: number }[]>`
    select distinct (input ->> 'end')::float8 as "end" from jobs
     where kind = 'usage' and site_id = ${siteId} and input ->> 'generation' = ${generation}`;
  return rows.map(({ end }) => end);
}

/** What came of the lines of a file of usage so far. */
export async function sumUsageLines(
  sql: Queryable,
  jobId: string,
): Promise<{ readonly accepted: number; readonly duplicates: number; readonly rejected: number }> {
  const [row] = await sql<{ accepted: number; duplicates: number; rejected: number }[]>`
    select coalesce(sum((input ->> 'accepted')::integer), 0)::integer as accepted,
           coalesce(sum((input ->> 'duplicates')::integer), 0)::integer as duplicates,
           coalesce(sum((input ->> 'rejected')::integer), 0)::integer as rejected
      from job_lines where job_id = ${jobId} and ended_at is not null`;
  return row ?? { accepted: 0, duplicates: 0, rejected: 0 };
}
