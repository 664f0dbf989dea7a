import { importClient } from '../accounts/import/importClient.js';
import { postBankLines } from '../bank/postBankLines.js';
import type { Context, SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { moveAccounts } from '../plans/assignPlans.js';
import { rateLines } from '../plans/backtest/rateLines.js';
import type { SecretBox } from '../platform/secretBox.js';
import { addToBankImport } from '../store/bank/bank.js';
import { listVersions } from '../store/plans/plans.js';
import {
  endLines,
  type Task,
  leaseTask,
  type LineEnd,
  listOpenLines,
  type TaskLine,
} from '../store/tasks/tasks.js';
import { workBulkLine } from './bulk/workBulk.js';
import { countUsageLine } from '../usage/usageFiles.js';

type Worker = Context & { readonly secrets: SecretBox };

/** How long a process that died keeps its task. */
export const LEASE_MS = 60_000;
const LINES_AT_ONCE = 50;

/**
 * Carries out a chunk of one waiting task on behalf of the user who started it; false when there is none. An
 * interrupted chunk is repeated: every line is safe to repeat.
 */
export async function workTasks(worker: Worker, taskId?: string, heldUntil?: number): Promise<boolean> {
  const { sql, wallNow } = worker;
  const named = {
    ...(taskId === undefined ? {} : { id: taskId }),
    ...(heldUntil === undefined ? {} : { heldUntil }),
  };
  const task = await leaseTask(sql, { wallNow, until: wallNow + LEASE_MS, ...named });
  if (task === undefined) return false;
  const context: SiteContext & { readonly secrets: SecretBox } = {
    ...worker,
    siteId: task.siteId,
    actor: task.startedBy ?? task.createdBy,
    ...(task.actedAs === null ? {} : { actedAs: task.actedAs }),
  };
  if (task.kind === 'bank-statement') await importStatement(context, task);
  else await endLines(sql, { id: task.id, at: worker.now }, await workLines(context, task));
  return true;
}

/** The counts of a statement are updated with its lines, so that no line is counted twice. */
async function importStatement(context: SiteContext, { id }: Task): Promise<void> {
  const { sql, now: at } = context;
  const taken = await postBankLines(context, id, await listOpenLines(sql, id, LINES_AT_ONCE));
  const ends = taken.map(({ number, accountId }) => ({ number, accountId, failed: false, detail: null }));
  await transact(sql, async (transaction) => {
    const ended = new Set(await endLines(transaction, { id, at }, ends));
    const noted = taken.filter(({ number }) => ended.has(number));
    const count = (wanted: string): number => noted.filter(({ outcome }) => outcome === wanted).length;
    const counts = {
      ...{ posted: count('posted'), takenBack: count('taken-back') },
      ...{ unmatched: count('unmatched'), doubles: count('double') },
    };
    await addToBankImport(transaction, id, counts);
  });
}

async function workLines(
  context: SiteContext & { readonly secrets: SecretBox },
  task: Task,
): Promise<LineEnd[]> {
  const lines = await listOpenLines(context.sql, task.id, LINES_AT_ONCE);
  if (task.kind === 'replace-plan' || task.kind === 'backtest') {
    const accounts = lines.map(({ number, input }) => ({ number, accountId: String(input['accountId']) }));
    return task.kind === 'backtest' ? rateLines(context, task, accounts) : moveLines(context, task, accounts);
  }
  const ends: LineEnd[] = [];
  for (const line of lines) {
    ends.push(await workLine(context, task, line));
  }
  return ends;
}

function workLine(
  context: SiteContext & { readonly secrets: SecretBox },
  task: Task,
  line: TaskLine,
): Promise<LineEnd> {
  if (task.kind === 'usage') return countUsageLine(context, line);
  return task.kind === 'bulk' ? workBulkLine(context, task, line) : importClient(context, task, line);
}

/** Why nothing was done for an account, as its line shows it. */
const NOTHING_TO_DO =
  'Skipped: the account is closed, already has the plan, or the date has passed in its time zone.';

async function moveLines(
  context: SiteContext,
  { input }: Task,
  lines: readonly { readonly number: number; readonly accountId: string }[],
): Promise<LineEnd[]> {
  const planId = String(input['planId']);
  const versions = await listVersions(context.sql, context.siteId, String(input['with']));
  const next = versions.find(({ version }) => version === input['version']);
  if (next === undefined) throw new Error('a task replaces a plan by one that is not there');
  const step = { planId, next, effective: String(input['effective']) };
  const ids = lines.map(({ accountId }) => accountId);
  const { done, refused } = await moveAccounts(context, ids, step);
  return lines.map(({ number, accountId }) => {
    const why = refused.get(accountId);
    return {
      number,
      accountId,
      failed: why !== undefined,
      detail: why ?? (done.includes(accountId) ? null : NOTHING_TO_DO),
    };
  });
}
