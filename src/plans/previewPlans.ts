import { limitDateOf, type Assessment, assessAccount } from '../assessment/assess.js';
import type { SiteContext } from '../core/context.js';
import { rehearse } from '../core/transact.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import type { Instant, LocalDate } from '../core/values/zone.js';
import { basicsOf, CLOSED, NO_ACCOUNT } from '../ledger/postMoney.js';
import { findState, lockAccount } from '../store/accounts/accounts.js';
import { type AssignmentRow, listAssignments } from '../store/plans/plans.js';
import { changePlans, type Effective, effectiveDate } from './assignPlans.js';

/** An account's current figures and the figures after a change of plans; amounts in minor units. */
export interface PlansPreview {
  readonly currency: string;
  readonly from: LocalDate;
  readonly before: PlansOutlook;
  readonly after: PlansOutlook;
}

export interface PlansOutlook {
  readonly plans: readonly AssignmentRow[];
  readonly pacePerDay: bigint;
  readonly limitDate: Instant | null;
  readonly suggestedTopUp: bigint;
}

/**
 * Shows the effect of a change of plans. The change is made, read and rolled back, so that the preview cannot differ
 * from the change.
 */
export async function previewPlans(
  context: SiteContext,
  accountId: string,
  change: { readonly plans: readonly string[]; readonly effective: Effective },
): Promise<PlansPreview | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const state = await findState(context.sql, accountId);
  if (state === undefined) return NO_ACCOUNT;
  if (state.closeRequestedAt !== null) return CLOSED;
  const from = effectiveDate(state, change.effective, context.now);
  if (isRefusal(from)) return from;
  const assessment = await assessAccount(context.sql, accountId, context.now);
  if (assessment === undefined) return NO_ACCOUNT;
  const before = outlookOf(assessment, await listAssignments(context.sql, [accountId]));
  const after = await afterChange(context, accountId, change);
  return isRefusal(after) ? after : { currency: basics.currency, from, before, after };
}

async function afterChange(
  context: SiteContext,
  accountId: string,
  change: { readonly plans: readonly string[]; readonly effective: Effective },
): Promise<PlansOutlook | Refusal> {
  return rehearse(context.sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    const changed = await changePlans(context, transaction, accountId, change);
    if (isRefusal(changed)) return changed;
    const assessment = await assessAccount(transaction, accountId, context.now);
    if (assessment === undefined) return NO_ACCOUNT;
    return outlookOf(assessment, await listAssignments(transaction, [accountId]));
  });
}

function outlookOf(assessment: Assessment, plans: readonly AssignmentRow[]): PlansOutlook {
  const { projection, facts } = assessment;
  return {
    // Assignments that ended before the open period or never began do not matter here.
    plans: plans.filter(
      ({ fromDate, toDate }) => toDate === null || (toDate > fromDate && toDate > facts.openFromDate),
    ),
    pacePerDay: projection.pacePerDay,
    limitDate: limitDateOf(assessment),
    suggestedTopUp: projection.suggestedTopUp,
  };
}
