import type { Permission } from '../../src/auth/groups/permissions.js';
import type { Session } from '../../src/auth/sessions/session.js';

/** A page in a site's navigation, shown to users who may open it. */
export interface Destination {
  /** Below `/sites/{slug}/`; the pages under it belong to it. */
  readonly path: string;
  readonly label: string;
  readonly needs?: Permission;
  /** Closed to impersonators. */
  readonly isOwn?: true;
  /** Other addresses whose pages belong to it. */
  readonly also?: readonly string[];
}

/** An item of the navigation; its pages are its tabs. */
export interface Section {
  readonly label: string;
  readonly pages: readonly Destination[];
  /** What waits for the user there. */
  readonly waiting?: keyof Waiting;
}

/** How many things wait for a user. */
export interface Waiting {
  readonly transfers: number;
}

const OVERVIEW = { path: '', label: 'Overview' };
const SITES: Destination = { path: 'sites', label: 'Sites', needs: 'sites.read' };

const CLIENT_PAGES: readonly Destination[] = [
  { path: 'statements', label: 'Documents', needs: 'entries.read', also: ['invoices'] },
  { path: 'entries', label: 'Entries', needs: 'entries.read' },
  { path: 'pay', label: 'Pay', needs: 'accounts.read' },
  { path: 'preferences', label: 'Preferences', needs: 'accounts.read' },
];

export const TEAM_LABEL = 'Team';

const TEAM: readonly Destination[] = [
  { path: 'users', label: 'Users', needs: 'users.read' },
  { path: 'groups', label: 'Groups', needs: 'users.read' },
  { path: 'api-keys', label: 'API keys', needs: 'keys.read', isOwn: true },
  { path: 'impersonations', label: 'Impersonations', needs: 'audit.read' },
  { path: 'audit', label: 'Audit log', needs: 'audit.read' },
];

/** A site that keeps accounts of clients; if it is itself a client, its own account is under Home. */
const TENANT: readonly Section[] = [
  { label: 'Home', pages: [OVERVIEW] },
  {
    label: 'Clients',
    pages: [
      {
        path: 'console/',
        label: 'Accounts',
        needs: 'accounts.read',
        also: [
          ...['console/accounts', 'console/months', 'console/import', 'console/breaker'],
          ...['console/views', 'console/bulk'],
        ],
      },
      { path: 'console/morning', label: 'Morning list', needs: 'accounts.read' },
      { path: 'console/forecast', label: 'Forecast', needs: 'accounts.read' },
      SITES,
    ],
  },
  {
    label: 'Payments',
    pages: [
      { path: 'console/bank', label: 'Bank transfers', needs: 'entries.read' },
      { path: 'console/payments', label: 'All payments', needs: 'entries.read' },
      { path: 'console/debits', label: 'Direct debits', needs: 'entries.read' },
      { path: 'console/invoices', label: 'Invoices', needs: 'entries.read' },
      { path: 'console/accounting', label: 'Accounting', needs: 'entries.read' },
    ],
    waiting: 'transfers',
  },
  { label: 'Plans', pages: [{ path: 'console/plans', label: 'Plans', needs: 'plans.read' }] },
  { label: 'Usage', pages: [{ path: 'console/usage', label: 'Usage', needs: 'usage.write' }] },
  { label: 'Emails', pages: [{ path: 'console/emails', label: 'Emails', needs: 'settings.write' }] },
  {
    label: 'Settings',
    pages: [
      { path: 'console/settings', label: 'Your business', needs: 'settings.write' },
      { path: 'console/settings/payments', label: 'Ways to pay', needs: 'settings.write', isOwn: true },
      { path: 'console/settings/direct-debit', label: 'Direct debit', needs: 'settings.write', isOwn: true },
      { path: 'console/settings/taxes', label: 'Taxes', needs: 'settings.write', isOwn: true },
      { path: 'console/settings/invoices', label: 'Invoices', needs: 'settings.write' },
      { path: 'console/settings/accounting', label: 'Accounting', needs: 'settings.write' },
      { path: 'console/settings/suspension', label: 'Suspension', needs: 'settings.write' },
      { path: 'console/settings/meters', label: 'Meters', needs: 'meters.read' },
      { path: 'console/settings/connectors', label: 'Connectors', needs: 'sites.read' },
      { path: 'console/settings/webhooks', label: 'Webhooks', needs: 'settings.write', isOwn: true },
      ...TEAM,
    ],
  },
];

/** The site of a client without clients. */
const CLIENT: readonly Section[] = [
  { label: 'Overview', pages: [OVERVIEW, SITES] },
  ...CLIENT_PAGES.map((page) => ({ label: page.label, pages: [page] })),
  { label: TEAM_LABEL, pages: TEAM },
];

/** The sections with the pages that the user may open. */
export function sectionsFor({
  permissions,
  impersonator,
  site,
}: Pick<Session, 'permissions' | 'impersonator' | 'site'>): readonly Section[] {
  const mayOpen = ({ needs, isOwn }: Destination): boolean =>
    (needs === undefined || permissions.has(needs)) && (isOwn === undefined || impersonator === null);
  const own = isTenant(site) && site.hasAccount ? CLIENT_PAGES : [];
  return (isTenant(site) ? TENANT : CLIENT)
    .map((section, index) => ({
      ...section,
      pages: [...section.pages, ...(index === 0 ? own : [])].filter(mayOpen),
    }))
    .filter(({ pages }) => pages.length > 0);
}

/** A site without child sites has no clients' accounts; the first child site adds these pages. */
function isTenant({ hasAccount, hasChildren }: Session['site']): boolean {
  return hasChildren || !hasAccount;
}

/** Whether the user may search the clients of this site. */
export function maySearch({ permissions, site }: Pick<Session, 'permissions' | 'site'>): boolean {
  return isTenant(site) && (permissions.has('accounts.read') || permissions.has('sites.read'));
}

/** The navigation's page to which a path below the site belongs: the one with the longest address. */
export function destinationAt(
  sections: readonly Section[],
  path: string,
): { readonly section: Section; readonly page: Destination } | undefined {
  const found = sections
    .flatMap((section) => section.pages.map((page) => ({ section, page, depth: depthUnder(page, path) })))
    .filter(({ depth }) => depth >= 0);
  return found.reduce<(typeof found)[number] | undefined>(
    (best, next) => (best === undefined || next.depth > best.depth ? next : best),
    undefined,
  );
}

/** The length of the address by which a path belongs to a page; -1 if it does not. */
function depthUnder({ path: own, also = [] }: Destination, path: string): number {
  if (path === own) return own.length;
  const over = [own, ...also].filter((each) => each !== '' && (path === each || path.startsWith(`${each}/`)));
  return Math.max(-1, ...over.map(({ length }) => length));
}
