import { transact } from '../core/transact.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import type { Instant } from '../core/values/zone.js';
import { BackupFault, openBackup, type OpenPart, writeBackup } from '../platform/files/backupFile.js';
import type { Queryable, Sql } from '../platform/sql/sql.js';
import {
  advanceCounters,
  copyIn,
  copyOut,
  dropEverything,
  type DumpedTable,
  listTables,
  findOccupancy,
  useNeutralText,
  withoutConstraints,
} from '../store/operations/dump.js';
import { findSchemaNumber } from '../store/operations/checks.js';
import { makeSchema } from '../store/operations/migrate.js';
import { MIGRATIONS, schemaNumber } from './migrateDatabase.js';

export interface CreatedBackup {
  readonly schema: number;
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes everything in the database to a file, as of one instant, while the system runs. The schema is not included,
 * since the migrations create it, nor is the secret key.
 */
export async function createBackup(sql: Sql, file: string, now: Instant): Promise<CreatedBackup> {
  return sql.begin('isolation level repeatable read read only', async (transaction) => {
    await useNeutralText(transaction);
    const schema = await findSchemaNumber(transaction);
    const tables = await listTables(transaction);
    const head = {
      format: 'sitetab-backup',
      version: 1,
      schema,
      takenAt: new Date(now).toISOString(),
    } as const;
    const sums = Object.values(await writeBackup(file, head, partsOf(transaction, tables)));
    return { schema, tables: sums.length, rows: sums.reduce((sum, { rows }) => sum + rows, 0) };
  });
}

function* partsOf(sql: Queryable, tables: readonly DumpedTable[]): Generator<OpenPart> {
  for (const table of tables) yield { ...table, lines: copyOut(sql, table) };
}

export interface RestoredBackup {
  readonly takenAt: Instant;
  readonly schema: number;
  readonly rows: number;
}

/**
 * Restores a backup into a database in one transaction. Refuses a newer schema, a database with content (unless it may
 * be replaced) and one with other connections. Throws a BackupFault when the file is damaged or incomplete.
 */
export async function restoreBackup(
  sql: Sql,
  file: string,
  { replace }: { readonly replace: boolean },
): Promise<RestoredBackup | Refusal> {
  const { head, parts } = await openBackup(file);
  const known = await schemaNumber();
  if (head.schema > known) {
    return refuse(
      'conflict',
      `The backup is of a newer Sitetab (schema ${head.schema}; this one knows ${known}).`,
    );
  }
  const occupied = await refuseOccupied(sql, replace);
  if (occupied !== undefined) return occupied;
  const rows = await transact(sql, async (transaction) => {
    await useNeutralText(transaction);
    await dropEverything(transaction);
    await makeSchema(transaction, MIGRATIONS, head.schema);
    return fill(transaction, parts);
  });
  return { takenAt: Date.parse(head.takenAt), schema: head.schema, rows };
}

async function refuseOccupied(sql: Sql, replace: boolean): Promise<Refusal | undefined> {
  const { tables, isOurs, sites, others } = await findOccupancy(sql);
  if (tables > 0 && !isOurs) return refuse('conflict', 'The database holds tables that are not Sitetab’s.');
  if (sites > 0 && !replace) return refuse('conflict', 'The database is not empty.');
  if (others > 0) {
    return refuse(
      'conflict',
      `${others} others are connected to the database: stop api, worker and scheduler first.`,
    );
  }
  return undefined;
}

async function fill(transaction: Queryable, parts: AsyncIterable<OpenPart>): Promise<number> {
  const tables = await listTables(transaction);
  const missing = new Map(tables.map((table) => [table.name, table]));
  let rows = 0;
  await withoutConstraints(transaction, async () => {
    for await (const part of parts) {
      const table = missing.get(part.name);
      // Only names that exist in the schema reach the SQL text.
      if (table === undefined || !haveSame(table.columns, part.columns)) {
        throw new BackupFault(`The part ${part.name} does not fit the schema.`);
      }
      missing.delete(part.name);
      rows += await copyIn(transaction, part, part.lines);
    }
    if (missing.size > 0) throw new BackupFault(`The backup lacks ${[...missing.keys()].join(', ')}.`);
    await advanceCounters(transaction);
  });
  return rows;
}

function haveSame(columns: readonly string[], others: readonly string[]): boolean {
  const known = new Set(columns);
  return columns.length === others.length && others.every((name) => known.has(name));
}
