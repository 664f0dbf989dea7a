import { packagePath } from '../../../src/platform/files/paths.js';
import { connectSql, type Sql } from '../../../src/platform/sql/sql.js';
import { migrate } from '../../../src/store/operations/migrate.js';

const TEMPLATE = 'sitetab_template';

/** Makes the migrated database that each test database is a copy of. */
export async function preparePostgres(url: string): Promise<string> {
  await runOnce(url, async (sql) => {
    await sql`create database ${sql(TEMPLATE)}`;
    await cheapenLogin(sql, new URL(url));
  });
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${TEMPLATE}`;
  await runOnce(templateUrl.href, (sql) => migrate(sql, packagePath('src/store/migrations')));
  return TEMPLATE;
}

/** A run makes thousands of connections, and a password of 4,096 rounds costs each of them milliseconds. */
async function cheapenLogin(sql: Sql, { username, password }: URL): Promise<void> {
  await sql`set scram_iterations = 1`;
  await sql.unsafe(`alter role "${username}" password '${password}'`);
}

async function runOnce(url: string, work: (sql: Sql) => Promise<unknown>): Promise<void> {
  const sql = connectSql(url, { max: 1, name: 'test setup' });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
