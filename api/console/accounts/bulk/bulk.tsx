import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { findAccountIds } from '../../../../src/accounts/loadConsole.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import { isRefusal, type Refusal, refuse } from '../../../../src/core/values/refusal.js';
import { loadPlans } from '../../../../src/plans/managePlans.js';
import type { Task } from '../../../../src/store/tasks/tasks.js';
import { BULK_MAX } from '../../../../src/tasks/bulk/bulk.js';
import { loadBulk } from '../../../../src/tasks/bulk/loadBulk.js';
import { previewBulk } from '../../../../src/tasks/bulk/previewBulk.js';
import { canUndo, startBulk, UNDO_MS, undoBulk } from '../../../../src/tasks/bulk/startBulk.js';
import {
  definePage,
  type FormState,
  type Outcome,
  type Page,
  type PageCall,
  redirectTo,
  UNTOUCHED,
} from '../../../web/page.js';
import { REFRESH_SECONDS } from '../../tasks/refresh.js';
import { key } from '../fields.js';
import { listPath } from '../list/Filters.js';
import { filterOf, readView } from '../list/listQuery.js';
import { CONSOLE_BULK_NAMES, CONSOLE_BULKS, type ConsoleBulkName } from './bulkActions.js';
import { bulkFormPage, bulkPreviewPage } from './BulkPages.js';
import { bulkResultPage } from './BulkResultPage.js';

const BASE = '/sites/{slug}/console/bulk';
const PLANS_SHOWN = 500;
const VIEW_CHARS_MAX = 2_000;

const chosen = {
  account: z.array(z.uuid()).max(BULK_MAX, `must not be more than ${BULK_MAX} clients`).default([]),
  view: z.string().max(VIEW_CHARS_MAX).default(''),
};

const listed = z.strictObject({ ...chosen, all: z.literal('yes').optional() });

/** Bulk actions of the console: a form for the chosen clients, a preview of the effect, the action and its result. */
export const bulkPages: readonly Page[] = [
  ...CONSOLE_BULK_NAMES.flatMap(pagesOf),
  definePage({
    method: 'get',
    path: `${BASE}/{id}`,
    access: 'accounts.read',
    impersonation: 'open',
    handle: async (call) => {
      const { context, params, session, now } = call;
      const found = await loadBulk(context, params['id'] ?? '');
      if (isRefusal(found)) return found;
      const { task, lines } = found;
      if (task.finishedAt === null) call.http.header('refresh', String(REFRESH_SECONDS));
      const isFresh = task.finishedAt !== null && now - task.finishedAt <= UNDO_MS;
      return bulkResultPage({ task, lines, base: baseOf(call), undo: undoFor(session, task, now), isFresh });
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/reverse`,
    access: 'entries.write',
    impersonation: 'open',
    form: z.strictObject({}),
    handle: (call) => undo(call, 'reverse'),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/undo`,
    access: 'accounts.write',
    impersonation: 'open',
    form: z.strictObject({}),
    handle: (call) => undo(call, 'restore'),
  }),
];

function pagesOf(name: ConsoleBulkName): Page[] {
  const { access, fields, read, title } = CONSOLE_BULKS[name];
  const common = { method: 'post', access, impersonation: 'open', lists: ['account'] } as const;
  const step = z.enum(['preview', 'do']);
  const confirmed = z.strictObject({
    ...chosen,
    ...{ step, key: key.optional() },
    ...fields.shape,
  }) as unknown as z.ZodType<Confirmed>;
  return [
    definePage({
      ...common,
      path: `${BASE}/${name}`,
      form: listed,
      handle: async (call) => {
        const { account, all, view } = call.form;
        const accounts = all === 'yes' ? await allIn(call, view) : account;
        if (isRefusal(accounts)) return accounts;
        if (accounts.length === 0) return redirectTo(backTo(call, view), 'Tick the clients first.');
        return showForm(call, name, { accounts, view, state: UNTOUCHED });
      },
    }),
    definePage({
      ...common,
      path: `${BASE}/${name}/confirm`,
      form: confirmed,
      handle: async (call) => {
        const { form, context, now } = call;
        const { account: accounts, view, step } = form;
        const bulk = read(form);
        if (isRefusal(bulk)) return bulk;
        if (step === 'do') {
          if (form.key === undefined) return refuse('invalid', 'is required', 'key');
          const task = await startBulk(context, accounts, { bulk, title: title(form) }, form.key);
          return isRefusal(task) ? task : redirectTo(`${baseOf(call)}bulk/${task.id}`);
        }
        const preview = await previewBulk(context, accounts, bulk);
        if (isRefusal(preview)) return preview;
        return bulkPreviewPage({
          ...{ name, accounts, view, preview, now, state: UNTOUCHED, key: randomUUID() },
          base: baseOf(call),
          back: backTo(call, view),
          title: title(form),
          values: sentOf(form),
        });
      },
      onError: (call, state) =>
        showForm(call, name, {
          accounts: listIn(state, 'account'),
          view: String(state.values['view'] ?? ''),
          state,
        }),
    }),
  ];
}

interface Confirmed {
  readonly account: string[];
  readonly view: string;
  readonly step: 'preview' | 'do';
  readonly key?: string | undefined;
}

/** The fields of the action as they were read, to be sent again. */
function sentOf(form: Confirmed): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([field, value]) =>
      typeof value === 'string' && !OWN_FIELDS.has(field) ? [[field, value] as const] : [],
    ),
  );
}

const OWN_FIELDS = new Set(['view', 'step', 'key']);

function listIn({ values }: FormState, name: string): readonly string[] {
  const sent = values[name] ?? [];
  return typeof sent === 'string' ? [sent] : sent;
}

async function showForm(
  call: PageCall,
  name: ConsoleBulkName,
  { accounts, view, state }: { accounts: readonly string[]; view: string; state: FormState },
): Promise<Outcome> {
  const plans = name === 'plan' ? await loadPlans(call.context, { limit: PLANS_SHOWN }) : [];
  return bulkFormPage({
    ...{ name, accounts, view, base: baseOf(call), back: backTo(call, view) },
    data: {
      state,
      plans: plans.map(({ planId, name: plan, currency }) => ({
        value: planId,
        label: `${plan}, ${currency}`,
      })),
    },
  });
}

/** The ids are fixed here, so that what is previewed is what is done. */
async function allIn({ context, now }: PageCall, view: string): Promise<readonly string[] | Refusal> {
  const query = readView(view);
  if (query === undefined) return refuse('invalid', 'is not a view of this list', 'view');
  const ids = await findAccountIds(context, filterOf(query, now), BULK_MAX + 1);
  return ids.length > BULK_MAX
    ? refuse('invalid', `More than ${BULK_MAX} clients match. Narrow the list first.`)
    : ids;
}

async function undo(call: PageCall, kind: 'reverse' | 'restore'): Promise<Outcome> {
  const task = await undoBulk(call.context, call.params['id'] ?? '', kind);
  return isRefusal(task) ? task : redirectTo(`${baseOf(call)}bulk/${task.id}`);
}

function undoFor({ permissions }: Session, task: Task, now: number): 'reverse' | 'restore' | null {
  const way = canUndo(task, now);
  return way !== null && permissions.has(way === 'reverse' ? 'entries.write' : 'accounts.write') ? way : null;
}

function baseOf({ slug }: Pick<PageCall, 'slug'>): string {
  return `/sites/${slug}/console/`;
}

function backTo(call: Pick<PageCall, 'slug'>, view: string): string {
  return listPath(baseOf(call), readView(view) ?? {});
}
