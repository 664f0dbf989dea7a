import { z } from '@hono/zod-openapi';
import {
  deleteView,
  loadListViews,
  renameView,
  saveListView,
  type Viewer,
} from '../../../src/accounts/listViews.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { isId } from '../../../src/platform/ids.js';
import { text } from '../../v1/framework/fields.js';
import { definePage, type FormState, type PageCall, redirectTo, UNTOUCHED } from '../../web/page.js';
import { listPath } from './list/Filters.js';
import { columnsText, readView, viewText } from './list/listQuery.js';
import { maySharePart, viewsPage } from './list/Views.js';

const BASE = '/sites/{slug}/console';
const VIEW_CHARS_MAX = 2_000;

const common = { access: 'accounts.read' } as const;

/** The list as it is, from a hidden field. */
const view = z
  .string()
  .max(VIEW_CHARS_MAX)
  .refine((written) => readView(written) !== undefined, 'is not a view of this list')
  .transform((written) => readView(written) ?? {});

const name = text(60);

/** The columns of the list, and its saved views. */
export const viewPages = [
  definePage({
    ...common,
    impersonation: 'open',
    method: 'post',
    path: `${BASE}/columns`,
    form: z.strictObject({ view, columns: z.array(z.string().max(40)).max(40).default([]) }),
    lists: ['columns'],
    handle: ({ slug, form }) =>
      Promise.resolve(
        redirectTo(listPath(`/sites/${slug}/console/`, { ...form.view, columns: columnsText(form.columns) })),
      ),
  }),
  definePage({
    ...common,
    method: 'get',
    path: `${BASE}/views`,
    handle: (call) => showViews(call, UNTOUCHED),
  }),
  definePage({
    ...common,
    method: 'post',
    path: `${BASE}/views`,
    form: z.strictObject({ view, name, shared: z.enum(['yes', 'no']).default('no') }),
    handle: async ({ context, session, slug, form }) => {
      const isShared = form.shared === 'yes';
      const query = viewText(form.view);
      const saved = await saveListView(context, viewerOf(session), { name: form.name, query, isShared });
      if (isRefusal(saved)) return saved;
      return redirectTo(listPath(`/sites/${slug}/console/`, form.view), `The view ${form.name} is saved.`);
    },
    onError: showViews,
  }),
  definePage({
    ...common,
    method: 'post',
    path: `${BASE}/views/{id}`,
    form: z.strictObject({ name }),
    handle: async ({ context, session, slug, params, form }) => {
      const renamed = await renameView(context, viewerOf(session), idIn(params), form.name);
      if (isRefusal(renamed)) return renamed;
      return redirectTo(`/sites/${slug}/console/views`, `The view is now called ${form.name}.`);
    },
    onError: showViews,
  }),
  definePage({
    ...common,
    method: 'post',
    path: `${BASE}/views/{id}/delete`,
    form: z.strictObject({}),
    handle: async ({ context, session, slug, params }) => {
      const deleted = await deleteView(context, viewerOf(session), idIn(params));
      return isRefusal(deleted)
        ? deleted
        : redirectTo(`/sites/${slug}/console/views`, 'The view is deleted.');
    },
    onError: showViews,
  }),
];

function idIn(params: PageCall['params']): string {
  const { id = '' } = params;
  return isId(id) ? id : '';
}

/** An impersonator sees what is shared, and saves nothing. */
export function viewerOf(session: Session): Viewer {
  const userId = session.impersonator === null ? session.user.id : null;
  return { userId, mayShare: userId !== null && maySharePart(session) };
}

async function showViews({ context, session, slug }: PageCall, state: FormState) {
  const viewer = viewerOf(session);
  const views = await loadListViews(context, viewer);
  return viewsPage({ base: `/sites/${slug}/console/`, views, mayShare: viewer.mayShare, state });
}
