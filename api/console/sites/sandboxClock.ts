import { z } from '@hono/zod-openapi';
import { refuse } from '../../../src/core/values/refusal.js';
import { definePage, redirectTo, type Page } from '../../web/page.js';
import { whenText } from '../../web/parts/parts.js';
import { safeNext } from '../../web/request/safeNext.js';

const HOUR_MS = 3_600_000;

/** The largest step at a time: short enough that the user's login does not expire. */
const STEPS_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;

/** The sandbox's clock; these rows exist in a sandbox only. */
export const sandboxClockPages: readonly Page[] = [
  definePage({
    method: 'post',
    path: '/sites/{slug}/sandbox-clock',
    access: 'sandbox.use',
    impersonation: 'open',
    form: z.strictObject({ step: z.enum(['hour', 'day', 'week']), back: z.string().max(500) }),
    handle: async ({ form, deps: { sandbox }, slug, baseUrl }) => {
      if (sandbox === null) return refuse('not_found', 'There is no test clock here.');
      const { settled } = await sandbox.advance(sandbox.now() + STEPS_MS[form.step]);
      const rest = settled ? '' : ' Some work that was due by then is still running.';
      return redirectTo(safeNext(form.back, slug, baseUrl), `It is now ${whenText(sandbox.now())}.${rest}`);
    },
  }),
];
