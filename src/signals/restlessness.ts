import type { Sql } from '../platform/index.js';
import {
  countDueBrakeLetters,
  countRestless,
  countUnsent,
  findLatestInstant,
  outboxDepth,
} from '../store/index.js';

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
