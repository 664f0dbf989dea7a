import { z } from '@hono/zod-openapi';
import type { PlanTerms } from '../../../src/billing/plans/terms.js';
import { type FieldProblem, isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import {
  addPlanVersion,
  createPlan,
  previewPlan,
  loadPlan,
  loadPlans,
} from '../../../src/plans/managePlans.js';
import { startBacktest } from '../../../src/plans/backtest/startBacktest.js';
import { newId } from '../../../src/platform/ids.js';
import type { PlanVersion } from '../../../src/store/plans/plans.js';
import { loadMeters } from '../../../src/usage/recordUsage.js';
import { newPlan } from '../../v1/plans/planShapes.js';
import { definePage, redirectTo, type Outcome, type PageCall } from '../../web/page.js';
import { describeIssues } from '../../http/request/describeIssue.js';
import { changeDraft } from './changeDraft.js';
import { designerPage } from './pages/DesignerPage.js';
import type { Outlook } from './pages/PreviewPart.js';
import { draftOf, emptyPlanDraft, type MeterChoice, type PlanDraft, termsOf } from './planDraft.js';
import { priceTables } from './priceTable.js';
import { readPlanDraft } from './readDraft.js';
import { quantityIn } from './units.js';

const BASE = '/sites/{slug}/console/plans';
const PLANS_MAX = 200;

/** The number of the designer's fields is not fixed, so each is checked where it is read. */
const designer = z.record(z.string().max(100), z.string().max(500));
type Fields = z.infer<typeof designer>;

const writing = { access: 'plans.write', impersonation: 'open' } as const;

export const designPages = [
  definePage({
    ...writing,
    method: 'get',
    path: `${BASE}/new`,
    query: z.strictObject({ from: z.uuid().optional() }),
    handle: async (call) => {
      const desk = await openDesk(call, null);
      const { from } = call.query;
      const model = from === undefined ? undefined : await loadPlan(call.context, from);
      if (isRefusal(model)) return model;
      const draft =
        model === undefined
          ? emptyPlanDraft(desk.plans[0]?.currency ?? 'EUR')
          : asNew(draftOf({ ...model.latest.terms, name: model.latest.name }, desk.units));
      return show(call, desk, { draft: withSample(draft, desk) });
    },
  }),
  definePage({
    ...writing,
    method: 'post',
    path: `${BASE}/new`,
    form: designer,
    handle: async (call) => handleForm(call, await openDesk(call, null)),
  }),
  definePage({
    ...writing,
    method: 'get',
    path: `${BASE}/{id}/version`,
    handle: async (call) => {
      const plan = await loadPlan(call.context, call.params['id'] ?? '');
      if (isRefusal(plan)) return plan;
      const desk = await openDesk(call, plan.latest);
      const draft = draftOf(
        { ...plan.latest.terms, name: plan.latest.terms.name ?? plan.latest.name },
        desk.units,
      );
      return show(call, desk, { draft: withSample(draft, desk) });
    },
  }),
  definePage({
    ...writing,
    method: 'post',
    path: `${BASE}/{id}/version`,
    form: designer,
    handle: async (call) => {
      const plan = await loadPlan(call.context, call.params['id'] ?? '');
      return isRefusal(plan) ? plan : handleForm(call, await openDesk(call, plan.latest));
    },
  }),
];

/** What the designer needs in addition to the form. */
interface Desk {
  /** The plan that gets a new version; null for a new plan. */
  readonly latest: PlanVersion | null;
  readonly plans: readonly PlanVersion[];
  readonly meters: readonly MeterChoice[];
  readonly units: Readonly<Record<string, string>>;
}

async function openDesk({ context }: Pick<PageCall, 'context'>, latest: PlanVersion | null): Promise<Desk> {
  const [plans, all] = await Promise.all([loadPlans(context, { limit: PLANS_MAX }), loadMeters(context)]);
  const meters = all.filter(({ chargeable }) => chargeable);
  return { latest, plans, meters, units: Object.fromEntries(meters.map(({ name, unit }) => [name, unit])) };
}

/** The lines of a copied plan get new ids. */
function asNew(draft: PlanDraft): PlanDraft {
  return {
    ...draft,
    name: `${draft.name} (copy)`,
    recurring: draft.recurring.map((line) => ({ ...line, id: '' })),
    usage: draft.usage.map((usage) => ({ ...usage, id: '' })),
  };
}

async function handleForm(call: PageCall<Fields>, desk: Desk): Promise<Outcome> {
  const { form } = call;
  const draft = readPlanDraft(form);
  const act = form['act'] ?? 'preview';
  if (act === 'save') return save(call, desk, draft);
  if (act === 'backtest' && desk.latest !== null) return compare(call, desk, desk.latest, draft);
  const changed = changeDraft(
    draft,
    act,
    desk.meters.map(({ name }) => name),
    desk.units,
  );
  // Preview reports missing fields. Adding a row does not: the form is still being filled in.
  const problems = act === 'preview' ? problemsOf(shapeOf(desk, changed)) : [];
  return show(call, desk, { draft: withSample(changed, desk), problems });
}

/** A plan in the API's format, or its errors. */
function shapeOf({ meters }: Pick<Desk, 'meters'>, draft: PlanDraft): PlanTerms | Refusal {
  const read = newPlan.safeParse(termsOf(draft, meters));
  if (!read.success) {
    const problems = describeIssues(read.error.issues, 'name');
    return { refused: 'invalid', detail: problems[0]?.reason ?? 'cannot be read', problems };
  }
  const preview = previewPlan({ plan: read.data, usage: {} });
  return isRefusal(preview) ? preview : read.data;
}

function problemsOf(refusal: PlanTerms | Refusal): FieldProblem[] {
  if (!isRefusal(refusal)) return [];
  const { problems, field, detail } = refusal;
  const all = problems ?? (field === undefined ? [] : [{ field, reason: detail }]);
  // The preview names the fields of the plan inside a larger body.
  return all.map((problem) => ({ ...problem, field: problem.field.replace(/^plan\./, '') }));
}

async function save(call: PageCall<Fields>, desk: Desk, draft: PlanDraft): Promise<Outcome> {
  const { context, slug, form } = call;
  const terms = shapeOf(desk, draft);
  if (isRefusal(terms)) return refused(call, desk, draft, terms);
  const saved =
    desk.latest === null
      ? await createPlan(context, terms, `console/${form['key'] ?? newId(call.now)}`)
      : await addPlanVersion(context, desk.latest.planId, terms);
  if (isRefusal(saved)) return refused(call, desk, draft, saved);
  const said =
    desk.latest === null
      ? `Plan ${saved.name} saved. Choose it when you open an account.`
      : `Version ${saved.version} saved. New accounts get this version. Other accounts keep their version until you move them.`;
  return redirectTo(`/sites/${slug}/console/plans/${saved.planId}`, said);
}

/** Compares the draft with the last months; the draft is not saved. */
async function compare(
  call: PageCall<Fields>,
  desk: Desk,
  { planId }: PlanVersion,
  draft: PlanDraft,
): Promise<Outcome> {
  const plan = shapeOf(desk, draft);
  if (isRefusal(plan)) return refused(call, desk, draft, plan);
  const task = await startBacktest(call.context, planId, { plan, months: 12, scope: 'plan' });
  if (isRefusal(task)) return refused(call, desk, draft, task);
  return redirectTo(
    `/sites/${call.slug}/console/plans/backtests/${task.id}`,
    'Started in the background. The draft is not saved: go back in the browser to change it.',
  );
}

function refused(call: PageCall, desk: Desk, draft: PlanDraft, refusal: Refusal): Outcome {
  const problems = problemsOf(refusal);
  const complaint = problems.length === 0 ? refusal.detail : undefined;
  const shown = show(call, desk, { draft: withSample(draft, desk), problems, complaint });
  return { ...shown, status: 422 };
}

interface Showing {
  readonly draft: PlanDraft;
  readonly problems?: readonly FieldProblem[];
  readonly complaint?: string | undefined;
}

function show(call: PageCall, desk: Desk, { draft, problems = [], complaint }: Showing) {
  const { slug, now } = call;
  const { latest, meters } = desk;
  const base = `/sites/${slug}/console/plans`;
  const form = (call.form ?? {}) as Partial<Fields>;
  const common = {
    draft,
    problems,
    complaint,
    meters,
    outlook: outlookOf(desk, draft),
    key: form['key'] ?? newId(now),
  };
  const followers = desk.plans
    .filter(({ planId, currency }) => planId !== latest?.planId && currency === draft.currency)
    .map(({ planId, name }) => ({ id: planId, name }));
  if (latest === null) {
    return designerPage({
      ...common,
      followers,
      title: 'New plan',
      lead: 'Fixed fees, usage prices and limits.',
      action: `${base}/new`,
      up: { href: base, label: 'Plans' },
      isVersion: false,
      save: 'Save plan',
    });
  }
  return designerPage({
    ...common,
    followers,
    title: `A new version of ${latest.name}`,
    lead: `Version ${latest.version} does not change, and its accounts keep it.`,
    action: `${base}/${latest.planId}/version`,
    up: { href: `${base}/${latest.planId}`, label: latest.name },
    isVersion: true,
    save: `Save version ${latest.version + 1}`,
  });
}

/** The cost of a valid plan with the sample quantities. */
function outlookOf(desk: Desk, draft: PlanDraft): Outlook | null {
  const terms = shapeOf(desk, draft);
  if (isRefusal(terms)) return null;
  const usage = Object.fromEntries(
    Object.entries(draft.sample)
      .map(([meter, text]) => [meter, quantityIn(text)] as const)
      .filter(([, quantity]) => /^\d+(\.\d{1,12})?$/.test(quantity)),
  );
  const bill = previewPlan({ plan: terms, usage });
  if (isRefusal(bill)) return null;
  const lines = [...terms.recurring, ...terms.usage].map(({ id, name }) => [id, name ?? id] as const);
  const names = {
    ...Object.fromEntries(lines),
    minimum: 'Adjustment to the minimum',
    maximum: 'Adjustment to the maximum',
  };
  return { bill, names, tables: priceTables(terms) };
}

/** A meter without an example quantity gets one that shows a result. */
function withSample(draft: PlanDraft, { units }: Desk): PlanDraft {
  const sample = { ...draft.sample };
  for (const { meter } of draft.usage) {
    if ((sample[meter] ?? '') === '') sample[meter] = units[meter] === 'bytes' ? '120 GB' : '10,000';
  }
  return { ...draft, sample };
}
