import type { FieldProblem } from '../../core/values/refusal.js';
import type { Queryable } from '../../platform/sql/sql.js';

export type TaskKind = 'import' | 'replace-plan' | 'usage' | 'bank-statement' | 'backtest' | 'bulk';

/** Long work: its kind, who started it when, and its progress. */
export interface Task {
  readonly id: string;
  readonly siteId: string;
  readonly kind: TaskKind;
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

const columns = (sql: Queryable) => sql`
  id, site_id, kind, title, input, total, done, failed, created_at, created_by, started_at, started_by, acted_as,
  finished_at`;

export interface NewTask {
  readonly id: string;
  readonly siteId: string;
  readonly kind: TaskKind;
  readonly title: string;
  readonly input: object;
  readonly total: number;
  readonly createdAt: number;
  readonly createdBy: string;
}

export async function insertTask(sql: Queryable, task: NewTask): Promise<void> {
  await sql`
    insert into tasks (id, site_id, kind, title, input, total, created_at, created_by)
    values (${task.id}, ${task.siteId}, ${task.kind}, ${task.title}, ${sql.json(task.input as never)}, ${task.total},
            ${task.createdAt}, ${task.createdBy})`;
}

export interface NewTaskLine {
  readonly number: number;
  readonly input: object;
  /** An invalid line is kept for display and never carried out. */
  readonly problems: readonly FieldProblem[];
}

const LINES_AT_ONCE = 1_000;
/** Lines may be long: this many are written and read within a moment. */
const LENGTH_AT_ONCE = 1_000_000;

export async function insertTaskLines(
  sql: Queryable,
  taskId: string,
  lines: readonly NewTaskLine[],
): Promise<void> {
  for (const rows of cutBySize(lines)) {
    await sql`
      insert into task_lines (task_id, number, input, problems)
      select ${taskId}, number, input, nullif(problems, 'null')
        from jsonb_to_recordset(${`[${rows.join(',')}]`}::text::jsonb)
             as l(number integer, input jsonb, problems jsonb)`;
  }
}

function* cutBySize(lines: readonly NewTaskLine[]): Generator<readonly string[]> {
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

/** Drops a site's tasks of a kind that were never started, except the newest few. */
export async function dropUnstarted(
  sql: Queryable,
  tasks: { readonly siteId: string; readonly kind: TaskKind; readonly kept: number },
): Promise<void> {
  await sql`
    with old as materialized (
      select id from tasks where site_id = ${tasks.siteId} and kind = ${tasks.kind} and started_at is null
       order by created_at desc, id desc offset ${tasks.kept} for update),
    emptied as (delete from task_lines l using old where l.task_id = old.id)
    delete from tasks using old where tasks.id = old.id`;
}

/** Deletes the lines of a waiting task, to replace them; false when it was started or does not exist. */
export async function replaceTask(
  sql: Queryable,
  task: Pick<NewTask, 'id' | 'siteId' | 'kind' | 'input' | 'total'>,
): Promise<boolean> {
  const rows = await sql`
    update tasks set input = ${sql.json(task.input as never)}, total = ${task.total}
     where id = ${task.id} and site_id = ${task.siteId} and kind = ${task.kind} and started_at is null returning id`;
  if (rows.length > 0) await sql`delete from task_lines where task_id = ${task.id}`;
  return rows.length > 0;
}

/** Starts a task; false when it was started before. */
export async function startTask(
  sql: Queryable,
  task: {
    readonly id: string;
    readonly at: number;
    readonly by: string;
    readonly actedAs: string | null;
    /** The choices made at the start; added to the task's input. */
    readonly chosen?: object;
    /** Until when the process that starts it has its first chunk to itself. */
    readonly heldUntil?: number;
  },
): Promise<boolean> {
  const rows = await sql`
    update tasks set started_at = ${task.at}, started_by = ${task.by}, acted_as = ${task.actedAs},
           leased_until = ${task.heldUntil ?? null}, input = input || ${sql.json((task.chosen ?? {}) as never)},
           finished_at = case when total = 0 then ${task.at}::timestamptz end
     where id = ${task.id} and started_at is null returning id`;
  return rows.length > 0;
}

/** No lease is longer: one that ends later was taken before the clock was put back. */
const LEASE_MS_MAX = 2 * 60_000;

/** Leases a due task that no process holds, the oldest first; or the given one. */
export async function leaseTask(
  sql: Queryable,
  lease: {
    readonly wallNow: number;
    readonly until: number;
    readonly id?: string;
    /** The end of the caller's own lease. */
    readonly heldUntil?: number;
  },
): Promise<Task | undefined> {
  const [row] = await sql<Task[]>`
    update tasks set leased_until = ${lease.until}
     where id = (select id from tasks
                  where started_at is not null and finished_at is null
                    and (leased_until is null or leased_until <= ${lease.wallNow}
                         or leased_until > ${lease.wallNow + LEASE_MS_MAX} or leased_until = ${lease.heldUntil ?? null})
                    and (${lease.id ?? null}::uuid is null or id = ${lease.id ?? null})
                  order by id limit 1 for update skip locked)
     returning ${columns(sql)}`;
  return row;
}

/** Ends a started task with lines left over; false when it had ended, or is none. What a process works on is still recorded. */
export async function stopTask(
  sql: Queryable,
  task: { readonly id: string; readonly siteId: string; readonly kind: TaskKind; readonly at: number },
): Promise<boolean> {
  const rows = await sql`
    update tasks set finished_at = ${task.at}
     where id = ${task.id} and site_id = ${task.siteId} and kind = ${task.kind}
       and started_at is not null and finished_at is null returning id`;
  return rows.length > 0;
}

export interface TaskLine {
  readonly number: number;
  readonly input: Readonly<Record<string, unknown>>;
  readonly problems: readonly FieldProblem[];
  readonly endedAt: number | null;
  readonly detail: string | null;
  readonly failed: boolean;
  readonly accountId: string | null;
}

/** The next lines to carry out. */
export async function listOpenLines(sql: Queryable, taskId: string, limit: number): Promise<TaskLine[]> {
  return sql<TaskLine[]>`
    select number, input, coalesce(problems, '[]') as problems, ended_at, detail, failed, account_id
      from task_lines
     where task_id = ${taskId} and ended_at is null and problems is null order by number limit ${limit}`;
}

export interface LineEnd {
  readonly number: number;
  readonly failed: boolean;
  readonly detail: string | null;
  readonly accountId: string | null;
  /** The part of a finished line to keep; nothing when left out. */
  readonly left?: object;
}

/**
 * Records the results of lines, updates the counts, releases the task, and ends it with its last line. Returns the
 * lines that ended by this call: results recorded by another process stay.
 */
export async function endLines(
  sql: Queryable,
  task: { readonly id: string; readonly at: number },
  ends: readonly LineEnd[],
): Promise<number[]> {
  const [row] = await sql<{ numbers: number[] | null }[]>`
    with ended as (
      update task_lines l set ended_at = ${task.at}, failed = e.failed, detail = e.detail, account_id = e.account_id,
             -- The client's data is then in their account; a copy here would outlive its erasure.
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
       where l.task_id = ${task.id} and l.number = e.number and l.ended_at is null
       returning l.number, e.failed),
    counts as (select count(*) filter (where not failed)::integer as done,
                      count(*) filter (where failed)::integer as failed from ended)
    update tasks j set done = j.done + c.done, failed = j.failed + c.failed, leased_until = null,
           finished_at = coalesce(j.finished_at,
             case when j.done + j.failed + c.done + c.failed >= j.total then ${task.at}::timestamptz end)
      from counts c where j.id = ${task.id}
    returning (select array_agg(number) from ended) as numbers`;
  return row?.numbers ?? [];
}

export async function findTask(sql: Queryable, siteId: string, id: string): Promise<Task | undefined> {
  const [row] = await sql<Task[]>`select ${columns(sql)} from tasks where id = ${id} and site_id = ${siteId}`;
  return row;
}

/** A site's latest tasks, newest first. */
export async function listTasks(
  sql: Queryable,
  page: { readonly siteId: string; readonly kind: TaskKind; readonly limit: number },
): Promise<Task[]> {
  return sql<Task[]>`
    select ${columns(sql)} from tasks where site_id = ${page.siteId} and kind = ${page.kind} order by id desc limit ${page.limit}`;
}

/** Lines with a message (left out, failed, or with nothing to do), without the file's cells. */
export async function listDetailedLines(sql: Queryable, taskId: string, limit: number): Promise<TaskLine[]> {
  return sql<TaskLine[]>`
    select number, input - 'cells' as input, coalesce(problems, '[]') as problems, ended_at, detail, failed, account_id
      from task_lines
     where task_id = ${taskId} and (detail is not null or problems is not null) order by number limit ${limit}`;
}

/** Every line, in order. */
export async function listAllLines(
  sql: Queryable,
  taskId: string,
): Promise<Pick<TaskLine, 'number' | 'input'>[]> {
  return sql<Pick<TaskLine, 'number' | 'input'>[]>`
    select number, input from task_lines where task_id = ${taskId} order by number`;
}

/** The distinct values of a file's column, in order of first occurrence; `index` from 0. */
export async function listCells(
  sql: Queryable,
  taskId: string,
  { index, limit }: { readonly index: number; readonly limit: number },
): Promise<string[]> {
  const rows = await sql<{ cell: string }[]>`
    select input -> 'cells' ->> ${index}::integer as cell from task_lines
     where task_id = ${taskId} and input -> 'cells' ->> ${index}::integer <> ''
     group by cell order by min(number) limit ${limit}`;
  return rows.map(({ cell }) => cell);
}

/** The first lines as read; for usage, without the events themselves. */
export async function listFirstLines(sql: Queryable, taskId: string, limit: number): Promise<TaskLine[]> {
  return sql<TaskLine[]>`
    select number, input - 'events' as input, coalesce(problems, '[]') as problems, ended_at, detail, failed, account_id
      from task_lines
     where task_id = ${taskId} order by number limit ${limit}`;
}

export async function countLeftOut(sql: Queryable, taskId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::integer as count from task_lines where task_id = ${taskId} and problems is not null`;
  return row?.count ?? 0;
}

/** Where earlier readings of a log ended, whether or not they were started. */
export async function listLogEnds(sql: Queryable, siteId: string, generation: string): Promise<number[]> {
  const rows = await sql<{ end: number }[]>`
    select distinct (input ->> 'end')::float8 as "end" from tasks
     where kind = 'usage' and site_id = ${siteId} and input ->> 'generation' = ${generation}`;
  return rows.map(({ end }) => end);
}

/** The results of the lines of a file of usage so far. */
export async function sumUsageLines(
  sql: Queryable,
  taskId: string,
): Promise<{ readonly accepted: number; readonly duplicates: number; readonly rejected: number }> {
  const [row] = await sql<{ accepted: number; duplicates: number; rejected: number }[]>`
    select coalesce(sum((input ->> 'accepted')::integer), 0)::integer as accepted,
           coalesce(sum((input ->> 'duplicates')::integer), 0)::integer as duplicates,
           coalesce(sum((input ->> 'rejected')::integer), 0)::integer as rejected
      from task_lines where task_id = ${taskId} and ended_at is not null`;
  return row ?? { accepted: 0, duplicates: 0, rejected: 0 };
}

/** Locks a task until the transaction ends. */
export async function lockTask(sql: Queryable, id: string): Promise<void> {
  await sql`select 1 from tasks where id = ${id} for update`;
}

/** Adds to what is known of a task. */
export async function markTask(sql: Queryable, id: string, mark: object): Promise<void> {
  await sql`update tasks set input = input || ${sql.json(mark as never)} where id = ${id}`;
}

export interface EndedLine extends TaskLine {
  /** The name of its account. */
  readonly name: string | null;
}

/** The lines that ended, in order, with the names of their accounts. */
export async function listEndedLines(sql: Queryable, taskId: string): Promise<EndedLine[]> {
  return sql<EndedLine[]>`
    select l.number, l.input, coalesce(l.problems, '[]') as problems, l.ended_at, l.detail, l.failed, l.account_id, a.name
      from task_lines l left join accounts a on a.id = l.account_id
     where l.task_id = ${taskId} and l.ended_at is not null order by l.number`;
}
