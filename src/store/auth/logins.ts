import type { Queryable } from '../../platform/sql/sql.js';

/** The site of the login, and its user by the typed name; the user is null where there is no such login. */
export interface Login {
  readonly site: {
    readonly id: string;
    readonly slug: string;
    readonly parentId: string | null;
    readonly parentName: string | null;
    readonly impersonationCodeHash: string | null;
  };
  readonly user: LoginUser | null;
  /** The child's Owner, who is impersonated. */
  readonly viewedAs: { readonly id: string; readonly email: string; readonly name: string } | null;
}

export interface LoginUser {
  readonly id: string;
  readonly siteId: string;
  readonly email: string;
  readonly canonicalEmail: string;
  readonly name: string;
  /** Null where the login is unclaimed. */
  readonly passwordHash: string | null;
  readonly credentialsVersion: number;
  readonly isDisabled: boolean;
  /** Sealed; null where there is no second factor. */
  readonly totpSealed: string | null;
}

type LoginRow = Omit<Login['site'], 'id'> &
  Omit<LoginUser, 'id'> & {
    atSiteId: string;
    userId: string | null;
    viewedId: string | null;
    viewedEmail: string;
    viewedName: string;
  };

function loginOf(row: LoginRow): Login {
  const { atSiteId, slug, parentId, parentName, impersonationCodeHash, ...who } = row;
  const { userId, viewedId, viewedEmail, viewedName, ...user } = who;
  return {
    site: { id: atSiteId, slug, parentId, parentName, impersonationCodeHash },
    user: userId === null ? null : { ...user, id: userId },
    viewedAs: viewedId === null ? null : { id: viewedId, email: viewedEmail, name: viewedName },
  };
}

const columns = (sql: Queryable) => sql`
  s.id as at_site_id, s.slug, s.parent_id, p.name as parent_name, s.impersonation_code_hash,
  u.id as user_id, u.site_id, u.email, u.canonical_email, u.name, u.password_hash,
  u.credentials_version, u.disabled_at is not null as is_disabled,
  case when u.totp_confirmed_at is not null then u.totp_sealed end as totp_sealed,
  o.id as viewed_id, o.email as viewed_email, o.name as viewed_name`;

/**
 * The user that this address would log in to a site: one of its users, or, for an impersonation, the Owner of the
 * parent site. Undefined when there is no such site.
 */
export async function findLogin(
  sql: Queryable,
  who: { readonly slug: string; readonly canonicalEmail: string | null; readonly impersonates: boolean },
): Promise<Login | undefined> {
  const { slug, canonicalEmail, impersonates } = who;
  const [row] = await sql<LoginRow[]>`
    select ${columns(sql)}
      from sites s
      left join sites p on p.id = s.parent_id
      left join users u on u.site_id = case when ${impersonates}::boolean then s.parent_id else s.id end
       and u.canonical_email = ${canonicalEmail} and (not ${impersonates}::boolean or u.user_group = 'Owner')
      left join users o on ${impersonates}::boolean and o.site_id = s.id and o.user_group = 'Owner'
     where s.slug = ${slug}`;
  return row && loginOf(row);
}

export interface PendingLogin {
  /** SHA-256 of the cookie's value, in hex. */
  readonly id: string;
  readonly siteId: string;
  readonly userId: string;
  readonly credentialsVersion: number;
  readonly impersonates: boolean;
  readonly expiresAt: number;
}

/** Records that the password was right and the second factor is pending. */
export async function insertPendingLogin(sql: Queryable, pending: PendingLogin): Promise<void> {
  await sql`
    insert into pending_logins (id, site_id, user_id, credentials_version, impersonates, expires_at)
    values (${pending.id}, ${pending.siteId}, ${pending.userId}, ${pending.credentialsVersion},
            ${pending.impersonates}, ${pending.expiresAt})`;
}

/** The login of this site that waits for its second factor, if it is still permitted. */
export async function findPendingLogin(
  sql: Queryable,
  pending: { readonly id: string; readonly slug: string; readonly now: number },
): Promise<(Login & { readonly impersonates: boolean }) | undefined> {
  const [row] = await sql<(LoginRow & { impersonates: boolean })[]>`
    select ${columns(sql)}, l.impersonates
      from pending_logins l
      join sites s on s.id = l.site_id
      left join sites p on p.id = s.parent_id
      join users u on u.id = l.user_id and u.credentials_version = l.credentials_version and u.disabled_at is null
       and u.site_id = case when l.impersonates then s.parent_id else s.id end
       and (not l.impersonates or u.user_group = 'Owner')
      left join users o on l.impersonates and o.site_id = s.id and o.user_group = 'Owner'
     where l.id = ${pending.id} and s.slug = ${pending.slug} and l.expires_at > ${pending.now}`;
  if (row === undefined) return undefined;
  const { impersonates, ...login } = row;
  return { ...loginOf(login), impersonates };
}

/** Deletes a pending login; of several simultaneous calls, one returns true. */
export async function deletePendingLogin(sql: Queryable, id: string): Promise<boolean> {
  const rows = await sql`delete from pending_logins where id = ${id} returning id`;
  return rows.length > 0;
}

export async function removePendingLogins(sql: Queryable, userId: string): Promise<void> {
  await sql`delete from pending_logins where user_id = ${userId}`;
}

export async function removeOldPendingLogins(sql: Queryable, now: number): Promise<void> {
  await sql`delete from pending_logins where expires_at <= ${now}`;
}

/** Uses up a time step of the second factor; false when it, or a later one, was used before. */
export async function useTotpStep(sql: Queryable, userId: string, step: number): Promise<boolean> {
  const rows = await sql`
    update users set totp_last_step = ${step} where id = ${userId} and totp_last_step < ${step} returning id`;
  return rows.length > 0;
}

/** Uses up a recovery code; false when there is no such code, or it was used before. */
export async function useRecoveryCode(
  sql: Queryable,
  code: { readonly userId: string; readonly codeHash: string; readonly now: number },
): Promise<boolean> {
  const rows = await sql`
    update recovery_codes set used_at = ${code.now}
     where user_id = ${code.userId} and code_hash = ${code.codeHash} and used_at is null returning user_id`;
  return rows.length > 0;
}

export async function updateLastLogin(sql: Queryable, userId: string, now: number): Promise<void> {
  await sql`update users set last_login_at = ${now} where id = ${userId}`;
}

/** Sets the code that an impersonator of this site must enter; null: no code. */
export async function updateImpersonationCode(
  sql: Queryable,
  siteId: string,
  codeHash: string | null,
): Promise<void> {
  await sql`update sites set impersonation_code_hash = ${codeHash} where id = ${siteId}`;
}

export async function hasImpersonationCode(sql: Queryable, siteId: string): Promise<boolean> {
  const [row] = await sql<{ needs: boolean }[]>`
    select impersonation_code_hash is not null as needs from sites where id = ${siteId}`;
  return row?.needs ?? false;
}

/** Whether this user logged in with this browser before. Ids are SHA-256 of the cookie's value, in hex. */
export async function isKnownBrowser(sql: Queryable, id: string, userId: string | null): Promise<boolean> {
  const rows = await sql`select 1 from known_browsers where id = ${id} and user_id = ${userId}`;
  return rows.length > 0;
}

/**
 * Records a browser for one more user. All its records get a new id, so an id planted by an attacker becomes invalid.
 */
export async function addKnownBrowser(
  transaction: Queryable,
  browser: {
    readonly id: string;
    readonly former: string | null;
    readonly userId: string;
    readonly now: number;
  },
): Promise<void> {
  const { id, former, userId, now } = browser;
  if (former !== null) await transaction`update known_browsers set id = ${id} where id = ${former}`;
  await transaction`
    insert into known_browsers (id, user_id, last_used_at) values (${id}, ${userId}, ${now}) on conflict do nothing`;
}

export async function touchKnownBrowser(
  sql: Queryable,
  browser: { readonly id: string; readonly userId: string; readonly now: number },
): Promise<void> {
  await sql`
    update known_browsers set last_used_at = ${browser.now} where id = ${browser.id} and user_id = ${browser.userId}`;
}

export async function removeOldBrowsers(sql: Queryable, before: number): Promise<void> {
  await sql`delete from known_browsers where last_used_at <= ${before}`;
}

export async function removeOldEmailLinks(sql: Queryable, before: number): Promise<void> {
  await sql`delete from email_links where expires_at <= ${before}`;
}
