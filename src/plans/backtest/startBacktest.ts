import type { PlanTerms } from '../../billing/plans/terms.js';
import type { SiteContext } from '../../core/context.js';
import { onceOnly } from '../../core/onceOnly.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { addMonths, type LocalDate, localDateOf } from '../../core/values/zone.js';
import { newId } from '../../platform/ids.js';
import { insertAudit } from '../../store/core/audit.js';
import { listBacktestAccounts } from '../../store/backtest/accounts.js';
import { findTask, insertTask, insertTaskLines, startTask, type Task } from '../../store/tasks/tasks.js';
import { loadPlan, type PlanHistory, soundPlan } from '../managePlans.js';

/** What to compare with the last months: a draft or a version of a plan, by default the newest of the plan itself. */
export interface BacktestRequest {
  /** A draft that is not stored as a plan. */
  readonly plan?: PlanTerms | undefined;
  /** Another plan, of the same currency. */
  readonly with?: string | undefined;
  /** A version of that plan. */
  readonly version?: number | undefined;
  /** 1 to 12. */
  readonly months: number;
  /** `plan`: accounts that were on the plan, with the draft in its place; `all`: all, in place of all their plans. */
  readonly scope: 'plan' | 'all';
}

/** The input of a task of this kind. */
export interface BacktestInput extends Pick<BacktestRequest, 'months' | 'scope'> {
  readonly planId: string;
  /** The name of the plan that is compared, and its version; null for a draft. */
  readonly name: string;
  readonly version: number | null;
  readonly terms: PlanTerms;
  /** Periods that ended after this day are compared. */
  readonly since: LocalDate;
}

/** Starts a backtest as a task, one line an account. The draft and the accounts are fixed now. */
export async function startBacktest(
  context: SiteContext,
  planId: string,
  request: BacktestRequest,
  key?: string,
): Promise<Task | Refusal> {
  const { sql, siteId, now, actor } = context;
  const chosen = await findDraft(context, planId, request);
  if (isRefusal(chosen)) return chosen;
  const { name, version, terms } = chosen;
  const { months, scope } = request;
  const until = localDateOf(now, 'UTC');
  const since = addMonths(until, -months);
  const input: BacktestInput = { planId, name, version, terms, months, scope, since };
  const repeatable = { operation: 'backtest', key, input: { planId, ...request } };
  const started = await onceOnly(context, repeatable, async (transaction) => {
    const accounts = await listBacktestAccounts(transaction, {
      ...{ siteId, currency: terms.currency, since, until },
      planId: scope === 'plan' ? planId : null,
    });
    const id = newId(now);
    const title = `${name}, ${version === null ? 'a draft' : `version ${version}`}: ${months} months compared`;
    await insertTask(transaction, {
      ...{ id, siteId, kind: 'backtest', title, input },
      ...{ total: accounts.length, createdAt: now, createdBy: actor },
    });
    const lines = accounts.map((accountId, index) => ({
      number: index + 1,
      input: { accountId },
      problems: [],
    }));
    await insertTaskLines(transaction, id, lines);
    await startTask(transaction, { id, at: now, by: actor, actedAs: context.actedAs ?? null });
    await insertAudit(transaction, context, {
      ...{ siteId, action: 'plan.backtest', subject: `plan/${planId}` },
      after: { version, months, scope, accounts: accounts.length, task: id },
    });
    return { id };
  });
  if (isRefusal(started)) return started;
  return (await findTask(sql, siteId, started.id)) ?? refuse('not_found', 'Task not found.');
}

interface Draft {
  readonly name: string;
  /** Null for a draft. */
  readonly version: number | null;
  readonly terms: PlanTerms;
}

async function findDraft(
  context: SiteContext,
  planId: string,
  request: BacktestRequest,
): Promise<Draft | Refusal> {
  const plan = await loadPlan(context, planId);
  if (isRefusal(plan)) return plan;
  const { name, currency } = plan.latest;
  const { plan: terms } = request;
  if (terms === undefined) return findVersion(context, plan, request);
  const other = (['with', 'version'] as const).find((field) => request[field] !== undefined);
  if (other !== undefined) return refuse('invalid', 'is not allowed with a draft', other);
  if (terms.currency !== currency) return mismatch(currency, `draft is ${terms.currency}`, 'plan.currency');
  const compiled = await soundPlan(context, context.sql, terms, planId);
  return isRefusal(compiled) ? inDraft(compiled) : { name, version: null, terms };
}

async function findVersion(
  context: SiteContext,
  plan: PlanHistory,
  { with: otherId = plan.latest.planId, version }: BacktestRequest,
): Promise<Draft | Refusal> {
  const other = otherId === plan.latest.planId ? plan : await loadPlan(context, otherId);
  if (isRefusal(other)) return refuse('invalid', `there is no plan "${otherId}"`, 'with');
  const { latest, versions } = other;
  if (latest.currency !== plan.latest.currency)
    return mismatch(plan.latest.currency, `other plan is ${latest.currency}`, 'with');
  const found = versions.find((each) => each.version === (version ?? latest.version));
  return found === undefined
    ? refuse('invalid', `is not a version of ${latest.name}`, 'version')
    : { name: latest.name, version: found.version, terms: found.terms };
}

function mismatch(currency: string, other: string, field: string): Refusal {
  return refuse('currency_mismatch', `Currency mismatch: plan is ${currency}, ${other}.`, field);
}

/** The fields of a draft are named inside the larger body. */
function inDraft(refusal: Refusal): Refusal {
  const { field, problems } = refusal;
  return {
    ...refusal,
    ...(field === undefined ? {} : { field: `plan.${field}` }),
    ...(problems === undefined
      ? {}
      : { problems: problems.map((problem) => ({ ...problem, field: `plan.${problem.field}` })) }),
  };
}
