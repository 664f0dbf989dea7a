import { randomBytes } from 'node:crypto';
import { connectSql, type Sql } from '../../../src/platform/sql/sql.js';
import { atEndOfFile } from '../ending.js';
import { sharedThing } from '../shared.js';

export interface TestDatabase {
  url: string;
  sql: Sql;
  /** Before the file ends, when it goes anyway. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** How many connections the pool has at most (10). */
  max?: number;
  /** Without the schema, for tests of migrating (false). */
  empty?: boolean;
}

/** A database of its own for a test or a file, copied from a migrated one in about 50 ms. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { url, template } = await sharedThing('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = connectSql(url, { max: 1, name: 'test setup' });
  try {
    await admin`create database ${admin(name)} template ${admin(options.empty ? 'template0' : template)} strategy file_copy`;
  } finally {
    await admin.end();
  }
  const own = new URL(url);
  own.pathname = `/${name}`;
  const sql = connectSql(own.href, { max: options.max ?? 10, name });
  let dropping: Promise<void> | undefined;
  const drop = (): Promise<void> => (dropping ??= dropDatabase(url, name, sql));
  atEndOfFile(drop);
  return { url: own.href, sql, drop };
}

async function dropDatabase(url: string, name: string, sql: Sql): Promise<void> {
  await sql.end({ timeout: 1 });
  const admin = connectSql(url, { max: 1, name: 'test setup' });
  try {
    await admin`drop database ${admin(name)} with (force)`;
  } finally {
    await admin.end();
  }
}
