import type { Instant, LocalDate, Refusal } from '../billing/index.js';
import { addDays, isLocalDate, isRefusal, localDateOf, periodAt, refuse } from '../billing/index.js';
import type { Queryable } from '../platform/index.js';
import { inTransaction, isId, newId } from '../platform/index.js';
import {
  accountsOnPlan,
  addToOutbox,
  endAssignments,
  findLatestVersions,
  findState,
  insertAssignments,
  insertAudit,
  listAssignments,
  lockAccount,
  type NewAssignment,
  type PlanVersion,
  touchAccounts,
} from '../store/index.js';
import { relayFrom, type SiteContext } from './context.js';
import { NO_ACCOUNT } from './postMoney.js';

/** From when a change of plan holds: the next period's start, or a local date of today or later. */
export type Effective = 'period' | LocalDate;

/** The newest versions of the plans asked for, in the account's currency; a refusal names the one at fault. */
export async function findPlans(
  context: SiteContext,
  sql: Queryable,
  planIds: readonly string[],
  currency: string,
): Promise<PlanVersion[] | Refusal> {
  const known = await findLatestVersions(sql, context.siteId, planIds.filter(isId));
  const plans: PlanVersion[] = [];
  for (const [index, id] of planIds.entries()) {
    const plan = known.find((candidate) => candidate.planId === id);
    if (plan === undefined) return refuse('invalid', `there is no plan "${id}"`, `plans[${index}]`);
    if (plan.currency !== currency) {
      const detail = `the plan "${plan.name}" is in ${plan.currency}, the account in ${currency}`;
      return refuse('currency_mismatch', detail, `plans[${index}]`);
    }
    if (planIds.indexOf(id) !== index) return refuse('invalid', 'is named twice', `plans[${index}]`);
    plans.push(plan);
  }
  return plans;
}

/**
 * Puts an account on plans from a local date. An introductory plan is followed by the one that replaces it, from the
 * day on which it does; what follows is fixed now, in its newest version.
 */
export async function putOnPlans(
  context: SiteContext,
  sql: Queryable,
  accountId: string,
  plans: readonly PlanVersion[],
  fromDate: LocalDate,
): Promise<void> {
  const earlier = new Set((await listAssignments(sql, [accountId])).map((assignment) => assignment.planId));
  const assignments: NewAssignment[] = [];
  for (const plan of plans) {
    for (let next: PlanVersion | undefined = plan, from = fromDate; next !== undefined;) {
      const { replaceAfterDays, replaceWith } = next.terms;
      const toDate = replaceAfterDays === undefined ? null : addDays(from, replaceAfterDays);
      assignments.push(assignmentOf(context, accountId, next, from, toDate, !earlier.has(next.planId)));
      earlier.add(next.planId);
      if (toDate === null || replaceWith === undefined) break;
      [next] = await findLatestVersions(sql, context.siteId, [replaceWith]);
      from = toDate;
    }
  }
  await insertAssignments(sql, assignments);
}

function assignmentOf(
  context: SiteContext,
  accountId: string,
  plan: PlanVersion,
  fromDate: LocalDate,
  toDate: LocalDate | null,
  startup: boolean,
): NewAssignment {
  return {
    id: newId(context.now),
    accountId,
    planId: plan.planId,
    versionId: plan.versionId,
    fromDate,
    toDate,
    startup,
    createdAt: context.now,
    actor: context.actor,
  };
}

/** Turns "at the next period start" or a date into the local date the change holds from. */
export function effectiveDate(
  schedule: { openedAt: Instant; timeZone: string; billingDay: number; intervalMonths: 1 | 3 | 12 },
  effective: Effective,
  now: Instant,
): LocalDate | Refusal {
  if (effective === 'period') return periodAt(schedule, now).endDate;
  if (!isLocalDate(effective))
    return refuse('invalid', `${effective} is not a date that exists`, 'effective');
  const today = localDateOf(now, schedule.timeZone);
  return effective < today ? refuse('invalid', 'lies in the past', 'effective') : effective;
}

/** Moves an account to other plans from a date; runs in the transaction that has locked the account. */
export async function changePlans(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  change: { readonly plans: readonly string[]; readonly effective: Effective },
): Promise<true | Refusal> {
  const state = await findState(transaction, accountId);
  if (state === undefined) return NO_ACCOUNT;
  const plans = await findPlans(context, transaction, change.plans, state.currency);
  if (isRefusal(plans)) return plans;
  const from = effectiveDate(state, change.effective, context.now);
  if (isRefusal(from)) return from;
  const present = (await listAssignments(transaction, [accountId])).filter(
    (assignment) => assignment.toDate === null || assignment.toDate > from,
  );
  // A plan that goes on goes on as it is, in the version and the period it is in.
  const staying = present.filter(
    (assignment) =>
      assignment.fromDate <= from && assignment.toDate === null && change.plans.includes(assignment.planId),
  );
  const ending = present.filter((assignment) => !staying.includes(assignment));
  await endAssignments(
    transaction,
    ending.map((assignment) => assignment.id),
    from,
  );
  const stays = new Set(staying.map((assignment) => assignment.planId));
  await putOnPlans(
    context,
    transaction,
    accountId,
    plans.filter((plan) => !stays.has(plan.planId)),
    from,
  );
  return true;
}

export interface Replacement {
  readonly with: string;
  readonly effective: Effective;
}

/** Accounts moved in one transaction each step, so that one act over many accounts blocks none of them for long. */
const STEP = 200;

/**
 * Blanket replacement: moves every account of one plan to another (or to the newest version of the same) in one act.
 * Safe to run again after an interruption: accounts already moved are no longer on the old version.
 */
export async function replacePlan(
  context: SiteContext,
  planId: string,
  replacement: Replacement,
): Promise<{ accounts: number } | Refusal> {
  const ids = [planId, replacement.with];
  if (!ids.every(isId)) return refuse('not_found', 'There is no such plan.');
  const versions = await findLatestVersions(context.sql, context.siteId, ids);
  const old = versions.find((version) => version.planId === planId);
  const next = versions.find((version) => version.planId === replacement.with);
  if (old === undefined) return refuse('not_found', 'There is no such plan.');
  if (next === undefined) return refuse('invalid', `there is no plan "${replacement.with}"`, 'with');
  if (next.currency !== old.currency) {
    return refuse(
      'currency_mismatch',
      `that plan is in ${next.currency}, this one in ${old.currency}`,
      'with',
    );
  }
  if (replacement.effective !== 'period' && !isLocalDate(replacement.effective)) {
    return refuse('invalid', `${replacement.effective} is not a date that exists`, 'effective');
  }
  const accounts = await accountsOnPlan(context.sql, context.siteId, planId);
  let moved = 0;
  for (let start = 0; start < accounts.length; start += STEP) {
    const step = accounts.slice(start, start + STEP).map((account) => account.accountId);
    moved += await moveAccounts(context, step, planId, next, replacement.effective);
  }
  return { accounts: moved };
}

async function moveAccounts(
  context: SiteContext,
  accountIds: readonly string[],
  planId: string,
  next: PlanVersion,
  effective: Effective,
): Promise<number> {
  const { now, siteId, actor } = context;
  const moved = await inTransaction(context.sql, async (transaction) => {
    const done: string[] = [];
    for (const accountId of accountIds) {
      if (await moveAccount(context, transaction, accountId, planId, next, effective)) done.push(accountId);
    }
    if (done.length === 0) return done;
    await touchAccounts(transaction, done);
    const signals = done.map((accountId) => ({
      accountId,
      signal: 'settingsChanged',
      about: 'plan.replace',
    }));
    await addToOutbox(transaction, signals, now, relayFrom(context));
    const after = { with: next.planId, version: next.version, effective, accounts: done.length };
    const row = {
      id: newId(now),
      at: now,
      siteId,
      actor,
      action: 'plan.replace',
      subject: `plan/${planId}`,
      after,
    };
    await insertAudit(transaction, row);
    return done;
  });
  moved.forEach(context.nudge);
  return moved.length;
}

async function moveAccount(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  planId: string,
  next: PlanVersion,
  effective: Effective,
): Promise<boolean> {
  await lockAccount(transaction, accountId);
  const state = await findState(transaction, accountId);
  if (state === undefined || state.closeRequestedAt !== null) return false;
  const from = effectiveDate(state, effective, context.now);
  if (isRefusal(from)) return false;
  const ending = (await listAssignments(transaction, [accountId])).filter(
    (assignment) =>
      assignment.planId === planId &&
      assignment.toDate === null &&
      (assignment.planId !== next.planId || assignment.version !== next.version),
  );
  if (ending.length === 0) return false;
  await endAssignments(
    transaction,
    ending.map((assignment) => assignment.id),
    from,
  );
  await putOnPlans(context, transaction, accountId, [next], from);
  return true;
}
