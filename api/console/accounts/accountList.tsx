import {
  byUrgency,
  findAccountIds,
  loadAccountList,
  loadTenantSummary,
  loadMonths,
} from '../../../src/accounts/loadConsole.js';
import { loadListViews } from '../../../src/accounts/listViews.js';
import { refuse } from '../../../src/core/values/refusal.js';
import { loadPlans } from '../../../src/plans/managePlans.js';
import { isPlaceIn } from '../../../src/core/values/listOrder.js';
import { loadBreaker } from '../../../src/suspension/loadBreaker.js';
import { BULK_MAX } from '../../../src/tasks/bulk/bulk.js';
import { definePage, redirectTo } from '../../web/page.js';
import { monthsCsv } from '../home/monthsCsv.js';
import { monthsPage } from '../home/pages/MonthsPage.js';
import { accountsCsv } from './accountsCsv.js';
import { accountsPage } from './list/AccountsPage.js';
import { columnsOf, filterOf, listQuery, orderOf, placeText, readPlace, sortText } from './list/listQuery.js';
import { viewerOf } from './views.js';

const BASE = '/sites/{slug}/console';
const SHOWN = 50;
const PLANS_SHOWN = 500;
const NO_PAGE = refuse('invalid', 'is not a page of this order', 'after');
const MONTHS_SHOWN = 12;
const MONTHS_IN_FILE = 120;

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
    query: listQuery,
    handle: async (call) => {
      const { context, session, now, query } = call;
      const order = orderOf(query);
      const after = query.after === undefined ? undefined : readPlace(query.after);
      if (after !== undefined && !isPlaceIn(order, after)) return NO_PAGE;
      const [summary, breaker, found, plans, views] = await Promise.all([
        loadTenantSummary(context),
        loadBreaker(context),
        loadAccountList(context, filterOf(query, now), { order, after, limit: SHOWN + 1 }),
        loadPlans(context, { limit: PLANS_SHOWN }),
        loadListViews(context, viewerOf(session)),
      ]);
      const page = found.slice(0, SHOWN);
      const last = found.length > SHOWN ? page[SHOWN - 1] : undefined;
      const more = last === undefined ? undefined : placeText(last.place);
      const isWhole = more === undefined && after === undefined;
      const matching = isWhole
        ? page.length
        : (await findAccountIds(context, filterOf(query, now), BULK_MAX + 1)).length;
      const isUrgency = sortText(order) === '';
      const accounts = isUrgency ? byUrgency(page) : page;
      return accountsPage({
        ...{ session, now, query, summary, breaker, accounts, more, views, matching },
        plans: plans.map(({ planId, name, currency }) => ({ value: planId, label: `${name}, ${currency}` })),
      });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/csv`,
    query: listQuery,
    handle: async ({ slug, context, query, now }) =>
      accountsCsv(slug, (query.columns ?? '') === '' ? undefined : columnsOf(query), (page) =>
        loadAccountList(context, filterOf(query, now), { ...page, order: orderOf(query) }),
      ),
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
