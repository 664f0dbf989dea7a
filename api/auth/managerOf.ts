import type { Manager, UserContext } from '../../src/auth/users/manager.js';
import type { PageCall } from '../web/page.js';

/** The user as the manager of the users of their own site. */
export function managerOf({ session }: PageCall): Manager {
  const { site, user, permissions } = session;
  return { siteId: site.id, group: user.group, permissions, userId: user.id, isParent: false };
}

/** The user and a child site, with what a parent site may do with its users. */
export function parentOf(call: PageCall, childId: string): { context: UserContext; manager: Manager } {
  return { context: { ...call.context, siteId: childId }, manager: { ...managerOf(call), isParent: true } };
}
