import { beforeAll, expect, it } from 'vitest';
import { rehearse, transact } from '../../src/core/transact.js';
import { isRefusal, refuse } from '../../src/core/values/refusal.js';
import type { Transaction } from '../../src/platform/sql/sql.js';
import { createTestDatabase, type TestDatabase } from '../setup/database/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql`create table kept (name text)`;
});

const REFUSAL = refuse('conflict', 'It exists already.');

/** What each outcome of the work leaves behind, and gives back. */
async function after<Outcome>(run: typeof transact, outcome: Outcome): Promise<unknown[]> {
  await database.sql`truncate kept`;
  const work = async (transaction: Transaction): Promise<Outcome> => {
    await transaction`insert into kept values ('x')`;
    return outcome;
  };
  const given = await run(database.sql, work);
  const [row] = await database.sql<{ kept: number }[]>`select count(*)::integer as kept from kept`;
  return [given, row?.kept];
}

it('a returned refusal undoes what the transaction wrote, any other value commits it', async () => {
  expect(await after(transact, REFUSAL)).toEqual([REFUSAL, 0]);
  for (const value of [undefined, null, true, 'refused', 7, { done: 1 }, []])
    expect(await after(transact, value)).toEqual([value, 1]);
});

it('a value that only has a field of that name is no refusal', async () => {
  for (const value of [{ refused: new Map() }, { refused: [] }, { refused: 3 }, { outcome: 'refused' }]) {
    expect(isRefusal(value)).toBe(false);
    expect(await after(transact, value)).toEqual([value, 1]);
  }
});

it('an exception undoes what the transaction wrote and passes on', async () => {
  await database.sql`truncate kept`;
  const work = transact(database.sql, async (transaction) => {
    await transaction`insert into kept values ('x')`;
    throw new Error('a fault');
  });
  await expect(work).rejects.toThrow('a fault');
  expect(await database.sql`select from kept`).toHaveLength(0);
});

it('a rehearsal gives the outcome and leaves nothing behind', async () => {
  for (const value of [REFUSAL, { done: 1 }, undefined])
    expect(await after(rehearse, value)).toEqual([value, 0]);
});
