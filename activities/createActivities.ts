import { assess } from '../src/assessment/assess.js';
import { draftNotice, draftStatement } from '../src/emails/letters.js';
import { chargeScheduled, chargeUsage } from '../src/ledger/chargeDue.js';
import { type ActActivity, type ActivityDeps, contextOf, thenAssess } from './context.js';
import { switchSites } from './switchSites.js';
import { tellOwners } from './tellOwners.js';
import { topUpInstead } from './topUpInstead.js';
import { writeLetter } from './writeLetter.js';

/** The verbs of the account workflow as they appear in the Temporal Web UI; each answers with a fresh assessment. */
export interface Activities {
  readonly assess: ActActivity;
  readonly chargeUsage: ActActivity;
  readonly chargeScheduled: ActActivity;
  readonly suspendSites: ActActivity;
  readonly reactivateSites: ActActivity;
  readonly sendNotice: ActActivity;
  readonly sendStatement: ActActivity;
}

export function createActivities(deps: ActivityDeps): Activities {
  const switching: ActActivity = thenAssess(deps, (context, accountId) =>
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
      if (draft !== null && (await topUpInstead(deps, context, draft))) return;
      // The client comes first, and then the Owners of sites below that went down with theirs.
      await (draft === null ? tellOwners(deps, context, accountId) : writeLetter(deps, context, draft));
    }),
    sendStatement: thenAssess(deps, async (context, accountId) =>
      writeLetter(deps, context, await draftStatement(context, accountId)),
    ),
  };
}
