import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Queryable, Sql } from '../platform/index.js';
import { inTransaction } from '../platform/index.js';

/** Any number: whoever migrates holds this advisory lock, so that two starting at once do the work once. */
const MIGRATION_LOCK = 7_482_913;

export type MigrationOutcome =
  | { readonly outcome: 'migrated'; readonly from: number; readonly to: number }
  | { readonly outcome: 'newer'; readonly database: number; readonly program: number };

interface Migration {
  readonly number: number;
  readonly file: string;
}

/** The numbered files of a folder, in order. */
export async function listMigrations(directory: string): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file)).sort();
  return files.map((file, index) => {
    const number = Number(file.slice(0, 4));
    if (number !== index + 1)
      throw new Error(`migration ${file} breaks the numbering: expected ${index + 1}`);
    return { number, file };
  });
}

/**
 * Brings a database to this program's schema. Numbered files run once each, in order, all in one
 * transaction; the number is read inside it under a lock, so two migrators at once are harmless.
 * A database that a newer program has migrated is left alone and said to be newer.
 */
export async function migrate(sql: Sql, directory: string): Promise<MigrationOutcome> {
  const migrations = await listMigrations(directory);
  return inTransaction(sql, async (transaction) => {
    const from = await startMigrating(transaction);
    if (from > migrations.length) return { outcome: 'newer', database: from, program: migrations.length };
    await runMigrations(transaction, directory, migrations.slice(from));
    return { outcome: 'migrated', from, to: migrations.length };
  });
}

/** Makes an older schema, or this program's, in an empty database, in a transaction of the caller's. */
export async function makeSchema(transaction: Queryable, directory: string, number: number): Promise<void> {
  await startMigrating(transaction);
  await runMigrations(transaction, directory, (await listMigrations(directory)).slice(0, number));
}

async function startMigrating(transaction: Queryable): Promise<number> {
  await transaction`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
  await transaction`create table if not exists schema_migrations (
    number integer primary key, file text not null, applied_at timestamptz not null default now())`;
  return currentNumber(transaction);
}

async function runMigrations(
  transaction: Queryable,
  directory: string,
  migrations: readonly Migration[],
): Promise<void> {
  for (const { number, file } of migrations) {
    await transaction.unsafe(await readFile(path.join(directory, file), 'utf8'));
    await transaction`insert into schema_migrations (number, file) values (${number}, ${file})`;
  }
}

async function currentNumber(transaction: Queryable): Promise<number> {
  const [row] = await transaction<{ number: number }[]>`
    select coalesce(max(number), 0)::integer as number from schema_migrations`;
  return row?.number ?? 0;
}
