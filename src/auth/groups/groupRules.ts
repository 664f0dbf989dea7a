import { type Refusal, refuse } from '../../core/values/refusal.js';
import type { Group } from '../../store/auth/groups.js';
import { isGroupOf, lacks, type Manager, NO_GROUP } from '../users/manager.js';
import { BUILT_IN_GROUPS, isBelow } from './groups.js';
import { isPermission, type Permission, PERMISSIONS } from './permissions.js';

export interface GroupInput {
  readonly name: string;
  readonly placedUnder: string;
  readonly permissions: readonly Permission[];
}

export const NAME_TAKEN = refuse('conflict', 'is already the name of a group', 'name');
const NO_PLACE = refuse('invalid', 'is not a group of this site', 'placedUnder');
const CIRCLE = refuse('invalid', 'must not be the group itself or a group under it', 'placedUnder');
const ABOVE = refuse('forbidden', 'Your group does not manage that group.');
const PLACED_ABOVE = refuse('forbidden', 'A group must be under your own group, or under a group below it.');

/** Permissions in the order of the permission list, without duplicates. */
export function inOrder(permissions: ReadonlySet<string>): Permission[] {
  return PERMISSIONS.filter((permission) => permissions.has(permission));
}

/** A group as stored. Its name is in composed form, so that names that look the same are equal. */
export function tidyGroup({
  name,
  placedUnder,
  permissions,
}: {
  readonly name: string;
  readonly placedUnder: string;
  readonly permissions: readonly string[];
}): GroupInput {
  return { name: name.normalize('NFKC').trim(), placedUnder, permissions: inOrder(new Set(permissions)) };
}

/** The group with this id, if the manager may change it: only groups below their own. */
export function findControlled(manager: Manager, id: string, groups: readonly Group[]): Group | Refusal {
  const group = groups.find((known) => known.id === id);
  if (group === undefined) return NO_GROUP;
  return manager.group === null || isBelow(group.name, manager.group, groups) ? group : ABOVE;
}

/** A name must differ in more than case from that of every other group. */
export function refuseName(name: string, others: readonly Group[]): Refusal | undefined {
  if (name === '') return refuse('invalid', 'is required', 'name');
  const isTaken = [...BUILT_IN_GROUPS, ...others].some(
    (group) => group.name.toLowerCase() === name.toLowerCase(),
  );
  return isTaken ? NAME_TAKEN : undefined;
}

/** A group's place must exist, be the manager's own or below it, and not be the group itself or one under it. */
export function refusePlace(
  manager: Manager,
  { name, placedUnder }: Pick<Group, 'name' | 'placedUnder'>,
  groups: readonly Group[],
): Refusal | undefined {
  if (!isGroupOf(placedUnder, groups)) return NO_PLACE;
  if (placedUnder === name || isBelow(placedUnder, name, groups)) return CIRCLE;
  const { group } = manager;
  if (group === null || placedUnder === group || isBelow(placedUnder, group, groups)) return undefined;
  return PLACED_ABOVE;
}

/** A user cannot grant a permission that they do not have. */
export function refusePermissions(manager: Manager, permissions: readonly string[]): Refusal | undefined {
  if (!lacks(manager, permissions.filter(isPermission))) return undefined;
  return refuse('forbidden', 'A group cannot have permissions that you do not have.');
}
