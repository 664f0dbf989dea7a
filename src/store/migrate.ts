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

/** The numbered files of a folder, in order. Numbers may be left out: they are given before their files are ready. */
export async function listMigrations(directory: string): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file)).sort();
  const migrations = files.map((file) => ({ number: Number(file.slice(0, 4)), file }));
  const doubled = migrations.find(({ number }, index) => migrations[index - 1]?.number === number);
  if (doubled !== undefined) throw new Error(`migration ${doubled.file} has a number that another has too`);
  return migrations;
}

/**
 * Brings a database to this program's schema. Numbered files run once each, in order, all in one
 * transaction; the number is read inside it under a lock, so two migrators at once are harmless.
 * A database that a newer program has migrated is left alone and said to be newer.
 */
export async function migrate(sql: Sql, directory: string): Promise<MigrationOutcome> {
  const migrations = await listMigrations(directory);
  return inTransaction(sql, async (transaction) => {
    const applied = await startMigrating(transaction);
    const [from, to] = [Math.max(0, ...applied), newestOf(migrations)];
    if (from > to) return { outcome: 'newer', database: from, program: to };
    await runMigrations(
      transaction,
      directory,
      migrations.filter(({ number }) => !applied.has(number)),
    );
    return { outcome: 'migrated', from, to };
  });
}

/** Makes an older schema, or this program's, in an empty database, in a transaction of the caller's. */
export async function makeSchema(transaction: Queryable, directory: string, number: number): Promise<void> {
  await startMigrating(transaction);
  const migrations = (await listMigrations(directory)).filter((migration) => migration.number <= number);
  await runMigrations(transaction, directory, migrations);
}

/** The number of the last migration. */
export function newestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.number ?? 0;
}

/** Answers with what was applied before. */
async function startMigrating(transaction: Queryable): Promise<ReadonlySet<number>> {
  await transaction`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
  await transaction`create table if not exists schema_migrations (
    number integer primary key, file text not null, applied_at timestamptz not null default now())`;
  const rows = await transaction<{ number: number }[]>`select number from schema_migrations`;
  return new Set(rows.map(({ number }) => number));
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
