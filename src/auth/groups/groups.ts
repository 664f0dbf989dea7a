import { EVERY_PERMISSION, isPermission, type Permission } from './permissions.js';

/** A custom group of a site. */
export interface CustomGroup {
  readonly name: string;
  /** The name of the group that controls it, directly or through others. */
  readonly placedUnder: string;
  readonly permissions: readonly string[];
}

export interface BuiltInGroup {
  readonly name: string;
  /** Null: no user of the site is above. */
  readonly placedUnder: string | null;
  readonly permissions: ReadonlySet<Permission>;
}

const READ_ACCOUNTS = [
  'accounts.read',
  'entries.read',
  'plans.read',
  'usage.read',
  'meters.read',
  'sites.read',
] as const satisfies readonly Permission[];

/** The groups every site has; Owner has exactly one member. */
export const BUILT_IN_GROUPS: readonly BuiltInGroup[] = [
  { name: 'Owner', placedUnder: null, permissions: EVERY_PERMISSION },
  {
    name: 'Administrator',
    placedUnder: 'Owner',
    permissions: new Set([...EVERY_PERMISSION].filter((permission) => permission !== 'owner.write')),
  },
  {
    name: 'Billing',
    placedUnder: 'Administrator',
    permissions: new Set<Permission>([...READ_ACCOUNTS, 'entries.write', 'payments.write', 'charges.write']),
  },
  { name: 'Viewer', placedUnder: 'Administrator', permissions: new Set<Permission>(READ_ACCOUNTS) },
];

const BUILT_IN = new Map(BUILT_IN_GROUPS.map((group) => [group.name, group]));

/** The permissions of a group's members; none if there is no such group. */
export function permissionsOfGroup(
  name: string,
  customGroups: readonly Pick<CustomGroup, 'name' | 'permissions'>[],
): ReadonlySet<Permission> {
  const builtIn = BUILT_IN.get(name);
  if (builtIn !== undefined) return builtIn.permissions;
  const custom = customGroups.find((group) => group.name === name);
  return new Set(custom?.permissions.filter(isPermission));
}

/** Whether a group controls another: the other is strictly below it, never the same or a sibling. */
export function isBelow(
  group: string,
  above: string,
  customGroups: readonly Pick<CustomGroup, 'name' | 'placedUnder'>[],
): boolean {
  const seen = new Set([group]);
  let current = placeOf(group, customGroups);
  while (current !== null && !seen.has(current)) {
    if (current === above) return true;
    seen.add(current);
    current = placeOf(current, customGroups);
  }
  return false;
}

function placeOf(
  name: string,
  customGroups: readonly Pick<CustomGroup, 'name' | 'placedUnder'>[],
): string | null {
  const builtIn = BUILT_IN.get(name);
  if (builtIn !== undefined) return builtIn.placedUnder;
  return customGroups.find((group) => group.name === name)?.placedUnder ?? null;
}
