import { z } from '@hono/zod-openapi';
import { type AccountDetails, loadAccount } from '../../../src/accounts/loadAccount.js';
import { loadAccountProjection } from '../../../src/assessment/loadAccountProjection.js';
import { isStateDue } from '../../../src/billing/decide.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { addDays, localDateOf } from '../../../src/core/values/zone.js';
import { loadEmail } from '../../../src/emails/loadEmail.js';
import { loadEntries, loadEmails, loadTimeline, upcomingOf } from '../../../src/ledger/loadHistory.js';
import { loadScheduledCharges } from '../../../src/ledger/scheduleCharge.js';
import { viewPromotions } from '../../../src/promotions/loadPromotions.js';
import { loadMeters, loadUsage } from '../../../src/usage/recordUsage.js';
import { definePage, type PageCall, type PageContent } from '../../web/page.js';
import { emailDocument } from '../emails/emailDocument.js';
import { emailPage } from '../emails/pages/EmailPage.js';
import { withPictures } from '../emails/writeSample.js';
import { REFRESH_SECONDS } from '../tasks/refresh.js';
import { usagePage } from '../usage/pages/UsagePage.js';
import { entriesPage } from './entries/EntriesPage.js';
import { accountPage } from './pages/AccountPage.js';

const BASE = '/sites/{slug}/console/accounts/{id}';
const DAYS_BEHIND = 45;
const DAYS_OF_USAGE = 35;
const ENTRIES_FIRST = 12;
const ENTRIES_SHOWN = 100;
const EMAILS_SHOWN = 50;
const EVENTS_SHOWN = 30;

const reading = { method: 'get', access: 'accounts.read', impersonation: 'open' } as const;

export const accountPages = [
  definePage({ ...reading, path: BASE, handle: showAccount }),
  definePage({
    ...reading,
    path: `${BASE}/entries`,
    access: 'entries.read',
    query: z.strictObject({
      before: z
        .string()
        .regex(/^[1-9]\d{0,14}$/)
        .transform(Number)
        .optional(),
    }),
    handle: async (call) => {
      const account = await loadAccount(call.context, idOf(call));
      if (isRefusal(account)) return account;
      const { before: beforeNumber } = call.query;
      const page = beforeNumber === undefined ? {} : { beforeNumber };
      const found = await loadEntries(call.context, account.id, { ...page, limit: ENTRIES_SHOWN + 1 });
      if (isRefusal(found)) return found;
      const entries = found.slice(0, ENTRIES_SHOWN);
      const more = found.length > ENTRIES_SHOWN ? entries[ENTRIES_SHOWN - 1]?.number : undefined;
      return entriesPage({ call, account, entries, more });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/usage`,
    access: 'usage.read',
    handle: async (call) => {
      const account = await loadAccount(call.context, idOf(call));
      if (isRefusal(account)) return account;
      const [usage, meters] = await Promise.all([usageOf(call, account), loadMeters(call.context)]);
      return isRefusal(usage)
        ? usage
        : usagePage({ call, account, usage, meters, ...usageDays(call, account) });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/emails/{emailId}`,
    handle: async (call) => {
      const account = await loadAccount(call.context, idOf(call));
      if (isRefusal(account)) return account;
      const email = await loadEmail(call.context, account.id, call.params['emailId'] ?? '');
      return isRefusal(email) ? email : emailPage({ call, account, email });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/emails/{emailId}/html`,
    handle: async (call) => {
      const email = await loadEmail(call.context, idOf(call), call.params['emailId'] ?? '');
      return isRefusal(email) ? email : emailDocument(await withPictures(call.context, email.html));
    },
  }),
];

export function idOf({ params }: Pick<PageCall, 'params'>): string {
  return params['id'] ?? '';
}

async function showAccount(call: PageCall): Promise<PageContent | Refusal> {
  const { context } = call;
  const account = await loadAccount(context, idOf(call), DAYS_BEHIND);
  if (isRefusal(account)) return account;
  const { id, assessment } = account;
  if (isAboutToSwitch(account)) call.http.header('refresh', String(REFRESH_SECONDS));
  const [projection, entries, emails, timeline, planned, promotions, usage, meters] = await Promise.all([
    loadAccountProjection(context, assessment, DAYS_BEHIND),
    loadEntries(context, id, { limit: ENTRIES_FIRST + 1 }),
    loadEmails(context, id, { limit: EMAILS_SHOWN }),
    loadTimeline(context, id, { limit: EVENTS_SHOWN }),
    loadScheduledCharges(context, id),
    viewPromotions(context, assessment),
    usageOf(call, account),
    loadMeters(context),
  ]);
  for (const found of [entries, emails, timeline, planned, usage]) if (isRefusal(found)) return found;
  return accountPage({
    call,
    account,
    projection,
    entries: known(entries).slice(0, ENTRIES_FIRST),
    hasMoreEntries: known(entries).length > ENTRIES_FIRST,
    emails: known(emails),
    past: known(timeline).past,
    upcoming: upcomingOf(assessment, context.now),
    planned: known(planned).charges,
    promotions,
    usage: known(usage),
    meters,
    ...usageDays(call, account),
  });
}

/** Whether its sites are about to be suspended or reactivated: the page shows it as soon as it is done. */
function isAboutToSwitch({ assessment: { facts, standing } }: AccountDetails): boolean {
  return facts.state !== 'closed' && isStateDue(facts, standing);
}

function known<Found>(found: Found | Refusal): Found {
  if (isRefusal(found)) throw new Error(found.detail);
  return found;
}

function usageDays({ now }: PageCall, { timeZone }: AccountDetails): { from: string; to: string } {
  const today = localDateOf(now, timeZone);
  return { from: addDays(today, 1 - DAYS_OF_USAGE), to: addDays(today, 1) };
}

function usageOf(call: PageCall, account: AccountDetails): ReturnType<typeof loadUsage> {
  return loadUsage(call.context, account.id, usageDays(call, account));
}
