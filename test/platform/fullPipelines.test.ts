import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact } from '../../src/core/transact.js';
import { connectSql, type Sql } from '../../src/platform/sql/sql.js';
import { createTestDatabase, type TestDatabase } from '../setup/database/database.js';

/**
 * What the driver does with a transaction whose BEGIN fills a connection's pipeline or meets a socket that accepts no
 * more. Unpatched, it sends that BEGIN without reserving the connection: the next statement on it succeeds and is lost
 * with the transaction, which is never committed. patches/ has the fix.
 */
describe('a transaction on a busy connection', () => {
  let database: TestDatabase;
  let observer: Sql;

  beforeAll(async () => {
    database = await createTestDatabase();
    observer = connectSql(database.url, { max: 1, name: 'observer' });
    await database.sql`create table writes (id integer primary key, at xid8 not null default pg_current_xact_id())`;
  });

  afterAll(async () => {
    await observer.end({ timeout: 1 });
  });

  it.each([
    { pool: 3, pipeline: 2, bytes: 1, rounds: 20, plain: 60, begins: 12 },
    { pool: 1, pipeline: 1, bytes: 1, rounds: 10, plain: 20, begins: 6 },
    { pool: 2, pipeline: 1, bytes: 1, rounds: 10, plain: 40, begins: 12 },
    { pool: 4, pipeline: 100, bytes: 1, rounds: 2, plain: 2_000, begins: 40 },
    // Sockets that push back.
    { pool: 2, pipeline: 100, bytes: 300_000, rounds: 3, plain: 60, begins: 20 },
  ])(
    'keeps to itself what it writes: pool $pool, pipeline $pipeline, $bytes bytes a write',
    async ({ pool, pipeline, bytes, rounds, plain, begins }) => {
      const filler = 'x'.repeat(bytes);
      await observer`truncate writes`;
      const sql = connectSql(database.url, { max: pool, pipelineMax: pipeline });
      try {
        for (let round = 0; round < rounds; round += 1) {
          const first = round * (plain + 2 * begins);
          const outcomes = await Promise.race([
            Promise.allSettled(mixedWork(sql, { first, plain, begins, filler })),
            delay(20_000, 'unanswered' as const),
          ]);
          expect(outcomes).not.toBe('unanswered');
          const failed = (outcomes as PromiseSettledResult<unknown>[]).filter(
            ({ status }) => status === 'rejected',
          );
          expect(failed).toEqual([]);
        }
        const written = rounds * (plain + 2 * begins);
        expect(await observer`select count(*)::integer as found from writes`).toEqual([{ found: written }]);
        expect(await observer`select at from writes group by at having count(*) > 2`).toHaveLength(0);
        expect(await idleInTransaction(observer)).toBe(0);
      } finally {
        await sql.end({ timeout: 1 });
      }
    },
    60_000,
  );

  it('a BEGIN sent by hand ends its connection, and what was sent behind it is refused, not lost', async () => {
    await observer`truncate writes`;
    const sql = connectSql(database.url, { max: 2 });
    try {
      const byHand = sql.unsafe('begin').execute();
      const writes = Array.from({ length: 20 }, (_, id) => sql`insert into writes values (${id})`.execute());
      await expect(byHand).rejects.toThrow('UNSAFE_TRANSACTION');
      const outcomes = await Promise.allSettled(writes);
      const answered = outcomes.flatMap(({ status }, id) => (status === 'fulfilled' ? [id] : []));
      const found = await observer<{ id: number }[]>`select id from writes order by id`;
      expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(answered));
      await delay(100);
      expect(await idleInTransaction(observer)).toBe(0);
      expect([...(await sql`select 7 as x`)]).toEqual([{ x: 7 }]);
    } finally {
      await sql.end({ timeout: 1 });
    }
  });

  it('a query that cannot be written fails by itself; the answers of the others stay theirs', async () => {
    const sql = connectSql(database.url, { max: 1 });
    try {
      await sql`select 1`;
      const queries = Promise.allSettled([
        sql`select 1 as x`,
        sql`select ${undefined as unknown as number}::integer as x`,
        sql`select 3 as x`,
        sql`select 4 as x`,
        sql.begin((transaction) => transaction`select ${undefined as unknown as number}::integer`),
        sql`select 5 as x`,
      ]);
      const outcomes = await Promise.race([queries, delay(10_000, [])]);
      expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual([
        [{ x: 1 }],
        'failed',
        [{ x: 3 }],
        [{ x: 4 }],
        'failed',
        [{ x: 5 }],
      ]);
    } finally {
      await sql.end({ timeout: 1 });
    }
  });

  it('the database ends a transaction of which nothing is heard any more', async () => {
    const sql = connectSql(database.url, { max: 1 });
    try {
      const [row] = await sql<{ ms: string }[]>`
        select setting as ms from pg_settings where name = 'idle_in_transaction_session_timeout'`;
      expect(Number(row?.ms)).toBe(60_000);
    } finally {
      await sql.end({ timeout: 1 });
    }
  });
});

/** Single writes, slow reads and transactions of two writes each, all started at once. */
function mixedWork(
  sql: Sql,
  { first, plain, begins, filler }: { first: number; plain: number; begins: number; filler: string },
): Promise<unknown>[] {
  const every = Math.floor(plain / begins);
  const work: Promise<unknown>[] = [];
  for (let n = 0; n < plain; n += 1) {
    work.push(sql`insert into writes select ${first + n} where length(${filler}) > 0`.execute());
    if (n % every === 0 && n / every < begins) {
      const id = first + plain + 2 * (n / every);
      work.push(sql`select pg_sleep(0.001)`.execute());
      work.push(
        transact(sql, async (transaction) => {
          await transaction`insert into writes values (${id})`;
          await transaction`insert into writes values (${id + 1})`;
        }),
      );
    }
  }
  return work;
}

async function idleInTransaction(observer: Sql): Promise<number> {
  const [row] = await observer<{ found: number }[]>`
    select count(*)::integer as found from pg_stat_activity
     where datname = current_database() and state like 'idle in transaction%'`;
  return row?.found ?? -1;
}
