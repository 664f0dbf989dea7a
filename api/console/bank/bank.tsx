import { z } from '@hono/zod-openapi';
import { loadAccount } from '../../../src/accounts/loadAccount.js';
import { loadAccountList } from '../../../src/accounts/loadConsole.js';
import { assignBankLine, assignBankLines, dismissBankLine } from '../../../src/bank/assignBankLine.js';
import { loadBankProfiles } from '../../../src/bank/bankProfiles.js';
import {
  countWaitingLines,
  loadAccountNames,
  loadBankImport,
  loadBankImports,
  loadBankLine,
  loadBankLines,
} from '../../../src/bank/loadPayments.js';
import { suggestAccounts } from '../../../src/bank/suggestAccounts.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { loadRefusedReports, resolveReport } from '../../../src/payments/reports/resolveReport.js';
import type { BankLine } from '../../../src/store/bank/bank.js';
import { amount as plainAmount, localDate, boundedText } from '../../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../../web/page.js';
import { optional } from '../accounts/fields.js';
import { formatMajor, plural } from '../accounts/list/format.js';
import { bankPage } from './pages/BankPage.js';
import { bankImportPage } from './pages/ImportPage.js';
import { linePage } from './pages/LinePage.js';

const BASE = '/sites/{slug}/console/bank';
const LINE = `${BASE}/lines/{id}`;
/** How soon the page of an unfinished import reloads. */
const REFRESH_SECONDS = 2;
const WAITING_SHOWN = 20;
const IMPORTS_SHOWN = 20;
const REPORTS_SHOWN = 20;
const PROFILES_SHOWN = 50;
const LINES_SHOWN = 100;
const FOUND_SHOWN = 20;

const reading = { method: 'get', access: 'entries.read', impersonation: 'open' } as const;
const writing = { method: 'post', access: 'payments.write', impersonation: 'open' } as const;

const place = z.uuid().optional();
const bankQuery = z.strictObject({ lines: place, held: place, imports: place });
const lineQuery = z.strictObject({ q: z.string().trim().max(100).optional() });
const assignForm = z.strictObject({
  accountId: z.uuid('must be chosen'),
  amount: optional(plainAmount),
  bookedOn: optional(localDate),
});
/** The account that was proposed for each line when the page was shown. */
const proposalsForm = z.strictObject({
  pair: z.array(z.string().regex(/^[0-9a-f-]{36} [0-9a-f-]{36}$/)).max(200),
});

export const bankPages = [
  definePage({
    ...reading,
    path: BASE,
    query: bankQuery,
    handle: (call) => showBank(call, UNTOUCHED, call.query),
  }),
  definePage({
    ...writing,
    path: `${BASE}/proposals`,
    form: proposalsForm,
    lists: ['pair'],
    handle: async ({ context, form, slug }) => {
      const pairs = form.pair.map((pair) => {
        const [lineId = '', accountId = ''] = pair.split(' ');
        return { lineId, accountId };
      });
      const { posted, refused } = await assignBankLines(context, pairs);
      const rest =
        refused.length === 0
          ? ''
          : ` ${plural(refused.length, 'line')} could not be posted: ${refused[0] ?? ''}`;
      return redirectTo(
        `/sites/${slug}/console/bank`,
        `${plural(posted, 'payment')} posted as proposed.${rest}`,
      );
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/imports/{id}`,
    query: z.strictObject({ before: place }),
    handle: showImport,
  }),
  definePage({
    ...reading,
    path: LINE,
    query: lineQuery,
    handle: (call) => showLine(call, UNTOUCHED, call.query.q),
  }),
  definePage({
    ...writing,
    path: `${LINE}/assign`,
    form: assignForm,
    handle: async ({ context, params, form: { accountId, ...facts }, slug }) => {
      const account = await loadAccount(context, accountId);
      if (isRefusal(account)) return account;
      const line = await assignBankLine(context, params['id'] ?? '', account.id, undefined, facts);
      if (isRefusal(line)) return line;
      const tail =
        account.state === 'suspended'
          ? ' If it covers the shortfall, the site is back online in a few seconds.'
          : '';
      const money = `${formatMajor(line.amount ?? '')} ${account.currency}`;
      return redirectTo(`/sites/${slug}/console/bank`, `${money} posted to ${account.name}.${tail}`);
    },
    onError: (call, state) => showLine(call, state),
  }),
  definePage({
    ...writing,
    path: `${LINE}/dismiss`,
    form: z.strictObject({ reason: boundedText(500) }),
    handle: async ({ context, params, form, slug }) => {
      const line = await dismissBankLine(context, params['id'] ?? '', form);
      if (isRefusal(line)) return line;
      return redirectTo(`/sites/${slug}/console/bank`, 'Line ignored. Nothing was posted.');
    },
    onError: (call, state) => showLine(call, state),
  }),
  definePage({
    ...writing,
    path: `${BASE}/reports/{id}`,
    handle: async ({ context, params, slug }) => {
      const report = await resolveReport(context, params['id'] ?? '');
      if (isRefusal(report)) return report;
      return redirectTo(`/sites/${slug}/console/bank`, 'Report resolved.');
    },
  }),
];

export async function showBank(
  call: PageCall,
  state: FormState,
  query: z.infer<typeof bankQuery>,
): Promise<PageContent> {
  const { context, session } = call;
  const [count, heldCount, held, profiles, waiting, imports, reports] = await Promise.all([
    countWaitingLines(context),
    countWaitingLines(context, 'held-back'),
    loadBankLines(context, { state: 'held-back', ...pageOf(query.held, WAITING_SHOWN) }),
    loadBankProfiles(context, { limit: PROFILES_SHOWN }),
    loadBankLines(context, { state: 'unmatched', ...pageOf(query.lines, WAITING_SHOWN) }),
    loadBankImports(context, pageOf(query.imports, IMPORTS_SHOWN)),
    loadRefusedReports(context, { limit: REPORTS_SHOWN }),
  ]);
  const lines = waiting.slice(0, WAITING_SHOWN);
  const heldLines = held.slice(0, WAITING_SHOWN);
  return bankPage({
    session,
    state,
    count,
    heldCount,
    held: heldLines,
    moreHeld: placeOf(held, WAITING_SHOWN),
    profiles,
    lines,
    moreLines: placeOf(waiting, WAITING_SHOWN),
    suggestions: session.permissions.has('payments.write')
      ? await suggestAccounts(context, [...lines, ...heldLines])
      : new Map(),
    imports: imports.slice(0, IMPORTS_SHOWN),
    moreImports: placeOf(imports, IMPORTS_SHOWN),
    reports,
  });
}

async function showImport(
  call: PageCall<unknown, { before?: string | undefined }>,
): Promise<PageContent | Refusal> {
  const { context, params, query, session, http } = call;
  const found = await loadBankImport(context, params['id'] ?? '');
  if (isRefusal(found)) return found;
  const isGoingOn = found.finishedAt === null && found.total !== null;
  if (isGoingOn) http.header('refresh', String(REFRESH_SECONDS));
  const page = pageOf(query.before, LINES_SHOWN);
  const taken = await loadBankLines(context, { importId: found.id, ...page });
  // Read from the last line up, shown in the file's order.
  const lines = taken.slice(0, LINES_SHOWN).sort((one, other) => one.line - other.line);
  const names = await loadAccountNames(context, lines);
  return bankImportPage({ session, found, lines, names, more: placeOf(taken, LINES_SHOWN) });
}

async function showLine(call: PageCall, state: FormState, search?: string): Promise<PageContent | Refusal> {
  const { context, params, session } = call;
  const line = await loadBankLine(context, params['id'] ?? '');
  if (isRefusal(line)) return line;
  const isOpen = line.state !== 'posted' && session.permissions.has('payments.write');
  const isSearch = isOpen && search !== undefined && search !== '';
  const [names, suggestions, found] = await Promise.all([
    loadAccountNames(context, [line]),
    isOpen ? suggestAccounts(context, [line]) : new Map<string, never[]>(),
    isSearch ? loadAccountList(context, { search, state: 'open' }, { limit: FOUND_SHOWN }) : undefined,
  ]);
  return linePage({
    session,
    state,
    line,
    search: search ?? '',
    accountName: names.get(line.accountId ?? ''),
    suggestions: suggestions.get(line.id) ?? [],
    found,
  });
}

function pageOf(before: string | undefined, shown: number): { before?: string; limit: number } {
  return { limit: shown + 1, ...(before === undefined ? {} : { before }) };
}

/** The cursor of the next page, if there is one. */
function placeOf(rows: readonly Pick<BankLine, 'id'>[], shown: number): string | undefined {
  return rows.length > shown ? rows[shown - 1]?.id : undefined;
}
