import type { SiteContext } from '../core/context.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { isId } from '../platform/ids.js';
import {
  countLeftOut,
  findTask,
  type Task,
  type TaskKind,
  type TaskLine,
  listFirstLines,
  listTasks,
  listDetailedLines,
} from '../store/tasks/tasks.js';

/** A task with its lines that have a message. */
export interface TaskView {
  readonly task: Task;
  /** Lines found invalid at the start, which are left out. */
  readonly leftOut: number;
  readonly detailed: readonly TaskLine[];
  readonly first: readonly TaskLine[];
}

const DETAILED_MAX = 500;
const FIRST = 10;

export async function loadTask(
  context: SiteContext,
  id: string,
  kind: TaskKind,
): Promise<TaskView | Refusal> {
  const task = isId(id) ? await findTask(context.sql, context.siteId, id) : undefined;
  if (task?.kind !== kind) return refuse('not_found', 'Task not found.');
  const [leftOut, detailed, first] = await Promise.all([
    countLeftOut(context.sql, id),
    listDetailedLines(context.sql, id, DETAILED_MAX),
    listFirstLines(context.sql, id, FIRST),
  ]);
  return { task, leftOut, detailed, first };
}

const LATEST = 10;

export async function loadTasks({ sql, siteId }: SiteContext, kind: TaskKind): Promise<Task[]> {
  return listTasks(sql, { siteId, kind, limit: LATEST });
}
