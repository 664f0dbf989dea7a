import { z } from '@hono/zod-openapi';
import {
  listImpersonations,
  requiresInvitationCode,
  setInvitationCode,
} from '../../src/auth/impersonation/impersonate.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { isId } from '../../src/platform/ids.js';
import { definePage, goTo } from '../web/page.js';
import { invitationCodePage, visitsPage } from './pages/VisitsPage.js';

const BASE = '/sites/{slug}/visits';
const SHOWN = 50;

export const visitPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'audit.read',
    impersonation: 'open',
    query: z.strictObject({ before: z.string().refine(isId, 'must be an id').optional() }),
    handle: async ({ context, visitor, query }) => {
      const [visits, isRequired] = await Promise.all([
        listImpersonations(context, context.siteId, { before: query.before, limit: SHOWN + 1 }),
        requiresInvitationCode(context, context.siteId),
      ]);
      const more = visits.length > SHOWN ? visits[SHOWN - 1]?.id : undefined;
      return visitsPage(visitor, { visits: visits.slice(0, SHOWN), isRequired, more });
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/invitation-code`,
    access: 'audit.read',
    form: z.strictObject({ required: z.enum(['yes', 'no']) }),
    handle: async ({ context, visitor, form, slug }) => {
      const outcome = await setInvitationCode(context, visitor, form.required === 'yes');
      if (isRefusal(outcome)) return outcome;
      if (outcome.code !== null) return invitationCodePage(visitor, outcome.code);
      return goTo(`/sites/${slug}/visits`, 'Whoever may step in needs no code any more.');
    },
  }),
];
