import { z } from '@hono/zod-openapi';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { foreseeReplacement } from '../../../src/plans/foreseeReplacement.js';
import { loadPlan, loadPlans } from '../../../src/plans/managePlans.js';
import { loadPlanHolders, loadPlanUse } from '../../../src/plans/loadPlanUse.js';
import { startReplacement } from '../../../src/plans/startReplacement.js';
import { newId } from '../../../src/platform/ids.js';
import { loadTask, loadTasks } from '../../../src/tasks/loadTasks.js';
import { loadMeters } from '../../../src/usage/recordUsage.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type Outcome,
  type PageCall,
  UNTOUCHED,
} from '../../web/page.js';
import { optional } from '../accounts/fields.js';
import { aboutDate, effectiveOf, type When, when } from '../accounts/fromWhen.js';
import { REFRESH_SECONDS } from '../tasks/refresh.js';
import { replacementTaskPage } from '../tasks/pages/TaskPage.js';
import { backtestPages } from './backtest.js';
import { designPages } from './design.js';
import { planPage } from './pages/PlanPage.js';
import { planListPage } from './pages/PlansPage.js';
import { askReplacementPage, replacementPage } from './pages/ReplacePage.js';
import { priceTables } from './priceTable.js';

const BASE = '/sites/{slug}/console/plans';
const PLANS_SHOWN = 200;
const HOLDERS_SHOWN = 100;

const reading = { method: 'get', access: 'plans.read', impersonation: 'open' } as const;
const after = z.strictObject({ after: z.uuid().optional() });

export const planPages = [
  definePage({
    ...reading,
    path: BASE,
    query: after,
    handle: async ({ context, session, query }) => {
      const page = query.after === undefined ? {} : { after: query.after };
      const [found, meters] = await Promise.all([
        loadPlans(context, { ...page, limit: PLANS_SHOWN + 1 }),
        loadMeters(context),
      ]);
      const plans = found.slice(0, PLANS_SHOWN);
      const more = found.length > PLANS_SHOWN ? plans[PLANS_SHOWN - 1]?.planId : undefined;
      const use = await loadPlanUse(
        context,
        plans.map(({ planId }) => planId),
      );
      return planListPage({ session, plans, use, meters, more });
    },
  }),
  ...designPages,
  ...backtestPages,
  definePage({
    ...reading,
    path: `${BASE}/work/{id}`,
    handle: async ({ context, params, slug, http }) => {
      const view = await loadTask(context, params['id'] ?? '', 'replace-plan');
      if (isRefusal(view)) return view;
      if (view.task.finishedAt === null) http.header('refresh', String(REFRESH_SECONDS));
      return replacementTaskPage({ slug, view });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/{id}`,
    query: after,
    handle: showPlan,
  }),
  definePage({
    ...reading,
    access: 'plans.write',
    path: `${BASE}/{id}/replace`,
    query: z.strictObject({
      with: z.string().max(64).optional(),
      when: when.optional(),
      date: optional(z.string().max(10)),
    }),
    handle: async (call) => {
      const { with: successor, ...from } = call.query;
      return successor === undefined
        ? askReplacement(call, UNTOUCHED)
        : showReplacement(call, { with: successor, ...from });
    },
  }),
  definePage({
    method: 'post',
    access: 'plans.write',
    impersonation: 'open',
    path: `${BASE}/{id}/replace`,
    form: z.strictObject({
      with: z.string().max(64),
      effective: z.string().max(10),
      key: z.string().min(8).max(64),
    }),
    handle: async ({ context, params, form, slug }) => {
      const { key, ...replacement } = form;
      const task = await startReplacement(context, params['id'] ?? '', replacement, `console/${key}`);
      if (isRefusal(task)) return task;
      return redirectTo(
        `/sites/${slug}/console/plans/work/${task.id}`,
        'Started. It continues in the background.',
      );
    },
  }),
];

async function showPlan({
  context,
  session,
  params,
  query,
}: PageCall<unknown, { after?: string | undefined }>): Promise<Outcome> {
  const planId = params['id'] ?? '';
  const plan = await loadPlan(context, planId);
  if (isRefusal(plan)) return plan;
  const [use, found, meters, tasks, backtests] = await Promise.all([
    loadPlanUse(context, [planId]),
    loadPlanHolders(context, { planId, after: query.after, limit: HOLDERS_SHOWN + 1 }),
    loadMeters(context),
    loadTasks(context, 'replace-plan'),
    loadTasks(context, 'backtest'),
  ]);
  const holders = found.slice(0, HOLDERS_SHOWN);
  return planPage({
    session,
    ...plan,
    use,
    holders,
    more: found.length > HOLDERS_SHOWN ? holders[HOLDERS_SHOWN - 1]?.accountId : undefined,
    meters,
    tables: priceTables(plan.latest.terms),
    tasks: tasks.filter(({ input }) => input['planId'] === planId),
    backtests: backtests.filter(({ input }) => input['planId'] === planId),
  });
}

async function askReplacement({ context, params, slug }: PageCall, state: FormState): Promise<Outcome> {
  const plan = await loadPlan(context, params['id'] ?? '');
  if (isRefusal(plan)) return plan;
  const { latest } = plan;
  const others = (await loadPlans(context, { limit: PLANS_SHOWN })).filter(
    ({ planId, currency }) => planId !== latest.planId && currency === latest.currency,
  );
  return askReplacementPage({ plan: latest, slug, others, state });
}

async function showReplacement(call: PageCall, wanted: When & { readonly with: string }): Promise<Outcome> {
  const { context, params, slug, now } = call;
  const effective = effectiveOf(wanted);
  if (isRefusal(effective)) return showRefusal(call, wanted, effective);
  const replacement = { with: wanted.with, effective };
  const forecast = await foreseeReplacement(context, params['id'] ?? '', replacement);
  if (isRefusal(forecast)) {
    return forecast.refused === 'not_found' ? forecast : showRefusal(call, wanted, aboutDate(forecast));
  }
  const meters = await loadMeters(context);
  return replacementPage({
    forecast,
    slug,
    effective,
    meters,
    key: newId(now),
  });
}

async function showRefusal(
  call: PageCall,
  wanted: When & { readonly with: string },
  { detail, field }: Refusal,
): Promise<Outcome> {
  const { with: successor, when = 'period', date = '' } = wanted;
  const values = { with: successor, when, date };
  const state =
    field === undefined
      ? { values, problems: [], complaint: detail }
      : { values, problems: [{ field, reason: detail }] };
  const shown = await askReplacement(call, state);
  return 'title' in shown ? { ...shown, status: 422 } : shown;
}
