import { backtest, type BacktestResult } from '../../billing/backtest/backtest.js';
import { type CompiledPlan, compilePlan } from '../../billing/plans/plan.js';
import type { Assignment } from '../../billing/facts.js';
import { attempt } from '../../billing/projection/outlook.js';
import type { Context } from '../../core/context.js';
import { isRefusal } from '../../core/values/refusal.js';
import { inTurn } from '../../platform/inTurn.js';
import type { StoredResult } from '../../store/backtest/results.js';
import { listRatedMeters, loadPastMonths } from '../../store/backtest/pastMonths.js';
import type { LineEnd, Task } from '../../store/tasks/tasks.js';
import type { BacktestInput } from './startBacktest.js';

const NOTHING = 'Nothing to compare: no settled period on the plan in these months.';

interface AccountLine {
  readonly number: number;
  readonly accountId: string;
}

/** The next accounts are loaded while these are rated. */
const LOADED_AT_ONCE = 10;

/** Rates the next accounts of a backtest with its draft; reads only. */
export async function rateLines(
  { sql }: Context,
  task: Task,
  lines: readonly AccountLine[],
): Promise<LineEnd[]> {
  const input = task.input as unknown as BacktestInput;
  const draft = draftOf(task.id, input);
  const isReplaced = ({ planId }: Assignment): boolean => input.scope === 'all' || planId === input.planId;
  const ratedByDraft = draft.usage.map(({ meter }) => meter);
  const meters = await listRatedMeters(sql, task.siteId, ratedByDraft);
  const load = async (start: number) => {
    const ids = lines.slice(start, start + LOADED_AT_ONCE).map(({ accountId }) => accountId);
    return ids.length === 0 ? undefined : loadPastMonths(sql, ids, input.since, meters);
  };
  const ends: LineEnd[] = [];
  let loading = load(0);
  for (let start = 0; start < lines.length; start += LOADED_AT_ONCE) {
    const loaded = await loading;
    loading = load(start + LOADED_AT_ONCE);
    // It is awaited in the next round; until then its failure must not count as unhandled.
    loading.catch(() => undefined);
    if (loaded === undefined) break;
    for (const line of lines.slice(start, start + LOADED_AT_ONCE)) {
      const past = loaded.months.get(line.accountId);
      const rated = await inTurn(() =>
        attempt(() => (past === undefined ? null : backtest(past, draft, isReplaced))),
      );
      ends.push(endOf(line, rated, loaded.faults.get(line.accountId)?.[0]));
    }
  }
  return ends;
}

function endOf(
  { number, accountId }: AccountLine,
  rated: { readonly value: BacktestResult | null } | { readonly error: string },
  unreadable: string | undefined,
): LineEnd {
  const fault = unreadable ?? ('error' in rated ? rated.error : undefined);
  const result = 'value' in rated ? rated.value : null;
  const end = { number, accountId, failed: fault !== undefined };
  if (fault !== undefined || result === null) return { ...end, detail: fault ?? NOTHING };
  const { charged, draft, ...rest } = result;
  const left: StoredResult = { ...rest, charged: String(charged), draft: String(draft) };
  return { ...end, detail: null, left };
}

/** A task's draft never changes, and its curves are computed once for a compiled plan. */
let latest: { readonly taskId: string; readonly plan: CompiledPlan } | undefined;

function draftOf(taskId: string, { terms }: BacktestInput): CompiledPlan {
  if (latest?.taskId === taskId) return latest.plan;
  const plan = compilePlan(terms);
  if (isRefusal(plan)) throw new Error(`the draft of a backtest does not compile: ${plan.detail}`);
  latest = { taskId, plan };
  return plan;
}
