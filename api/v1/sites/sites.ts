import { isRefusal } from '../../../src/core/values/refusal.js';
import { changeSite, createSite, loadSettings, loadSite, loadSites } from '../../../src/sites/manageSites.js';
import { moveSite } from '../../../src/sites/moveSite.js';
import type { Site } from '../../../src/store/sites/sites.js';
import { iso } from '../framework/responses.js';
import { CURSORS, noQuery, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { type Call, defineRoute } from '../framework/route.js';
import { text } from '../framework/fields.js';
import { formatSite } from './formatSite.js';
import { newSite, siteResponse, siteChange, siteMove, siteWithSettings } from './siteShapes.js';

export const siteRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/sites',
    permission: 'sites.write',
    summary: 'Create a child site',
    body: newSite,
    keyed: true,
    status: 201,
    response: siteResponse,
    handle: async ({ context, body, key }) => {
      const site = await createSite(context, body, key);
      return isRefusal(site) ? site : plainResponse(site);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sites',
    permission: 'sites.read',
    summary: 'List child sites',
    query: pageQuery(CURSORS.id).extend({ externalId: text(200).optional() }),
    response: pageResponse(siteResponse),
    handle: async ({ context, query: { cursor, limit, externalId } }) => {
      const sites = await loadSites(context, {
        limit: limit + 1,
        ...(cursor && { after: cursor }),
        ...(externalId && { externalId }),
      });
      const page = pageOf(sites, limit, (site) => site.id);
      return { ...page, data: page.data.map(plainResponse) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sites/{id}',
    idKind: 'slug',
    permission: 'sites.read',
    summary: 'Retrieve a site by slug or id',
    query: noQuery,
    response: siteWithSettings,
    handle: async ({ context, id }) => {
      const site = await loadSite(context, id);
      return isRefusal(site) ? site : withSettings(context, site);
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/sites/{id}',
    idKind: 'slug',
    permission: 'sites.write',
    summary: 'Update a site',
    body: siteChange,
    response: siteWithSettings,
    handle: async ({ context, id, body }) => {
      const site = await changeSite(context, id, body);
      return isRefusal(site) ? site : withSettings(context, site);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sites/{id}/move',
    idKind: 'slug',
    permission: 'sites.write',
    summary: 'Move a site and its account to another parent site',
    description:
      'Moves a client to a reseller: the account with its ledger and plans (copied with the same terms), ' +
      'the site with its users, and its child sites. Afterwards only keys of the new parent can access ' +
      'them.',
    body: siteMove,
    response: siteResponse,
    handle: async ({ context, id, body }) => {
      const site = await moveSite(context, id, body);
      return isRefusal(site) ? site : plainResponse(site);
    },
  }),
];

function plainResponse(site: Site): object {
  return { ...formatSite(site), accountId: site.accountId, createdAt: iso(site.createdAt) };
}

/** The name is beside them, and the others have routes of their own. */
const WITH_ROUTES = new Set(['name', 'invoicing', 'directDebit']);

async function withSettings(context: Call['context'], site: Site): Promise<object> {
  const settings = Object.entries(await loadSettings(context, site.id)).filter(
    ([field, words]) => !WITH_ROUTES.has(field) && words !== '',
  );
  return { ...plainResponse(site), settings: Object.fromEntries(settings) };
}
