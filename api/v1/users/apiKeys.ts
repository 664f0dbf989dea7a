import { z } from '@hono/zod-openapi';
import { PERMISSIONS } from '../../../src/auth/groups/permissions.js';
import { issueApiKey, loadApiKeys, revokeApiKey } from '../../../src/auth/keys/apiKeys.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import { loadSite } from '../../../src/sites/manageSites.js';
import { idResponse, instantText, iso } from '../framework/responses.js';
import { instant, text } from '../framework/fields.js';
import { CURSORS, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { type Call, defineRoute } from '../framework/route.js';

const permission = z.enum(PERMISSIONS);
const permissions = z
  .array(permission)
  .min(1)
  .max(PERMISSIONS.length)
  .nullable()
  .openapi({ description: 'Null: all permissions of the site, including future ones.' });

const shown = z
  .object({
    id: idResponse,
    name: z.string(),
    permissions: z.array(z.string()).nullable(),
    createdAt: instantText,
    createdBy: z.string(),
    expiresAt: instantText.nullable(),
    lastUsedAt: instantText.nullable(),
    revokedAt: instantText.nullable(),
  })
  .openapi('ApiKey');

const made = z.object({
  id: idResponse,
  name: z.string(),
  permissions: z.array(z.string()).nullable(),
  expiresAt: instantText.nullable(),
  key: z.string().openapi({ description: 'Returned only once.' }),
});

export const apiKeyRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/sites/{id}/api-keys',
    idKind: 'slug',
    permission: 'keys.write',
    summary: 'Create an API key',
    body: z.strictObject({
      name: text(100),
      permissions: permissions.default(null),
      expiresAt: instant.nullable().default(null),
    }),
    status: 201,
    response: made,
    handle: async (call) => {
      const { context, caller, body } = call;
      const siteId = await ownSite(call);
      if (isRefusal(siteId)) return siteId;
      const by = { ...context, permissions: caller.permissions, until: caller.until };
      const key = await issueApiKey(context.sql, by, { ...body, siteId });
      if (isRefusal(key)) return key;
      const { name, permissions: granted } = body;
      return { ...key, name, permissions: granted, expiresAt: isoOrNull(key.expiresAt) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sites/{id}/api-keys',
    idKind: 'slug',
    permission: 'keys.read',
    summary: 'List API keys, oldest first',
    query: pageQuery(CURSORS.id),
    response: pageResponse(shown),
    handle: async (call) => {
      const { context, query } = call;
      const { cursor, limit } = query;
      const siteId = await ownSite(call);
      if (isRefusal(siteId)) return siteId;
      const keys = await loadApiKeys(context.sql, siteId, {
        limit: limit + 1,
        ...(cursor && { after: cursor }),
      });
      const page = pageOf(keys, limit, (key) => key.id);
      return { ...page, data: page.data.map(keyResponse) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/sites/{id}/api-keys/{keyId}',
    idKind: 'slug',
    permission: 'keys.write',
    summary: 'Revoke an API key',
    status: 204,
    handle: async (call) => {
      const { context, params, deps } = call;
      const siteId = await ownSite(call);
      if (isRefusal(siteId)) return siteId;
      const id = params['keyId'] ?? '';
      const revoked = await revokeApiKey(context.sql, context, { id, siteId });
      if (isRefusal(revoked)) return revoked;
      deps.keyRing.forget(id);
      return null;
    },
  }),
];

/** Keys of the own site only; those of a child site belong to its users. */
async function ownSite({ context, id }: Call): Promise<string | Refusal> {
  const site = await loadSite(context, id);
  if (isRefusal(site)) return site;
  return site.id === context.siteId ? site.id : refuse('not_found', 'There is no such site.');
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}

function keyResponse(key: Awaited<ReturnType<typeof loadApiKeys>>[number]): object {
  return {
    ...key,
    createdAt: iso(key.createdAt),
    expiresAt: isoOrNull(key.expiresAt),
    lastUsedAt: isoOrNull(key.lastUsedAt),
    revokedAt: isoOrNull(key.revokedAt),
  };
}
