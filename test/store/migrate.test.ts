import { afterEach, describe, expect, it } from 'vitest';
import { connectSql, packagePath } from '../../src/platform/index.js';
import { ledgerSums, listMigrations, migrate, newestOf } from '../../src/store/index.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';

const MIGRATIONS = packagePath('src/store/migrations');
const databases: TestDatabase[] = [];

afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});

async function database(empty: boolean): Promise<TestDatabase> {
  const made = await createTestDatabase({ empty });
  databases.push(made);
  return made;
}

describe('migrating', () => {
  it('does the work once when several start at once on an empty database', async () => {
    const { url, sql } = await database(true);
    const pools = Array.from({ length: 4 }, () => connectSql(url, { max: 1 }));
    const outcomes = await Promise.all(pools.map((pool) => migrate(pool, MIGRATIONS)));
    await Promise.all(pools.map((pool) => pool.end()));
    const to = Math.max(...outcomes.map((outcome) => ('to' in outcome ? outcome.to : 0)));
    const froms = outcomes.map((outcome) => ('from' in outcome ? outcome.from : -1)).sort();
    expect(froms).toEqual([0, to, to, to]);
    const run = await sql<{ number: number }[]>`select number from schema_migrations order by number`;
    expect(run.map(({ number }) => number)).toEqual(
      (await listMigrations(MIGRATIONS)).map(({ number }) => number),
    );
    expect(run.at(-1)?.number).toBe(to);
    expect(await ledgerSums(sql)).toEqual([]);
  });

  it('leaves a database alone that a newer program has migrated, and says which is which', async () => {
    const { sql } = await database(false);
    await sql`insert into schema_migrations (number, file) values (999, '0999_later.sql')`;
    const program = newestOf(await listMigrations(MIGRATIONS));
    expect(await migrate(sql, MIGRATIONS)).toEqual({ outcome: 'newer', database: 999, program });
    expect(await sql`select 1 from accounts`).toEqual([]);
  });

  it('leaves nothing half done when a migration fails', async () => {
    const { sql } = await database(true);
    await sql`create table audit (id integer)`;
    await expect(migrate(sql, MIGRATIONS)).rejects.toThrow('audit');
    const tables = await sql`select tablename from pg_tables where schemaname = 'public'`;
    expect(tables.map((table) => table['tablename'] as string)).toEqual(['audit']);
  });
});

describe('what the database itself refuses', () => {
  it.each(['entries', 'plan_versions', 'audit'])(
    'lets nobody change, delete or truncate %s',
    async (table) => {
      const { sql } = await database(false);
      await fill(sql);
      for (const statement of [
        `update ${table} set id = id`,
        `delete from ${table}`,
        `truncate ${table} cascade`,
      ]) {
        await expect(sql.unsafe(statement), statement).rejects.toThrow('append-only');
      }
      expect(await sql.unsafe(`select 1 from ${table}`)).toHaveLength(1);
      for (const { sum } of await ledgerSums(sql)) expect(sum).toBe(0n);
    },
  );
});

/** One row of each table that only grows. */
async function fill(sql: TestDatabase['sql']): Promise<void> {
  const id = '01900000-0000-7000-8000-000000000001';
  await sql`insert into sites (id, slug, name, created_at) values (${id}, 'agency', 'Agency', now())`;
  await sql`insert into plans (id, site_id, name, currency, created_at) values (${id}, ${id}, 'p', 'EUR', now())`;
  await sql`insert into plan_versions (id, plan_id, version, terms, created_at) values (${id}, ${id}, 1, '{}', now())`;
  await sql`
    insert into accounts (id, site_id, name, email, currency, time_zone, billing_day, credit_limit, reference,
           opened_at, open_from, open_from_date)
    values (${id}, ${id}, 'n', 'e', 'EUR', 'UTC', 1, 0, 'r', now(), now(), '2026-01-01')`;
  await sql`
    insert into entries (id, account_id, number, kind, amount, balance_after, house, description, effective_at,
           posted_at, actor)
    values (${id}, ${id}, 1, 'payment', 5, 5, 'cash:bank', 'd', now(), now(), 'test')`;
  await sql`
    insert into audit (id, at, site_id, actor, action, subject) values (${id}, now(), ${id}, 'test', 'a', 's')`;
}
