import type { SiteContext } from '../../core/context.js';
import { onceOnly } from '../../core/onceOnly.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { isId, newId } from '../../platform/ids.js';
import type { SecretBox } from '../../platform/secretBox.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { filterTenantAccounts } from '../../store/accounts/accounts.js';
import { insertAudit } from '../../store/core/audit.js';
import {
  findTask,
  insertTask,
  insertTaskLines,
  listEndedLines,
  lockTask,
  markTask,
  startTask,
  type Task,
} from '../../store/tasks/tasks.js';
import { LEASE_MS, workTasks } from '../workTasks.js';
import { type Bulk, isRestorable, isReversible, refuseSelection, type UndoableAction } from './bulk.js';
import type { BulkLine } from './workBulk.js';

type Worker = SiteContext & { readonly secrets: SecretBox };

/** So many are done before the answer; more are left to the scheduler. */
const HANDFUL = 10;
/** How long what moved no money can be put back as it was. */
export const UNDO_MS = 60_000;

const NO_BULK = refuse('not_found', 'Bulk action not found.');

/**
 * Starts a bulk action as a task. A handful of accounts is done at once, more by the scheduler; a user can leave and
 * come back. The same key starts it once.
 */
export async function startBulk(
  context: Worker,
  accountIds: readonly string[],
  { bulk, title }: { readonly bulk: Bulk; readonly title: string },
  key?: string,
): Promise<Task | Refusal> {
  const refusal = refuseSelection(accountIds);
  if (refusal !== undefined) return refusal;
  const wanted = [...new Set(accountIds)];
  const request = { operation: 'bulk-start', key, input: { bulk, accounts: [...wanted].sort() } };
  const started = await onceOnly(context, request, async (transaction) => {
    const own = new Set(await filterTenantAccounts(transaction, context.siteId, wanted.filter(isId)));
    const missing = wanted.find((id) => !own.has(id));
    if (missing !== undefined) return refuse('invalid', `there is no account "${missing}"`, 'accounts');
    return { id: await insertStarted(context, transaction, { bulk, title }, wanted.map(lineOf)) };
  });
  return isRefusal(started) ? started : workHandful(context, started.id);
}

function lineOf(accountId: string): BulkLine {
  return { accountId };
}

/**
 * Undoes what a bulk action did: charges and adjustments by linked reversals, at any time; anything else, for a minute,
 * by putting it back as it was. Once only.
 */
export async function undoBulk(
  context: Worker,
  id: string,
  kind: 'reverse' | 'restore',
): Promise<Task | Refusal> {
  if (!isId(id)) return NO_BULK;
  const started = await onceOnly(
    context,
    { operation: 'bulk-undo', key: `bulk-undo/${id}`, input: { kind } },
    async (transaction) => {
      await lockTask(transaction, id);
      const task = await findTask(transaction, context.siteId, id);
      if (task?.kind !== 'bulk') return NO_BULK;
      const was = undoable(task, context.now, kind);
      if (isRefusal(was)) return was;
      const lines = (await listEndedLines(transaction, id)).filter(({ failed }) => !failed);
      if (lines.length === 0) return refuse('conflict', 'Nothing was done that could be undone.');
      const undo = {
        bulk: { action: 'undo' as const, of: id, was },
        title: `Undo: ${task.title}`,
      };
      const undoId = await insertStarted(
        context,
        transaction,
        undo,
        lines.map(({ input }) => input as unknown as BulkLine),
      );
      await markTask(transaction, id, { undoneBy: undoId });
      return { id: undoId };
    },
  );
  return isRefusal(started) ? started : workHandful(context, started.id);
}

/** What can be undone of it now, or why nothing can. */
function undoable(task: Task, now: number, kind: 'reverse' | 'restore'): UndoableAction | Refusal {
  const { action } = task.input as unknown as Bulk;
  if (task.finishedAt === null) return refuse('conflict', 'This bulk action has not ended yet.');
  if (kind === 'reverse' && isReversible(action)) return action;
  if (kind === 'reverse' || !isRestorable(action))
    return refuse('conflict', 'This bulk action cannot be undone.');
  return now - task.finishedAt <= UNDO_MS
    ? action
    : refuse('conflict', 'This can only be undone within a minute.');
}

/** Whether a page may offer to undo it. */
export function canUndo(task: Task, now: number): 'reverse' | 'restore' | null {
  if (task.done === 0 || task.input['undoneBy'] !== undefined) return null;
  if (!isRefusal(undoable(task, now, 'reverse'))) return 'reverse';
  return isRefusal(undoable(task, now, 'restore')) ? null : 'restore';
}

async function insertStarted(
  context: SiteContext,
  transaction: Queryable,
  { bulk, title }: { readonly bulk: Bulk; readonly title: string },
  lines: readonly BulkLine[],
): Promise<string> {
  const { siteId, now: createdAt, actor } = context;
  const id = newId(createdAt);
  const task = { id, siteId, kind: 'bulk', title, input: bulk, total: lines.length } as const;
  await insertTask(transaction, { ...task, createdAt, createdBy: actor });
  await insertTaskLines(
    transaction,
    id,
    lines.map((input, index) => ({ number: index + 1, input, problems: [] })),
  );
  await startTask(transaction, {
    ...{ id, at: createdAt, by: actor, actedAs: context.actedAs ?? null },
    // The scheduler does not begin what is done at once.
    ...(lines.length <= HANDFUL ? { heldUntil: context.wallNow + LEASE_MS } : {}),
  });
  await insertAudit(transaction, context, {
    siteId,
    action: `bulk.${bulk.action}`,
    subject: `task/${id}`,
    after: { accounts: lines.length, ...(bulk.action === 'undo' ? { of: bulk.of } : {}) },
  });
  return id;
}

async function workHandful(context: Worker, id: string): Promise<Task | Refusal> {
  const task = await findTask(context.sql, context.siteId, id);
  if (task === undefined) return NO_BULK;
  if (task.finishedAt !== null || task.total > HANDFUL) return task;
  await workTasks(context, id, context.wallNow + LEASE_MS);
  return (await findTask(context.sql, context.siteId, id)) ?? NO_BULK;
}
