import type { Queryable } from '../../platform/sql/sql.js';

export interface NewSession {
  /** SHA-256 of the cookie's value, in hex. */
  readonly id: string;
  readonly handle: string;
  readonly siteId: string;
  /** The real user: under impersonation one of the parent site. */
  readonly userId: string;
  readonly credentialsVersion: number;
  readonly impersonationId: string | null;
  readonly address: string;
  readonly browser: string;
  readonly createdAt: number;
  readonly idleAt: number;
  readonly endsAt: number;
}

export async function insertSession(sql: Queryable, row: NewSession): Promise<void> {
  await sql`
    insert into sessions (id, handle, site_id, user_id, credentials_version, impersonation_id, address, browser,
           created_at, last_seen_at, idle_at, ends_at)
    values (${row.id}, ${row.handle}, ${row.siteId}, ${row.userId}, ${row.credentialsVersion},
            ${row.impersonationId}, ${row.address}, ${row.browser}, ${row.createdAt}, ${row.createdAt},
            least(${row.idleAt}::timestamptz, ${row.endsAt}::timestamptz), ${row.endsAt})`;
}

export interface SessionUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly group: string;
}

/** A session with everything that determines whether it is valid. */
export interface SessionFound {
  readonly id: string;
  readonly handle: string;
  /** False once it has ended for any reason. */
  readonly isAlive: boolean;
  readonly lastSeenAt: number;
  readonly idleAt: number;
  readonly endsAt: number;
  readonly impersonationId: string | null;
  readonly site: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly parentId: string | null;
    readonly parentSlug: string | null;
    readonly hasAccount: boolean;
    readonly hasChildren: boolean;
  };
  /** The real user. */
  readonly user: SessionUser;
  /** Under impersonation the child's Owner, while that user is still the Owner. */
  readonly viewedAs: SessionUser | null;
  /** Of the impersonated user's group, where the site defined that group. */
  readonly groupPermissions: readonly string[] | null;
}

type FoundRow = Omit<SessionFound, 'site' | 'user' | 'viewedAs'> &
  Omit<SessionFound['site'], 'id' | 'name'> &
  Omit<SessionUser, 'id' | 'group'> & {
    siteId: string;
    siteName: string;
    userId: string;
    userGroup: string;
    viewedId: string | null;
    viewedEmail: string;
    viewedName: string;
  };

/**
 * The session with this id at this site, and whether it is valid: not expired, of an enabled user with unchanged
 * credentials; under impersonation, of a user who is still the Owner of the parent site. One query, since every page
 * runs it.
 */
export async function findSession(
  sql: Queryable,
  request: { readonly id: string; readonly slug: string; readonly now: number },
): Promise<SessionFound | undefined> {
  const { id, slug, now } = request;
  const [row] = await sql<FoundRow[]>`
    select t.id, t.handle, t.last_seen_at, t.idle_at, t.ends_at, t.impersonation_id,
           s.id as site_id, s.slug, s.name as site_name, s.parent_id, p.slug as parent_slug,
           s.account_id is not null as has_account,
           exists (select 1 from sites c where c.parent_id = s.id) as has_children,
           u.id as user_id, u.email, u.name, u.user_group,
           v.id as viewed_id, v.email as viewed_email, v.name as viewed_name, g.permissions as group_permissions,
           t.idle_at > ${now} and t.ends_at > ${now} and u.disabled_at is null
             and u.credentials_version = t.credentials_version
             and case when t.impersonation_id is null then u.site_id = s.id
                 else u.site_id = s.parent_id and u.user_group = 'Owner' and v.id is not null
                      and i.ended_at is null end as is_alive
      from sessions t
      join sites s on s.id = t.site_id
      left join sites p on p.id = s.parent_id
      join users u on u.id = t.user_id
      left join impersonations i on i.id = t.impersonation_id
      left join users v on v.id = i.viewed_as and v.site_id = s.id and v.user_group = 'Owner'
      left join groups g on t.impersonation_id is null and g.site_id = s.id and lower(g.name) = lower(u.user_group)
     where t.id = ${id} and s.slug = ${slug}`;
  return row && foundOf(row);
}

function foundOf(row: FoundRow): SessionFound {
  const { siteId, slug, siteName, parentId, parentSlug, hasAccount, hasChildren, ...inSite } = row;
  const { userId, email, name, userGroup, viewedId, viewedEmail, viewedName, ...session } = inSite;
  return {
    ...session,
    site: { id: siteId, slug, name: siteName, parentId, parentSlug, hasAccount, hasChildren },
    user: { id: userId, email, name, group: userGroup },
    viewedAs:
      viewedId === null ? null : { id: viewedId, email: viewedEmail, name: viewedName, group: 'Owner' },
  };
}

/** Extends a session's idle time, never past its absolute end; also records the last activity of an impersonation. */
export async function touchSession(
  sql: Queryable,
  touch: { readonly id: string; readonly now: number; readonly idleAt: number },
): Promise<void> {
  await sql`
    with touched as (
      update sessions set last_seen_at = ${touch.now}, idle_at = least(${touch.idleAt}::timestamptz, ends_at)
       where id = ${touch.id} and last_seen_at < ${touch.now} returning impersonation_id)
    update impersonations set last_seen_at = ${touch.now}
     where id = (select impersonation_id from touched) and ended_at is null`;
}

/** A deleted session. */
export interface EndedSession {
  readonly handle: string;
  readonly siteId: string;
  readonly userId: string;
  readonly impersonationId: string | null;
}

/** Ends the sessions with these ids at one site; each is returned once. */
export async function removeSessions(
  sql: Queryable,
  slug: string,
  ids: readonly string[],
): Promise<EndedSession[]> {
  return sql<EndedSession[]>`
    delete from sessions t using sites s
     where s.id = t.site_id and s.slug = ${slug} and t.id = any(${ids as string[]}::text[])
     returning t.handle, t.site_id, t.user_id, t.impersonation_id`;
}

/** Ends one session of a user; undefined when it is not theirs. */
export async function removeSessionByHandle(
  sql: Queryable,
  userId: string,
  handle: string,
): Promise<EndedSession[]> {
  return sql<EndedSession[]>`
    delete from sessions where user_id = ${userId} and handle = ${handle}
    returning handle, site_id, user_id, impersonation_id`;
}

/** Ends the sessions in which a user impersonates in child sites. */
export async function removeImpersonationsBy(sql: Queryable, userId: string): Promise<EndedSession[]> {
  return sql<EndedSession[]>`
    delete from sessions where user_id = ${userId} and impersonation_id is not null
    returning handle, site_id, user_id, impersonation_id`;
}

/** Ends all sessions of a user, impersonations included, optionally except one. */
export async function removeSessionsOf(
  sql: Queryable,
  userId: string,
  but: string | null,
): Promise<EndedSession[]> {
  return sql<EndedSession[]>`
    delete from sessions where user_id = ${userId} and handle is distinct from ${but}::uuid
    returning handle, site_id, user_id, impersonation_id`;
}

/** Ends sessions that have expired or whose user's credentials have changed. */
export async function removeOldSessions(sql: Queryable, now: number, limit: number): Promise<EndedSession[]> {
  return sql<EndedSession[]>`
    delete from sessions where id in (
      select t.id from sessions t join users u on u.id = t.user_id
       where t.ends_at <= ${now} or t.idle_at <= ${now} or u.credentials_version <> t.credentials_version
       limit ${limit} for update of t skip locked)
    returning handle, site_id, user_id, impersonation_id`;
}
