import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { type AuditEvent, loadAudit } from '../../../src/operations/loadAudit.js';
import { loadSite } from '../../../src/sites/manageSites.js';
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
    actorName: z.string().nullable().openapi({ description: 'Null if the actor is unknown to this site.' }),
    actedAs: z.string().nullable().openapi({ description: 'The impersonated Owner, if any.' }),
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
  to: instant.optional().openapi({ description: 'End of the interval, exclusive.' }),
  actor: word.optional(),
  action: word
    .optional()
    .openapi({ description: 'A verb (`plan.create`) or a noun for all its verbs (`plan`).' }),
  subject: word.optional(),
  text: word.optional().openapi({ description: 'Text to find anywhere in an entry, case-insensitive.' }),
  format: z
    .enum(['json', 'csv'])
    .optional()
    .openapi({ description: '`csv` returns all matching entries as CSV, like `Accept: text/csv`.' }),
});

export const auditRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/sites/{id}/audit',
    idKind: 'slug',
    permission: 'audit.read',
    impersonation: 'open',
    summary: 'List audit log entries, newest first',
    description: 'The log of the key’s own site, including its actions on child sites.',
    query,
    response: pageResponse(logged),
    handle: async ({ context, id, query: { format, limit, ...filter }, http }) => {
      const site = await loadSite(context, id);
      if (isRefusal(site)) return site;
      const wantsCsv = format === 'csv' || (format === undefined && prefersCsv(http.req.header('accept')));
      if (wantsCsv) return auditCsv(site.slug, (page) => loadAudit(context, site.id, { ...filter, ...page }));
      const events = await loadAudit(context, site.id, { ...filter, limit: limit + 1 });
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
