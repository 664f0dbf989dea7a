import type { Queryable } from '../../platform/sql/sql.js';

/*
 * What a restored database needs about the time after its backup: the system went on then, and the database does not
 * know it.
 */

/** Beyond everything a connector can have seen since the backup. */
const GENERATIONS_AHEAD = 1_000_000;

export interface Forgotten {
  /** Emails that were waiting, and may have gone out since. */
  readonly emails: number;
  /** People who must log in again. */
  readonly sessions: number;
}

/**
 * Lets go of what was under way when the backup was taken. An email that waited counts as given up, with its reason: it
 * has probably gone out since. Who was logged in then may have been logged out, or lost the right to be.
 */
export async function forgetWhatPassed(sql: Queryable, at: number): Promise<Forgotten> {
  const emails = await sql`
    update emails set failed_at = ${at}, leased_until = null, sealed_link = null,
           last_error = 'It waited when the backup was taken, and may have been sent since: see to it by hand.'
     where sent_at is null and failed_at is null returning id`;
  const sessions = await sql`delete from sessions returning id`;
  await sql`delete from pending_logins`;
  await sql`update tasks set leased_until = null where leased_until is not null`;
  return { emails: emails.length, sessions: sessions.length };
}

/**
 * Has every connector told anew what its site is to be, above any generation it can have seen: the last word it was
 * given may be one this database knows nothing of.
 */
export async function overtakeConnectors(sql: Queryable): Promise<number> {
  const rows = await sql`
    update sites set generation = generation + ${GENERATIONS_AHEAD}, connector_attempts = 0, connector_retry_at = null,
           connector_error = null
     where account_id is not null or carrier_id is not null returning id`;
  return rows.length;
}

/** Ends attempts to charge a card that were under way, and switches further ones off until their owner has compared. */
export async function restTopUps(
  sql: Queryable,
  at: number,
): Promise<{ accountId: string; siteId: string }[]> {
  await sql`
    update top_ups set ended_at = ${at}, outcome = 'unavailable', detail = 'The database was restored from a backup.'
     where ended_at is null`;
  return sql<{ accountId: string; siteId: string }[]>`
    update top_up_settings t set enabled = false, changed_at = ${at}, changed_by = 'cli/restore'
      from accounts a where a.id = t.account_id and t.enabled
    returning t.account_id, a.site_id`;
}

/** Emails about what is past count as told. */
export async function cancelDueEmails(sql: Queryable): Promise<void> {
  await sql`
    update suspensions set email_due = false, reactivation_email_due = false
     where email_due or reactivation_email_due`;
  await sql`update upstream_suspensions set email_due = false where email_due`;
  await sql`update periods set statement_due = false where statement_due`;
  await sql`update accounts set receipted_number = last_number where receipted_number <> last_number`;
}
