import { z } from '@hono/zod-openapi';
import { loadApiKeys } from '../../src/auth/keys/apiKeys.js';
import { loadUsers } from '../../src/auth/users/manageUsers.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { endOfDay, startOfDay } from '../../src/core/values/zone.js';
import { type AuditFilter, loadAudit } from '../../src/operations/loadAudit.js';
import { isId } from '../../src/platform/ids.js';
import { auditCsv } from '../v1/audit/auditCsv.js';
import { localDate } from '../v1/framework/fields.js';
import { definePage, type PageCall } from '../web/page.js';
import { auditPage, type AuditQuery } from './pages/AuditPage.js';

const BASE = '/sites/{slug}/audit';
const SHOWN = 100;
const ACTORS_MAX = 500;

const date = z.union([z.literal(''), localDate]).optional();

const query = z.strictObject({
  from: date,
  to: date,
  who: z.string().max(100).optional(),
  what: z.string().trim().max(100).optional(),
  cursor: z.string().refine(isId, 'must be an id').optional(),
});

export const auditPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'audit.read',
    impersonation: 'open',
    query,
    handle: async (call) => {
      const { context, session, query } = call;
      const filter = { ...filterOf(query), cursor: query.cursor, limit: SHOWN + 1 };
      const events = await loadAudit(context, context.siteId, filter);
      if (isRefusal(events)) return events;
      const more = events.length > SHOWN ? events[SHOWN - 1]?.id : undefined;
      const actors = await actorsOf(call);
      return auditPage({ session, query, actors, events: events.slice(0, SHOWN), more });
    },
  }),
  definePage({
    method: 'get',
    path: `${BASE}/csv`,
    access: 'audit.read',
    impersonation: 'open',
    query,
    handle: async ({ context, slug, query }) =>
      auditCsv(slug, (page) => loadAudit(context, context.siteId, { ...filterOf(query), ...page })),
  }),
];

/** Days are in UTC; the last day is included. */
function filterOf({ from = '', to = '', who = '', what = '' }: AuditQuery): Omit<AuditFilter, 'limit'> {
  return {
    ...(from === '' ? {} : { from: startOfDay(from, 'UTC') }),
    ...(to === '' ? {} : { to: endOfDay(to, 'UTC') }),
    ...(who === '' ? {} : { actor: who }),
    ...(what === '' ? {} : { text: what }),
  };
}

/** The actors the reader may know, as filters for the log. */
async function actorsOf({ context, session }: PageCall): Promise<{ value: string; label: string }[]> {
  const { permissions } = session;
  const page = { limit: ACTORS_MAX };
  const users = permissions.has('users.read') ? await loadUsers(context, context.siteId, page) : [];
  const keys = permissions.has('keys.read') ? await loadApiKeys(context.sql, context.siteId, page) : [];
  return [
    ...users.map(({ id, name, email }) => ({ value: `user/${id}`, label: `${name}, ${email}` })),
    ...keys.map(({ id, name }) => ({ value: `key/${id}`, label: `API key ${name}` })),
    { value: 'cli', label: 'Server (command line)' },
  ];
}
