import { z } from '@hono/zod-openapi';
import { loadAccount } from '../../src/accounts/loadAccount.js';
import { loadPortalAccount } from '../../src/accounts/loadPortalAccount.js';
import { accountOfSite, type PaidBy } from '../../src/core/accountOfSite.js';
import type { SiteContext } from '../../src/core/context.js';
import { isRefusal, type Refusal, refuse } from '../../src/core/values/refusal.js';
import { changeTopUp, forgetCard, loadTopUp } from '../../src/payments/topUp/topUpSettings.js';
import { amount, optional } from '../console/accounts/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../web/page.js';
import { checkOut } from './checkOut.js';
import { removeCardPage, topUpPage } from './pages/TopUpPage.js';
import type { TopUpProps } from './pages/topUpProps.js';
import { readerOf } from './reader.js';
import { type PortalTexts, portalTexts } from './texts/index.js';

const BASE = '/sites/{slug}/pay/top-up';

const UNSAID = refuse('invalid', 'Please confirm that you agree.', 'consent');
const consent = z.literal('yes').optional();

/**
 * The client's saved card and what may be charged to it. An impersonator may not even view it: the card belongs to the
 * user. A user who may pay for the site may also turn on automatic payments.
 */
export const topUpPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'accounts.read',
    query: z.strictObject({ saved: z.literal('yes').optional() }),
    handle: (call) => showTopUp(call, UNTOUCHED, call.query.saved === 'yes'),
  }),
  definePage({
    method: 'post',
    path: BASE,
    access: 'payments.write',
    form: z.strictObject({
      dailyCap: amount,
      minimum: optional(amount),
      enabled: z.enum(['yes', 'no']),
      consent,
    }),
    handle: async (call) => {
      const { context, form, slug } = call;
      const paid = await accountOfSite(context);
      if (isRefusal(paid)) return paid;
      const before = await loadTopUp(paid.tenant, paid.accountId);
      if (isRefusal(before)) return before;
      const enabled = form.enabled === 'yes';
      // Turning it on again needs the agreement again.
      if (enabled && !before.enabled && form.consent === undefined) return UNSAID;
      const { dailyCap, minimum = '0' } = form;
      const changed = await changeTopUp(paid.tenant, paid.accountId, { enabled, dailyCap, minimum });
      if (isRefusal(changed)) return changed;
      const texts = await topUpTexts(call, paid);
      return redirectTo(`/sites/${slug}/pay/top-up`, enabled ? texts.saved : texts.turnedOff);
    },
    onError: showTopUp,
  }),
  definePage({
    method: 'post',
    path: `${BASE}/card`,
    access: 'payments.write',
    form: z.strictObject({
      provider: z.string().max(20),
      choice: z.string().max(20),
      amount: optional(amount),
      dailyCap: optional(amount),
      minimum: optional(amount),
      consent,
    }),
    handle: async (call) => {
      const url = await saveCard(call);
      return isRefusal(url) ? url : redirectTo(url);
    },
    onError: showTopUp,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/remove-card`,
    access: 'payments.write',
    handle: (call) => showRemoval(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/remove-card`,
    access: 'payments.write',
    handle: async (call) => {
      const paid = await accountOfSite(call.context);
      if (isRefusal(paid)) return paid;
      const refused = await forgetCard(paid.tenant, paid.accountId);
      if (refused !== undefined) return refused;
      const { removed } = await topUpTexts(call, paid);
      return redirectTo(`/sites/${call.slug}/pay/top-up`, removed);
    },
    onError: showRemoval,
  }),
];

interface CardForm {
  readonly provider: string;
  readonly choice: string;
  readonly amount?: string | undefined;
  readonly dailyCap?: string | undefined;
  readonly minimum?: string | undefined;
  readonly consent?: 'yes' | undefined;
}

/**
 * The address of the page on which the client pays and saves a card. The rule of a first card is stored before that:
 * without a rule, the card would never be charged. A replacement card keeps the existing rule.
 */
async function saveCard(call: PageCall<CardForm>): Promise<string | Refusal> {
  const { form, context } = call;
  const paid = await accountOfSite(context);
  if (isRefusal(paid)) return paid;
  const topUp = await loadTopUp(paid.tenant, paid.accountId);
  if (isRefusal(topUp)) return topUp;
  if (form.consent === undefined) return UNSAID;
  if (topUp.card === null) {
    const { dailyCap, minimum = '0' } = form;
    if (dailyCap === undefined) return refuse('invalid', 'is required', 'dailyCap');
    const changed = await changeTopUp(paid.tenant, paid.accountId, { enabled: true, dailyCap, minimum });
    if (isRefusal(changed)) return changed;
  }
  return checkOut(call, { ...form, saveCard: true, back: 'pay/top-up', backPaid: 'pay/top-up?saved=yes' });
}

/** For the message on the next page, in the language of that page. */
async function topUpTexts(
  { http }: Pick<PageCall, 'http'>,
  { tenant, accountId }: PaidBy<SiteContext>,
): Promise<PortalTexts['topUp']> {
  const account = await loadAccount(tenant, accountId);
  return isRefusal(account) ? portalTexts('en').topUp : readerOf({ http }, account).texts.topUp;
}

async function loadProps<Query>(
  call: PageCall<unknown, Query>,
  state: FormState,
): Promise<TopUpProps | Refusal> {
  const paid = await accountOfSite(call.context);
  if (isRefusal(paid)) return paid;
  const [portalAccount, topUp] = await Promise.all([
    loadPortalAccount(paid.tenant, paid.accountId),
    loadTopUp(paid.tenant, paid.accountId),
  ]);
  if (isRefusal(portalAccount)) return portalAccount;
  if (isRefusal(topUp)) return topUp;
  const mayPay = call.session.permissions.has('payments.write');
  const reader = readerOf(call, portalAccount.account);
  return { slug: call.slug, portalAccount, topUp, mayPay, state, now: call.now, reader };
}

async function showTopUp<Query>(
  call: PageCall<unknown, Query>,
  state: FormState,
  isBack = false,
): Promise<PageContent | Refusal> {
  const props = await loadProps(call, state);
  return isRefusal(props) ? props : topUpPage({ ...props, isBack });
}

async function showRemoval(call: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const props = await loadProps(call, state);
  return isRefusal(props) ? props : removeCardPage(props);
}
