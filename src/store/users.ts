import type { Queryable } from '../platform/index.js';

export interface NewUser {
  readonly id: string;
  readonly siteId: string;
  readonly email: string;
  readonly name: string;
  readonly group: string;
  readonly passwordHash: string;
  readonly createdAt: number;
}

/** False when the site has such a user, or has its Owner, already. */
export async function insertUser(sql: Queryable, user: NewUser): Promise<boolean> {
  const rows = await sql`
    insert into users (id, site_id, email, name, user_group, password_hash, created_at)
    values (${user.id}, ${user.siteId}, ${user.email}, ${user.name}, ${user.group}, ${user.passwordHash},
            ${user.createdAt})
    on conflict do nothing returning id`;
  return rows.length > 0;
}

export async function findOwner(
  sql: Queryable,
  siteId: string,
): Promise<{ id: string; email: string; name: string } | undefined> {
  const [row] = await sql<{ id: string; email: string; name: string }[]>`
    select id, email, name from users where site_id = ${siteId} and user_group = 'Owner'`;
  return row;
}

export async function setPassword(sql: Queryable, userId: string, passwordHash: string): Promise<void> {
  await sql`update users set password_hash = ${passwordHash} where id = ${userId}`;
}
