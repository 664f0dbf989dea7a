import { type HomePart, loadHome } from '../../../src/accounts/loadHome.js';
import type { Permission } from '../../../src/auth/groups/permissions.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { loadSite } from '../../../src/sites/manageSites.js';
import { showPortal } from '../../portal/portal.js';
import { definePage } from '../../web/page.js';
import { HOME_SHOWN, homePage } from './pages/HomePage.js';

/** What each part of the home needs, as its own page does. */
const NEEDS: Readonly<Record<HomePart, Permission>> = {
  accounts: 'accounts.read',
  transfers: 'entries.read',
  meters: 'meters.read',
  connectors: 'sites.read',
  setup: 'settings.write',
};

export const homePages = [
  definePage({
    method: 'get',
    path: '/sites/{slug}/',
    access: 'session',
    impersonation: 'open',
    handle: async (call) => {
      const portal = await showPortal(call);
      if (portal !== undefined) return portal;
      const { context, session, now } = call;
      const site = await loadSite(context, context.siteId);
      if (isRefusal(site)) return site;
      const parts = (Object.keys(NEEDS) as HomePart[]).filter((part) => session.permissions.has(NEEDS[part]));
      const home = await loadHome(context, new Set(parts), HOME_SHOWN + 1);
      return homePage({ session, site, home, now });
    },
  }),
];
