import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { newId } from '../platform/ids.js';
import { insertAudit } from '../store/core/audit.js';
import {
  dropUnstarted,
  findTask,
  insertTask,
  insertTaskLines,
  type Task,
  type NewTaskLine,
  replaceTask,
  startTask,
} from '../store/tasks/tasks.js';

/** The number of waiting files that pages list; older ones are dropped. */
const WAITING_KEPT = 10;

/** Stores checked work. It runs only when a user starts it. */
export async function insertChecked(
  { sql, siteId, now: createdAt, actor: createdBy }: SiteContext,
  task: Pick<Task, 'kind' | 'title' | 'total'> & { readonly input: object },
  lines: readonly NewTaskLine[],
): Promise<Task> {
  const id = newId(createdAt);
  await transact(sql, async (transaction) => {
    await insertTask(transaction, { ...task, id, siteId, createdAt, createdBy });
    await insertTaskLines(transaction, id, lines);
    await dropUnstarted(transaction, { siteId, kind: task.kind, kept: WAITING_KEPT });
  });
  const kept = await findTask(sql, siteId, id);
  if (kept === undefined) throw new Error(`task ${id} is gone right after it was kept`);
  return kept;
}

/** Replaces the lines of waiting work. */
export async function replaceChecked(
  context: SiteContext,
  id: string,
  task: Pick<Task, 'kind' | 'total'> & { readonly input: object },
  lines: readonly NewTaskLine[],
): Promise<Task | Refusal> {
  const { sql, siteId } = context;
  const started = refuse('conflict', 'This task has already started.');
  const replaced = await transact(context.sql, async (transaction) => {
    if (!(await replaceTask(transaction, { ...task, id, siteId }))) return started;
    await insertTaskLines(transaction, id, lines);
    return true;
  });
  return isRefusal(replaced) ? replaced : ((await findTask(sql, siteId, id)) ?? started);
}

/** The checked work in question, the refusal if it does not exist or nothing in it can run, and the audit text. */
interface Start {
  readonly kind: Task['kind'];
  readonly none: Refusal;
  readonly empty: Refusal;
  readonly action: string;
  /** The choices made at the start. */
  readonly chosen?: object;
  readonly after: (task: Task) => Record<string, unknown>;
}

/** Starts checked work. The scheduler runs it a few lines at a time. Starting it twice has no further effect. */
export async function startChecked(
  context: SiteContext,
  taskId: string,
  { kind, none, empty, action, chosen, after }: Start,
): Promise<Task | Refusal> {
  const { siteId, now: at, actor: by } = context;
  const started = await transact(context.sql, async (transaction) => {
    const task = await findTask(transaction, siteId, taskId);
    if (task?.kind !== kind) return none;
    if (task.total === 0) return empty;
    const actedAs = context.actedAs ?? null;
    const isFirst = await startTask(transaction, { id: taskId, at, by, actedAs, ...(chosen && { chosen }) });
    const row = { siteId, action, subject: `task/${taskId}`, after: after(task) };
    if (isFirst) await insertAudit(transaction, context, row);
    return true;
  });
  if (isRefusal(started)) return started;
  return (await findTask(context.sql, siteId, taskId)) ?? none;
}
