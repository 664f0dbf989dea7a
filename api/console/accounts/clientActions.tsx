import { z } from '@hono/zod-openapi';
import { changeAccount } from '../../../src/accounts/changeAccount.js';
import type { TaxInput } from '../../../src/billing/tax/parseTax.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { retryEmails } from '../../../src/emails/undeliverable.js';
import { newAccount } from '../../v1/accounts/accountShapes.js';
import { email, language, name } from '../../v1/framework/fields.js';
import { defineAction } from './action.js';
import { moreEmails, optional } from './fields.js';
import { accountAddresses } from './new/clientFields.js';
import { particularsAction } from './particularsAction.js';
import { recordAction } from './recordAction.js';
import { editPage, retryPage } from './pages/clientForms.js';

const WRITE = 'accounts.write';

const { name: taxName, percent: taxPercent } = newAccount.shape.tax.unwrap().unwrap().shape;
const DEFAULT_TAX_NAME = 'VAT';

const edited = z.strictObject({
  ...{ name, email, moreEmails, language },
  statements: z.enum(['yes', 'no']),
  taxName: optional(taxName),
  taxPercent: optional(taxPercent.trim()),
  taxCategory: z.string().trim().max(60).default(''),
});

/** Changes what a client is, and sends emails again after a delivery failed. */
export const clientActions = [
  ...particularsAction,
  ...recordAction,
  ...defineAction({
    path: 'edit',
    access: WRITE,
    isClosed: true,
    form: edited,
    show: editPage,
    perform: async ({ context, form }, account) => {
      const { taxName, taxPercent, taxCategory, statements, ...contact } = form;
      const hasTax = taxName !== undefined || taxPercent !== undefined || taxCategory !== '';
      const percent = taxPercent ?? (taxCategory === '' ? '' : '0');
      const tax = hasTax ? taxFrom(taxName ?? DEFAULT_TAX_NAME, percent, taxCategory) : null;
      const changed = await changeAccount(context, account.id, {
        ...contact,
        statements: statements === 'yes',
        tax,
      });
      if (isRefusal(changed)) return besideItsField(changed);
      return `${form.name} is saved. Emails are sent to ${accountAddresses(form)}.`;
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

/** A category is chosen together with its reason; without one, both follow from the rate. */
function taxFrom(name: string, percent: string, chosen: string): TaxInput {
  const [category = '', reasonCode] = chosen.split(' ');
  return { name, percent, ...(category === '' ? {} : { category, reasonCode }) };
}

const FIELDS: Readonly<Record<string, string>> = {
  'tax.percent': 'taxPercent',
  'tax.category': 'taxCategory',
  'tax.reasonCode': 'taxCategory',
};

/** The form has fields for what the operation takes as one tax. */
function besideItsField(refusal: Refusal): Refusal {
  const field = FIELDS[refusal.field ?? ''];
  return field === undefined ? refusal : { ...refusal, field };
}
