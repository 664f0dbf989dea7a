import type { Manager, PeopleContext } from '../../../src/auth/users/manager.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { readSite } from '../../../src/sites/manageSites.js';
import type { Call } from '../framework/route.js';

/** The people of the site in the path, and the caller as far as these are theirs to deal with. */
export interface PeopleCall {
  readonly context: PeopleContext;
  readonly manager: Manager;
}

/** Nothing but the caller's own site and its direct children is found. */
export async function peopleOf({ context, caller, deps, id }: Call): Promise<PeopleCall | Refusal> {
  const site = await readSite(context, id);
  if (isRefusal(site)) return site;
  const { letters } = deps;
  const { permissions, siteId, visitor, group } = caller;
  return {
    context: { ...context, letters, baseUrl: deps.baseUrl(), siteId: site.id },
    manager: {
      siteId,
      permissions,
      isParent: site.id !== siteId,
      userId: visitor?.user.id ?? null,
      group,
    },
  };
}
