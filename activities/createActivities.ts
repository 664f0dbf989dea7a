import type { DueAction } from '../src/billing/decide.js';
import type { Context } from '../src/core/context.js';
import { assess } from '../src/assessment/assess.js';
import { queueNotice, queueStatement } from '../src/emails/queueClientEmail.js';
import { chargeScheduled, chargeUsage } from '../src/ledger/chargeDue.js';
import { type AccountActivity, type ActivityDeps, activityContext, thenAssess } from './context.js';
import { switchSites } from './switchSites.js';
import { queueUpstreamEmails } from '../src/suspension/upstream.js';
import { sendNow } from './sendNow.js';
import { topUpBeforeNotice } from './topUpBeforeNotice.js';

/** The activities of the account workflow, as the Temporal Web UI shows them; each returns a new assessment. */
export type Activities = Readonly<Record<DueAction | 'assess', AccountActivity>>;

export function createActivities(deps: ActivityDeps): Activities {
  const { secrets } = deps;
  const queueing =
    (queue: typeof queueNotice) =>
    async (context: Context, accountId: string): Promise<void> => {
      const email = await queue({ ...context, secrets }, accountId);
      if (email !== null) await sendNow(deps, context, accountId, email.key);
    };
  const sendEmail = queueing(queueNotice);
  return {
    assess: (input) => assess(activityContext(deps, input), input.accountId),
    chargeUsage: thenAssess(deps, chargeUsage),
    chargeScheduled: thenAssess(deps, chargeScheduled),
    switchSites: thenAssess(deps, (context, accountId) => switchSites(deps, context, accountId)),
    sendEmail: thenAssess(deps, sendEmail),
    sendStatement: thenAssess(deps, queueing(queueStatement)),
    emailOwners: thenAssess(deps, (context, accountId) =>
      queueUpstreamEmails({ ...context, secrets }, accountId),
    ),
    topUpOrSendNotice: thenAssess(deps, async (context, accountId) => {
      if (!(await topUpBeforeNotice(deps, context, accountId))) await sendEmail(context, accountId);
    }),
  };
}
