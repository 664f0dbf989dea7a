import type { SiteContext } from '../core/context.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { isId } from '../platform/ids.js';
import {
  countLeftOut,
  findJob,
  type Job,
  type JobKind,
  type JobLine,
  listFirstLines,
  listJobs,
  listToldLines,
} from '../store/tasks/jobs.js';

/** A job with the lines of which there is something to say. */
export interface JobView {
  readonly job: Job;
  /** Lines at fault from the start, which are left out. */
  readonly leftOut: number;
  readonly told: readonly JobLine[];
  readonly first: readonly JobLine[];
}

const TOLD_MAX = 500;
const FIRST = 10;

export async function readJob(context: SiteContext, id: string, kind: JobKind): Promise<JobView | Refusal> {
  const job = isId(id) ? await findJob(context.sql, context.siteId, id) : undefined;
  if (job?.kind !== kind) return refuse('not_found', 'There is no such work here.');
  const [leftOut, told, first] = await Promise.all([
    countLeftOut(context.sql, id),
    listToldLines(context.sql, id, TOLD_MAX),
    listFirstLines(context.sql, id, FIRST),
  ]);
  return { job, leftOut, told, first };
}

const LATEST = 10;

export async function readJobs({ sql, siteId }: SiteContext, kind: JobKind): Promise<Job[]> {
  return listJobs(sql, { siteId, kind, limit: LATEST });
}
