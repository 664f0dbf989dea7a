import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { resolveTxt } from '../../../src/platform/mail/resolveTxt.js';
import {
  confirmHostname,
  confirmingRecord,
  loadWaitingHostnames,
  type WaitingHostname,
} from '../../../src/sites/confirmHostnames.js';
import { idResponse } from '../framework/responses.js';
import { CURSORS, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { hostname } from '../framework/fields.js';

const waiting = z
  .object({
    hostname: z.string(),
    siteId: idResponse,
    slug: z.string(),
    parent: z.string().openapi({ description: 'Slug of the site that registered it.' }),
    record: z
      .object({ type: z.literal('TXT'), name: z.string(), value: z.string() })
      .openapi({ description: 'TXT record that confirms it, at this name or a parent domain.' }),
  })
  .openapi('WaitingHostname');

export const hostnameRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/hostnames/waiting',
    permission: 'sites.read',
    summary: 'List hostnames awaiting confirmation',
    description:
      'Hostnames registered by the root site are confirmed at once, as are subdomains of a confirmed ' +
      'hostname of the same client or of the registering site. Others are ignored by the gate until the ' +
      'root site or a TXT record of the domain confirms them. The root site sees the hostnames of all ' +
      'sites.',
    query: pageQuery(CURSORS.hostname),
    response: pageResponse(waiting),
    handle: async ({ context, query: { cursor: after, limit } }) => {
      const page = pageOf(
        await loadWaitingHostnames(context, { after, limit: limit + 1 }),
        limit,
        (row) => row.hostname,
      );
      return { ...page, data: page.data.map(waitingResponse) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/hostnames/confirm',
    permission: 'sites.write',
    summary: 'Confirm a hostname',
    body: z.strictObject({ hostname }),
    response: waiting,
    handle: async ({ context, body, deps }) => {
      const confirmed = await confirmHostname(context, body.hostname, deps.resolveTxt ?? resolveTxt);
      return isRefusal(confirmed) ? confirmed : waitingResponse(confirmed);
    },
  }),
];

function waitingResponse(host: WaitingHostname): object {
  const { hostname: name, siteId, slug, parentSlug: parent } = host;
  return { hostname: name, siteId, slug, parent, record: { type: 'TXT', ...confirmingRecord(host) } };
}
