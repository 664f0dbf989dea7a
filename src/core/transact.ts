import type { Sql, Transaction } from '../platform/sql/sql.js';
import { isRefusal } from './values/refusal.js';

type Work<Outcome> = (transaction: Transaction) => Promise<Outcome>;

/** Runs work in one transaction. A returned refusal rolls it back, as an exception does. */
export async function transact<Outcome>(sql: Sql, work: Work<Outcome>): Promise<Outcome> {
  return run(sql, work, isRefusal);
}

/** Runs work and always rolls it back, so that a preview cannot differ from the change itself. */
export async function rehearse<Outcome>(sql: Sql, work: Work<Outcome>): Promise<Outcome> {
  return run(sql, work, () => true);
}

/** Thrown to roll back; carries the result out. */
class RolledBack extends Error {
  readonly outcome: unknown;

  constructor(outcome: unknown) {
    super('rolled back');
    this.outcome = outcome;
  }
}

async function run<Outcome>(
  sql: Sql,
  work: Work<Outcome>,
  isUndone: (outcome: Outcome) => boolean,
): Promise<Outcome> {
  try {
    return (await sql.begin(async (transaction) => {
      const outcome = await work(transaction);
      if (isUndone(outcome)) throw new RolledBack(outcome);
      return outcome;
    })) as Outcome;
  } catch (error) {
    if (error instanceof RolledBack) return error.outcome as Outcome;
    throw error;
  }
}
