import { z } from '@hono/zod-openapi';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { loadSite, loadSites } from '../../../src/sites/manageSites.js';
import { moveSite } from '../../../src/sites/moveSite.js';
import type { Site } from '../../../src/store/sites/sites.js';
import { slug } from '../../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../../web/page.js';
import { moveSitePage } from './pages/MoveSitePage.js';
import { findChild, sitesPath } from './sites.js';

const PATH = '/sites/{slug}/sites/{id}/move';
const SHOWN_MAX = 1_000;

export const moveSitePages = [
  definePage({
    method: 'get',
    path: PATH,
    access: 'sites.write',
    impersonation: 'open',
    handle: (call) => showMove(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: PATH,
    access: 'sites.write',
    impersonation: 'open',
    form: z.strictObject({ parent: slug, with: z.array(slug).default([]) }),
    lists: ['with'],
    handle: async (call) => {
      const { context, form, session } = call;
      const child = await findChild(call);
      if (isRefusal(child)) return child;
      const isParentsOwner = session.impersonator !== null;
      const site = await moveSite({ ...context, isParentsOwner }, child.id, form);
      return isRefusal(site)
        ? site
        : redirectTo(sitesPath(call), `${site.name} is now a child site of "${form.parent}".`);
    },
    onError: showMove,
  }),
];

async function showMove(call: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const { context, session } = call;
  const site = await findChild(call);
  if (isRefusal(site)) return site;
  const siblings = (await loadSites(context, { limit: SHOWN_MAX })).filter(({ id }) => id !== site.id);
  const company = siblings.filter(({ accountId }) => accountId !== null && accountId === site.accountId);
  const above = session.impersonator === null ? undefined : await loadParentSite(call);
  const targets = [
    ...(above === undefined ? [] : [above]),
    ...siblings.filter((each) => !company.includes(each)),
  ];
  return moveSitePage({ session, site, company, targets, state });
}

/** Only an impersonating Owner of the parent site may move a site upwards. */
async function loadParentSite({ context, session }: PageCall): Promise<Site | undefined> {
  const { parentId } = session.site;
  if (parentId === null) return undefined;
  const site = await loadSite({ ...context, siteId: parentId }, parentId);
  return isRefusal(site) ? undefined : site;
}
