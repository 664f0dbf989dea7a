import { isBelow } from '../../src/auth/groups/groups.js';
import { type GroupView, loadGroups } from '../../src/auth/groups/manageGroups.js';
import type { Session } from '../../src/auth/sessions/session.js';
import type { PageCall } from '../web/page.js';

/** Whether a group is below the user's own, so the user may assign, change and delete it. */
export function isTheirs({ user }: Session, group: GroupView, groups: readonly GroupView[]): boolean {
  const custom = groups.flatMap(({ id, name, placedUnder, permissions }) =>
    id === null || placedUnder === null ? [] : [{ name, placedUnder, permissions }],
  );
  return isBelow(group.name, user.group, custom);
}

/** The groups a user may assign to others: below their own, and without a permission they lack. */
export async function givableGroups({ context, session }: PageCall): Promise<string[]> {
  const groups = await loadGroups(context, context.siteId);
  return groups
    .filter((group) => isTheirs(session, group, groups))
    .filter(({ permissions }) => permissions.every((permission) => session.permissions.has(permission)))
    .map(({ name }) => name);
}
