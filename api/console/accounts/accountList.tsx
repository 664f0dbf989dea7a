import { z } from '@hono/zod-openapi';
import {
  byUrgency,
  loadAccountList,
  loadTenantSummary,
  loadMonths,
  RISK_DAYS,
} from '../../../src/accounts/loadConsole.js';
import { DAY_MS } from '../../../src/core/values/zone.js';
import { isId } from '../../../src/platform/ids.js';
import type { ListedAccount, ListPlace } from '../../../src/store/accounts/accountList.js';
import { loadBreaker } from '../../../src/suspension/loadBreaker.js';
import { definePage, redirectTo, type PageCall } from '../../web/page.js';
import { monthsCsv } from '../home/monthsCsv.js';
import { monthsPage } from '../home/pages/MonthsPage.js';
import { accountsCsv } from './accountsCsv.js';
import { accountsPage, type ListQuery } from './list/AccountsPage.js';

const BASE = '/sites/{slug}/console';
const SHOWN = 50;
const MONTHS_SHOWN = 12;
const MONTHS_IN_FILE = 120;

const blankOr = <Schema extends z.ZodType>(schema: Schema) => z.union([z.literal(''), schema]).optional();

const query = z.strictObject({
  q: z.string().trim().max(100).optional(),
  state: blankOr(z.enum(['active', 'suspended', 'closed'])),
  show: blankOr(z.enum(['risk', 'warned', 'held', 'undeliverable'])),
  currency: blankOr(z.string().regex(/^[A-Z]{3}$/, 'must be a currency code')),
  after: z
    .string()
    .refine((text) => readPlace(text) !== undefined, 'is not a valid page position')
    .optional(),
});

const reading = { method: 'get', access: 'accounts.read', impersonation: 'open' } as const;

export const accountListPages = [
  definePage({
    ...reading,
    path: BASE,
    handle: ({ slug }) => Promise.resolve(redirectTo(`/sites/${slug}/console/`)),
  }),
  definePage({
    ...reading,
    path: `${BASE}/`,
    query,
    handle: async (call) => {
      const { context, session, now, query } = call;
      const after = query.after === undefined ? undefined : readPlace(query.after);
      const [summary, breaker, found] = await Promise.all([
        loadTenantSummary(context),
        loadBreaker(context),
        loadAccountList(context, filterOf(call), { after, limit: SHOWN + 1 }),
      ]);
      const page = found.slice(0, SHOWN);
      const last = found.length > SHOWN ? page[SHOWN - 1] : undefined;
      const more = last === undefined ? undefined : placeText(last);
      const accounts = byUrgency(page);
      return accountsPage({ session, now, query, summary, breaker, accounts, more });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/csv`,
    query,
    handle: async (call) =>
      accountsCsv(call.slug, (page) => loadAccountList(call.context, filterOf(call), page)),
  }),
  definePage({
    ...reading,
    path: `${BASE}/months`,
    handle: async ({ context, session, now }) =>
      monthsPage({ session, now, months: await loadMonths(context, MONTHS_SHOWN) }),
  }),
  definePage({
    ...reading,
    path: `${BASE}/months/csv`,
    handle: async ({ context, slug }) => monthsCsv(slug, await loadMonths(context, MONTHS_IN_FILE)),
  }),
];

type Filter = Parameters<typeof loadAccountList>[1];

function filterOf({ query, now }: PageCall<unknown, ListQuery>): Filter {
  const { q = '', state = '', show = '', currency = '' } = query;
  return {
    state: state === '' ? 'open' : (state as Filter['state']),
    ...(q === '' ? {} : { search: q }),
    ...(currency === '' ? {} : { currency }),
    ...(show === 'risk' ? { suspendedBefore: now + RISK_DAYS * DAY_MS } : {}),
    ...(show === 'warned' ? { warned: true } : {}),
    ...(show === 'held' ? { held: true } : {}),
    ...(show === 'undeliverable' ? { undeliverable: true } : {}),
  };
}

function placeText({ place: { rank, suspensionDate, id } }: ListedAccount): string {
  return `${rank}.${suspensionDate ?? ''}.${id}`;
}

function readPlace(text: string): ListPlace | undefined {
  const match = /^([012])\.(-?\d{1,15})?\.([0-9a-f-]{36})$/.exec(text);
  if (match === null) return undefined;
  const [, rank = '', limit, id = ''] = match;
  return isId(id)
    ? { rank: Number(rank), suspensionDate: limit === undefined ? null : Number(limit), id }
    : undefined;
}
