import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { transact } from '../../src/core/transact.js';
import { connectSql, isDatabaseAway } from '../../src/platform/sql/sql.js';
import { createTestDatabase, type TestDatabase } from '../setup/database/database.js';

describe('a pool of connections', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.sql`create table probes (id integer primary key)`;
  });

  it('gives money, quantities and dates as text, and instants in milliseconds', async () => {
    const [row] = await database.sql`
      select 9007199254740993::numeric as money, 0.000000000001::numeric as quantity,
             '2027-03-28'::date as day, '2027-03-28T00:00:00Z'::timestamptz as at, 7::integer as count`;
    expect(row).toEqual({
      money: '9007199254740993',
      quantity: '0.000000000001',
      day: '2027-03-28',
      at: Date.UTC(2027, 2, 28),
      count: 7,
    });
  });

  it('uses the connection that was used last, whose process at the database is warm', async () => {
    const sql = connectSql(database.url, { max: 5 });
    try {
      const pid = async (): Promise<unknown> =>
        (await sql`select pg_backend_pid() as pid, pg_sleep(0.01)`)[0]?.['pid'];
      const opened = new Set(await Promise.all(Array.from({ length: 5 }, pid)));
      expect(opened.size).toBe(5);
      const used = new Set<unknown>();
      for (let query = 0; query < 10; query += 1) used.add(await pid());
      expect(used.size).toBe(1);
    } finally {
      await sql.end({ timeout: 1 });
    }
  });

  it('names columns in camel case, and leaves values as they are', async () => {
    const [row] = await database.sql`
      select 1 as site_id, 2 as "siteName", 'a_b' as text_kept, jsonb_build_object('tax_name', 'VAT') as late_tax, 5`;
    expect(row).toEqual({
      siteId: 1,
      siteName: 2,
      textKept: 'a_b',
      lateTax: { tax_name: 'VAT' },
      '?column?': 5,
    });
    const [kept] = await database.sql`select ${database.sql({ textKept: 'c_d' })}`;
    expect(kept).toEqual({ textKept: 'c_d' });
  });

  it('carries arrays there and back, whatever is in them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(fc.string({ unit: 'grapheme' }))), async (raw) => {
        const texts = raw.map((text) => text?.replaceAll('\0', '') ?? null);
        const [row] = await database.sql<
          { back: (string | null)[] }[]
        >`select ${texts as string[]}::text[] as back`;
        expect(row?.back).toEqual(texts);
      }),
      { numRuns: 200 },
    );
  });

  it('knows the arrays of numbers, dates, instants and ids', async () => {
    const [row] = await database.sql`
      select ${[1, -2]}::integer[] as counts, ${['1', '900719925474']}::bigint[] as amounts,
             ${['0.5', '12']}::numeric[] as quantities, ${['2027-03-28']}::date[] as days,
             '{t,f}'::boolean[] as flags, ${[Date.UTC(2027, 2, 28)]}::timestamptz[] as instants,
             ${['0190a5c4-1b2c-7d3e-8f4a-5b6c7d8e9f00']}::uuid[] as ids, '{}'::text[] as none`;
    expect(row).toEqual({
      counts: [1, -2],
      amounts: [1, 900719925474],
      quantities: ['0.5', '12'],
      days: ['2027-03-28'],
      flags: [true, false],
      instants: [Date.UTC(2027, 2, 28)],
      ids: ['0190a5c4-1b2c-7d3e-8f4a-5b6c7d8e9f00'],
      none: [],
    });
  });

  it('undoes everything of a transaction whose work throws', async () => {
    const work = transact(database.sql, async (transaction) => {
      await transaction`insert into probes values (1)`;
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await database.sql`select from probes`).toHaveLength(0);
    expect(
      await transact(database.sql, (transaction) => transaction`insert into probes values (2)`),
    ).toHaveLength(0);
    expect(await database.sql`select from probes`).toHaveLength(1);
  });

  it('is named in pg_stat_activity', async () => {
    const sql = connectSql(database.url, { max: 1, name: 'sitetab probe' });
    const [row] =
      await sql`select application_name as name from pg_stat_activity where pid = pg_backend_pid()`;
    expect(row).toEqual({ name: 'sitetab probe' });
    await sql.end();
  });

  it('distinguishes a database that is away from a query that is wrong, for every source of the error', async () => {
    const gone = Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' });
    expect(isDatabaseAway(gone)).toBe(true);
    const nowhere = connectSql('postgres://nobody@127.0.0.1:1/none', { max: 1 });
    expect(isDatabaseAway(await nowhere`select 1`.catch((error: unknown) => error))).toBe(true);
    const wrong = await database.sql`select 1 / 0`.catch((error: unknown) => error);
    expect(isDatabaseAway(wrong)).toBe(false);
    await nowhere.end({ timeout: 0 });
  });
});
