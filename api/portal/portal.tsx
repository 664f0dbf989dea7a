import { z } from '@hono/zod-openapi';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { readAccount } from '../../src/accounts/readAccount.js';
import { readTab } from '../../src/accounts/readTab.js';
import { readCourse } from '../../src/assessment/readCourse.js';
import { accountOfSite } from '../../src/core/accountOfSite.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { addDays, localDateOf } from '../../src/core/values/zone.js';
import { readEntries, readStatements } from '../../src/ledger/readHistory.js';
import { readTopUp } from '../../src/payments/topUp/topUpSettings.js';
import { readUsage } from '../../src/usage/recordUsage.js';
import { amount, optional } from '../console/accounts/fields.js';
import { entriesCsv, statementCsv, statementPdf } from '../documents/statements.js';
import { language, localDate } from '../v1/framework/fields.js';
import { definePage, type FormState, goTo, type PageCall, type Shown, UNTOUCHED } from '../web/page.js';
import { checkOut } from './checkOut.js';
import { entriesPage } from './pages/EntriesPage.js';
import { payPage } from './pages/PayPage.js';
import { portalPage } from './pages/PortalPage.js';
import { preferencesPage } from './pages/PreferencesPage.js';
import { statementsPage } from './pages/StatementsPage.js';

const BASE = '/sites/{slug}';
const ENTRIES_SHOWN = 100;
const ENTRIES_FIRST = 6;
const DAYS_BEHIND = 45;
const STATEMENTS_SHOWN = 24;
const DAYS_OF_USAGE = 35;

const open = { impersonation: 'open' } as const;
const reading = { ...open, method: 'get', access: 'entries.read' } as const;

/** The pages of a site whose account is kept by the site above, for the client. */
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
    handle: async ({ context, slug, query: { before: beforeNumber } }) => {
      const paid = await accountOfSite(context);
      if (isRefusal(paid)) return paid;
      const page = { ...(beforeNumber === undefined ? {} : { beforeNumber }), limit: ENTRIES_SHOWN + 1 };
      const [account, found] = await Promise.all([
        readAccount(paid.books, paid.accountId),
        readEntries(paid.books, paid.accountId, page),
      ]);
      if (isRefusal(account)) return account;
      if (isRefusal(found)) return found;
      const entries = found.slice(0, ENTRIES_SHOWN);
      const more = found.length > ENTRIES_SHOWN ? entries[ENTRIES_SHOWN - 1]?.number : undefined;
      return entriesPage({ slug, account, entries, more });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/entries/csv`,
    handle: async ({ context, slug }) => {
      const paid = await accountOfSite(context);
      return isRefusal(paid) ? paid : entriesCsv(paid.books, paid.accountId, `entries-${slug}`);
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/statements`,
    query: z.strictObject({ before: localDate.optional() }),
    handle: async ({ context, slug, query: { before } }) => {
      const paid = await accountOfSite(context);
      if (isRefusal(paid)) return paid;
      const page = { limit: STATEMENTS_SHOWN + 1, ...(before === undefined ? {} : { before }) };
      const [account, found] = await Promise.all([
        readAccount(paid.books, paid.accountId),
        readStatements(paid.books, paid.accountId, page),
      ]);
      if (isRefusal(account)) return account;
      if (isRefusal(found)) return found;
      const statements = found.periods.slice(0, STATEMENTS_SHOWN);
      const more =
        found.periods.length > STATEMENTS_SHOWN ? statements[STATEMENTS_SHOWN - 1]?.startDate : undefined;
      const { currency, timeZone } = account;
      return statementsPage({ slug, currency, timeZone, statements, more });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/statements/{id}/pdf`,
    handle: async ({ context, params }) => {
      const paid = await accountOfSite(context);
      return isRefusal(paid) ? paid : statementPdf(paid.books, paid.accountId, params['id'] ?? '');
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/statements/{id}/csv`,
    handle: async ({ context, params }) => {
      const paid = await accountOfSite(context);
      return isRefusal(paid) ? paid : statementCsv(paid.books, paid.accountId, params['id'] ?? '');
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
      return isRefusal(url) ? url : goTo(url);
    },
    again: (call, state) => showPay(call, state, false),
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
      // These two are the client's own to say; everything else of the account is for whoever keeps it.
      const change = { statements: form.statements === 'yes', language: form.language };
      const changed = await changeAccount(paid.books, paid.accountId, change);
      return isRefusal(changed) ? changed : goTo(`/sites/${slug}/preferences`, 'It is kept so from now on.');
    },
    again: showPreferences,
  }),
];

/** The first page of a site that an account pays for; nothing where none does, or where it is not for this reader. */
export async function showPortal(call: PageCall): Promise<Shown | Refusal | undefined> {
  const { context, visitor, now } = call;
  if (!visitor.site.hasAccount || !visitor.permissions.has('accounts.read')) return undefined;
  const paid = await accountOfSite(context);
  if (isRefusal(paid)) return undefined;
  const tab = await readTab(paid.books, paid.accountId);
  if (isRefusal(tab)) return tab;
  const today = localDateOf(now, tab.account.timeZone);
  const days = { from: addDays(today, 1 - DAYS_OF_USAGE), to: addDays(today, 1) };
  const mayRead = visitor.permissions.has('entries.read');
  const [course, entries, usage] = await Promise.all([
    mayRead ? readCourse(paid.books, paid.accountId, { daysBehind: DAYS_BEHIND }) : undefined,
    mayRead ? readEntries(paid.books, paid.accountId, { limit: ENTRIES_FIRST }) : [],
    visitor.permissions.has('usage.read') ? readUsage(paid.books, paid.accountId, days) : [],
  ]);
  if (isRefusal(course)) return course;
  if (isRefusal(entries)) return entries;
  if (isRefusal(usage)) return usage;
  return portalPage({ call, tab, course, entries, usage, ...days });
}

async function showPay<Query>(
  call: PageCall<unknown, Query>,
  state: FormState,
  isBack: boolean,
): Promise<Shown | Refusal> {
  const { context, visitor, slug } = call;
  const paid = await accountOfSite(context);
  if (isRefusal(paid)) return paid;
  const tab = await readTab(paid.books, paid.accountId);
  if (isRefusal(tab)) return tab;
  // Somebody's card is theirs: whoever has stepped in sees nothing of it.
  const topUp = visitor.impersonator === null ? await readTopUp(paid.books, paid.accountId) : undefined;
  if (isRefusal(topUp)) return topUp;
  const mayPay = visitor.permissions.has('payments.write');
  return payPage({ slug, tab, topUp, mayPay, state, isBack });
}

async function showPreferences(call: PageCall, state: FormState): Promise<Shown | Refusal> {
  const paid = await accountOfSite(call.context);
  if (isRefusal(paid)) return paid;
  const account = await readAccount(paid.books, paid.accountId);
  if (isRefusal(account)) return account;
  const mayChange = call.visitor.permissions.has('accounts.write');
  return preferencesPage({ slug: call.slug, account, mayChange, state });
}
