import type { SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { newId } from '../platform/ids.js';
import { insertAudit } from '../store/core/audit.js';
import { findTask, insertTask, insertTaskLines, type Task, startTask } from '../store/tasks/tasks.js';
import { findReplacement, type Replacement } from './assignPlans.js';

/**
 * Starts a blanket replacement as a task. The affected accounts and the newest version are fixed now, and the scheduler
 * moves a few accounts at a time. A user can leave and come back.
 */
export async function startReplacement(
  context: SiteContext,
  planId: string,
  replacement: Replacement,
  key?: string,
): Promise<Task | Refusal> {
  const found = await findReplacement(context, planId, replacement);
  if (isRefusal(found)) return found;
  const { siteId, now: createdAt, actor } = context;
  const { old, next, accounts } = found;
  const input = { planId, with: next.planId, version: next.version, effective: replacement.effective };
  const request = { operation: 'replacement', key, input: { planId, ...replacement } };
  const started = await onceOnly(context, request, async (transaction) => {
    const id = newId(createdAt);
    const title =
      old.planId === next.planId
        ? `${old.name}: all accounts to version ${next.version}`
        : `${old.name} replaced by ${next.name}`;
    await insertTask(transaction, {
      id,
      siteId,
      kind: 'replace-plan',
      title,
      input,
      total: accounts.length,
      createdAt,
      createdBy: actor,
    });
    const lines = accounts.map((accountId, index) => ({
      number: index + 1,
      input: { accountId },
      problems: [],
    }));
    await insertTaskLines(transaction, id, lines);
    await startTask(transaction, { id, at: createdAt, by: actor, actedAs: context.actedAs ?? null });
    await insertAudit(transaction, context, {
      siteId,
      action: 'plan.replacement',
      subject: `plan/${planId}`,
      before: { plan: planId },
      after: { ...input, accounts: accounts.length, task: id },
    });
    return { id };
  });
  if (isRefusal(started)) return started;
  return (await findTask(context.sql, siteId, started.id)) ?? refuse('not_found', 'Task not found.');
}
