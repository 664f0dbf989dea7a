import { z } from '@hono/zod-openapi';
import { changeAccount } from '../../../src/accounts/changeAccount.js';
import { closeAccount } from '../../../src/accounts/closeAccount.js';
import { isRefusal, refuse } from '../../../src/core/values/refusal.js';
import { endOfDay } from '../../../src/core/values/zone.js';
import { loadPlans } from '../../../src/plans/managePlans.js';
import { previewPlans } from '../../../src/plans/previewPlans.js';
import { exemptAccount, placeHold, releaseHold } from '../../../src/suspension/changeStanding.js';
import { localDate } from '../../v1/framework/fields.js';
import type { PageCall } from '../../web/page.js';
import { defineAction, viewOf } from './action.js';
import { amount, optional, reason } from './fields.js';
import { aboutDate, effectiveOf, when } from './fromWhen.js';
import { formatDate, formatMajor } from './list/format.js';
import { accountPlansPage, plansPreviewPage } from './new/plansForms.js';
import { closePage, holdPage, limitPage, exemptionPage, releasePage } from './pages/standingForms.js';

const PLANS_SHOWN = 500;
const WRITE = 'accounts.write';

export const standingActions = [
  ...defineAction({
    path: 'limit',
    access: WRITE,
    form: z.strictObject({ creditLimit: amount }),
    show: limitPage,
    perform: async ({ context, form }, account) => {
      const changed = await changeAccount(context, account.id, form);
      if (isRefusal(changed)) return changed;
      return `Credit limit changed to ${formatMajor(form.creditLimit)} ${account.currency}.`;
    },
  }),
  ...defineAction({
    path: 'exempt',
    access: WRITE,
    form: z.strictObject({ until: optional(localDate), reason: optional(reason) }),
    show: exemptionPage,
    perform: async ({ context, form }, account) => {
      // An exemption lasts to the end of its day.
      const until = form.until === undefined ? null : endOfDay(form.until, account.timeZone);
      const why = form.reason === undefined ? {} : { reason: form.reason };
      const exempted = await exemptAccount(context, account.id, { until, ...why });
      if (isRefusal(exempted)) return exempted;
      return form.until === undefined
        ? 'Payment promise removed. The limit applies again.'
        : `Payment promise saved. ${account.name} will not be suspended before the end of ${formatDate(form.until)}.`;
    },
  }),
  ...defineAction({
    path: 'hold',
    access: WRITE,
    form: z.strictObject({ reason }),
    show: holdPage,
    perform: async ({ context, form }, account) => {
      const held = await placeHold(context, account.id, form);
      return isRefusal(held) ? held : `${account.name} is on hold. The site is suspended in a few seconds.`;
    },
  }),
  ...defineAction({
    path: 'release',
    access: WRITE,
    form: z.strictObject({}),
    show: releasePage,
    perform: async ({ context }, account) => {
      const released = await releaseHold(context, account.id);
      return isRefusal(released) ? released : `${account.name} is no longer on hold.`;
    },
  }),
  ...defineAction({
    path: 'close',
    access: WRITE,
    form: z.strictObject({ name: z.string().max(200) }),
    show: closePage,
    perform: async ({ context, form }, account) => {
      if (form.name.trim() !== account.name)
        return refuse('invalid', 'is not the name of this account', 'name');
      const closed = await closeAccount(context, account.id);
      return isRefusal(closed)
        ? closed
        : `${account.name} is being closed. The last period is being settled.`;
    },
  }),
  ...defineAction({
    path: 'plans',
    access: WRITE,
    form: z.strictObject({
      plans: z.array(z.uuid()).max(20).default([]),
      when,
      date: optional(localDate),
      step: z.enum(['preview', 'do']),
    }),
    lists: ['plans'],
    show: async (view) => accountPlansPage(view, await plansOf(view.call)),
    perform: async (call, account) => {
      const { plans, step } = call.form;
      const effective = effectiveOf(call.form);
      if (isRefusal(effective)) return effective;
      const change = { plans, effective };
      if (step === 'do') {
        const changed = await changeAccount(call.context, account.id, change);
        return isRefusal(changed) ? aboutDate(changed) : `Plans of ${account.name} changed.`;
      }
      const preview = await previewPlans(call.context, account.id, change);
      if (isRefusal(preview)) return aboutDate(preview);
      return plansPreviewPage(viewOf(call, account), preview, call.form);
    },
  }),
];

async function plansOf({ context }: PageCall) {
  return loadPlans(context, { limit: PLANS_SHOWN });
}
