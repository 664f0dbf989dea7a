import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Queryable } from '../../platform/sql/sql.js';

/* The rows of every table as COPY writes them. The schema is not included: the migrations create it. */

export interface DumpedTable {
  readonly name: string;
  /** The columns to write; generated columns are left out. */
  readonly columns: readonly string[];
}

/** Session settings that make a text mean the same wherever it is written or read. */
export async function useNeutralText(sql: Queryable): Promise<void> {
  await sql`set local timezone = 'UTC'`;
  await sql`set local datestyle = 'ISO, YMD'`;
  await sql`set local intervalstyle = 'postgres'`;
  await sql`set local client_encoding = 'UTF8'`;
  await sql`set local statement_timeout = 0`;
}

/** Every table except the list of migrations, ordered by name. The months of a table are no tables of their own. */
export async function listTables(sql: Queryable): Promise<DumpedTable[]> {
  return sql<{ name: string; columns: string[] }[]>`
    select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> 'schema_migrations'
     group by c.relname order by c.relname collate "C"`;
}

/** A table's rows, one per line. */
export async function* copyOut(sql: Queryable, { name, columns }: DumpedTable): AsyncGenerator<Buffer> {
  const source = await sql
    .unsafe(`copy (select ${columns.map(quoted).join(', ')} from ${quoted(name)}) to stdout`)
    .readable();
  for await (const line of source) yield line as Buffer;
  // The driver pauses the connection while its stream is full. If that happens just before the last row, nothing
  // resumes it, and the next query would never get a response.
  source._read(0);
}

/** Restores lines into a table; returns how many rows it then has. */
export async function copyIn(
  sql: Queryable,
  { name, columns }: DumpedTable,
  lines: AsyncIterable<Buffer>,
): Promise<number> {
  const target = await sql
    .unsafe(`copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`)
    .writable();
  let failure: Error | undefined;
  target.on('error', (error) => (failure = error));
  try {
    for await (const chunk of lines) {
      await new Promise<void>((resolve) => target.write(chunk, () => resolve()));
      if (failure !== undefined) throw failure;
    }
  } catch (error) {
    // Otherwise the server would wait for more lines, and read the rollback as one.
    target.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  target.end();
  // A server error after the last line does not reach the stream; the next query fails with it.
  await nextTurn();
  return countRows(sql, name);
}

async function countRows(sql: Queryable, name: string): Promise<number> {
  const [row] = await sql.unsafe<{ rows: number }[]>(`select count(*) as rows from ${quoted(name)}`);
  return row?.rows ?? 0;
}

interface Constraint {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/**
 * Fills tables without constraints, with triggers disabled and the rows inserted by migrations deleted. Restores the
 * constraints afterwards, which checks every reference.
 */
export async function withoutConstraints(sql: Queryable, fill: () => Promise<void>): Promise<void> {
  const tables = await listTables(sql);
  const constraints = await sql<Constraint[]>`
    select conrelid::regclass::text as table, conname::text as name, pg_get_constraintdef(oid) as definition
      from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by 1, 2`;
  for (const { table, name } of constraints) {
    await sql.unsafe(`alter table ${table} drop constraint ${quoted(name)}`);
  }
  for (const { name } of tables) {
    await sql.unsafe(`alter table ${quoted(name)} disable trigger user`);
    await sql.unsafe(`delete from ${quoted(name)}`);
  }
  await fill();
  for (const { name } of tables) await sql.unsafe(`alter table ${quoted(name)} enable trigger user`);
  for (const { table, name, definition } of constraints) {
    await sql.unsafe(`alter table ${table} add constraint ${quoted(name)} ${definition}`);
  }
}

/** Sets every sequence of the database to continue after the highest number in use. */
export async function advanceCounters(sql: Queryable): Promise<void> {
  const counters = await sql<{ table: string; column: string }[]>`
    select c.relname::text as table, a.attname::text as column
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`;
  for (const { table, column } of counters) {
    await sql.unsafe(
      `select setval(pg_get_serial_sequence($1, $2),
                     (select coalesce(max(${quoted(column)}), 0) + 1 from ${quoted(table)}), false)`,
      [table, column],
    );
  }
}

/** The obstacles to a restore. */
export interface Occupancy {
  /** Tables of every owner. */
  readonly tables: number;
  /** Whether the tables are Sitetab's. */
  readonly isOurs: boolean;
  /** The number of sites; without one, the database counts as empty. */
  readonly sites: number;
  /** Other clients connected to the database right now. */
  readonly others: number;
}

export async function findOccupancy(sql: Queryable): Promise<Occupancy> {
  const [row] = await sql<{ tables: number; ours: boolean; others: number }[]>`
    select (select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')) as tables,
           to_regclass('public.schema_migrations') is not null and to_regclass('public.sites') is not null as ours,
           (select count(*) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()
               and backend_type = 'client backend') as others`;
  if (row === undefined) throw new Error('the database answered nothing');
  const sites = row.ours ? await countRows(sql, 'sites') : 0;
  return { tables: row.tables, isOurs: row.ours, sites, others: row.others };
}

/** Drops everything that the migrations have created. */
export async function dropEverything(sql: Queryable): Promise<void> {
  const things = await sql<{ statement: string }[]>`
    select format('drop %s if exists %I cascade', case relkind when 'v' then 'view' else 'table' end, relname)
             as statement
      from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
    union all
    select format('drop function if exists %s cascade', oid::regprocedure) from pg_proc p
     where pronamespace = 'public'::regnamespace
       and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;
  for (const { statement } of things) await sql.unsafe(statement);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
