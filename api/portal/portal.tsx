import { z } from '@hono/zod-openapi';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { loadAccount } from '../../src/accounts/loadAccount.js';
import { loadPortalAccount } from '../../src/accounts/loadPortalAccount.js';
import { loadAccountProjection } from '../../src/assessment/loadAccountProjection.js';
import { accountOfSite } from '../../src/core/accountOfSite.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { addDays, localDateOf } from '../../src/core/values/zone.js';
import { loadEntries } from '../../src/ledger/loadHistory.js';
import { loadPaymentProgress, PROGRESS_SECONDS } from '../../src/payments/paymentProgress.js';
import { loadTopUp } from '../../src/payments/topUp/topUpSettings.js';
import { promisePayment } from '../../src/suspension/promisePayment.js';
import { loadUsage } from '../../src/usage/recordUsage.js';
import { amount, optional } from '../console/accounts/fields.js';
import { entriesCsv, statementCsv, statementPdf } from '../documents/statements.js';
import { INVOICE_FORMS, invoiceFile } from '../documents/invoices.js';
import {
  daysOf,
  documentsQuery,
  showStatements,
  type StatementWriting,
} from '../documents/StatementsPage.js';
import type { Statement } from '../../src/store/ledger/periods.js';
import { language } from '../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../web/page.js';
import {
  buyerFields,
  onParticularsForm,
  particularsFields,
  particularsOf,
} from '../web/particulars/particularsForm.js';
import { checkOut } from './checkOut.js';
import { portalEntriesPage } from './pages/EntriesPage.js';
import { payPage } from './pages/PayPage.js';
import { portalPage } from './pages/PortalPage.js';
import { preferencesPage } from './pages/PreferencesPage.js';
import { pageFor, type Reader, readerOf } from './reader.js';
import { portalTexts } from './texts/index.js';

const BASE = '/sites/{slug}';
const ENTRIES_SHOWN = 100;
const ENTRIES_FIRST = 6;
const DAYS_BEHIND = 45;
const DAYS_OF_USAGE = 35;

const open = { impersonation: 'open' } as const;
const reading = { ...open, method: 'get', access: 'entries.read' } as const;

/** What a client may change of the own invoice details. */
const invoiceDetails = z
  .strictObject({ ...particularsFields, buyerReference: buyerFields.buyerReference })
  .omit({ country: true });

/** The client's pages about the account that the parent site keeps for them. */
export const portalPages = [
  definePage({
    ...reading,
    path: `${BASE}/entries`,
    query: z.strictObject({
      before: z
        .string()
        .regex(/^[1-9]\d{0,14}$/)
        .transform(Number)
        .optional(),
    }),
    handle: async (call) => {
      const { context, slug } = call;
      const { before: beforeNumber } = call.query;
      const paid = await accountOfSite(context);
      if (isRefusal(paid)) return paid;
      const page = { ...(beforeNumber === undefined ? {} : { beforeNumber }), limit: ENTRIES_SHOWN + 1 };
      const [account, found] = await Promise.all([
        loadAccount(paid.tenant, paid.accountId),
        loadEntries(paid.tenant, paid.accountId, page),
      ]);
      if (isRefusal(account)) return account;
      if (isRefusal(found)) return found;
      const entries = found.slice(0, ENTRIES_SHOWN);
      const more = found.length > ENTRIES_SHOWN ? entries[ENTRIES_SHOWN - 1]?.number : undefined;
      return portalEntriesPage({ slug, account, entries, more, reader: readerOf(call, account) });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/entries/csv`,
    handle: async ({ context, slug }) => {
      const paid = await accountOfSite(context);
      return isRefusal(paid) ? paid : entriesCsv(paid.tenant, paid.accountId, `entries-${slug}`);
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/statements`,
    query: documentsQuery,
    handle: async (call) => {
      const paid = await accountOfSite(call.context);
      if (isRefusal(paid)) return paid;
      const { before, invoices: beforeInvoice } = call.query;
      const base = `/sites/${call.slug}/statements`;
      const account = await loadAccount(paid.tenant, paid.accountId);
      if (isRefusal(account)) return account;
      const reader = readerOf(call, account);
      const page = await showStatements(paid.tenant, paid.accountId, {
        base,
        invoiceBase: `/sites/${call.slug}/invoices`,
        before,
        beforeInvoice,
        head: (_account, newest) => statementsHead(newest, reader),
        writing: () => writingOf(reader),
      });
      return isRefusal(page) ? page : pageFor(reader, page);
    },
  }),
  ...INVOICE_FORMS.map((form) =>
    definePage({
      ...reading,
      path: `${BASE}/invoices/{id}/${form}`,
      handle: async ({ context, params }) => {
        const paid = await accountOfSite(context);
        return isRefusal(paid) ? paid : invoiceFile(paid.tenant, paid.accountId, params['id'] ?? '', form);
      },
    }),
  ),
  definePage({
    ...reading,
    path: `${BASE}/statements/{id}/pdf`,
    handle: async ({ context, params }) => {
      const paid = await accountOfSite(context);
      return isRefusal(paid) ? paid : statementPdf(paid.tenant, paid.accountId, params['id'] ?? '');
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/statements/{id}/csv`,
    handle: async ({ context, params }) => {
      const paid = await accountOfSite(context);
      return isRefusal(paid) ? paid : statementCsv(paid.tenant, paid.accountId, params['id'] ?? '');
    },
  }),
  definePage({
    ...open,
    method: 'get',
    path: `${BASE}/pay`,
    access: 'accounts.read',
    query: z.strictObject({ paid: z.literal('yes').optional() }),
    handle: async (call) => showPay(call, UNTOUCHED, call.query.paid === 'yes'),
  }),
  definePage({
    ...open,
    method: 'post',
    path: `${BASE}/pay`,
    access: 'payments.write',
    form: z.strictObject({
      provider: z.string().max(20),
      choice: z.string().max(20),
      amount: optional(amount),
    }),
    handle: async (call) => {
      const back = { back: 'pay', backPaid: 'pay?paid=yes' };
      const url = await checkOut(call, { ...call.form, saveCard: false, ...back });
      return isRefusal(url) ? url : redirectTo(url);
    },
    onError: (call, state) => showPay(call, state, false),
  }),
  // A promise is the client's own, so it is closed to impersonators.
  definePage({
    method: 'post',
    path: `${BASE}/pay/promise`,
    access: 'payments.write',
    form: z.strictObject({
      days: z
        .string()
        .regex(/^\d{1,2}$/, 'must be a number of days')
        .transform(Number),
    }),
    handle: async (call) => {
      const { context, form, slug } = call;
      const paid = await accountOfSite(context);
      if (isRefusal(paid)) return paid;
      const promised = await promisePayment(paid.tenant, paid.accountId, form.days);
      if (isRefusal(promised)) return promised;
      const account = await loadAccount(paid.tenant, paid.accountId);
      if (isRefusal(account)) return account;
      const { texts, date } = readerOf(call, account);
      return redirectTo(`/sites/${slug}/pay`, texts.pay.moreTime(date(promised.through)));
    },
    onError: (call, state) => showPay(call, state, false),
  }),
  definePage({
    ...open,
    method: 'get',
    path: `${BASE}/preferences`,
    access: 'accounts.read',
    handle: (call) => showPreferences(call, UNTOUCHED),
  }),
  definePage({
    ...open,
    method: 'post',
    path: `${BASE}/preferences`,
    access: 'accounts.write',
    form: z.strictObject({ statements: z.enum(['yes', 'no']), language }),
    handle: async ({ context, form, slug }) => {
      const paid = await accountOfSite(context);
      if (isRefusal(paid)) return paid;
      // The client may change these two fields; the tenant changes everything else.
      const change = { statements: form.statements === 'yes', language: form.language };
      const changed = await changeAccount(paid.tenant, paid.accountId, change);
      if (isRefusal(changed)) return changed;
      return redirectTo(`/sites/${slug}/preferences`, portalTexts(form.language).preferences.saved);
    },
    onError: showPreferences,
  }),
  definePage({
    ...open,
    method: 'post',
    path: `${BASE}/preferences/invoices`,
    access: 'accounts.write',
    form: invoiceDetails,
    handle: async (call) => {
      const paid = await accountOfSite(call.context);
      if (isRefusal(paid)) return paid;
      // Country and kind decide the tax, so only the tenant changes them.
      const change = { particulars: particularsOf(call.form) };
      const changed = await changeAccount(paid.tenant, paid.accountId, change);
      if (isRefusal(changed)) return onParticularsForm(changed);
      const account = await loadAccount(paid.tenant, paid.accountId);
      if (isRefusal(account)) return account;
      const { details } = readerOf(call, account).texts;
      return redirectTo(`/sites/${call.slug}/preferences`, details.saved);
    },
    onError: showPreferences,
  }),
];

/** The portal's page for a site with an account; undefined without one, or if the reader may not see it. */
export async function showPortal(call: PageCall): Promise<PageContent | Refusal | undefined> {
  const { context, session, now } = call;
  if (!session.site.hasAccount || !session.permissions.has('accounts.read')) return undefined;
  const paid = await accountOfSite(context);
  if (isRefusal(paid)) return undefined;
  const portalAccount = await loadPortalAccount(paid.tenant, paid.accountId, DAYS_BEHIND);
  if (isRefusal(portalAccount)) return portalAccount;
  const { assessment } = portalAccount.account;
  const today = localDateOf(now, portalAccount.account.timeZone);
  const days = { from: addDays(today, 1 - DAYS_OF_USAGE), to: addDays(today, 1) };
  const mayRead = session.permissions.has('entries.read');
  const [projection, entries, usage] = await Promise.all([
    mayRead ? loadAccountProjection(context, assessment, DAYS_BEHIND) : undefined,
    mayRead ? loadEntries(paid.tenant, paid.accountId, { limit: ENTRIES_FIRST }) : [],
    session.permissions.has('usage.read') ? loadUsage(paid.tenant, paid.accountId, days) : [],
  ]);
  if (isRefusal(entries)) return entries;
  if (isRefusal(usage)) return usage;
  const reader = readerOf(call, portalAccount.account);
  return portalPage({ call, portalAccount, projection, entries, usage, reader, ...days });
}

async function showPay<Query>(
  call: PageCall<unknown, Query>,
  state: FormState,
  isBack: boolean,
): Promise<PageContent | Refusal> {
  const { context, session, slug } = call;
  const paid = await accountOfSite(context);
  if (isRefusal(paid)) return paid;
  const portalAccount = await loadPortalAccount(paid.tenant, paid.accountId);
  if (isRefusal(portalAccount)) return portalAccount;
  // A saved card belongs to the user, so impersonators do not see it.
  const topUp = session.impersonator === null ? await loadTopUp(paid.tenant, paid.accountId) : undefined;
  if (isRefusal(topUp)) return topUp;
  const mayPay = session.permissions.has('payments.write');
  const mayAsk = mayPay && session.impersonator === null;
  const known = isBack ? await loadPaymentProgress(context.sql, paid.accountId, call.now) : undefined;
  if (known === 'awaited') call.http.header('refresh', String(PROGRESS_SECONDS));
  const progress = isBack ? (known ?? 'awaited') : undefined;
  const reader = readerOf(call, portalAccount.account);
  return payPage({ slug, portalAccount, topUp, mayPay, mayAsk, state, progress, reader });
}

async function showPreferences(call: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const paid = await accountOfSite(call.context);
  if (isRefusal(paid)) return paid;
  const account = await loadAccount(paid.tenant, paid.accountId);
  if (isRefusal(account)) return account;
  const mayChange = call.session.permissions.has('accounts.write');
  return preferencesPage({ slug: call.slug, account, mayChange, state, reader: readerOf(call, account) });
}

function writingOf({ texts, ...reader }: Reader): StatementWriting {
  return { ...reader, texts: texts.statements };
}

function statementsHead(newest: Statement | undefined, reader: Reader) {
  const { statements } = reader.texts;
  const title = newest === undefined ? statements.none : statements.latest(daysOf(newest, writingOf(reader)));
  return { title, lead: statements.lead };
}
