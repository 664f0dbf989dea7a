import type { Sql } from '../platform/sql/sql.js';
import { countDueAccounts, findLatestInstant } from '../store/accounts/accounts.js';
import { outboxDepth } from '../store/core/outbox.js';
import { countUnsent } from '../store/emails/emails.js';
import { countDueBreakerEmails } from '../store/suspension/breakers.js';

/** The work that is due and not done. */
export interface Backlog {
  /** Accounts that changed and were not assessed, or whose wake has come. */
  readonly accounts: number;
  readonly outbox: number;
  readonly emails: number;
}

/** Counts what is due as of an instant. All zero: the system is at rest. */
export async function countBacklog(sql: Sql, asOf: number): Promise<Backlog> {
  const [accounts, outbox, emails, breakers] = await Promise.all([
    countDueAccounts(sql, asOf),
    outboxDepth(sql),
    countUnsent(sql),
    countDueBreakerEmails(sql, asOf),
  ]);
  return { accounts, outbox: outbox.rows, emails: emails.waiting + breakers };
}

/** The newest instant on record, or null in a new database. */
export async function latestInstant(sql: Sql): Promise<number | null> {
  return findLatestInstant(sql);
}
