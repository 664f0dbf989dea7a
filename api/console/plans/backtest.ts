import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import {
  loadBacktest,
  loadResults,
  loadUnrated,
  stopBacktest,
} from '../../../src/plans/backtest/loadBacktest.js';
import { startBacktest } from '../../../src/plans/backtest/startBacktest.js';
import { loadPlan, loadPlans } from '../../../src/plans/managePlans.js';
import { newId } from '../../../src/platform/ids.js';
import { definePage, type Outcome, type PageCall, redirectTo } from '../../web/page.js';
import { REFRESH_SECONDS } from '../tasks/refresh.js';
import { backtestCsv } from './backtestCsv.js';
import { askBacktestPage, backtestPage } from './pages/BacktestPage.js';

const BASE = '/sites/{slug}/console/plans';
const PLANS_SHOWN = 200;
/** Of the accounts that would pay more, and of those that would pay less. */
const RESULTS_SHOWN = 50;

const reading = { method: 'get', access: 'accounts.read', impersonation: 'open' } as const;
/** A comparison changes nothing, and its results are about the accounts. */
const asking = { access: 'accounts.read', impersonation: 'open' } as const;

export const backtestPages = [
  definePage({
    ...reading,
    path: `${BASE}/backtests/{id}`,
    handle: async (call) => {
      const { context, slug, http } = call;
      const id = idOf(call);
      const found = await loadBacktest(context, id);
      if (isRefusal(found)) return found;
      if (found.task.finishedAt === null) http.header('refresh', String(REFRESH_SECONDS));
      const [dearest, cheapest, unrated] = await Promise.all([
        loadResults(context, id, { order: 'dearest', limit: RESULTS_SHOWN }),
        loadResults(context, id, { order: 'cheapest', limit: RESULTS_SHOWN }),
        loadUnrated(context, id),
      ]);
      if (isRefusal(dearest)) return dearest;
      if (isRefusal(cheapest)) return cheapest;
      return backtestPage({ slug, found, dearest, cheapest, unrated });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/backtests/{id}/csv`,
    handle: async (call) => {
      const found = await loadBacktest(call.context, idOf(call));
      return isRefusal(found) ? found : backtestCsv(call.context, found);
    },
  }),
  definePage({
    ...asking,
    method: 'post',
    path: `${BASE}/backtests/{id}/stop`,
    form: z.strictObject({}),
    handle: async (call) => {
      const stopped = await stopBacktest(call.context, idOf(call));
      if (isRefusal(stopped)) return stopped;
      return redirectTo(`/sites/${call.slug}/console/plans/backtests/${stopped.task.id}`, 'Stopped.');
    },
  }),
  definePage({ ...asking, method: 'get', path: `${BASE}/{id}/backtest`, handle: askBacktest }),
  definePage({
    ...asking,
    method: 'post',
    path: `${BASE}/{id}/backtest`,
    form: z.strictObject({
      /** A plan and its version. */
      price: z.string().regex(/^[0-9a-f-]{36} [1-9]\d{0,8}$/),
      months: z
        .string()
        .regex(/^([1-9]|1[0-2])$/, 'must be from 1 to 12')
        .transform(Number),
      scope: z.enum(['plan', 'all']),
      key: z.string().min(8).max(64),
    }),
    handle: async ({ context, params, form, slug }) => {
      const { key, price, ...request } = form;
      const [other = '', version = ''] = price.split(' ');
      const wanted = { ...request, with: other, version: Number(version) };
      const task = await startBacktest(context, params['id'] ?? '', wanted, `console/${key}`);
      if (isRefusal(task)) return task;
      return redirectTo(`/sites/${slug}/console/plans/backtests/${task.id}`, 'Started in the background.');
    },
  }),
];

function idOf({ params }: Pick<PageCall, 'params'>): string {
  return params['id'] ?? '';
}

async function askBacktest(call: PageCall): Promise<Outcome> {
  const plan = await loadPlan(call.context, idOf(call));
  if (isRefusal(plan)) return plan;
  const others = (await loadPlans(call.context, { limit: PLANS_SHOWN })).filter(
    ({ planId, currency }) => planId !== plan.latest.planId && currency === plan.latest.currency,
  );
  return askBacktestPage({ slug: call.slug, ...plan, others, key: newId(call.now) });
}
