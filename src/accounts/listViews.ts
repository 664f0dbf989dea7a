import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import {
  deleteListView,
  insertListView,
  type ListView,
  listViews,
  renameListView,
} from '../store/accounts/listViews.js';
import { insertAudit } from '../store/core/audit.js';

/** How many views a user may save, and how many a site may share. */
export const VIEWS_MAX = 50;

/** A user, and whether they may share views and change shared ones. */
export interface Viewer {
  /** Null: someone who sees shared views only. */
  readonly userId: string | null;
  readonly mayShare: boolean;
}

const NO_VIEW = refuse('not_found', 'View not found.');

export async function loadListViews(
  { sql, siteId }: SiteContext,
  { userId }: Pick<Viewer, 'userId'>,
): Promise<ListView[]> {
  return listViews(sql, { siteId, userId });
}

/** Saves a view of the list of accounts, for its user alone or for all users of the site. */
export async function saveListView(
  context: SiteContext,
  { userId, mayShare }: Viewer,
  { name, query, isShared }: { readonly name: string; readonly query: string; readonly isShared: boolean },
): Promise<ListView | Refusal> {
  if (isShared && !mayShare) return refuse('forbidden', 'You may not share views.', 'shared');
  if (!isShared && userId === null) return refuse('forbidden', 'You can only use shared views.');
  const { siteId, now: createdAt, actor: createdBy } = context;
  const view = { id: newId(createdAt), name, query, userId: isShared ? null : userId };
  return transact(context.sql, async (transaction) => {
    const saved = await insertListView(transaction, { ...view, siteId, createdAt, createdBy }, VIEWS_MAX);
    if (!saved) return refuseView(transaction, siteId, view);
    await audit(context, transaction, 'list-view.save', view, { after: { isShared } });
    return view;
  });
}

async function refuseView(sql: Queryable, siteId: string, view: ListView): Promise<Refusal> {
  const beside = (await listViews(sql, { siteId, userId: view.userId })).filter(
    ({ userId }) => userId === view.userId,
  );
  return beside.length >= VIEWS_MAX
    ? refuse('conflict', `There are ${VIEWS_MAX} views. Delete one first.`)
    : refuse('conflict', 'is the name of another view', 'name');
}

/** Gives a view another name. */
export async function renameView(
  context: SiteContext,
  viewer: Viewer,
  id: string,
  name: string,
): Promise<true | Refusal> {
  return changeView(context, viewer, id, async (transaction, view) => {
    if (!(await renameListView(transaction, id, name)))
      return refuse('conflict', 'is the name of another view', 'name');
    await audit(context, transaction, 'list-view.rename', view, { after: { name: 'changed' } });
    return true;
  });
}

export async function deleteView(context: SiteContext, viewer: Viewer, id: string): Promise<true | Refusal> {
  return changeView(context, viewer, id, async (transaction, view) => {
    await deleteListView(transaction, id);
    await audit(context, transaction, 'list-view.delete', view, {
      before: { isShared: view.userId === null },
    });
    return true;
  });
}

async function changeView(
  context: SiteContext,
  { userId, mayShare }: Viewer,
  id: string,
  change: (transaction: Queryable, view: ListView) => Promise<true | Refusal>,
): Promise<true | Refusal> {
  return transact(context.sql, async (transaction) => {
    const view = (await listViews(transaction, { siteId: context.siteId, userId })).find(
      (each) => each.id === id,
    );
    if (view === undefined) return NO_VIEW;
    if (view.userId === null && !mayShare) return refuse('forbidden', 'You may not change shared views.');
    return change(transaction, view);
  });
}

/** Without name and filters, which may name a client. */
async function audit(
  context: SiteContext,
  transaction: Queryable,
  action: string,
  { id }: ListView,
  change: { readonly before?: object; readonly after?: object },
): Promise<void> {
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    action,
    subject: `list-view/${id}`,
    ...change,
  });
}
