import { loadEvents } from '../../../src/events/loadEvents.js';
import { CURSORS, growingPageOf, pageQuery, pageResponse } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { eventResponse, eventShape } from './eventShapes.js';

export const eventRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/events',
    permission: 'entries.read',
    summary: 'List events of this site, oldest first',
    description:
      'Issued documents, payments, suspensions and notices in one order, without gaps. Ask with the last `next` again ' +
      'for what came since, or let a webhook endpoint have them.',
    query: pageQuery(CURSORS.number),
    response: pageResponse(eventShape),
    handle: async ({ context, query: { cursor, limit } }) => {
      const after = cursor === undefined ? {} : { after: Number(cursor) };
      const found = await loadEvents(context, { ...after, limit: limit + 1 });
      const page = growingPageOf(found, { cursor, limit }, ({ position }) => String(position));
      return { ...page, data: page.data.map(eventResponse) };
    },
  }),
];
