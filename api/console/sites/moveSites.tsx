import { z } from '@hono/zod-openapi';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { readSite, readSites } from '../../../src/sites/manageSites.js';
import { moveSite } from '../../../src/sites/moveSite.js';
import type { Site } from '../../../src/store/sites/sites.js';
import { slug } from '../../v1/framework/fields.js';
import { definePage, type FormState, goTo, type PageCall, type Shown, UNTOUCHED } from '../../web/page.js';
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
      const { context, form, visitor } = call;
      const child = await findChild(call);
      if (isRefusal(child)) return child;
      const isParentsOwner = visitor.impersonator !== null;
      const site = await moveSite({ ...context, isParentsOwner }, child.id, form);
      return isRefusal(site) ? site : goTo(sitesPath(call), `${site.name} is below "${form.parent}" now.`);
    },
    again: showMove,
  }),
];

async function showMove(call: PageCall, state: FormState): Promise<Shown | Refusal> {
  const { context, visitor } = call;
  const site = await findChild(call);
  if (isRefusal(site)) return site;
  const siblings = (await readSites(context, { limit: SHOWN_MAX })).filter(({ id }) => id !== site.id);
  const company = siblings.filter(({ accountId }) => accountId !== null && accountId === site.accountId);
  const above = visitor.impersonator === null ? undefined : await readAbove(call);
  const targets = [
    ...(above === undefined ? [] : [above]),
    ...siblings.filter((each) => !company.includes(each)),
  ];
  return moveSitePage({ visitor, site, company, targets, state });
}

/** Up is only for the Owner of the site above, who has stepped in. */
async function readAbove({ context, visitor }: PageCall): Promise<Site | undefined> {
  const { parentId } = visitor.site;
  if (parentId === null) return undefined;
  const site = await readSite({ ...context, siteId: parentId }, parentId);
  return isRefusal(site) ? undefined : site;
}
