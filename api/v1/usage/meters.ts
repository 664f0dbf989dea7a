import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { createMeter, loadMeters } from '../../../src/usage/recordUsage.js';
import { meterName, text } from '../framework/fields.js';
import { CURSORS, limitUpTo, pageResponse, pageOfAll, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';

const aggregation = z.enum(['sum', 'max', 'last', 'average']);

const shape = z
  .object({
    name: z.string(),
    title: z.string(),
    aggregation,
    chargeable: z.boolean(),
    unit: z.string(),
    builtIn: z.boolean(),
  })
  .openapi('Meter');

export const meterRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/meters',
    permission: 'meters.write',
    summary: 'Create a meter',
    body: z.strictObject({
      name: meterName,
      title: text(100).optional(),
      aggregation,
      chargeable: z
        .boolean()
        .default(true)
        .openapi({ description: 'If false, the meter cannot be charged for.' }),
      unit: z.string().trim().max(30).default(''),
    }),
    status: 201,
    response: shape,
    handle: async ({ context, body }) => {
      const meter = await createMeter(context, { ...body, title: body.title ?? body.name });
      return isRefusal(meter) ? meter : { ...meter, builtIn: false };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/meters',
    permission: 'meters.read',
    summary: 'List meters, built-in ones first',
    query: pageQuery(CURSORS.name, limitUpTo(200, 200)),
    response: pageResponse(shape),
    handle: async ({ context, query }) => {
      const page = pageOfAll(await loadMeters(context), query, ({ name }) => name);
      return {
        ...page,
        data: page.data.map(({ name, title, aggregation, chargeable, unit, builtIn }) => {
          return { name, title, aggregation, chargeable, unit, builtIn };
        }),
      };
    },
  }),
];
