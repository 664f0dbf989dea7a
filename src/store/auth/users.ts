import type { Queryable } from '../../platform/sql/sql.js';

export interface NewUser {
  readonly id: string;
  readonly siteId: string;
  readonly email: string;
  readonly canonicalEmail: string;
  readonly name: string;
  readonly group: string;
  /** Null: the user has not claimed the login yet. */
  readonly passwordHash: string | null;
  readonly createdAt: number;
}

/** A user of a site, without anything secret. */
export interface User {
  readonly id: string;
  readonly siteId: string;
  readonly email: string;
  readonly name: string;
  readonly group: string;
  /** Invited until the login is claimed; disabled takes precedence. */
  readonly state: 'invited' | 'active' | 'disabled';
  readonly isClaimed: boolean;
  readonly lastLoginAt: number | null;
  readonly secondFactor: boolean;
  /** Whether they want the morning list by email. */
  readonly morningEmail: boolean;
  readonly createdAt: number;
}

const columns = (sql: Queryable) => sql`
  id, site_id, email, name, user_group as "group", password_hash is not null as is_claimed,
  case when disabled_at is not null then 'disabled' when password_hash is null then 'invited' else 'active' end as state,
  last_login_at, totp_confirmed_at is not null as second_factor, morning_email, created_at`;

/**
 * Serialises changes to a site's users, so that a rule about several of them (one Owner, no circle of groups, no user
 * above their maker) is checked against committed data. It does not lock the site's row, since decisions about the
 * site's state must not wait.
 */
export async function lockUsers(transaction: Queryable, siteId: string): Promise<void> {
  await transaction`select pg_advisory_xact_lock(hashtextextended(${`people/${siteId}`}, 0))`;
}

/** False when the site already has such a user, or already has its Owner. */
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

/** A user of this site; another site's users are not found. */
export async function findUser(sql: Queryable, siteId: string, id: string): Promise<User | undefined> {
  const [row] = await sql<User[]>`
    select ${columns(sql)} from users where site_id = ${siteId} and id = ${id}`;
  return row;
}

export async function findUserByEmail(
  sql: Queryable,
  siteId: string,
  canonicalEmail: string,
): Promise<User | undefined> {
  const [row] = await sql<User[]>`
    select ${columns(sql)} from users where site_id = ${siteId} and canonical_email = ${canonicalEmail}`;
  return row;
}

/** A site's users after a cursor, by id. */
export async function listUsers(
  sql: Queryable,
  page: { readonly siteId: string; readonly after?: string; readonly limit: number },
): Promise<User[]> {
  return sql<User[]>`
    select ${columns(sql)} from users
     where site_id = ${page.siteId} and id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
     order by id limit ${page.limit}`;
}

export interface UserChanges {
  readonly name?: string;
  readonly group?: string;
  readonly email?: { readonly address: string; readonly canonical: string };
}

/** Changes the given fields. False when another user of the site has the address, or the site already has its Owner. */
export async function updateUser(sql: Queryable, id: string, changes: UserChanges): Promise<boolean> {
  const { name = null, group = null, email } = changes;
  const [taken] = await sql`
    select 1 from users u join users other on other.site_id = u.site_id and other.id <> u.id
     where u.id = ${id} and other.canonical_email = ${email?.canonical ?? null}`;
  if (taken !== undefined) return false;
  await sql`
    update users set name = coalesce(${name}, name), user_group = coalesce(${group}, user_group),
           email = coalesce(${email?.address ?? null}, email),
           canonical_email = coalesce(${email?.canonical ?? null}, canonical_email)
     where id = ${id}`;
  return true;
}

/** Disables a login, or enables it again. Either way its sessions end. */
export async function setDisabled(sql: Queryable, id: string, disabledAt: number | null): Promise<void> {
  await sql`
    update users set disabled_at = ${disabledAt}, credentials_version = credentials_version + 1 where id = ${id}`;
}

/**
 * The Owners of a site's child sites who have no login and no valid invitation; one with the address of the parent
 * site's own Owner needs none.
 */
export async function listUninvitedOwners(
  sql: Queryable,
  { parentId, now, limit }: { readonly parentId: string; readonly now: number; readonly limit: number },
): Promise<{ readonly id: string; readonly siteId: string }[]> {
  return sql<{ id: string; siteId: string }[]>`
    select u.id, u.site_id
      from sites s join users u on u.site_id = s.id and u.user_group = 'Owner'
     where s.parent_id = ${parentId} and u.password_hash is null and u.disabled_at is null
       and not exists (select 1 from email_links l
                        where l.user_id = u.id and l.purpose = 'invitation' and l.expires_at > ${now})
       and not exists (select 1 from users o where o.site_id = s.parent_id and o.user_group = 'Owner'
                          and o.canonical_email = u.canonical_email)
     order by s.id limit ${limit}`;
}

/**
 * Deletes an unclaimed login. False where an impersonator viewed the site as this user, so that the login must stay.
 */
export async function removeUnclaimedUser(sql: Queryable, id: string): Promise<boolean> {
  const rows = await sql`
    delete from users u where u.id = ${id} and u.password_hash is null
       and not exists (select 1 from impersonations i where i.viewed_as = u.id or i.impersonator_id = u.id)
     returning id`;
  return rows.length > 0;
}

/** Turns the morning list by email on or off; false if it was so already. */
export async function setMorningEmail(sql: Queryable, id: string, wanted: boolean): Promise<boolean> {
  const { count } = await sql`
    update users set morning_email = ${wanted} where id = ${id} and morning_email <> ${wanted}`;
  return count > 0;
}

/** The users of a site who can log in and want the morning list by email. */
export async function listMorningReaders(
  sql: Queryable,
  siteId: string,
): Promise<Pick<User, 'id' | 'email' | 'name' | 'group'>[]> {
  return sql<Pick<User, 'id' | 'email' | 'name' | 'group'>[]>`
    select id, email, name, user_group as "group" from users
     where site_id = ${siteId} and morning_email and disabled_at is null and password_hash is not null order by id`;
}
