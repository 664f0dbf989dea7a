import type { SiteContext } from '../core/context.js';
import { transact } from '../core/onceOnly.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { newId } from '../platform/ids.js';
import { inTransaction } from '../platform/sql/sql.js';
import { insertAudit } from '../store/core/audit.js';
import {
  dropUnstarted,
  findJob,
  insertJob,
  insertJobLines,
  type Job,
  type NewJobLine,
  replaceJob,
  startJob,
} from '../store/tasks/jobs.js';

/** As many files as pages list wait for a word; those before them were given up. */
const WAITING_KEPT = 10;

/** Keeps work whose lines were checked: nothing of it is done before somebody lets it start. */
export async function keepChecked(
  { sql, siteId, now: createdAt, actor: createdBy }: SiteContext,
  job: Pick<Job, 'kind' | 'title' | 'total'> & { readonly input: object },
  lines: readonly NewJobLine[],
): Promise<Job> {
  const id = newId(createdAt);
  await inTransaction(sql, async (transaction) => {
    await insertJob(transaction, { ...job, id, siteId, createdAt, createdBy });
    await insertJobLines(transaction, id, lines);
    await dropUnstarted(transaction, { siteId, kind: job.kind, kept: WAITING_KEPT });
  });
  const kept = await findJob(sql, siteId, id);
  if (kept === undefined) throw new Error(`job ${id} is gone right after it was kept`);
  return kept;
}

/** Keeps other lines in place of those of work that waits. */
export async function replaceChecked(
  context: SiteContext,
  id: string,
  job: Pick<Job, 'kind' | 'total'> & { readonly input: object },
  lines: readonly NewJobLine[],
): Promise<Job | Refusal> {
  const { sql, siteId } = context;
  const started = refuse('conflict', 'This work has been started already.');
  const replaced = await transact(context, async (transaction) => {
    if (!(await replaceJob(transaction, { ...job, id, siteId }))) return started;
    await insertJobLines(transaction, id, lines);
    return true;
  });
  return isRefusal(replaced) ? replaced : ((await findJob(sql, siteId, id)) ?? started);
}

/** Which checked work is meant, what is said where there is none or none of it can be done, and what the log says. */
interface Start {
  readonly kind: Job['kind'];
  readonly none: Refusal;
  readonly empty: Refusal;
  readonly action: string;
  /** What was chosen as it was started. */
  readonly chosen?: object;
  readonly after: (job: Job) => Record<string, unknown>;
}

/** Lets checked work be done; the relay does it, a few lines at a time. Letting it start twice is once. */
export async function startChecked(
  context: SiteContext,
  jobId: string,
  { kind, none, empty, action, chosen, after }: Start,
): Promise<Job | Refusal> {
  const { siteId, now: at, actor: by } = context;
  const started = await transact(context, async (transaction) => {
    const job = await findJob(transaction, siteId, jobId);
    if (job?.kind !== kind) return none;
    if (job.total === 0) return empty;
    const actedAs = context.actedAs ?? null;
    const isFirst = await startJob(transaction, { id: jobId, at, by, actedAs, ...(chosen && { chosen }) });
    const row = { siteId, action, subject: `job/${jobId}`, after: after(job) };
    if (isFirst) await insertAudit(transaction, context, row);
    return true;
  });
  if (isRefusal(started)) return started;
  return (await findJob(context.sql, siteId, jobId)) ?? none;
}
