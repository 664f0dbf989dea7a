import { setTimeout as delay } from 'node:timers/promises';
import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import type { SecretBox } from '../platform/secretBox.js';
import { findTask, listDetailedLines, type Task } from '../store/tasks/tasks.js';
import { workTasks } from '../tasks/workTasks.js';
import type { Replacement } from './assignPlans.js';
import { startReplacement } from './startReplacement.js';

export interface Replaced {
  /** How many accounts were moved. */
  readonly accounts: number;
  /** The accounts that were not moved, and why; left out if there are none. */
  readonly stayed?: readonly { readonly account: string; readonly reason: string }[];
  /** How many accounts the scheduler still has to move; left out if there are none. */
  readonly pending?: number;
}

const PATIENCE_MS = 60_000;
/** How soon a task that another process holds is checked again. */
const RETRY_MS = 50;

/**
 * Blanket replacement: moves every account on one plan to another (or to the newest version of the same), and waits
 * until it is done, for at most a minute. Safe to run again: accounts that were moved are no longer on the old version.
 */
export async function replacePlan(
  context: SiteContext & { readonly secrets: SecretBox },
  planId: string,
  replacement: Replacement,
): Promise<Replaced | Refusal> {
  const began = performance.now();
  const elapsed = (): number => performance.now() - began;
  let task: Task | Refusal | undefined = await startReplacement(context, planId, replacement);
  while (task !== undefined && !isRefusal(task) && task.finishedAt === null && elapsed() < PATIENCE_MS) {
    // The lease counts from the time it is taken.
    const worker = { ...context, wallNow: context.wallNow + Math.round(elapsed()) };
    if (!(await workTasks(worker, task.id))) await delay(RETRY_MS);
    task = await findTask(context.sql, context.siteId, task.id);
  }
  if (task === undefined) throw new Error('a replacement is gone while it is worked on');
  return isRefusal(task) ? task : loadOutcome(context, task);
}

async function loadOutcome({ sql }: SiteContext, { id, total, done, failed }: Task): Promise<Replaced> {
  const unmoved = await listDetailedLines(sql, id, total);
  const refused = unmoved.filter((line) => line.failed);
  const stayed = refused.flatMap(({ accountId, detail }) =>
    accountId === null ? [] : [{ account: accountId, reason: detail ?? '' }],
  );
  const pending = total - done - failed;
  return {
    accounts: done - (unmoved.length - refused.length),
    ...(stayed.length === 0 ? {} : { stayed }),
    ...(pending === 0 ? {} : { pending }),
  };
}
