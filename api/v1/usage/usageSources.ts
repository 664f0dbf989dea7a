import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { loadOtherSources } from '../../../src/usage/loadOtherSources.js';
import { instant, text } from '../framework/fields.js';
import { instantText } from '../framework/responses.js';
import { defineRoute } from '../framework/route.js';

const QUARTERS_MAX = 10_000;

export const usageSourceRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/usage/sources',
    permission: 'usage.write',
    summary: 'List other sources of the same requests',
    description:
      'Up to 10,000 quarters of an hour (UTC) for which a source has requests of a site. The response lists the other ' +
      'sources that were counted for some of them, with their number, and other logs of the same source (`log`: the ' +
      'part of their event ids before the first slash). Rotation splits a log, so two logs may share one quarter. ' +
      'Nothing is counted.',
    body: z.strictObject({
      source: text(255),
      quarters: z.array(z.strictObject({ site: z.string(), at: instant })).max(QUARTERS_MAX),
    }),
    response: z.object({
      data: z.array(
        z.object({
          site: z.string(),
          source: z.string(),
          log: z.string().nullable(),
          quarters: z.int(),
          from: instantText,
        }),
      ),
    }),
    handle: async ({ context, body }) => {
      const found = await loadOtherSources(context, body.source, body.quarters);
      if (isRefusal(found)) return found;
      return { data: found.map((other) => ({ ...other, from: new Date(other.from).toISOString() })) };
    },
  }),
];
