import { z } from '@hono/zod-openapi';
import { randomUUID } from 'node:crypto';
import { isRefusal, type Refusal } from '../../src/billing/index.js';
import { openAccount, readAccountList, readPlans } from '../../src/operations/index.js';
import { currency, decimal, email, language, name, slug } from '../v1/fields.js';
import { newSite } from '../v1/siteShapes.js';
import { definePage, type FormState, goTo, type PageCall, type Shown, UNTOUCHED } from '../site/page.js';
import { amount, key, optional } from './fields.js';
import { newAccountPage } from './pages/NewAccountPage.js';

const PATH = '/sites/{slug}/console/accounts/new';
const PLANS_SHOWN = 500;

const hostnames = z
  .string()
  .max(30_000)
  .transform((text) => text.split(/[\s,]+/).filter((host) => host !== ''))
  .pipe(newSite.shape.hostnames.unwrap());

const form = z.strictObject({
  key,
  name,
  email,
  language,
  siteSlug: slug,
  siteName: name,
  hostnames,
  plan: optional(z.uuid()),
  currency,
  timeZone: z.string().trim().min(1, 'must be given').max(64),
  billingDay: z.coerce
    .number()
    .int('must be a whole number')
    .min(1, 'must be from 1 to 31')
    .max(31, 'must be from 1 to 31'),
  intervalMonths: z.enum(['1', '3', '12']),
  creditLimit: optional(amount),
  taxName: optional(
    z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9 .%-]{1,20}$/, 'must be 1 to 20 letters, digits, spaces, dots, % and hyphens'),
  ),
  taxPercent: optional(decimal),
});

export const newAccountPages = [
  definePage({
    method: 'get',
    path: PATH,
    access: 'accounts.write',
    handle: (call) => show(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: PATH,
    access: 'accounts.write',
    form,
    handle: async (call) => {
      const { context, slug: own } = call;
      const account = await openAccount(context, inputOf(call.form), call.form.key);
      if (isRefusal(account)) return onForm(account);
      return goTo(`/sites/${own}/console/accounts/${account.id}`, `The account of ${account.name} is open.`);
    },
    again: show,
  }),
];

function inputOf(fields: z.infer<typeof form>): Parameters<typeof openAccount>[1] {
  const {
    siteSlug,
    siteName,
    hostnames: hosts,
    plan,
    taxName,
    taxPercent,
    creditLimit,
    intervalMonths,
  } = fields;
  return {
    name: fields.name,
    email: fields.email,
    language: fields.language,
    currency: fields.currency,
    timeZone: fields.timeZone,
    billingDay: fields.billingDay,
    intervalMonths: Number(intervalMonths) as 1 | 3 | 12,
    statements: true,
    plans: plan === undefined ? [] : [plan],
    sites: [{ slug: siteSlug, name: siteName, hostnames: hosts }],
    ...(creditLimit === undefined ? {} : { creditLimit }),
    ...(taxName === undefined && taxPercent === undefined
      ? {}
      : { tax: { name: taxName ?? 'VAT', percent: taxPercent ?? '' } }),
  };
}

/** The operation knows fields of its own; here they stand in one list. */
function onForm(refusal: Refusal): Refusal {
  const { field = '' } = refusal;
  const names: Readonly<Record<string, string>> = {
    'sites[0].slug': 'siteSlug',
    'sites[0].name': 'siteName',
    'plans[0]': 'plan',
    'tax.percent': 'taxPercent',
  };
  const known = names[field] ?? (field.startsWith('sites[0].hostnames') ? 'hostnames' : undefined);
  return known === undefined ? refusal : { ...refusal, field: known };
}

async function show(call: PageCall, state: FormState): Promise<Shown> {
  const [plans, [latest]] = await Promise.all([
    readPlans(call.context, { limit: PLANS_SHOWN }),
    readAccountList(call.context, {}, { limit: 1 }),
  ]);
  const sent = state.values['key'];
  return newAccountPage({
    visitor: call.visitor,
    state,
    plans,
    key: typeof sent === 'string' && sent !== '' ? sent : randomUUID(),
    // Most clients are much like the one before.
    usual: {
      currency: latest?.currency ?? plans[0]?.currency ?? 'EUR',
      timeZone: latest?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  });
}
