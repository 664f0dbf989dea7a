import type { SiteContext } from '../../core/context.js';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import { isId } from '../../platform/ids.js';
import { type EndedLine, findTask, listEndedLines, type Task } from '../../store/tasks/tasks.js';

/** A bulk action with what it did so far, by account. */
export async function loadBulk(
  { sql, siteId }: SiteContext,
  id: string,
): Promise<{ readonly task: Task; readonly lines: readonly EndedLine[] } | Refusal> {
  const task = isId(id) ? await findTask(sql, siteId, id) : undefined;
  if (task?.kind !== 'bulk') return refuse('not_found', 'Bulk action not found.');
  return { task, lines: await listEndedLines(sql, id) };
}
