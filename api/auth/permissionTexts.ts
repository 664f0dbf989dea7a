import type { Permission } from '../../src/auth/groups/permissions.js';

/** What each permission lets one do, for those who tick them. */
export const PERMISSION_TEXTS: Readonly<Record<Permission, string>> = {
  'accounts.read': 'See clients’ accounts and where they stand',
  'accounts.write': 'Open, change, hold and close accounts',
  'entries.read': 'See entries, statements and emails',
  'entries.write': 'Reverse, dispute and adjust entries',
  'payments.write': 'Record payments and refunds',
  'charges.write': 'Charge clients and schedule charges',
  'plans.read': 'See plans',
  'plans.write': 'Make and change plans',
  'usage.read': 'See usage',
  'usage.write': 'Send usage in',
  'meters.read': 'See meters',
  'meters.write': 'Make meters',
  'sites.read': 'See the child sites this one',
  'sites.write': 'Add, rename and move sites',
  'settings.write': 'Change what this site says of itself',
  'users.read': 'See users and groups',
  'users.write': 'Invite and change users and groups',
  'keys.read': 'See API keys',
  'keys.write': 'Make and revoke API keys',
  'audit.read': 'Read the audit log and the impersonations',
  'owner.write': 'Say who is the Owner of a child site',
  'sandbox.use': 'Move the test clock, in a sandbox',
};
