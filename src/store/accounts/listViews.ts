import type { Queryable } from '../../platform/sql/sql.js';

/** A saved view of the list of accounts. */
export interface ListView {
  readonly id: string;
  readonly name: string;
  /** Filters, order and columns, as in the list's address. */
  readonly query: string;
  /** Null: shared by all users of the site. */
  readonly userId: string | null;
}

interface NewListView extends ListView {
  readonly siteId: string;
  readonly createdAt: number;
  readonly createdBy: string;
}

/** The shared views of a site and those of a user, by name. */
export async function listViews(
  sql: Queryable,
  { siteId, userId }: { readonly siteId: string; readonly userId: string | null },
): Promise<ListView[]> {
  return sql<ListView[]>`
    select id, name, query, user_id from list_views
     where site_id = ${siteId} and (user_id is null or user_id = ${userId})
     order by folded(name), id`;
}

/** Inserts a view, if there are fewer than `most` beside it and none has its name; otherwise false. */
export async function insertListView(sql: Queryable, view: NewListView, most: number): Promise<boolean> {
  // Two at once must not both be the last that fits.
  await sql`select 1 from sites where id = ${view.siteId} for no key update`;
  const rows = await sql`
    insert into list_views (id, site_id, user_id, name, query, created_at, created_by)
    select ${view.id}, ${view.siteId}, ${view.userId}, ${view.name}, ${view.query}, ${view.createdAt}, ${view.createdBy}
     where (select count(*) from list_views
             where site_id = ${view.siteId} and user_id is not distinct from ${view.userId}::uuid) < ${most}
    on conflict do nothing returning id`;
  return rows.length > 0;
}

/** Renames a view; false if another has the name. */
export async function renameListView(sql: Queryable, id: string, name: string): Promise<boolean> {
  const rows = await sql`
    update list_views v set name = ${name}
     where id = ${id} and not exists (
       select 1 from list_views o
        where o.id <> v.id and o.site_id = v.site_id and o.user_id is not distinct from v.user_id
          and folded(o.name) = folded(${name}))
     returning id`;
  return rows.length > 0;
}

export async function deleteListView(sql: Queryable, id: string): Promise<void> {
  await sql`delete from list_views where id = ${id}`;
}
