import type { SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { newId } from '../platform/ids.js';
import { insertAudit } from '../store/core/audit.js';
import { findJob, insertJob, insertJobLines, type Job, startJob } from '../store/tasks/jobs.js';
import { findReplacement, type Replacement } from './assignPlans.js';

/**
 * Begins a blanket replacement as a job: whom it concerns is put down now, and the relay moves them a few at a time.
 * It can be left and come back to. The accounts get the version that is the newest now.
 */
export async function startReplacement(
  context: SiteContext,
  planId: string,
  replacement: Replacement,
  key?: string,
): Promise<Job | Refusal> {
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
        ? `${old.name}: everybody to version ${next.version}`
        : `${old.name} becomes ${next.name}`;
    await insertJob(transaction, {
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
    await insertJobLines(transaction, id, lines);
    await startJob(transaction, { id, at: createdAt, by: actor, actedAs: context.actedAs ?? null });
    await insertAudit(transaction, context, {
      siteId,
      action: 'plan.replacement',
      subject: `plan/${planId}`,
      before: { plan: planId },
      after: { ...input, accounts: accounts.length, job: id },
    });
    return { id };
  });
  if (isRefusal(started)) return started;
  return (await findJob(context.sql, siteId, started.id)) ?? refuse('not_found', 'There is no such job.');
}
