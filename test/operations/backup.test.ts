import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreBackup, createBackup } from '../../src/operations/backup.js';
import { migrateDatabase, schemaNumber } from '../../src/operations/migrateDatabase.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { BackupFault } from '../../src/platform/files/backupFile.js';
import { connectSql, type Sql } from '../../src/platform/sql/sql.js';
import { createTestDatabase, type TestDatabase } from '../setup/database/database.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const DAYS_OF_USAGE = 10_000;

let fixture: Fixture;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-backup-'));
  file = join(folder, 'yesterday');
  fixture = await createFixture();
  const id = await fixture.open({ name: 'Tab\tand\nbreak \\ "Ünï" 💶' }, NOW - 86_400_000);
  for (const key of ['a', 'b']) {
    const payment = { amount: '12.34', method: 'cash', reference: 'NULL \\N' };
    granted(await recordPayment(fixture.at(NOW - 3_600_001), id, payment, key));
  }
  const { sql } = fixture.database;
  await sql`
    insert into usage_days (site_id, meter_id, day, total, peak, latest, latest_at, events, account_id)
    select s.id, 1, '1950-01-01'::date + day, 1.5, 1, 1, '2026-03-10T12:00:00.123456Z', 3, s.account_id
      from sites s, generate_series(1, ${DAYS_OF_USAGE}::integer) day where s.account_id is not null`;
  await sql`insert into logos values (gen_random_uuid(), ${fixture.siteId}, 'image/png', '\\x00ff0a5c', 1, 1, ${NOW}, 'test', null)`;
  await createBackup(sql, file, NOW);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A database for a restore, without other connections. */
async function target(empty = true): Promise<TestDatabase> {
  const database = await createTestDatabase({ empty, max: 1 });
  return database;
}

/** Every row of every table, as one text a table. */
async function contents(sql: Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select relname::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'schema_migrations' order by 1`;
  const all: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await sql.unsafe<{ digest: string; rows: number }[]>(
      `select count(*) as rows, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t`,
    );
    all[name] = `${row?.rows ?? 0} ${row?.digest ?? ''}`;
  }
  return all;
}

describe('a backup', () => {
  it('puts back every row as it was, and what keeps them', async () => {
    const { sql } = await target();
    expect(await restoreBackup(sql, file, { replace: false })).toMatchObject({
      takenAt: NOW,
      schema: await schemaNumber(),
    });
    expect(await contents(sql)).toEqual(await contents(fixture.database.sql));
    await expect(sql`update entries set amount = 1`).rejects.toThrow('append-only');
    await expect(sql`delete from accounts`).rejects.toThrow('foreign key');
    const objects = (of: Sql) => of`
      select conname::text as name, pg_get_constraintdef(oid) as text from pg_constraint
       where connamespace = 'public'::regnamespace
       union all select tgname::text, tgenabled::text from pg_trigger where not tgisinternal order by 1, 2`;
    expect([...(await objects(sql))]).toEqual([...(await objects(fixture.database.sql))]);
    // Numbers that the database gives out go on after those that are taken.
    await sql`insert into meters (site_id, name, title, aggregation) values (${fixture.siteId}, 'new', 'New', 'sum')`;
    expect(await migrateDatabase(sql)).toMatchObject({ from: await schemaNumber() });
  });

  it('is of one instant, whatever is written meanwhile', async () => {
    const other = join(folder, 'meanwhile');
    const { sql } = fixture.database;
    const [{ rows: before } = { rows: 0 }] = await sql<
      { rows: number }[]
    >`select count(*) as rows from usage_days`;
    const backup = { isTaken: false };
    const taking = createBackup(sql, other, NOW).finally(() => {
      backup.isTaken = true;
    });
    // The instant is that of its first look, which may come after a statement that is sent later on another line.
    const looks = () => sql`
      select 1 from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_xmin is not null`;
    while (!backup.isTaken && (await looks()).length === 0);
    await sql`delete from usage_days where day > '1960-01-01'`;
    const taken = await taking;
    expect(taken.rows).toBeGreaterThan(before);
    const { sql: restored } = await target();
    await restoreBackup(restored, other, { replace: false });
    expect(await restored`select count(*) as rows from usage_days`).toMatchObject([{ rows: before }]);
  });

  it('never takes the place of another, and leaves no half of itself', async () => {
    const before = readFileSync(file);
    await expect(createBackup(fixture.database.sql, file, NOW)).rejects.toThrow('EEXIST');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is refused by a database that holds something, unless that may be replaced', async () => {
    const { sql } = await target(false);
    await sql`insert into sites (id, slug, name, created_at) values (gen_random_uuid(), 'kept', 'Kept', now())`;
    expect(await restoreBackup(sql, file, { replace: false })).toMatchObject({
      refused: 'conflict',
      detail: 'The database is not empty.',
    });
    expect(await sql`select slug from sites`).toMatchObject([{ slug: 'kept' }]);
    expect(await restoreBackup(sql, file, { replace: true })).toMatchObject({ takenAt: NOW });
    expect(await sql`select slug from sites where slug = 'kept'`).toHaveLength(0);
  });

  it('is refused while another client is connected, by tables that are not ours, and by an older program', async () => {
    const busy = await target();
    const other = connectSql(busy.url, { max: 1 });
    await other`select 1`;
    expect(await restoreBackup(busy.sql, file, { replace: true })).toMatchObject({
      detail: '1 others are connected to the database: stop api, worker and scheduler first.',
    });
    await other`create table theirs (id integer)`;
    await other.end();
    expect(await restoreBackup(busy.sql, file, { replace: true })).toMatchObject({
      detail: 'The database holds tables that are not Sitetab’s.',
    });
    const newer = join(folder, 'newer');
    const plain = gunzipSync(readFileSync(file)).toString('latin1');
    writeFileSync(newer, gzipSync(Buffer.from(plain.replace(/"schema":\d\d/, '"schema":99'), 'latin1')));
    const { sql } = await target();
    expect(await restoreBackup(sql, newer, { replace: false })).toMatchObject({
      detail: `The backup is of a newer Sitetab (schema 99; this one knows ${await schemaNumber()}).`,
    });
  });

  it('that was changed, cut off or is none leaves the database as it was', async () => {
    const bytes = readFileSync(file);
    const plain = gunzipSync(bytes);
    const spots = { changed: plain.indexOf('cash'), counted: plain.lastIndexOf('"rows":') + 7 };
    expect(spots.changed).toBeGreaterThan(0);
    const altered = (spot: number): Buffer => {
      const copy = Buffer.from(plain);
      copy[spot] = (copy[spot] ?? 0) ^ 1;
      return gzipSync(copy);
    };
    const files = {
      changed: altered(spots.changed),
      counted: altered(spots.counted),
      cut: bytes.subarray(0, bytes.length - 400),
      'cut between frames': gzipSync(plain.subarray(0, plain.lastIndexOf('M', plain.lastIndexOf('{"')))),
      text: Buffer.from('select 1;'),
      empty: Buffer.alloc(0),
    };
    const { sql } = await target(false);
    await sql`insert into sites (id, slug, name, created_at) values (gen_random_uuid(), 'kept', 'Kept', now())`;
    const before = await contents(sql);
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      writeFileSync(path, content);
      await expect(restoreBackup(sql, path, { replace: true }), name).rejects.toBeInstanceOf(BackupFault);
      expect(await contents(sql), name).toEqual(before);
    }
  });
});
