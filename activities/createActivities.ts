import type { WorkflowAction } from '../src/billing/decide.js';
import { queueNotice } from '../src/emails/queueClientEmail.js';
import { chargeScheduled, chargeUsage } from '../src/ledger/chargeDue.js';
import { queueUpstreamEmails } from '../src/suspension/upstream.js';
import { collectDebits } from '../src/payments/debits/collectDebits.js';
import { type AccountActivity, type ActivityDeps, thenAssess } from './context.js';
import { switchSites } from './switchSites.js';
import { topUpBeforeNotice } from './topUpBeforeNotice.js';

/** The activities of the account workflow, as the Temporal Web UI shows them; each returns a new assessment. */
export type Activities = Readonly<Record<WorkflowAction | 'assess', AccountActivity>>;

export function createActivities(deps: ActivityDeps): Activities {
  return {
    assess: thenAssess(deps),
    chargeUsage: thenAssess(
      deps,
      (context, accountId, emails) => chargeUsage(context, accountId, emails.queueDue),
      { isDoneWithEmails: true },
    ),
    chargeScheduled: thenAssess(deps, chargeScheduled),
    switchSites: thenAssess(deps, (context, accountId, emails) =>
      switchSites(deps, context, accountId, emails.queueDue),
    ),
    emailOwners: thenAssess(deps, queueUpstreamEmails),
    collectDebits: thenAssess(deps, (context, accountId) =>
      collectDebits({ ...context, secrets: deps.secrets, payments: deps.payments }, accountId),
    ),
    topUpOrSendNotice: thenAssess(deps, async (context, accountId, { queued }) => {
      if (await topUpBeforeNotice(deps, context, accountId)) return;
      await queueNotice(context, accountId, queued);
    }),
  };
}
