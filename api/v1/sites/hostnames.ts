import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { resolveTxt } from '../../../src/platform/mail/resolveTxt.js';
import {
  confirmHostname,
  confirmingRecord,
  readWaitingHostnames,
  type WaitingHostname,
} from '../../../src/sites/confirmHostnames.js';
import { idResponse } from '../framework/responses.js';
import { CURSORS, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { hostname } from './siteShapes.js';

const waiting = z
  .object({
    hostname: z.string(),
    siteId: idResponse,
    slug: z.string(),
    parent: z.string().openapi({ description: 'The slug of the site that has registered it.' }),
    record: z
      .object({ type: z.literal('TXT'), name: z.string(), value: z.string() })
      .openapi({ description: 'What confirms it, at this name or at one above it.' }),
  })
  .openapi('WaitingHostname');

export const hostnameRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/hostnames/waiting',
    permission: 'sites.read',
    summary: 'List the hostnames that wait to be confirmed',
    description:
      'What the root site registers is confirmed by that, and so is what stands below a confirmed hostname of ' +
      'the same client or of whoever registers it. Every other hostname waits: the gate does not know it until the ' +
      'parent site all or a record of the domain confirms it. The root site sees those of every site.',
    query: pageQuery(CURSORS.hostname),
    response: pageResponse(waiting),
    handle: async ({ context, query: { cursor: after, limit } }) => {
      const page = pageOf(
        await readWaitingHostnames(context, { after, limit: limit + 1 }),
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
    summary: 'Confirm a hostname, as the root site or by a TXT record of its domain',
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
