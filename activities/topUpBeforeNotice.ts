import type { Context } from '../src/core/context.js';
import type { EmailDraft } from '../src/emails/draftEmail.js';
import { topUpAccount } from '../src/payments/topUp/topUpAccount.js';
import { type ActivityDeps, activityLog } from './context.js';

/**
 * Charges the client's card instead of sending the warning, where the client wants that. True when the money is in;
 * otherwise the warning goes out. An unexpected error of a provider must not hold the warning back.
 */
export async function topUpBeforeNotice(
  deps: ActivityDeps,
  context: Context,
  draft: EmailDraft,
): Promise<boolean> {
  const baseUrl = deps.baseUrl();
  if (baseUrl === null || (draft.kind !== 'week' && draft.kind !== 'day')) return false;
  const { secrets, payments } = deps;
  try {
    return await topUpAccount({ ...context, secrets, payments, baseUrl }, draft.assessment, draft.key);
  } catch (error) {
    activityLog(deps, draft.assessment.facts.id).error({ err: error }, 'an automatic top-up failed');
    return false;
  }
}
