import type { Permission } from '../../src/auth/groups/permissions.js';

/** What each permission allows, as shown beside its checkbox. */
export const PERMISSION_TEXTS: Readonly<Record<Permission, string>> = {
  'accounts.read': 'View accounts',
  'accounts.write': 'Open, change, hold and close accounts',
  'entries.read': 'View entries, statements and emails',
  'entries.write': 'Reverse, dispute and adjust entries',
  'payments.write': 'Record payments and refunds',
  'charges.write': 'Charge clients and schedule charges',
  'plans.read': 'View plans',
  'plans.write': 'Create and change plans',
  'usage.read': 'View usage',
  'usage.write': 'Report usage',
  'meters.read': 'View meters',
  'meters.write': 'Create meters',
  'sites.read': 'View child sites',
  'sites.write': 'Add, rename and move sites',
  'settings.write': 'Change the settings of this site',
  'users.read': 'View users and groups',
  'users.write': 'Invite and change users and groups',
  'keys.read': 'View API keys',
  'keys.write': 'Create and revoke API keys',
  'audit.read': 'View the audit log and impersonations',
  'owner.write': 'Change the Owner of a child site',
  'sandbox.use': 'Move the test clock in a sandbox',
};
