import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { addDays, endOfDay, localDateOf } from '../../../src/core/values/zone.js';
import { readBrake, readBrakedAccounts } from '../../../src/suspension/readBrake.js';
import { goOnSuspending, letOffBraked } from '../../../src/suspension/releaseBrake.js';
import { localDate } from '../../v1/framework/fields.js';
import { definePage, type FormState, goTo, type Outcome, type PageCall, UNTOUCHED } from '../../web/page.js';
import { optional, reason } from '../accounts/fields.js';
import { plural } from '../accounts/list/words.js';
import { brakePage } from './pages/BrakePage.js';

const BASE = '/sites/{slug}/console/brake';
const SHOWN = 200;
const DAYS_PROPOSED = 7;

const open = { impersonation: 'open' } as const;

export const brakePages = [
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
    path: `${BASE}/go-on`,
    access: 'accounts.write',
    handle: async ({ context, slug }) => {
      const released = await goOnSuspending(context);
      if (isRefusal(released)) return released;
      const { accounts } = released;
      return goTo(`/sites/${slug}/console/`, `Suspensions go on; ${plural(accounts, 'client')} come first.`);
    },
    again: show,
  }),
  definePage({
    ...open,
    method: 'post',
    path: `${BASE}/let-off`,
    access: 'accounts.write',
    form: z.strictObject({ through: localDate, reason: optional(reason) }),
    handle: async ({ context, slug, form }) => {
      // A promise holds through its day; these accounts may lie in several zones, and the owner's is not known.
      const until = endOfDay(form.through, 'UTC');
      const why = form.reason === undefined ? {} : { reason: form.reason };
      const released = await letOffBraked(context, { until, ...why });
      if (isRefusal(released)) {
        return released.field === 'until' ? { ...released, field: 'through' } : released;
      }
      const { accounts } = released;
      return goTo(
        `/sites/${slug}/console/`,
        `${plural(accounts, 'client')} let off; suspensions of others go on.`,
      );
    },
    again: show,
  }),
];

async function show({ context, visitor, now }: PageCall, state: FormState): Promise<Outcome> {
  const brake = await readBrake(context);
  const held = brake === null ? [] : await readBrakedAccounts(context, brake, SHOWN);
  const proposed = addDays(localDateOf(now, 'UTC'), DAYS_PROPOSED);
  return brakePage({ visitor, now, brake, held, state, proposed });
}
