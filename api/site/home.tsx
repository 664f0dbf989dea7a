import { isRefusal } from '../../src/billing/index.js';
import { type AccountView, readAccount, readSite, readSites } from '../../src/operations/index.js';
import { definePage, type PageCall } from './page.js';
import { homePage } from './pages/HomePage.js';

export const homePages = [
  definePage({
    method: 'get',
    path: '/sites/{slug}/',
    access: 'session',
    impersonation: 'open',
    handle: async (call) => {
      const { context, visitor } = call;
      const site = await readSite(context, context.siteId);
      if (isRefusal(site)) return site;
      const [account, children] = await Promise.all([
        readOwnAccount(call, site.accountId),
        visitor.permissions.has('sites.read') ? readSites(context, { limit: 6 }) : [],
      ]);
      return homePage({ visitor, site, account, children });
    },
  }),
];

/** The account that pays for the site; the site above keeps it. */
async function readOwnAccount(
  { context, visitor }: PageCall,
  accountId: string | null,
): Promise<AccountView | undefined> {
  const { parentId } = visitor.site;
  if (accountId === null || parentId === null || !visitor.permissions.has('accounts.read')) return undefined;
  const account = await readAccount({ ...context, siteId: parentId }, accountId);
  return isRefusal(account) ? undefined : account;
}
