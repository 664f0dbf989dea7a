/**
 * The only list of permissions. Groups and API keys consist of these names, and each route declares the one it needs.
 */
export const PERMISSIONS = [
  'accounts.read',
  'accounts.write',
  'entries.read',
  'entries.write',
  'payments.write',
  'charges.write',
  'plans.read',
  'plans.write',
  'usage.read',
  'usage.write',
  'meters.read',
  'meters.write',
  'sites.read',
  'sites.write',
  'settings.write',
  /** Users and groups, both. */
  'users.read',
  'users.write',
  'keys.read',
  'keys.write',
  'audit.read',
  /** Naming the Owner of a child site. */
  'owner.write',
  /** The test clock and the mailbox, in a sandbox. */
  'sandbox.use',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export function isPermission(name: string): name is Permission {
  return (PERMISSIONS as readonly string[]).includes(name);
}

export const EVERY_PERMISSION: ReadonlySet<Permission> = new Set(PERMISSIONS);
