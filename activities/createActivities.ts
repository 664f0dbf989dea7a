import { assess } from '../src/assessment/assess.js';
import { queueNotice, queueStatement } from '../src/emails/queueClientEmail.js';
import { chargeScheduled, chargeUsage } from '../src/ledger/chargeDue.js';
import { type AccountActivity, type ActivityDeps, contextOf, thenAssess } from './context.js';
import { switchSites } from './switchSites.js';
import { queueUpstreamEmails } from '../src/suspension/upstream.js';
import { sendEmail } from './sendEmail.js';
import { topUpBeforeNotice } from './topUpBeforeNotice.js';

/** The verbs of the account workflow as they appear in the Temporal Web UI; each answers with a fresh assessment. */
export interface Activities {
  readonly assess: AccountActivity;
  readonly chargeUsage: AccountActivity;
  readonly chargeScheduled: AccountActivity;
  readonly suspendSites: AccountActivity;
  readonly reactivateSites: AccountActivity;
  readonly sendNotice: AccountActivity;
  readonly sendStatement: AccountActivity;
}

export function createActivities(deps: ActivityDeps): Activities {
  const { secrets } = deps;
  const switching: AccountActivity = thenAssess(deps, (context, accountId) =>
    switchSites(deps, context, accountId),
  );
  return {
    assess: (input) => assess(contextOf(deps, input), input.accountId),
    chargeUsage: thenAssess(deps, chargeUsage),
    chargeScheduled: thenAssess(deps, chargeScheduled),
    suspendSites: switching,
    reactivateSites: switching,
    sendNotice: thenAssess(deps, async (context, accountId) => {
      if (await topUpBeforeNotice(deps, context, accountId)) return;
      const email = await queueNotice({ ...context, secrets }, accountId);
      // The client comes first, and then the Owners of child sites that went down with theirs.
      if (email === null) await queueUpstreamEmails({ ...context, secrets }, accountId);
      else await sendEmail(deps, context, accountId, email.key);
    }),
    sendStatement: thenAssess(deps, async (context, accountId) => {
      const email = await queueStatement({ ...context, secrets }, accountId);
      if (email !== null) await sendEmail(deps, context, accountId, email.key);
    }),
  };
}
