import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { transact } from '../../src/core/transact.js';
import { packagePath } from '../../src/platform/files/paths.js';
import { connectSql } from '../../src/platform/sql/sql.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { listMigrations, makeSchema, migrate, newestOf } from '../../src/store/operations/migrate.js';
import { createTestDatabase, type TestDatabase } from '../setup/database/database.js';
import { runProgram } from '../setup/program.js';

const MIGRATIONS = packagePath('src/store/migrations');
const MIGRATE = new URL('./programs/migrate.ts', import.meta.url);
const databases: TestDatabase[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.drop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
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

  it('leaves a database alone that a newer program has migrated, and names both versions', async () => {
    const { sql } = await database(false);
    await sql`insert into schema_migrations (number, file, digest) values (999, '0999_later.sql', '')`;
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

const LATER = '0099_vat_ids.sql';

/** This release's migrations and those of the release after it. */
function nextRelease(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-migrations-'));
  folders.push(folder);
  cpSync(MIGRATIONS, folder, { recursive: true });
  writeFileSync(
    join(folder, LATER),
    `alter table accounts add column vat_id text;
     update accounts set vat_id = 'of ' || reference;
     alter table accounts alter column vat_id set not null;`,
  );
  return folder;
}

/** Every row of every table, by the table's name. */
async function readRows({ sql }: TestDatabase): Promise<Record<string, Record<string, unknown>[]>> {
  const tables = await sql<{ name: string }[]>`
    select tablename::text as name from pg_tables
     where schemaname = 'public' and tablename <> 'schema_migrations' order by 1`;
  const rows = await Promise.all(
    tables.map(
      ({ name }) => sql<{ row: Record<string, unknown> }[]>`
      select to_jsonb(t) as row from ${sql(name)} t order by to_jsonb(t)::text`,
    ),
  );
  return Object.fromEntries(
    tables.map(({ name }, index) => [name, (rows[index] ?? []).map(({ row }) => row)]),
  );
}

async function readRecorded({ sql }: TestDatabase): Promise<string[]> {
  const rows = await sql<{ file: string }[]>`select file from schema_migrations order by number`;
  return rows.map(({ file }) => file);
}

/** Waits until so many connections to the database wait for a lock. */
async function untilWaiting({ sql }: TestDatabase, wanted: number): Promise<void> {
  for (;;) {
    const waiting = await sql`
      select 1 from pg_locks l join pg_database d on d.oid = l.database
       where d.datname = current_database() and not l.granted`;
    if (waiting.length >= wanted) return;
    await delay(20);
  }
}

describe('the upgrade to the next release', () => {
  const files = readdirSync(MIGRATIONS).sort();

  it('applies what is new to a database in use and keeps every row', async () => {
    const used = await database(false);
    await fill(used.sql);
    const before = await readRows(used);
    const from = newestOf(await listMigrations(MIGRATIONS));
    const folder = nextRelease();
    expect(await migrate(used.sql, folder)).toEqual({ outcome: 'migrated', from, to: 99 });
    const accounts = (before['accounts'] ?? []).map((account) => ({ ...account, vat_id: 'of r' }));
    expect(accounts).toHaveLength(1);
    expect(await readRows(used)).toEqual({ ...before, accounts });
    expect(await readRecorded(used)).toEqual([...files, LATER]);
    expect(await migrate(used.sql, folder)).toEqual({ outcome: 'migrated', from: 99, to: 99 });
    expect(await migrate(used.sql, MIGRATIONS)).toEqual({ outcome: 'newer', database: 99, program: from });
  });

  it('starts from the schema of an older backup as well', async () => {
    const restored = await database(true);
    const from = newestOf(await listMigrations(MIGRATIONS));
    const folder = nextRelease();
    await transact(restored.sql, (transaction) => makeSchema(transaction, folder, from));
    expect(await readRecorded(restored)).toEqual(files);
    expect(await migrate(restored.sql, folder)).toEqual({ outcome: 'migrated', from, to: 99 });
  });

  it('happens once when two processes start it at the same time', async () => {
    const used = await database(false);
    await fill(used.sql);
    const folder = nextRelease();
    const from = newestOf(await listMigrations(MIGRATIONS));
    const held = await used.sql.reserve();
    await held`begin`;
    await held`lock table schema_migrations in access exclusive mode`;
    const first = runProgram(MIGRATE, [used.url, folder]);
    const second = runProgram(MIGRATE, [used.url, folder]);
    await untilWaiting(used, 2);
    await held`commit`;
    held.release();
    const said = (await Promise.all([first, second])).map((program) => program.said?.['from']);
    expect(said.sort((one, other) => Number(one) - Number(other))).toEqual([from, 99]);
    expect(await used.sql`select vat_id from accounts`).toEqual([{ vatId: 'of r' }]);
    expect(await readRecorded(used)).toEqual([...files, LATER]);
  });

  const tampering: [string, (folder: string, file: string) => void][] = [
    ['changed', (folder, file) => appendFileSync(join(folder, file), '-- a word more\n')],
    ['missing', (folder, file) => rmSync(join(folder, file))],
    ['renamed', (folder, file) => renameSync(join(folder, file), join(folder, file.replace('.', '_too.')))],
  ];

  it.each(tampering)('is refused when any file that was applied is %s', async (_, tamper) => {
    const used = await database(false);
    await fill(used.sql);
    const before = await readRows(used);
    for (const file of files) {
      const folder = nextRelease();
      tamper(folder, file);
      expect(await migrate(used.sql, folder), file).toEqual({ outcome: 'altered', files: [file] });
    }
    expect(await readRows(used)).toEqual(before);
    expect(await readRecorded(used)).toEqual(files);
  });

  it('does not mind that a checkout converts the line endings of files that were applied', async () => {
    const used = await database(false);
    const folder = nextRelease();
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      writeFileSync(join(folder, file), text.replaceAll('\n', '\r\n'));
    }
    expect(await migrate(used.sql, folder)).toMatchObject({ outcome: 'migrated', to: 99 });
  });
});

describe('what the database itself refuses', () => {
  it.each(['entries', 'plan_versions', 'audit'])(
    'lets no role change, delete or truncate %s',
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
    insert into entries (id, account_id, number, kind, amount, balance_after, contra_account, description, effective_at,
           posted_at, actor)
    values (${id}, ${id}, 1, 'payment', 5, 5, 'cash:bank', 'd', now(), now(), 'test')`;
  await sql`
    insert into audit (id, at, site_id, actor, action, subject) values (${id}, now(), ${id}, 'test', 'a', 's')`;
}
