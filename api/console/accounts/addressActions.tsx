import { z } from '@hono/zod-openapi';
import { changeAccount } from '../../../src/accounts/changeAccount.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { retryEmails } from '../../../src/emails/undeliverable.js';
import { email } from '../../v1/framework/fields.js';
import { defineAction } from './action.js';
import { moreEmails } from './fields.js';
import { addressesPage, retryPage } from './pages/addressForms.js';

const WRITE = 'accounts.write';

/** A client's email addresses, and a retry after a delivery failed. */
export const addressActions = [
  ...defineAction({
    path: 'addresses',
    access: WRITE,
    isClosed: true,
    form: z.strictObject({ email, moreEmails }),
    show: addressesPage,
    perform: async ({ context, form }, account) => {
      const changed = await changeAccount(context, account.id, form);
      if (isRefusal(changed)) return changed;
      const all = [form.email, ...form.moreEmails].join(', ');
      return `Emails for ${account.name} are now sent to ${all}.`;
    },
  }),
  ...defineAction({
    path: 'send-again',
    access: WRITE,
    isClosed: true,
    form: z.strictObject({}),
    show: retryPage,
    perform: async ({ context }, account) => {
      const tried = await retryEmails(context, account.id);
      return isRefusal(tried) ? tried : `Emails for ${account.name} will be sent again.`;
    },
  }),
];
