import type { Permission } from '../../src/auth/index.js';

/** A page that stands in the navigation of a site, for those who may open it. */
export interface Destination {
  /** Below `/sites/{slug}/`; the pages under it belong to it. */
  readonly path: string;
  readonly label: string;
  readonly needs?: Permission;
}

/** In the order in which they stand at the top of every page. */
const DESTINATIONS: readonly Destination[] = [
  { path: '', label: 'Overview' },
  { path: 'console/', label: 'Accounts', needs: 'accounts.read' },
  { path: 'sites', label: 'Sites', needs: 'sites.read' },
  { path: 'users', label: 'People', needs: 'users.read' },
  { path: 'groups', label: 'Groups', needs: 'users.read' },
  { path: 'api-keys', label: 'API keys', needs: 'keys.read' },
  { path: 'visits', label: 'Visits', needs: 'audit.read' },
  { path: 'audit', label: 'Log', needs: 'audit.read' },
];

export function destinationsFor(permissions: ReadonlySet<Permission>): readonly Destination[] {
  return DESTINATIONS.filter(({ needs }) => needs === undefined || permissions.has(needs));
}

/** The destination that a path below the site belongs to. */
export function isUnder(destination: Destination, path: string): boolean {
  if (destination.path === '') return path === '';
  // The console's first page and the accounts are one; its other pages stand beside it.
  if (destination.path === 'console/') return /^console\/(accounts\/.*|months)?$/.test(path);
  return path === destination.path || path.startsWith(`${destination.path}/`);
}
