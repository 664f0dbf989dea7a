import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Queryable, Sql } from '../../platform/sql/sql.js';

/** An arbitrary number: migrations hold this advisory lock, so that two simultaneous ones do the work once. */
const MIGRATION_LOCK = 7_482_913;

export type MigrationOutcome =
  | { readonly outcome: 'migrated'; readonly from: number; readonly to: number }
  | { readonly outcome: 'newer'; readonly database: number; readonly program: number }
  | { readonly outcome: 'altered'; readonly files: readonly string[] };

interface Migration {
  readonly number: number;
  readonly file: string;
}

interface MigrationText extends Migration {
  readonly text: string;
  readonly digest: string;
}

type Applied = Omit<MigrationText, 'text'>;

/**
 * The numbered files of a folder, in order. Numbers may be missing, since they are reserved before their files exist.
 */
export async function listMigrations(directory: string): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file)).sort();
  const migrations = files.map((file) => ({ number: Number(file.slice(0, 4)), file }));
  const doubled = migrations.find(({ number }, index) => migrations[index - 1]?.number === number);
  if (doubled !== undefined) throw new Error(`migration ${doubled.file} has a number that another has too`);
  return migrations;
}

/**
 * Migrates a database to this program's schema. Numbered files run once each, in order, all in one transaction. The
 * current number is read inside it under a lock, so two simultaneous migrations are safe. A database is refused if a
 * newer program migrated it, or if a file applied to it has changed or is missing here.
 */
export async function migrate(sql: Sql, directory: string): Promise<MigrationOutcome> {
  const migrations = await readMigrations(directory);
  return sql.begin(async (transaction) => {
    const applied = await startMigrating(transaction);
    const [from, to] = [newestOf(applied), newestOf(migrations)];
    if (from > to) return { outcome: 'newer', database: from, program: to };
    const { pending, altered } = compare(applied, migrations);
    if (altered.length > 0) return { outcome: 'altered', files: altered };
    await runMigrations(transaction, pending);
    return { outcome: 'migrated', from, to };
  });
}

/** Creates the schema of the given number, this program's or an older one, in an empty database. */
export async function makeSchema(transaction: Queryable, directory: string, number: number): Promise<void> {
  await startMigrating(transaction);
  const migrations = (await readMigrations(directory)).filter((migration) => migration.number <= number);
  await runMigrations(transaction, migrations);
}

/** The number of the last migration. */
export function newestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.number ?? 0;
}

async function readMigrations(directory: string): Promise<MigrationText[]> {
  const migrations = await listMigrations(directory);
  return Promise.all(
    migrations.map(async (migration) => {
      const text = await readFile(path.join(directory, migration.file), 'utf8');
      return { ...migration, text, digest: digestOf(text) };
    }),
  );
}

/** A checkout may convert line endings, which changes no SQL statement. */
function digestOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

interface Comparison {
  /** Not applied yet. */
  readonly pending: readonly MigrationText[];
  /** Applied files that have changed since or are missing. */
  readonly altered: readonly string[];
}

/** Compares the migrations recorded in a database with those of this program. */
export async function compareMigrations(sql: Queryable, directory: string): Promise<Comparison> {
  return compare(await listApplied(sql), await readMigrations(directory));
}

function compare(applied: readonly Applied[], migrations: readonly MigrationText[]): Comparison {
  const known = new Map(migrations.map((migration) => [migration.file, migration.digest]));
  const numbers = new Set(applied.map(({ number }) => number));
  return {
    pending: migrations.filter(({ number }) => !numbers.has(number)),
    altered: applied.filter(({ file, digest }) => known.get(file) !== digest).map(({ file }) => file),
  };
}

/** Returns the migrations applied before, in order. */
async function startMigrating(transaction: Queryable): Promise<Applied[]> {
  await transaction`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
  await transaction`create table if not exists schema_migrations (
    number integer primary key, file text not null, digest text not null,
    applied_at timestamptz not null default now())`;
  return listApplied(transaction);
}

function listApplied(sql: Queryable): Promise<Applied[]> {
  return sql<Applied[]>`select number, file, digest from schema_migrations order by number`;
}

async function runMigrations(transaction: Queryable, migrations: readonly MigrationText[]): Promise<void> {
  for (const { number, file, text, digest } of migrations) {
    await transaction.unsafe(text);
    await transaction`insert into schema_migrations (number, file, digest) values (${number}, ${file}, ${digest})`;
  }
}
