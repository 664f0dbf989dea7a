import type { EmailKind } from '../billing/facts.js';
import {
  type DueAction,
  isEmailDue,
  isHeldBackByBreaker,
  wantedState,
  type WorkflowAction,
} from '../billing/decide.js';
import { dueText } from './dueText.js';
import { exemptionOn } from '../billing/policy/exemption.js';
import type { SuspensionView } from '../billing/policy/suspensionAt.js';
import { limitHitAt } from '../billing/policy/suspensionOn.js';
import { type Outlook, outlookOn, rangeOn } from '../billing/projection/outlook.js';
import type { LimitRange } from '../billing/projection/project.js';
import type { Context } from '../core/context.js';
import { formatAmount } from '../core/values/money.js';
import type { Instant } from '../core/values/zone.js';
import { inTurn } from '../platform/inTurn.js';
import type { Queryable } from '../platform/sql/sql.js';
import { updateAssessment } from '../store/accounts/accounts.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import { endHeldBack } from '../store/suspension/breakers.js';
import { rearmNotices } from '../store/suspension/states.js';

/**
 * What the workflow gets about its account: what is due, when to wake, and what its history shows. Ids and amounts
 * only, since every operator of Temporal can read the history.
 */
export interface WorkflowView<Due = WorkflowAction> {
  /** The client's reference, as on every statement. */
  readonly reference?: string;
  readonly state: 'active' | 'suspended' | 'closed';
  /** Why it is suspended: the limit, or the Owner's hold; left out otherwise. */
  readonly suspendedFor?: 'limit' | 'hold';
  /** Whether only the breaker prevents a suspension; left out otherwise. */
  readonly heldBack?: true;
  readonly currency: string;
  /** Major units. */
  readonly balance: string;
  readonly headroom: string;
  /** ISO instants. */
  readonly limitDate: string | null;
  readonly due: Due | null;
  /** What is due, in words; left out if nothing is. */
  readonly dueFor?: string;
  readonly wakeAt: string | null;
  readonly wakeFor: string | null;
  /** Start date of the open period; it changes when a period is settled. */
  readonly period: string;
}

/** An assessed account: facts, standing, projection and decision. */
export interface Assessment extends Outlook {
  readonly facts: LoadedAccount;
}

/** Assesses an account as of an instant; changes nothing. Undefined when there is no such account. */
export async function assessAccount(
  sql: Queryable,
  accountId: string,
  asOf: Instant,
  unwritable: ReadonlySet<EmailKind> = new Set(),
): Promise<Assessment | undefined> {
  const facts = (await loadFacts(sql, [accountId], asOf)).get(accountId);
  return facts && inTurn(() => assessFacts(withoutEmails(facts, unwritable), asOf));
}

/** The account as if no emails of these kinds were due. */
function withoutEmails(facts: LoadedAccount, unwritable: ReadonlySet<EmailKind>): LoadedAccount {
  if (unwritable.size === 0) return facts;
  // A suspension and its end are reported in their order.
  const isStateHeld = unwritable.has('suspended') || unwritable.has('reactivated');
  const kinds = [...unwritable, ...(isStateHeld ? ['suspended', 'reactivated'] : [])];
  const emails = Object.fromEntries(kinds.map((kind) => [kind, false]));
  return { ...facts, emails: { ...facts.emails, ...emails }, unwritable };
}

/** Assesses an account from loaded facts. */
export function assessFacts(facts: LoadedAccount, asOf: Instant): Assessment {
  const outlook = outlookOn(facts, asOf);
  const exemptUntil = exemptionOn(facts, outlook.standing.headroom);
  return { facts: exemptUntil === facts.exemptUntil ? facts : { ...facts, exemptUntil }, ...outlook };
}

/** The limit date; for a suspended account, when it was suspended. */
export function limitDateOf({ facts, standing, projection }: Assessment): Instant | null {
  if (facts.state === 'suspended' && facts.suspension?.reason === 'limit') return facts.suspension.limitHitAt;
  // A payment makes the last assessment's values out of date, even before the next assessment.
  const isBelow = projection.limitDate !== null && standing.headroom < 0n;
  return isBelow ? (facts.belowSince ?? projection.limitDate) : projection.limitDate;
}

/** The 80 % range of the limit date; if that has passed, the date itself. */
export function limitRangeOf(assessment: Assessment): LimitRange | null {
  const limitDate = limitDateOf(assessment);
  if (limitDate === null) return null;
  return limitDate === assessment.projection.limitDate
    ? rangeOn(assessment.facts, assessment)
    : { earliest: limitDate, latest: limitDate };
}

/** When an account's sites are suspended or were, and why. */
export function suspensionOf({ facts, standing, decision }: Assessment): SuspensionView | null {
  const { state, suspension, suspendedSince } = facts;
  if (state === 'closed') return null;
  if (state === 'suspended') {
    const at = suspendedSince ?? suspension?.limitHitAt ?? standing.asOf;
    return { at, reason: suspension?.reason ?? 'limit' };
  }
  if (isHeldBackByBreaker(facts, standing))
    return { at: facts.belowSince ?? standing.asOf, reason: 'breaker' };
  return decision.suspension;
}

/** The same as a date; null where the breaker waits for its owner. */
export function suspensionDateOf(assessment: Assessment): Instant | null {
  const suspension = suspensionOf(assessment);
  return suspension === null || suspension.reason === 'breaker' ? null : suspension.at;
}

/**
 * Decides what an account needs now, stores when its workflow wakes, and re-arms notices whose limit date has moved
 * away. Reads without locks: each action decides again under its locks. `unwritable`: the kinds of emails to leave due.
 */
export async function assess(
  context: Context,
  accountId: string,
  unwritable?: ReadonlySet<EmailKind>,
): Promise<WorkflowView<DueAction> | null> {
  const assessment = await assessAccount(context.sql, accountId, context.now, unwritable);
  return assessment === undefined ? null : recordAssessment(context, assessment);
}

/** The same for an account that is assessed already. */
export async function recordAssessment(
  context: Context,
  assessment: Assessment,
): Promise<WorkflowView<DueAction>> {
  await updateRearmed(context, assessment);
  // An account that has paid is no longer held back; the breaker counts its next suspension like any other.
  const { facts, standing } = assessment;
  if (facts.heldBack !== null && wantedState(facts, standing) === 'active')
    await endHeldBack(context.sql, facts.id, context.now);
  await updateAssessmentOf(context, assessment);
  return workflowViewOf(assessment);
}

const FAULT_LENGTH_MAX = 1_000;

/** Stores which notices are re-armed, and since when others have been about to be. */
export async function updateRearmed(
  context: { readonly sql: Queryable; readonly now: Instant },
  { facts, decision: { rearmed, notified } }: Assessment,
): Promise<void> {
  const { weekBeyondSince = null, dayBeyondSince = null } = notified;
  const same =
    weekBeyondSince === (facts.notified.weekBeyondSince ?? null) &&
    dayBeyondSince === (facts.notified.dayBeyondSince ?? null);
  if (rearmed.length === 0 && same) return;
  await rearmNotices(context.sql, facts.id, { rearmed, weekBeyondSince, dayBeyondSince }, context.now);
}

async function updateAssessmentOf(context: Context, assessment: Assessment): Promise<void> {
  const { facts, standing, projection, decision, idleLimit, forecast, faults } = assessment;
  const suspension = suspensionOf(assessment);
  await updateAssessment(context.sql, {
    id: facts.id,
    revision: facts.revision,
    at: context.now,
    nextWakeAt: decision.due === null ? decision.wakeAt : context.now,
    nextWakeFor: decision.due ?? decision.wakeFor,
    belowSince: standing.headroom < 0n ? limitHitAt(facts, context.now) : null,
    clearSince: decision.notified.clearSince ?? null,
    limitDate: limitDateOf(assessment),
    limitRange: limitRangeOf(assessment),
    suspensionDate: suspension?.at ?? null,
    suspensionReason: suspension?.reason ?? null,
    idleLimit,
    accrued: standing.accrued,
    pacePerDay: projection.pacePerDay,
    usagePerDay: projection.usagePerDay,
    forecast,
    fault: faults.length === 0 ? null : faults.join('; ').slice(0, FAULT_LENGTH_MAX),
  });
}

function workflowViewOf(assessment: Assessment): WorkflowView<DueAction> {
  const { facts, standing, decision } = assessment;
  return {
    reference: facts.reference,
    state: facts.state,
    ...(facts.state === 'suspended' ? { suspendedFor: facts.suspension?.reason ?? 'limit' } : {}),
    ...(isHeldBackByBreaker(facts, standing) ? { heldBack: true } : {}),
    currency: facts.currency,
    balance: formatAmount(standing.balance, facts.currency),
    headroom: formatAmount(standing.headroom, facts.currency),
    limitDate: isoOrNull(limitDateOf(assessment)),
    due: decision.due,
    ...(decision.due === null || isEmailDue(decision.due)
      ? {}
      : { dueFor: dueText(decision.due, assessment) }),
    wakeAt: isoOrNull(decision.wakeAt),
    wakeFor: decision.wakeFor,
    period: facts.openFromDate,
  };
}

export function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
