import type { Manager, UserContext } from '../../../src/auth/users/manager.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { loadSite } from '../../../src/sites/manageSites.js';
import type { Call } from '../framework/route.js';

/** The site in the path, and the caller with their rights over its users. */
export interface UsersCall {
  readonly context: UserContext;
  readonly manager: Manager;
}

/** Only the caller's own site and its direct children are found. */
export async function loadUsersCall({ context, caller, id }: Call): Promise<UsersCall | Refusal> {
  const site = await loadSite(context, id);
  if (isRefusal(site)) return site;
  const { permissions, siteId, session, group } = caller;
  return {
    context: { ...context, siteId: site.id },
    manager: {
      siteId,
      permissions,
      isParent: site.id !== siteId,
      userId: session?.user.id ?? null,
      group,
    },
  };
}
