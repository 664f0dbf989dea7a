import type { Permission } from '../../src/auth/groups/permissions.js';
import type { Session } from '../../src/auth/sessions/session.js';

/** A page in a site's navigation, shown to users who may open it. */
export interface Destination {
  /** Below `/sites/{slug}/`; the pages under it belong to it. */
  readonly path: string;
  readonly label: string;
  readonly needs?: Permission;
  /** Whether it is a client's page, for a site with an account, or a tenant's. */
  readonly of?: 'client' | 'tenant';
}

/** In the order of the navigation. */
const DESTINATIONS: readonly Destination[] = [
  { path: '', label: 'Overview' },
  { path: 'entries', label: 'Entries', needs: 'entries.read', of: 'client' },
  { path: 'statements', label: 'Statements', needs: 'entries.read', of: 'client' },
  { path: 'pay', label: 'Pay', needs: 'accounts.read', of: 'client' },
  { path: 'preferences', label: 'Preferences', needs: 'accounts.read', of: 'client' },
  { path: 'console/', label: 'Accounts', needs: 'accounts.read', of: 'tenant' },
  { path: 'console/bank', label: 'Bank', needs: 'entries.read', of: 'tenant' },
  { path: 'console/plans', label: 'Plans', needs: 'plans.read', of: 'tenant' },
  { path: 'console/usage', label: 'Usage', needs: 'usage.write', of: 'tenant' },
  { path: 'console/emails', label: 'Emails', needs: 'settings.write', of: 'tenant' },
  { path: 'console/settings', label: 'Settings', needs: 'settings.write', of: 'tenant' },
  { path: 'sites', label: 'Sites', needs: 'sites.read' },
  { path: 'users', label: 'Users', needs: 'users.read' },
  { path: 'groups', label: 'Groups', needs: 'users.read' },
  { path: 'api-keys', label: 'API keys', needs: 'keys.read' },
  { path: 'impersonations', label: 'Impersonations', needs: 'audit.read' },
  { path: 'audit', label: 'Audit log', needs: 'audit.read' },
];

export function destinationsFor({
  permissions,
  site,
}: Pick<Session, 'permissions' | 'site'>): readonly Destination[] {
  const { hasAccount, hasChildren } = site;
  // A site without child sites has no clients' accounts; the first child site adds these pages.
  const isOf = { client: hasAccount, tenant: hasChildren || !hasAccount };
  return DESTINATIONS.filter(
    ({ needs, of }) => (needs === undefined || permissions.has(needs)) && (of === undefined || isOf[of]),
  );
}

/** The navigation entry of a path below the site. */
export function isUnder(destination: Destination, path: string): boolean {
  if (destination.path === '') return path === '';
  // The console's first page is the list of accounts; its other pages have entries of their own.
  if (destination.path === 'console/') return /^console\/(accounts\/.*|months)?$/.test(path);
  return path === destination.path || path.startsWith(`${destination.path}/`);
}
