import { type Refusal, refuse } from '../../core/values/refusal.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { Group } from '../../store/auth/groups.js';
import { type AuditRow, insertAudit } from '../../store/core/audit.js';
import { findSite } from '../../store/sites/sites.js';
import type { AuthContext } from '../context.js';
import { BUILT_IN_GROUPS, isBelow, permissionsOfGroup } from '../groups/groups.js';
import type { Permission } from '../groups/permissions.js';

/** The actor who changes the users of a site. */
export interface Manager {
  /** The actor's site: the one concerned, or its parent. */
  readonly siteId: string;
  /** The group of the user, or of the key's user. Null: a key made on the machine, without a user. */
  readonly group: string | null;
  readonly permissions: ReadonlySet<Permission>;
  /** Null: an API key. */
  readonly userId: string | null;
  /** Whether they act from the parent site. */
  readonly isParent: boolean;
}

/** The actor's access to the users of one site. */
export interface UserContext extends AuthContext {
  /** The site concerned. */
  readonly siteId: string;
}

export const NO_USER = refuse('not_found', 'User not found.');
export const NO_GROUP = refuse('not_found', 'Group not found.');

const IMPERSONATED = refuse('forbidden', 'An impersonator cannot change users.');
const NOT_PARENT = refuse('not_found', 'Site not found.');
const ABOVE = refuse('forbidden', 'Your group does not manage that group.');

/**
 * Whether the actor may change users of this site at all: with the permission, not while impersonating, and from the
 * site itself or its parent.
 */
export async function refuseManager(
  sql: Queryable,
  context: UserContext,
  manager: Manager,
  permission: Permission = 'users.write',
): Promise<Refusal | undefined> {
  if (context.actedAs !== undefined) return IMPERSONATED;
  const site = await findSite(sql, context.siteId);
  const home = manager.isParent ? site?.parentId : site?.id;
  if (home !== manager.siteId) return NOT_PARENT;
  if (manager.permissions.has(permission)) return undefined;
  return refuse('forbidden', `Permission required: ${permission}.`);
}

/** Whether the actor may change a user of that group: only groups below their own. */
export function refuseControl(
  manager: Manager,
  group: string,
  groups: readonly Group[],
): Refusal | undefined {
  if (group === 'Owner') {
    return refuse('forbidden', 'Only the Owner of the parent site can change the Owner.');
  }
  const isUnder = manager.group === null || manager.isParent || isBelow(group, manager.group, groups);
  return isUnder ? undefined : ABOVE;
}

/** Whether the actor may put a user into that group: it must be below their own and permit nothing they may not do. */
export function refuseGrant(manager: Manager, group: string, groups: readonly Group[]): Refusal | undefined {
  if (!isGroupOf(group, groups)) return refuse('invalid', 'is not a group of this site', 'group');
  const refusal = refuseControl(manager, group, groups);
  if (refusal !== undefined) return refusal;
  return lacks(manager, permissionsOfGroup(group, groups)) ? beyond(group) : undefined;
}

function beyond(group: string): Refusal {
  return refuse('forbidden', `The group "${group}" has permissions that you do not have.`);
}

/** Whether the actor lacks one of these permissions. */
export function lacks(manager: Manager, permissions: Iterable<Permission>): boolean {
  return [...permissions].some((permission) => !manager.permissions.has(permission));
}

export function isGroupOf(name: string, groups: readonly Group[]): boolean {
  return [...BUILT_IN_GROUPS, ...groups].some((group) => group.name === name);
}

/**
 * Whether the actor may name the Owner: of a direct child, as its parent's Owner, with that Owner's key or a machine
 * key.
 */
export function mayNameOwner(manager: Manager): boolean {
  const { isParent, permissions, group } = manager;
  return isParent && permissions.has('owner.write') && (group === null || group === 'Owner');
}

/** Logs what was done to the users of a site; what its parent did is also on the parent's log. */
export async function auditUserChange(
  transaction: Queryable,
  context: UserContext,
  manager: Manager,
  row: Omit<AuditRow, 'siteId'>,
): Promise<void> {
  await insertAudit(transaction, context, { ...row, siteId: context.siteId });
  if (manager.isParent) await insertAudit(transaction, context, { ...row, siteId: manager.siteId });
}
