import type { Queryable } from '../../platform/sql/sql.js';

/*
 * What a restored database needs because of the time after its backup: the system continued, and the database does not
 * contain it.
 */

/** Above every generation that a connector can have seen since the backup. */
const GENERATIONS_AHEAD = 1_000_000;

export interface DroppedWork {
  /** Emails that were pending, and may have been sent since. */
  readonly emails: number;
  /** Users who must log in again. */
  readonly sessions: number;
}

/**
 * Drops work in progress at the time of the backup. A pending email counts as given up, with this reason: it has
 * probably been sent since. A user logged in then may have been logged out or lost permissions since.
 */
export async function dropPendingWork(sql: Queryable, at: number): Promise<DroppedWork> {
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
 * Queues a command to every connector, above any generation it can have seen: the last command it received may be
 * missing in this database.
 */
export async function overtakeConnectors(sql: Queryable): Promise<number> {
  const rows = await sql`
    update sites set generation = generation + ${GENERATIONS_AHEAD}, connector_attempts = 0, connector_retry_at = null,
           connector_error = null
     where account_id is not null or carrier_id is not null returning id`;
  return rows.length;
}

/**
 * Ends attempts to charge a card that were in progress, and switches off automatic top-up and direct debits until the
 * owner has compared.
 */
export async function switchOffTopUps(
  sql: Queryable,
  at: number,
): Promise<{ accountId: string; siteId: string }[]> {
  await sql`
    update top_ups set ended_at = ${at}, outcome = 'unavailable', detail = 'The database was restored from a backup.'
     where ended_at is null`;
  // What was handed in since the backup is not known, and must not be collected twice.
  await sql`
    update debits set state = 'cancelled', ended_at = ${at}, ended_by = 'cli/restore',
           detail = 'The database was restored from a backup.'
     where state = 'announced'`;
  const debited = await sql<{ accountId: string; siteId: string }[]>`
    update accounts a set debit_mode = 'off'
     where debit_mode <> 'off' and exists (select 1 from mandates m where m.account_id = a.id and m.ended_at is null)
    returning a.id as account_id, a.site_id`;
  const toppedUp = await sql<{ accountId: string; siteId: string }[]>`
    update top_up_settings t set enabled = false, changed_at = ${at}, changed_by = 'cli/restore'
      from accounts a where a.id = t.account_id and t.enabled
    returning t.account_id, a.site_id`;
  const known = new Set(toppedUp.map(({ accountId }) => accountId));
  return [...toppedUp, ...debited.filter(({ accountId }) => !known.has(accountId))];
}

/** Marks the emails about past events as sent. */
export async function cancelDueEmails(sql: Queryable): Promise<void> {
  await sql`
    update suspensions set email_due = false, reactivation_email_due = false
     where email_due or reactivation_email_due`;
  await sql`update upstream_suspensions set email_due = false where email_due`;
  await sql`update periods set statement_due = false where statement_due`;
  await sql`update accounts set receipted_number = last_number where receipted_number <> last_number`;
}
