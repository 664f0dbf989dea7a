import type { SiteContext } from '../../core/context.js';
import { nestedIn } from '../../core/nested.js';
import { onceOnly } from '../../core/onceOnly.js';
import { isRefusal } from '../../core/values/refusal.js';
import type { Transaction } from '../../platform/sql/sql.js';
import type { LineEnd, Task, TaskLine } from '../../store/tasks/tasks.js';
import { type Bulk, type Done, performBulk, reasonOf } from './bulk.js';

/** A line of a bulk action: its account, and what was done. */
export interface BulkLine {
  readonly accountId: string;
  readonly done?: Done;
}

/**
 * Does a bulk action for the account of one line, in a transaction of its own. The key is the line's own, so that a
 * repeat after an interruption does nothing more. Audit rows have the id of the bulk action as their request.
 */
export async function workBulkLine(
  context: SiteContext,
  task: Pick<Task, 'id' | 'input'>,
  { number, input }: Pick<TaskLine, 'number' | 'input'>,
): Promise<LineEnd> {
  const bulk = task.input as unknown as Bulk;
  const { accountId, done: earlier } = input as unknown as BulkLine;
  const woken = new Map<string, boolean>();
  const request = { operation: 'bulk', key: `bulk/${task.id}/${number}`, input: { accountId } };
  const own = { ...context, requestId: `bulk/${task.id}` };
  const done = await onceOnly(own, request, (transaction) => {
    const nested = nestedIn(own, transaction as Transaction, (id, isUrgent = false) =>
      woken.set(id, isUrgent || woken.get(id) === true),
    );
    return performBulk(nested, accountId, bulk, earlier);
  });
  if (isRefusal(done)) return { number, failed: true, detail: reasonOf(done), accountId };
  for (const [id, isUrgent] of woken) context.wakeAccount(id, isUrgent);
  const left: BulkLine = { accountId, done };
  return { number, failed: false, detail: null, accountId, left };
}
