import type { Permission } from '../../src/auth/groups/permissions.js';
import type { Visitor } from '../../src/auth/sessions/visitor.js';

/** A page that stands in the navigation of a site, for those who may open it. */
export interface Destination {
  /** Below `/sites/{slug}/`; the pages under it belong to it. */
  readonly path: string;
  readonly label: string;
  readonly needs?: Permission;
  /** Whose it is: the client's, where an account pays for the site, or that of whoever keeps accounts of others. */
  readonly of?: 'client' | 'keeper';
}

/** In the order in which they stand at the top of every page. */
const DESTINATIONS: readonly Destination[] = [
  { path: '', label: 'Overview' },
  { path: 'entries', label: 'Entries', needs: 'entries.read', of: 'client' },
  { path: 'statements', label: 'Statements', needs: 'entries.read', of: 'client' },
  { path: 'pay', label: 'Pay', needs: 'accounts.read', of: 'client' },
  { path: 'preferences', label: 'Preferences', needs: 'accounts.read', of: 'client' },
  { path: 'console/', label: 'Accounts', needs: 'accounts.read', of: 'keeper' },
  { path: 'console/bank', label: 'Bank', needs: 'entries.read', of: 'keeper' },
  { path: 'console/plans', label: 'Plans', needs: 'plans.read', of: 'keeper' },
  { path: 'console/usage', label: 'Usage', needs: 'usage.write', of: 'keeper' },
  { path: 'console/letters', label: 'Letters', needs: 'settings.write', of: 'keeper' },
  { path: 'console/settings', label: 'Settings', needs: 'settings.write', of: 'keeper' },
  { path: 'sites', label: 'Sites', needs: 'sites.read' },
  { path: 'users', label: 'People', needs: 'users.read' },
  { path: 'groups', label: 'Groups', needs: 'users.read' },
  { path: 'api-keys', label: 'API keys', needs: 'keys.read' },
  { path: 'visits', label: 'Visits', needs: 'audit.read' },
  { path: 'audit', label: 'Log', needs: 'audit.read' },
];

export function destinationsFor({
  permissions,
  site,
}: Pick<Visitor, 'permissions' | 'site'>): readonly Destination[] {
  const { hasAccount, hasChildren } = site;
  // A client with nobody below keeps nobody's account; the first site below brings these pages.
  const isOf = { client: hasAccount, keeper: hasChildren || !hasAccount };
  return DESTINATIONS.filter(
    ({ needs, of }) => (needs === undefined || permissions.has(needs)) && (of === undefined || isOf[of]),
  );
}

/** The destination that a path below the site belongs to. */
export function isUnder(destination: Destination, path: string): boolean {
  if (destination.path === '') return path === '';
  // The console's first page and the accounts are one; its other pages stand beside it.
  if (destination.path === 'console/') return /^console\/(accounts\/.*|months)?$/.test(path);
  return path === destination.path || path.startsWith(`${destination.path}/`);
}
