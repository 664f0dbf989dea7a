import type { Queryable } from '../../platform/sql/sql.js';

/** A group that a site defined; the built-in groups are in the program. */
export interface Group {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  /** The name of the group that controls it. */
  readonly placedUnder: string;
  readonly permissions: readonly string[];
  readonly createdAt: number;
}

export async function listGroups(sql: Queryable, siteId: string): Promise<Group[]> {
  return sql<Group[]>`
    select id, site_id, name, placed_under, permissions, created_at from groups where site_id = ${siteId} order by id`;
}

/** False when the site has a group of that name, ignoring case. */
export async function insertGroup(sql: Queryable, group: Group): Promise<boolean> {
  const rows = await sql`
    insert into groups (id, site_id, name, placed_under, permissions, created_at)
    values (${group.id}, ${group.siteId}, ${group.name}, ${group.placedUnder},
            ${group.permissions as string[]}::text[], ${group.createdAt})
    on conflict do nothing returning id`;
  return rows.length > 0;
}

/** Replaces a group's definition; its members and the groups under it keep belonging to it under the new name. */
export async function updateGroup(sql: Queryable, before: Group, after: Group): Promise<void> {
  await sql`
    update groups set name = ${after.name}, placed_under = ${after.placedUnder},
           permissions = ${after.permissions as string[]}::text[]
     where id = ${after.id}`;
  if (before.name === after.name) return;
  await sql`
    update groups set placed_under = ${after.name}
     where site_id = ${after.siteId} and placed_under = ${before.name}`;
  await sql`
    update users set user_group = ${after.name} where site_id = ${after.siteId} and user_group = ${before.name}`;
}

export async function removeGroup(sql: Queryable, id: string): Promise<void> {
  await sql`delete from groups where id = ${id}`;
}

/** The number of users in each non-empty group of a site. */
export async function countMembers(sql: Queryable, siteId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ userGroup: string; members: number }[]>`
    select user_group, count(*) as members from users where site_id = ${siteId} group by user_group`;
  return new Map(rows.map((row) => [row.userGroup, row.members]));
}
