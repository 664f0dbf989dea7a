import type { Queryable } from '../../platform/sql/sql.js';

/** What users must prove before they change how they log in. */
export interface Credentials {
  readonly passwordHash: string | null;
  readonly totpSealed: string | null;
  readonly totpConfirmedAt: number | null;
}

export async function findCredentials(sql: Queryable, userId: string): Promise<Credentials | undefined> {
  const [row] = await sql<Credentials[]>`
    select password_hash, totp_sealed, totp_confirmed_at from users where id = ${userId} and disabled_at is null`;
  return row;
}

/** A new password; sessions with the old one end. */
export async function setPassword(sql: Queryable, userId: string, passwordHash: string): Promise<void> {
  await sql`
    update users set password_hash = ${passwordHash}, credentials_version = credentials_version + 1
     where id = ${userId}`;
}

/** Replaces the password that was checked; false when it was changed in the meantime. */
export async function replacePassword(
  sql: Queryable,
  userId: string,
  hashes: { readonly before: string; readonly after: string },
): Promise<boolean> {
  const rows = await sql`
    update users set password_hash = ${hashes.after}, credentials_version = credentials_version + 1
     where id = ${userId} and password_hash = ${hashes.before} and disabled_at is null returning id`;
  return rows.length > 0;
}

/** Stores a second factor that is not active until confirmed; false when one is confirmed already. */
export async function proposeSecondFactor(sql: Queryable, userId: string, sealed: string): Promise<boolean> {
  const rows = await sql`
    update users set totp_sealed = ${sealed} where id = ${userId} and totp_confirmed_at is null returning id`;
  return rows.length > 0;
}

/** Activates the stored second factor and uses up its first code. False when another was stored in the meantime. */
export async function confirmSecondFactor(
  sql: Queryable,
  userId: string,
  proof: { readonly sealed: string; readonly at: number; readonly step: number },
): Promise<boolean> {
  const rows = await sql`
    update users set totp_confirmed_at = ${proof.at}, totp_last_step = ${proof.step},
           credentials_version = credentials_version + 1
     where id = ${userId} and totp_sealed = ${proof.sealed} and totp_confirmed_at is null returning id`;
  return rows.length > 0;
}

/** Removes the second factor; false when there was none. */
export async function clearSecondFactor(sql: Queryable, userId: string): Promise<boolean> {
  const rows = await sql`
    update users set totp_sealed = null, totp_confirmed_at = null, credentials_version = credentials_version + 1
     where id = ${userId} and totp_confirmed_at is not null returning id`;
  return rows.length > 0;
}

/**
 * Ends what was started with a user's former credentials: sessions, half-finished logins, and trusted browsers. When
 * users make the change in their own session, that session continues and the browsers stay trusted. Their impersonation
 * sessions in child sites become invalid with the former credentials.
 */
export async function endAccess(
  sql: Queryable,
  userId: string,
  kept: { readonly handle: string } | null,
): Promise<void> {
  await sql`delete from pending_logins where user_id = ${userId}`;
  if (kept === null) await sql`delete from known_browsers where user_id = ${userId}`;
  await sql`
    delete from sessions
     where user_id = ${userId} and impersonation_id is null and handle is distinct from ${kept?.handle ?? null}::uuid`;
  await sql`
    update sessions s set credentials_version = u.credentials_version
      from users u
     where u.id = s.user_id and u.id = ${userId} and s.handle = ${kept?.handle ?? null}::uuid
       and s.impersonation_id is null`;
}
