import { isRefusal } from '../../../src/core/values/refusal.js';
import { loadSite, loadSites } from '../../../src/sites/manageSites.js';
import { showPortal } from '../../portal/portal.js';
import { definePage } from '../../web/page.js';
import { homePage } from './pages/HomePage.js';

export const homePages = [
  definePage({
    method: 'get',
    path: '/sites/{slug}/',
    access: 'session',
    impersonation: 'open',
    handle: async (call) => {
      const portal = await showPortal(call);
      if (portal !== undefined) return portal;
      const { context, session } = call;
      const site = await loadSite(context, context.siteId);
      if (isRefusal(site)) return site;
      const children = session.permissions.has('sites.read') ? await loadSites(context, { limit: 6 }) : [];
      return homePage({ session, site, children });
    },
  }),
];
