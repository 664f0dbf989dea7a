import { formatAmount } from '../../../src/core/values/money.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import {
  addPlanVersion,
  createPlan,
  type Preview,
  previewPlan,
  loadPlan,
  loadPlans,
} from '../../../src/plans/managePlans.js';
import { replacePlan } from '../../../src/plans/replacePlan.js';
import type { PlanVersion } from '../../../src/store/plans/plans.js';
import { iso } from '../framework/responses.js';
import { CURSORS, noQuery, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import {
  newPlan,
  planResponse,
  planHistoryResponse,
  planPreview,
  planReplacement,
  planTerms,
  previewResponse,
  replacementResponse,
} from './planShapes.js';

export const planRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/plans',
    permission: 'plans.write',
    summary: 'Create a plan',
    body: newPlan,
    keyed: true,
    status: 201,
    response: planResponse,
    handle: async ({ context, body, key }) => versionOrRefusal(await createPlan(context, body, key)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/plans',
    permission: 'plans.read',
    summary: 'List plans with their newest version',
    query: pageQuery(CURSORS.id),
    response: pageResponse(planResponse),
    handle: async ({ context, query: { cursor, limit } }) => {
      const plans = await loadPlans(context, { limit: limit + 1, ...(cursor && { after: cursor }) });
      const page = pageOf(plans, limit, (plan) => plan.planId);
      return { ...page, data: page.data.map(versionResponse) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/plans/preview',
    permission: 'plans.read',
    summary: 'Preview the charges of a plan',
    body: planPreview,
    response: previewResponse,
    handle: ({ body }) => {
      const preview = previewPlan(body);
      return Promise.resolve(isRefusal(preview) ? preview : formatPreview(preview));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/plans/{id}',
    permission: 'plans.read',
    summary: 'Retrieve a plan with all versions',
    query: noQuery,
    response: planHistoryResponse,
    handle: async ({ context, id }) => {
      const plan = await loadPlan(context, id);
      if (isRefusal(plan)) return plan;
      return { ...versionResponse(plan.latest), versions: plan.versions.map(versionResponse) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/plans/{id}/versions',
    permission: 'plans.write',
    summary: 'Create a new version of a plan',
    description: 'Accounts keep their version. To move them to the newest, replace the plan with itself.',
    body: planTerms,
    status: 201,
    response: planResponse,
    handle: async ({ context, id, body }) => versionOrRefusal(await addPlanVersion(context, id, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/plans/{id}/replace',
    permission: 'plans.write',
    summary: 'Replace a plan on all accounts',
    body: planReplacement,
    response: replacementResponse,
    handle: ({ context, id, body }) => replacePlan(context, id, body),
  }),
];

function versionOrRefusal(plan: PlanVersion | Refusal): object {
  return isRefusal(plan) ? plan : versionResponse(plan);
}

function versionResponse({ planId, version, createdAt, name, terms }: PlanVersion): object {
  return { id: planId, version, createdAt: iso(createdAt), name, ...terms };
}

function formatPreview({ currency, lines, total }: Preview): object {
  const money = (minor: bigint): string => formatAmount(minor, currency);
  return {
    lines: lines.map(({ id, kind, minor }) => ({ id, kind, amount: money(minor) })),
    total: money(total),
  };
}
