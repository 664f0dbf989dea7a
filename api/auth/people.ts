import type { Manager, PeopleContext } from '../../src/auth/users/manager.js';
import type { PageCall } from '../web/page.js';

/** The visitor, as somebody who deals with the people of their own site. */
export function managerOf({ visitor }: PageCall): Manager {
  const { site, user, permissions } = visitor;
  return { siteId: site.id, group: user.group, permissions, userId: user.id, isParent: false };
}

/** The visitor and a child site of theirs, as far as a parent may deal with its people. */
export function parentOf(call: PageCall, childId: string): { context: PeopleContext; manager: Manager } {
  return { context: { ...call.context, siteId: childId }, manager: { ...managerOf(call), isParent: true } };
}
