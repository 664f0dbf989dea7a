import { packagePath } from '../platform/files/paths.js';
import { StartupFailure, systemErrorCode } from '../platform/processes/startupFailure.js';
import type { Sql } from '../platform/sql/sql.js';
import { findSchemaNumber } from '../store/operations/checks.js';
import { listMigrations, migrate, newestOf } from '../store/operations/migrate.js';

export const MIGRATIONS = packagePath('src', 'store', 'migrations');

/** The schema number that this program works with. */
export async function schemaNumber(): Promise<number> {
  return newestOf(await listMigrations(MIGRATIONS));
}

const NO_SUCH_TABLE = '42P01';

/** The database's schema number; 0 where it has no schema yet. */
export async function loadSchemaNumber(sql: Sql): Promise<number> {
  try {
    return await findSchemaNumber(sql);
  } catch (error) {
    if (systemErrorCode(error) === NO_SUCH_TABLE) return 0;
    throw error;
  }
}

/** Migrates the database to this program's schema, or fails the start with a one-line reason. */
export async function migrateDatabase(sql: Sql): Promise<{ from: number; to: number }> {
  const outcome = await migrate(sql, MIGRATIONS);
  if (outcome.outcome === 'migrated') return outcome;
  throw new StartupFailure(
    outcome.outcome === 'newer'
      ? `The database is of a newer Sitetab (schema ${outcome.database}; this one knows ${outcome.program}). Update Sitetab.`
      : `The database was migrated by files that differ from this Sitetab's or are missing here: ${outcome.files.join(', ')}. Install the release that migrated it.`,
  );
}
