import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { type AuditEvent, readAudit } from '../../../src/operations/readAudit.js';
import { readSite } from '../../../src/sites/manageSites.js';
import { idResponse, instantText, iso } from '../framework/responses.js';
import { instant } from '../framework/fields.js';
import { CURSORS, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { auditCsv } from './auditCsv.js';

const logged = z
  .object({
    id: idResponse,
    at: instantText,
    actor: z.string().openapi({ description: '`user/<id>`, `key/<id>`, `cli`, `system/…`' }),
    actorName: z.string().nullable().openapi({ description: 'Null where this site does not know them.' }),
    actedAs: z.string().nullable().openapi({ description: 'Whose view the actor had, under impersonation.' }),
    actedAsName: z.string().nullable(),
    subjectName: z.string().nullable(),
    requestId: z.string().nullable(),
    accountId: idResponse.nullable(),
    action: z.string().openapi({ example: 'plan.create' }),
    subject: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .openapi('AuditEvent');

const word = z.string().min(1).max(100);

const query = pageQuery(CURSORS.id).extend({
  from: instant.optional(),
  to: instant.optional().openapi({ description: 'Up to this instant, without it.' }),
  actor: word.optional(),
  action: word.optional().openapi({ description: 'A verb (`plan.create`) or all of a noun (`plan`).' }),
  subject: word.optional(),
  text: word.optional().openapi({ description: 'Stands anywhere in a row, in capitals or not.' }),
  format: z
    .enum(['json', 'csv'])
    .optional()
    .openapi({ description: 'All rows that fit as CSV; `Accept: text/csv` asks for the same.' }),
});

export const auditRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/sites/{id}/audit',
    idKind: 'slug',
    permission: 'audit.read',
    impersonation: 'open',
    summary: 'List what was changed, by whom and on whose behalf, newest first',
    description: 'The log of the key’s own site; what it did to a child site stands there, too.',
    query,
    response: pageResponse(logged),
    handle: async ({ context, id, query: { format, limit, ...filter }, http }) => {
      const site = await readSite(context, id);
      if (isRefusal(site)) return site;
      const wantsCsv = format === 'csv' || (format === undefined && prefersCsv(http.req.header('accept')));
      if (wantsCsv) return auditCsv(site.slug, (page) => readAudit(context, site.id, { ...filter, ...page }));
      const events = await readAudit(context, site.id, { ...filter, limit: limit + 1 });
      if (isRefusal(events)) return events;
      const page = pageOf(events, limit, (event) => event.id);
      return { ...page, data: page.data.map(eventResponse) };
    },
  }),
];

function prefersCsv(accept: string | undefined): boolean {
  return accept?.split(',', 1)[0]?.split(';', 1)[0]?.trim().toLowerCase() === 'text/csv';
}

function eventResponse(event: AuditEvent): object {
  return { ...event, at: iso(event.at) };
}
