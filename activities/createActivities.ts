import { assess } from '../src/assessment/assess.js';
import { draftNotice, draftStatement } from '../src/emails/draftEmail.js';
import { chargeScheduled, chargeUsage } from '../src/ledger/chargeDue.js';
import { type AccountActivity, type ActivityDeps, contextOf, thenAssess } from './context.js';
import { switchSites } from './switchSites.js';
import { emailOwners } from './emailOwners.js';
import { topUpBeforeNotice } from './topUpBeforeNotice.js';
import { writeEmail } from './writeEmail.js';

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
      const draft = await draftNotice(context, accountId);
      if (draft !== null && (await topUpBeforeNotice(deps, context, draft))) return;
      // The client comes first, and then the Owners of child sites that went down with theirs.
      await (draft === null ? emailOwners(deps, context, accountId) : writeEmail(deps, context, draft));
    }),
    sendStatement: thenAssess(deps, async (context, accountId) =>
      writeEmail(deps, context, await draftStatement(context, accountId)),
    ),
  };
}
