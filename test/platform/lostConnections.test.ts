import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact } from '../../src/core/transact.js';
import { connectSql, type Sql } from '../../src/platform/sql/sql.js';
import { createTestDatabase, type TestDatabase } from '../setup/database/database.js';

const ENDINGS = 150;

/**
 * What the driver does when the database ends its connections, at any moment and under load. Unpatched, it throws where
 * no caller can catch it, never answers some queries, and continues a transaction on another connection, outside of any
 * transaction. patches/ has the fix.
 */
describe('when the database ends connections', () => {
  let database: TestDatabase;
  let killer: Sql;

  beforeAll(async () => {
    database = await createTestDatabase({ max: 5 });
    killer = connectSql(database.url, { max: 1, name: 'killer' });
    await database.sql`create table pairs (id integer not null, half integer not null, primary key (id, half))`;
  });

  afterAll(async () => {
    await killer.end({ timeout: 1 });
  });

  it('every query is answered, and every transaction is whole or not there', async () => {
    const callers = watch();
    let endings = 0;
    const isOver = (): boolean => endings >= ENDINGS && callers.done() > 500;
    await Promise.race([
      Promise.all([
        ...Array.from({ length: 24 }, () => ask(database.sql, callers, isOver)),
        endConnections(killer, isOver, () => (endings += 1)),
      ]),
      delay(60_000),
    ]);
    expect(callers.unanswered()).toEqual([]);
    expect(callers.failed()).toBeGreaterThan(0);
    const halves = await killer`select id from pairs group by id having count(*) <> 2`;
    expect([...halves]).toEqual([]);
    expect(await committedOf(killer, callers.committed())).toBe(callers.committed().length);
  });

  it('a transaction whose connection is gone does nothing on another', async () => {
    const lost = transact(database.sql, async (transaction) => {
      const [row] = await transaction<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await transaction`insert into pairs values (-1, 1)`;
      await killer`select pg_terminate_backend(${row?.pid ?? 0})`;
      await delay(100);
      // Other work takes the pool's places up anew.
      await Promise.all(Array.from({ length: 10 }, () => database.sql`select pg_sleep(0.01)`));
      await transaction`insert into pairs values (-1, 2)`;
    });
    await expect(lost).rejects.toThrow();
    await delay(200);
    expect([...(await killer`select * from pairs where id = -1`)]).toEqual([]);
  });
});

describe('what comes after a query that broke off in the middle of its rows', () => {
  let database: TestDatabase;
  let killer: Sql;

  beforeAll(async () => {
    database = await createTestDatabase({ max: 1 });
    killer = connectSql(database.url, { max: 1, name: 'killer' });
  });

  afterAll(async () => {
    await killer.end({ timeout: 1 });
  });

  it('is its own rows when the query failed', async () => {
    const { sql } = database;
    await expect(sql`select 1 / (3 - n) as x from generate_series(1, 5) as n`).rejects.toThrow('by zero');
    expect([...(await sql`select 7 as x`)]).toEqual([{ x: 7 }]);
  });

  it('is its own rows when the connection was lost', async () => {
    const { sql } = database;
    const [own] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const broken = expect(
      sql`select repeat('x', 9000), pg_sleep(0.01) from generate_series(1, 1000)`,
    ).rejects.toThrow();
    await delay(300);
    await killer`select pg_terminate_backend(${own?.pid ?? 0})`;
    await broken;
    expect([...(await sql`select 7 as x`)]).toEqual([{ x: 7 }]);
  });
});

function watch() {
  const open = new Map<number, string>();
  const committed: number[] = [];
  let next = 0;
  let done = 0;
  let failed = 0;
  return {
    next: () => (next += 1),
    committed: () => committed,
    unanswered: () => [...open.values()],
    done: () => done,
    failed: () => failed,
    track: async (what: string, work: (id: number) => Promise<unknown>, isPair = false): Promise<void> => {
      const id = (next += 1);
      open.set(id, what);
      try {
        await work(id);
        done += 1;
        if (isPair) committed.push(id);
      } catch {
        failed += 1;
      } finally {
        open.delete(id);
      }
    },
  };
}

async function ask(sql: Sql, callers: ReturnType<typeof watch>, isOver: () => boolean): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    await callers.track('query', () => sql`select ${turn}::integer, pg_sleep(${0.004})`);
    await callers.track(
      'pair',
      (id) =>
        transact(sql, async (transaction) => {
          await transaction`insert into pairs values (${id}, 1)`;
          await transaction`select pg_sleep(0.002)`;
          await transaction`insert into pairs values (${id}, 2)`;
        }),
      true,
    );
    await callers.track('thrown', (id) =>
      transact(sql, async (transaction) => {
        await transaction`insert into pairs values (${id}, 1)`;
        throw new Error('on purpose');
      }),
    );
    await callers.track('several', () =>
      transact(sql, (transaction) =>
        Promise.all([transaction`select 1`, transaction`select ${turn}::integer`, transaction`select 2`]),
      ),
    );
  }
}

async function endConnections(killer: Sql, isOver: () => boolean, count: () => void): Promise<void> {
  while (!isOver()) {
    count();
    await delay(Math.random() * 60);
    await killer`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name <> 'killer' order by random() limit 1`;
  }
}

async function committedOf(sql: Sql, ids: readonly number[]): Promise<number> {
  const [row] = await sql<{ found: number }[]>`
    select count(distinct id)::integer as found from pairs where id = any(${ids as number[]}::integer[])`;
  return row?.found ?? 0;
}
