import { transact } from '../../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { newId } from '../../platform/ids.js';
import type { Queryable, Sql } from '../../platform/sql/sql.js';
import {
  countMembers,
  type Group,
  insertGroup,
  listGroups,
  removeGroup as deleteGroup,
  updateGroup,
} from '../../store/auth/groups.js';
import { lockUsers } from '../../store/auth/users.js';
import {
  auditUserChange,
  type Manager,
  NO_GROUP,
  type UserContext,
  refuseManager,
} from '../users/manager.js';
import {
  findControlled,
  type GroupInput,
  inOrder,
  NAME_TAKEN,
  refuseName,
  refusePermissions,
  refusePlace,
  tidyGroup,
} from './groupRules.js';
import { BUILT_IN_GROUPS, permissionsOfGroup } from './groups.js';
import type { Permission } from './permissions.js';

/** A group as shown. */
export interface GroupView {
  /** Null: built in and fixed. */
  readonly id: string | null;
  readonly name: string;
  /** Null: the topmost. */
  readonly placedUnder: string | null;
  /** In the order of the permission list. */
  readonly permissions: readonly Permission[];
  readonly members: number;
}

/** All groups of a site, the built-in ones first. */
export async function loadGroups({ sql }: { readonly sql: Sql }, siteId: string): Promise<GroupView[]> {
  return viewGroups(sql, siteId);
}

async function viewGroups(sql: Queryable, siteId: string): Promise<GroupView[]> {
  const groups = await listGroups(sql, siteId);
  const members = await countMembers(sql, siteId);
  const builtIn = BUILT_IN_GROUPS.map(({ name, placedUnder }) => ({ id: null, name, placedUnder }));
  return [...builtIn, ...groups].map(({ id, name, placedUnder }) => ({
    id,
    name,
    placedUnder,
    permissions: inOrder(permissionsOfGroup(name, groups)),
    members: members.get(name) ?? 0,
  }));
}

/** More groups than a person can keep apart are a mistake or an attack. */
const GROUPS_MAX = 100;

const NOT_PARENTS = refuse('forbidden', 'Only users of the site can create its groups.');

/** Creates a group at or below the creator's own place. It permits nothing that its creator may not do. */
export async function createGroup(
  context: UserContext,
  manager: Manager,
  input: GroupInput,
): Promise<GroupView | Refusal> {
  return changeGroups(context, manager, async (transaction, groups) => {
    const { siteId, now } = context;
    if (groups.length >= GROUPS_MAX)
      return refuse('conflict', `A site can have at most ${GROUPS_MAX} groups.`);
    const group = { id: newId(now), siteId, createdAt: now, ...tidyGroup(input) };
    const refusal =
      refuseName(group.name, groups) ??
      refusePlace(manager, group, groups) ??
      refusePermissions(manager, group.permissions);
    if (refusal !== undefined) return refusal;
    if (!(await insertGroup(transaction, group))) return NAME_TAKEN;
    await auditGroup(transaction, context, manager, { action: 'group.create', after: group });
    return viewGroup(transaction, siteId, group.id);
  });
}

/** Changes a group below the actor's own. Present permissions may stay; only permissions the actor has can be added. */
export async function changeGroup(
  context: UserContext,
  manager: Manager,
  groupId: string,
  change: { readonly [Field in keyof GroupInput]?: GroupInput[Field] | undefined },
): Promise<GroupView | Refusal> {
  return changeGroups(context, manager, async (transaction, groups) => {
    const before = findControlled(manager, groupId, groups);
    if (isRefusal(before)) return before;
    const { name = before.name, placedUnder = before.placedUnder, permissions } = change;
    const after = {
      ...before,
      ...tidyGroup({ name, placedUnder, permissions: permissions ?? before.permissions }),
    };
    const others = groups.filter(({ id }) => id !== groupId);
    const added = after.permissions.filter((permission) => !before.permissions.includes(permission));
    const refusal =
      refuseName(after.name, others) ??
      (after.placedUnder === before.placedUnder
        ? undefined
        : refusePlace(manager, { ...after, name: before.name }, groups)) ??
      refusePermissions(manager, added);
    if (refusal !== undefined) return refusal;
    await updateGroup(transaction, before, after);
    await auditGroup(transaction, context, manager, { action: 'group.change', before, after });
    return viewGroup(transaction, context.siteId, groupId);
  });
}

/** Deletes a group without users and without groups below it. */
export async function removeGroup(
  context: UserContext,
  manager: Manager,
  groupId: string,
): Promise<true | Refusal> {
  return changeGroups(context, manager, async (transaction, groups) => {
    const before = findControlled(manager, groupId, groups);
    if (isRefusal(before)) return before;
    const members = (await countMembers(transaction, context.siteId)).get(before.name) ?? 0;
    if (members > 0) return refuse('conflict', `Group "${before.name}" still has users.`);
    if (groups.some(({ placedUnder }) => placedUnder === before.name)) {
      return refuse('conflict', `Group "${before.name}" still has groups under it.`);
    }
    await deleteGroup(transaction, groupId);
    await auditGroup(transaction, context, manager, { action: 'group.remove', before });
    return true;
  });
}

/** Changes groups one transaction at a time, for users who may change groups at all. */
async function changeGroups<T>(
  context: UserContext,
  manager: Manager,
  work: (transaction: Queryable, groups: readonly Group[]) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  return transact(context.sql, async (transaction) => {
    await lockUsers(transaction, context.siteId);
    const refusal = await refuseManager(transaction, context, manager);
    if (refusal !== undefined) return refusal;
    if (manager.isParent) return NOT_PARENTS;
    return work(transaction, await listGroups(transaction, context.siteId));
  });
}

async function viewGroup(transaction: Queryable, siteId: string, id: string): Promise<GroupView | Refusal> {
  return (await viewGroups(transaction, siteId)).find((group) => group.id === id) ?? NO_GROUP;
}

async function auditGroup(
  transaction: Queryable,
  context: UserContext,
  manager: Manager,
  change: { readonly action: string; readonly before?: Group; readonly after?: Group },
): Promise<void> {
  const { action, before, after } = change;
  await auditUserChange(transaction, context, manager, {
    action,
    subject: `group/${(after ?? before)?.id ?? ''}`,
    ...(before === undefined ? {} : { before: groupValues(before) }),
    ...(after === undefined ? {} : { after: groupValues(after) }),
  });
}

function groupValues({ name, placedUnder, permissions }: Group): object {
  return { name, placedUnder, permissions };
}
