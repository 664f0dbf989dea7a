import { collectsByDebit } from '../src/billing/debits/planDebits.js';
import type { Context } from '../src/core/context.js';
import { draftNotice } from '../src/emails/draftEmail.js';
import { hasTopUps, topUpAccount } from '../src/payments/topUp/topUpAccount.js';
import { activityLog } from './activityLog.js';
import type { ActivityDeps } from './context.js';

/**
 * Charges the client's card instead of sending the warning, where the client permits it. Returns true when the payment
 * succeeded; otherwise the warning is sent. An unexpected error of a provider must not delay the warning.
 */
export async function topUpBeforeNotice(
  { secrets, payments, log }: ActivityDeps,
  context: Context,
  accountId: string,
): Promise<boolean> {
  const { baseUrl } = context;
  if (baseUrl === undefined || !(await hasTopUps(context, accountId))) return false;
  const draft = await draftNotice(context, accountId);
  if (draft?.kind !== 'week' && draft?.kind !== 'day') return false;
  // A mandate replaces the card.
  if (collectsByDebit(draft.assessment.facts, context.now)) return false;
  try {
    return await topUpAccount({ ...context, secrets, payments, baseUrl }, draft.assessment, draft.key);
  } catch (error) {
    activityLog({ log }, accountId).error({ err: error }, 'an automatic top-up failed');
    return false;
  }
}
