import { z } from '@hono/zod-openapi';
import type { AccountDetails } from '../../../src/accounts/loadAccount.js';
import { compareWhatIf, type WhatIf } from '../../../src/accounts/whatIf.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import { loadPlans } from '../../../src/plans/managePlans.js';
import { loadSettings } from '../../../src/sites/manageSites.js';
import { loadMeters } from '../../../src/usage/recordUsage.js';
import { localDate, meterName } from '../../v1/framework/fields.js';
import { policyFields } from '../policy/policyForm.js';
import { onPolicyField, parsePolicyTexts } from '../policy/policyText.js';
import { type ActionView, defineAction } from './action.js';
import { amount, optional } from './fields.js';
import { effectiveOf, when } from './fromWhen.js';
import { ALL_TRAFFIC, currentPlans, IN_ADDITION, whatIfPage } from './pages/WhatIfPage.js';

const PLANS_SHOWN = 500;

const assumptions = policyFields.extend({
  plan: optional(z.uuid()),
  instead: z.union([z.literal(IN_ADDITION), z.uuid()]).optional(),
  when: when.optional(),
  date: optional(localDate),
  creditLimit: optional(amount),
  paymentAmount: optional(amount),
  paymentOn: optional(localDate),
  factor: optional(z.string().trim().max(60)),
  meter: z.union([z.literal(ALL_TRAFFIC), meterName]).optional(),
  whose: z.enum(['present', 'all', 'own']).default('present'),
});

/** Compares an account with assumed changes. The form posts, but nothing is stored. */
export const whatIfPages = defineAction({
  path: 'what-if',
  access: 'accounts.read',
  form: assumptions,
  show: async (view) => whatIfPage(view, await choicesOf(view)),
  perform: async (call, account) => {
    const { form } = call;
    const input = inputOf(form, account, call.now);
    if (isRefusal(input)) return input;
    const compared = await compareWhatIf(call.context, account.id, input);
    if (isRefusal(compared)) return besideItsField(compared);
    const action = call.http.req.path;
    const values = Object.fromEntries(
      Object.entries(form).map(([name, value]) => [name, value === undefined ? '' : value]),
    );
    const state = { values, problems: [] };
    const view = { call, account, state, action, back: action.replace(/\/what-if$/, ''), key: '' };
    return whatIfPage(view, await choicesOf(view), compared);
  },
});

async function choicesOf({ call: { context } }: Pick<ActionView, 'call'>) {
  const [plans, meters, settings] = await Promise.all([
    loadPlans(context, { limit: PLANS_SHOWN }),
    loadMeters(context),
    loadSettings(context, context.siteId),
  ]);
  return { plans, meters, policy: settings.suspensionPolicy ?? {} };
}

function inputOf(form: z.infer<typeof assumptions>, account: AccountDetails, now: number): WhatIf | Refusal {
  const { plan, instead, creditLimit, paymentAmount, paymentOn, factor, meter = ALL_TRAFFIC } = form;
  const effective = effectiveOf(form);
  if (plan !== undefined && isRefusal(effective)) return effective;
  if (paymentOn !== undefined && paymentAmount === undefined)
    return refuse('invalid', 'is required', 'paymentAmount');
  const suspensionPolicy = policyIn(form, account);
  if (isRefusal(suspensionPolicy)) return suspensionPolicy;
  const kept = currentPlans(account, now)
    .map(({ planId }) => planId)
    .filter((planId) => planId !== instead && planId !== plan);
  return {
    ...(plan === undefined || isRefusal(effective) ? {} : { plans: [...kept, plan], effective }),
    creditLimit,
    ...(paymentAmount === undefined ? {} : { payment: { amount: paymentAmount, on: paymentOn } }),
    ...(factor === undefined
      ? {}
      : { traffic: meter === ALL_TRAFFIC ? { factor } : { meters: { [meter]: factor } } }),
    suspensionPolicy,
  };
}

function policyIn(
  { whose, ...texts }: z.infer<typeof assumptions>,
  { currency }: AccountDetails,
): WhatIf['suspensionPolicy'] | Refusal {
  if (whose === 'present') return undefined;
  return whose === 'all' ? null : parsePolicyTexts(texts, currency);
}

/** The form has other fields than the operation. */
function besideItsField(refusal: Refusal): Refusal {
  const { field = '' } = refusal;
  if (field.startsWith('plans')) return { ...refusal, field: 'plan' };
  if (field.startsWith('traffic')) return { ...refusal, field: 'factor' };
  if (field.startsWith('suspensionPolicy')) return onPolicyField(refusal);
  const names: Readonly<Record<string, string>> = {
    'payment.amount': 'paymentAmount',
    'payment.on': 'paymentOn',
    effective: 'date',
  };
  const own = names[field];
  return own === undefined ? refusal : { ...refusal, field: own };
}
