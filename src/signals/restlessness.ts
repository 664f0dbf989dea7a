import type { Sql } from '../platform/sql/sql.js';
import { countRestless, findLatestInstant } from '../store/accounts/accounts.js';
import { outboxDepth } from '../store/core/outbox.js';
import { countUnsent } from '../store/emails/letters.js';
import { countDueBrakeLetters } from '../store/suspension/brakes.js';

/** What still has to happen before nothing is due. */
export interface Restlessness {
  /** Accounts that have changed and were not looked at, or whose wake has come. */
  readonly accounts: number;
  readonly outbox: number;
  readonly letters: number;
}

/** Counts what is due as of an instant. All zero: the system is at rest. */
export async function restlessness(sql: Sql, asOf: number): Promise<Restlessness> {
  const [accounts, outbox, letters, brakes] = await Promise.all([
    countRestless(sql, asOf),
    outboxDepth(sql),
    countUnsent(sql),
    countDueBrakeLetters(sql, asOf),
  ]);
  return { accounts, outbox: outbox.rows, letters: letters.waiting + brakes };
}

/** The newest instant on record, or null in a new database. */
export async function latestInstant(sql: Sql): Promise<number | null> {
  return findLatestInstant(sql);
}
