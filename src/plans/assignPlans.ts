import { refuseSize } from '../accounts/accountSize.js';
import { periodAt } from '../billing/periods/period.js';
import { audited } from '../core/auditAccount.js';
import { retryFrom, type SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { addDays, type Instant, isLocalDate, type LocalDate, localDateOf } from '../core/values/zone.js';
import { NO_ACCOUNT } from '../ledger/postMoney.js';
import { isId, newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findState, lockAccount, touchAccounts } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import {
  accountsOnPlan,
  type AssignmentRow,
  endAssignments,
  findLatestVersions,
  insertAssignments,
  listAssignments,
  type NewAssignment,
  type PlanVersion,
  resumeAssignments,
} from '../store/plans/plans.js';

/**
 * When a change of plan takes effect: `period` for the start of the next period, or a local date, today at the
 * earliest.
 */
export type Effective = LocalDate;

/** The newest versions of the requested plans, in the account's currency; a refusal names the plan at fault. */
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
      const detail = `Currency mismatch: plan is ${plan.currency}, account is ${currency}.`;
      return refuse('currency_mismatch', detail, `plans[${index}]`);
    }
    if (planIds.indexOf(id) !== index) return refuse('invalid', 'is listed twice', `plans[${index}]`);
    plans.push(plan);
  }
  return plans;
}

/** The limit for plans that replace each other in a circle, or nearly. */
const CHAIN_LONGEST = 50;

/** An assignment with the version of its plan. */
export interface Assigned {
  readonly version: PlanVersion;
  readonly row: NewAssignment;
}

/**
 * Puts an account on plans from a local date, optionally until another. An introductory plan is followed by its
 * replacement on the day it ends; the replacement is fixed now, in its newest version.
 */
export async function putOnPlans(
  context: SiteContext,
  sql: Queryable,
  accountId: string,
  plans: readonly PlanVersion[],
  fromDate: LocalDate,
  { untilDate = null }: { readonly untilDate?: LocalDate | null } = {},
): Promise<void> {
  // A plan that was assigned and removed before it began does not count as a plan the account was on.
  const held = (await listAssignments(sql, [accountId])).filter(isHeld);
  const earlier = held.map(({ planId }) => planId);
  const stay = { fromDate, untilDate, earlier };
  const assigned = await draftAssignments(context, sql, accountId, plans, stay);
  await insertAssignments(
    sql,
    assigned.map(({ row }) => row),
  );
}

interface Stay {
  readonly fromDate: LocalDate;
  readonly untilDate: LocalDate | null;
  readonly earlier: readonly string[];
}

/** The assignments of that, for an account that was on the `earlier` plans: their start-up charges are not due again. */
export async function draftAssignments(
  context: SiteContext,
  sql: Queryable,
  accountId: string,
  plans: readonly PlanVersion[],
  stay: Stay,
): Promise<Assigned[]> {
  const { fromDate, untilDate } = stay;
  const earlier = new Set(stay.earlier);
  const assigned: Assigned[] = [];
  for (const plan of plans) {
    for (const link of await chainFrom(context, sql, plan, fromDate, untilDate)) {
      const { version, from, to } = link;
      const isFirst = !earlier.has(version.planId);
      assigned.push({ version, row: assignmentOf(context, accountId, version, from, to, isFirst) });
      earlier.add(version.planId);
    }
  }
  return assigned;
}

interface Link {
  readonly version: PlanVersion;
  readonly from: LocalDate;
  readonly to: LocalDate | null;
}

async function chainFrom(
  context: SiteContext,
  sql: Queryable,
  plan: PlanVersion,
  fromDate: LocalDate,
  untilDate: LocalDate | null,
): Promise<Link[]> {
  const chain: Link[] = [];
  let from = fromDate;
  for (let version: PlanVersion | undefined = plan; version !== undefined;) {
    const { replaceAfterDays, replaceWith } = version.terms;
    const end = replaceAfterDays === undefined ? null : addDays(from, replaceAfterDays);
    const isLast = end === null || replaceWith === undefined || chain.length === CHAIN_LONGEST;
    if (isLast || (untilDate !== null && end >= untilDate)) {
      chain.push({ version, from, to: untilDate });
      break;
    }
    chain.push({ version, from, to: end });
    [version] = await findLatestVersions(sql, context.siteId, [replaceWith]);
    from = end;
  }
  return chain;
}

function isHeld({ fromDate, toDate }: AssignmentRow): boolean {
  return toDate === null || toDate > fromDate;
}

/** The plans that follow an introductory plan automatically, as assigned together with it. */
function followersOf(all: readonly AssignmentRow[], assignment: AssignmentRow): AssignmentRow[] {
  const { toDate, followedBy } = assignment;
  if (toDate === null || followedBy === null) return [];
  const next = all.find((other) => other.planId === followedBy && other.fromDate === toDate && isHeld(other));
  return next === undefined ? [] : [next, ...followersOf(all, next)];
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

const AHEAD_DAYS = 36_525;

/** Converts "at the next period start" or a date to the local date on which the change takes effect. */
export function effectiveDate(
  schedule: { openedAt: Instant; timeZone: string; billingDay: number; intervalMonths: 1 | 3 | 12 },
  effective: Effective,
  now: Instant,
): LocalDate | Refusal {
  if (effective === 'period') return periodAt(schedule, now).endDate;
  if (!isLocalDate(effective))
    return refuse('invalid', `${effective} is not a date that exists`, 'effective');
  const today = localDateOf(now, schedule.timeZone);
  if (effective < today) return refuse('invalid', 'must not be in the past', 'effective');
  return effective > addDays(today, AHEAD_DAYS)
    ? refuse('invalid', 'must not be more than a hundred years ahead', 'effective')
    : effective;
}

/** Moves an account to other plans from a date. The caller's transaction has locked the account. */
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
  const all = (await listAssignments(transaction, [accountId])).filter(isHeld);
  const staying = change.plans.flatMap((planId) => stayingOn(all, planId, from));
  const stays = new Set(staying.map(({ id }) => id));
  const ending = all.filter(({ id, toDate }) => !stays.has(id) && (toDate === null || toDate > from));
  await endAssignments(transaction, idsOf(ending), from);
  await resumeAssignments(transaction, idsOf(staying.filter(isBrokenOff)));
  const kept = new Set(staying.map((assignment) => assignment.planId));
  const added = plans.filter((plan) => !kept.has(plan.planId));
  await putOnPlans(context, transaction, accountId, added, from);
  return (await refuseSize(transaction, accountId)) ?? true;
}

/**
 * A plan that continues keeps its version and current period. An introductory plan keeps its remaining days and its
 * replacement. A plan that was to end continues without an end.
 */
function stayingOn(all: readonly AssignmentRow[], planId: string, from: LocalDate): AssignmentRow[] {
  const begun = all.filter((assignment) => assignment.planId === planId && assignment.fromDate <= from);
  const ongoing = begun.find(
    (assignment) =>
      assignment.toDate === null || (assignment.toDate > from && followersOf(all, assignment).length > 0),
  );
  const stays =
    ongoing ?? begun.find((assignment) => isBrokenOff(assignment) && (assignment.toDate ?? from) >= from);
  return stays === undefined ? [] : [stays, ...followersOf(all, stays)];
}

/** Whether a user ended it, instead of its replacement starting. */
function isBrokenOff({ toDate, followedBy }: AssignmentRow): boolean {
  return toDate !== null && followedBy === null;
}

function idsOf(assignments: readonly AssignmentRow[]): string[] {
  return assignments.map(({ id }) => id);
}

export interface Replacement {
  readonly with: string;
  readonly effective: Effective;
}

/** Both plans in their newest versions, and the open accounts that are or will be on the old one. */
export interface FoundReplacement {
  readonly old: PlanVersion;
  readonly next: PlanVersion;
  readonly accounts: readonly string[];
}

/** Checks a blanket replacement and finds the accounts it affects; changes nothing. */
export async function findReplacement(
  context: SiteContext,
  planId: string,
  replacement: Replacement,
): Promise<FoundReplacement | Refusal> {
  const ids = [planId, replacement.with];
  if (!ids.every(isId)) return refuse('not_found', 'Plan not found.');
  const versions = await findLatestVersions(context.sql, context.siteId, ids);
  const old = versions.find((version) => version.planId === planId);
  const next = versions.find((version) => version.planId === replacement.with);
  if (old === undefined) return refuse('not_found', 'Plan not found.');
  if (next === undefined) return refuse('invalid', `there is no plan "${replacement.with}"`, 'with');
  if (next.currency !== old.currency) {
    return refuse(
      'currency_mismatch',
      `Currency mismatch: new plan is ${next.currency}, old plan is ${old.currency}.`,
      'with',
    );
  }
  if (replacement.effective !== 'period' && !isLocalDate(replacement.effective)) {
    return refuse('invalid', `${replacement.effective} is not a date that exists`, 'effective');
  }
  // An account's own date depends on its zone, which is at most a day from UTC's.
  const earliest = addDays(localDateOf(context.now, 'UTC'), -2);
  return { old, next, accounts: await accountsOnPlan(context.sql, context.siteId, planId, earliest) };
}

/** One step of a blanket replacement. */
export interface ReplacementStep {
  readonly planId: string;
  readonly next: PlanVersion;
  readonly effective: Effective;
}

/** The results for some accounts. An account in neither list already has the new plan. */
export interface Moved {
  readonly done: readonly string[];
  /** Accounts that were not moved, and why. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Moves some accounts in one transaction. */
export async function moveAccounts(
  context: SiteContext,
  accountIds: readonly string[],
  { planId, next, effective }: ReplacementStep,
): Promise<Moved> {
  const { now, siteId } = context;
  const moved = await transact(context.sql, async (transaction): Promise<Moved> => {
    const done: string[] = [];
    const refused = new Map<string, string>();
    for (const accountId of accountIds) {
      const outcome = await moveAccount(context, transaction, accountId, planId, next, effective);
      if (isRefusal(outcome)) refused.set(accountId, outcome.detail);
      else if (outcome) done.push(accountId);
    }
    if (done.length === 0) return { done, refused };
    await touchAccounts(transaction, done);
    const signals = done.map((accountId) => ({
      accountId,
      signal: 'settingsChanged',
      about: 'plan.replace',
    }));
    await addToOutbox(transaction, signals, now, retryFrom(context));
    const after = { plan: next.planId, version: next.version, effective, accounts: done.length };
    const row = { action: 'plan.replace', subject: `plan/${planId}`, before: { plan: planId }, after };
    await insertAudit(transaction, context, { siteId, ...row });
    return { done, refused };
  });
  for (const id of moved.done) context.wakeAccount(id);
  return moved;
}

async function moveAccount(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  planId: string,
  next: PlanVersion,
  effective: Effective,
): Promise<boolean | Refusal> {
  await lockAccount(transaction, accountId);
  const state = await findState(transaction, accountId);
  if (state?.siteId !== context.siteId || state.closeRequestedAt !== null) return false;
  const from = effectiveDate(state, effective, context.now);
  if (isRefusal(from)) return false;
  const all = (await listAssignments(transaction, [accountId])).filter(
    (assignment) => isHeld(assignment) && (assignment.toDate === null || assignment.toDate > from),
  );
  const moving = all.filter(
    (assignment) =>
      assignment.planId === planId &&
      (assignment.planId !== next.planId || assignment.version !== next.version),
  );
  if (moving.length === 0) return false;
  const tooLarge = await refuseSize(
    transaction,
    accountId,
    moving.map(() => next.terms),
  );
  if (tooLarge !== undefined) return tooLarge;
  await audited(context, transaction, { accountId, action: 'account.replace-plan' }, async () => {
    for (const assignment of moving) await moveAssignment(context, transaction, all, assignment, next, from);
  });
  return true;
}

/**
 * Moves one assignment to another plan for its remaining days. A newer version of an introductory plan keeps the days
 * and the replacement; another plan sets its own. An account is never put on the same plan twice.
 */
async function moveAssignment(
  context: SiteContext,
  transaction: Queryable,
  all: readonly AssignmentRow[],
  old: AssignmentRow,
  next: PlanVersion,
  effectiveFrom: LocalDate,
): Promise<void> {
  const from = old.fromDate > effectiveFrom ? old.fromDate : effectiveFrom;
  const followers = followersOf(all, old);
  const isUpgrade = old.planId === next.planId;
  const others = isUpgrade ? [] : all.filter((assignment) => assignment.planId === next.planId);
  const pending = others.filter((assignment) => assignment.fromDate > from);
  const dropped = isUpgrade
    ? []
    : [...followers, ...pending.flatMap((one) => [one, ...followersOf(all, one)])];
  await endAssignments(transaction, idsOf([old, ...dropped]), from);
  if (others.some((assignment) => assignment.fromDate <= from)) return;
  const until = isUpgrade || followers.length === 0 ? old.toDate : null;
  await putOnPlans(context, transaction, old.accountId, [next], from, { untilDate: until });
}
