import type { Queryable } from '../platform/index.js';

export interface NewUser {
  readonly id: string;
  readonly siteId: string;
  readonly email: string;
  readonly canonicalEmail: string;
  readonly name: string;
  readonly group: string;
  /** Null: a login that somebody must claim first. */
  readonly passwordHash: string | null;
  readonly createdAt: number;
}

/** False when the site has such a user, or has its Owner, already. */
export async function insertUser(sql: Queryable, user: NewUser): Promise<boolean> {
  const rows = await sql`
    insert into users (id, site_id, email, canonical_email, name, user_group, password_hash, created_at)
    values (${user.id}, ${user.siteId}, ${user.email}, ${user.canonicalEmail}, ${user.name}, ${user.group},
            ${user.passwordHash}, ${user.createdAt})
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

/** A new password; whoever is logged in with the old one is out. */
export async function setPassword(sql: Queryable, userId: string, passwordHash: string): Promise<void> {
  await sql`
    update users set password_hash = ${passwordHash}, credentials_version = credentials_version + 1
     where id = ${userId}`;
}
