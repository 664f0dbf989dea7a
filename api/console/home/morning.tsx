import { z } from '@hono/zod-openapi';
import { loadAccount } from '../../../src/accounts/loadAccount.js';
import { loadUser } from '../../../src/auth/users/loadUser.js';
import { changeMorningEmail } from '../../../src/auth/users/morningEmail.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { addDays, endOfDay, localDateOf } from '../../../src/core/values/zone.js';
import { loadMorning } from '../../../src/mornings/loadMorning.js';
import { exemptAccount, placeHold } from '../../../src/suspension/changeStanding.js';
import { definePage, redirectTo } from '../../web/page.js';
import { formatDate } from '../accounts/list/format.js';
import { MORE_DAYS, morningPage } from './pages/MorningPage.js';

const BASE = '/sites/{slug}/console/morning';
const REASON = 'From the morning list';

const open = { impersonation: 'open' } as const;
const oneAccount = z.strictObject({ account: z.uuid() });

export const morningPages = [
  definePage({
    ...open,
    method: 'get',
    path: BASE,
    access: 'accounts.read',
    handle: async ({ context, session }) => {
      const [morning, self] = await Promise.all([
        loadMorning(context),
        loadUser(context, context.siteId, session.user.id),
      ]);
      const wantsEmail = !isRefusal(self) && self.morningEmail;
      return morningPage({ session, morning, wantsEmail });
    },
  }),
  definePage({
    ...open,
    method: 'post',
    path: `${BASE}/exempt`,
    access: 'accounts.write',
    form: oneAccount,
    handle: async ({ context, slug, form, now }) => {
      const account = await loadAccount(context, form.account);
      if (isRefusal(account)) return account;
      const { id, name, timeZone, exemptUntil } = account;
      const through = addDays(localDateOf(now, timeZone), MORE_DAYS);
      const until = endOfDay(through, timeZone);
      const back = `/sites/${slug}/console/morning`;
      // Another user may have given it more time since the page was shown.
      if (exemptUntil !== null && exemptUntil >= until)
        return redirectTo(back, `${name} already has more time.`);
      const exempted = await exemptAccount(context, id, { until, reason: REASON });
      if (isRefusal(exempted)) return exempted;
      return redirectTo(
        back,
        `Payment promise saved. ${name} will not be suspended before the end of ${formatDate(through)}.`,
      );
    },
  }),
  definePage({
    ...open,
    method: 'post',
    path: `${BASE}/hold`,
    access: 'accounts.write',
    form: oneAccount,
    handle: async ({ context, slug, form }) => {
      const account = await loadAccount(context, form.account);
      if (isRefusal(account)) return account;
      const held = await placeHold(context, account.id, { reason: REASON });
      if (isRefusal(held)) return held;
      return redirectTo(
        `/sites/${slug}/console/morning`,
        `${account.name} is on hold. The site is suspended in a few seconds.`,
      );
    },
  }),
  // A user's own choice, so it is closed to impersonators.
  definePage({
    method: 'post',
    path: `${BASE}/email`,
    access: 'accounts.read',
    form: z.strictObject({ wanted: z.enum(['yes', 'no']) }),
    handle: async ({ context, session, slug, form }) => {
      const wanted = form.wanted === 'yes';
      await changeMorningEmail(context, session, wanted);
      return redirectTo(
        `/sites/${slug}/console/morning`,
        wanted ? 'You get this list by email from now on.' : 'You no longer get this list by email.',
      );
    },
  }),
];
