import { siteView } from '../../../src/accounts/readAccount.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { changeSite, createSite, readSettings, readSite, readSites } from '../../../src/sites/manageSites.js';
import { moveSite } from '../../../src/sites/moveSite.js';
import type { Site } from '../../../src/store/sites/sites.js';
import { iso } from '../framework/responses.js';
import { CURSORS, noQuery, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { type Call, defineRoute } from '../framework/route.js';
import { newSite, siteResponse, siteChange, siteMove, siteWithSettings } from './siteShapes.js';

export const siteRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/sites',
    permission: 'sites.write',
    summary: 'Register a child site',
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
    summary: 'List the child sites',
    query: pageQuery(CURSORS.id),
    response: pageResponse(siteResponse),
    handle: async ({ context, query: { cursor, limit } }) => {
      const sites = await readSites(context, { limit: limit + 1, ...(cursor && { after: cursor }) });
      const page = pageOf(sites, limit, (site) => site.id);
      return { ...page, data: page.data.map(plainResponse) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sites/{id}',
    idKind: 'slug',
    permission: 'sites.read',
    summary: 'Read a child site, or the key’s own, by slug or id',
    query: noQuery,
    response: siteWithSettings,
    handle: async ({ context, id }) => {
      const site = await readSite(context, id);
      return isRefusal(site) ? site : withSettings(context, site);
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/sites/{id}',
    idKind: 'slug',
    permission: 'sites.write',
    summary: 'Change a site’s slug, name, hostnames, connector or settings',
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
    summary: 'Move a child site to another child site, with its account',
    description:
      'A client goes over to a reseller: the account with its ledger, its plans as copies of the same terms, the ' +
      'site with its users and all below it. From then on both are found by the keys of the new parent only.',
    body: siteMove,
    response: siteResponse,
    handle: async ({ context, id, body }) => {
      const site = await moveSite(context, id, body);
      return isRefusal(site) ? site : plainResponse(site);
    },
  }),
];

function plainResponse(site: Site): object {
  return { ...siteView(site), accountId: site.accountId, createdAt: iso(site.createdAt) };
}

async function withSettings(context: Call['context'], site: Site): Promise<object> {
  const settings = Object.entries(await readSettings(context, site.id)).filter(
    ([field, words]) => field !== 'name' && words !== '',
  );
  return { ...plainResponse(site), settings: Object.fromEntries(settings) };
}
