import { z } from '@hono/zod-openapi';
import {
  loadImpersonations,
  requiresImpersonationCode,
  setImpersonationCode,
} from '../../src/auth/impersonation/impersonate.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { isId } from '../../src/platform/ids.js';
import { definePage, redirectTo } from '../web/page.js';
import { impersonationCodePage, impersonationsPage } from './pages/ImpersonationsPage.js';

const BASE = '/sites/{slug}/impersonations';
const SHOWN = 50;

export const impersonationPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'audit.read',
    impersonation: 'open',
    query: z.strictObject({ before: z.string().refine(isId, 'must be an id').optional() }),
    handle: async ({ context, session, query }) => {
      const [impersonations, isRequired] = await Promise.all([
        loadImpersonations(context, context.siteId, { before: query.before, limit: SHOWN + 1 }),
        requiresImpersonationCode(context, context.siteId),
      ]);
      const more = impersonations.length > SHOWN ? impersonations[SHOWN - 1]?.id : undefined;
      return impersonationsPage(session, {
        impersonations: impersonations.slice(0, SHOWN),
        isRequired,
        more,
      });
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/invitation-code`,
    access: 'audit.read',
    form: z.strictObject({ required: z.enum(['yes', 'no']) }),
    handle: async ({ context, session, form, slug }) => {
      const outcome = await setImpersonationCode(context, session, form.required === 'yes');
      if (isRefusal(outcome)) return outcome;
      if (outcome.code !== null) return impersonationCodePage(session, outcome.code);
      return redirectTo(`/sites/${slug}/impersonations`, 'Impersonation no longer requires a code.');
    },
  }),
];
