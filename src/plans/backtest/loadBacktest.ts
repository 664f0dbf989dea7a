import type { SiteContext } from '../../core/context.js';
import { transact } from '../../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { isId } from '../../platform/ids.js';
import {
  type AccountResult,
  type BacktestSums,
  listResults,
  type ResultOrder,
  sumBacktest,
} from '../../store/backtest/results.js';
import { insertAudit } from '../../store/core/audit.js';
import { findTask, listDetailedLines, stopTask, type Task, type TaskLine } from '../../store/tasks/tasks.js';
import type { BacktestInput } from './startBacktest.js';

/** A backtest with its progress and what it comes to so far. */
export interface Backtest {
  readonly task: Task;
  readonly input: BacktestInput;
  readonly sums: BacktestSums;
}

const NO_BACKTEST = refuse('not_found', 'Backtest not found.');

async function findBacktest(
  { sql, siteId }: SiteContext,
  id: string,
  planId?: string,
): Promise<{ readonly task: Task; readonly input: BacktestInput } | Refusal> {
  const task = isId(id) ? await findTask(sql, siteId, id) : undefined;
  if (task?.kind !== 'backtest') return NO_BACKTEST;
  const input = task.input as unknown as BacktestInput;
  return planId !== undefined && input.planId !== planId ? NO_BACKTEST : { task, input };
}

export async function loadBacktest(
  context: SiteContext,
  id: string,
  planId?: string,
): Promise<Backtest | Refusal> {
  const found = await findBacktest(context, id, planId);
  return isRefusal(found) ? found : { ...found, sums: await sumBacktest(context.sql, id) };
}

export interface ResultPage {
  readonly after?: number;
  readonly order?: ResultOrder;
  readonly limit: number;
}

/** Results of a backtest's accounts, with their lines' numbers. */
export async function loadResults(
  context: SiteContext,
  id: string,
  page: ResultPage,
  planId?: string,
): Promise<(AccountResult & { readonly number: number })[] | Refusal> {
  const found = await findBacktest(context, id, planId);
  return isRefusal(found) ? found : listResults(context.sql, id, page);
}

const DETAILED_MAX = 200;

/** Accounts without a result, with the reason. */
export async function loadUnrated({ sql }: SiteContext, id: string): Promise<TaskLine[]> {
  return listDetailedLines(sql, id, DETAILED_MAX);
}

/** Stops a running backtest. The results so far stay. */
export async function stopBacktest(
  context: SiteContext,
  id: string,
  planId?: string,
): Promise<Backtest | Refusal> {
  const found = await findBacktest(context, id, planId);
  if (isRefusal(found)) return found;
  const { siteId, now } = context;
  await transact(context.sql, async (transaction) => {
    const stopped = await stopTask(transaction, { id, siteId, kind: 'backtest', at: now });
    const subject = `plan/${found.input.planId}`;
    if (stopped)
      await insertAudit(transaction, context, {
        siteId,
        action: 'plan.backtest-stop',
        subject,
        after: { task: id },
      });
    return true;
  });
  return loadBacktest(context, id, planId);
}
