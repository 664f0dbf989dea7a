import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { addDays, endOfDay, localDateOf } from '../../../src/core/values/zone.js';
import { loadBreaker, loadHeldBackAccounts } from '../../../src/suspension/loadBreaker.js';
import { resetBreaker, resetWithExemption } from '../../../src/suspension/resetBreaker.js';
import { localDate } from '../../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type Outcome,
  type PageCall,
  UNTOUCHED,
} from '../../web/page.js';
import { optional, reason } from '../accounts/fields.js';
import { plural } from '../accounts/list/format.js';
import { breakerPage } from './pages/BreakerPage.js';

const BASE = '/sites/{slug}/console/breaker';
const SHOWN = 200;
const DAYS_PROPOSED = 7;

const open = { impersonation: 'open' } as const;

export const breakerPages = [
  definePage({
    ...open,
    method: 'get',
    path: BASE,
    access: 'accounts.read',
    handle: (call) => show(call, UNTOUCHED),
  }),
  definePage({
    ...open,
    method: 'post',
    path: `${BASE}/reset`,
    access: 'accounts.write',
    handle: async ({ context, slug }) => {
      const released = await resetBreaker(context);
      if (isRefusal(released)) return released;
      const { accounts } = released;
      return redirectTo(
        `/sites/${slug}/console/`,
        `Suspensions resumed, starting with ${plural(accounts, 'client')}.`,
      );
    },
    onError: show,
  }),
  definePage({
    ...open,
    method: 'post',
    path: `${BASE}/exempt`,
    access: 'accounts.write',
    form: z.strictObject({ through: localDate, reason: optional(reason) }),
    handle: async ({ context, slug, form }) => {
      // An exemption lasts to the end of its day. The accounts may have several time zones; the Owner's is unknown.
      const until = endOfDay(form.through, 'UTC');
      const why = form.reason === undefined ? {} : { reason: form.reason };
      const released = await resetWithExemption(context, { until, ...why });
      if (isRefusal(released)) {
        return released.field === 'until' ? { ...released, field: 'through' } : released;
      }
      const { accounts } = released;
      return redirectTo(
        `/sites/${slug}/console/`,
        `${plural(accounts, 'client')} got more time. Suspensions of other clients resumed.`,
      );
    },
    onError: show,
  }),
];

async function show({ context, session, now }: PageCall, state: FormState): Promise<Outcome> {
  const breaker = await loadBreaker(context);
  const held = breaker === null ? [] : await loadHeldBackAccounts(context, breaker, SHOWN);
  const proposed = addDays(localDateOf(now, 'UTC'), DAYS_PROPOSED);
  return breakerPage({ session, now, breaker, held, state, proposed });
}
