import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { replacePlan } from '../../../src/plans/assignPlans.js';
import {
  addPlanVersion,
  createPlan,
  previewPlan,
  readPlan,
  readPlans,
} from '../../../src/plans/managePlans.js';
import type { PlanVersion } from '../../../src/store/plans/plans.js';
import { iso } from '../framework/answers.js';
import { CURSORS, noQuery, pageAnswer, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import {
  newPlan,
  planAnswer,
  planHistoryAnswer,
  planPreview,
  planReplacement,
  planTerms,
  previewAnswer,
  replacementAnswer,
} from './planShapes.js';

export const planRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/plans',
    permission: 'plans.write',
    summary: 'Devise a plan',
    body: newPlan,
    keyed: true,
    status: 201,
    answer: planAnswer,
    handle: async ({ context, body, key }) => versionOrRefusal(await createPlan(context, body, key)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/plans',
    permission: 'plans.read',
    summary: 'List the plans, each in its newest version',
    query: pageQuery(CURSORS.id),
    answer: pageAnswer(planAnswer),
    handle: async ({ context, query: { cursor, limit } }) => {
      const plans = await readPlans(context, { limit: limit + 1, ...(cursor && { after: cursor }) });
      const page = pageOf(plans, limit, (plan) => plan.planId);
      return { ...page, data: page.data.map(versionAnswer) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/plans/preview',
    permission: 'plans.read',
    summary: 'Work out what a plan would charge; nothing is kept',
    body: planPreview,
    answer: previewAnswer,
    handle: ({ body }) => Promise.resolve(previewPlan(body)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/plans/{id}',
    permission: 'plans.read',
    summary: 'Read a plan with all its versions',
    query: noQuery,
    answer: planHistoryAnswer,
    handle: async ({ context, id }) => {
      const plan = await readPlan(context, id);
      if (isRefusal(plan)) return plan;
      return { ...versionAnswer(plan.latest), versions: plan.versions.map(versionAnswer) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/plans/{id}/versions',
    permission: 'plans.write',
    summary: 'Give a plan a new version',
    description:
      'Accounts stay on the version they are on; replacing the plan with itself moves them to the newest.',
    body: planTerms,
    status: 201,
    answer: planAnswer,
    handle: async ({ context, id, body }) => versionOrRefusal(await addPlanVersion(context, id, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/plans/{id}/replace',
    permission: 'plans.write',
    summary: 'Move every account of this plan to another',
    body: planReplacement,
    answer: replacementAnswer,
    handle: ({ context, id, body }) => replacePlan(context, id, body),
  }),
];

function versionOrRefusal(plan: PlanVersion | Refusal): object {
  return isRefusal(plan) ? plan : versionAnswer(plan);
}

function versionAnswer({ planId, version, createdAt, name, terms }: PlanVersion): object {
  return { id: planId, version, createdAt: iso(createdAt), name, ...terms };
}
