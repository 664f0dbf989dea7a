import { packagePath } from '../../src/platform/files/paths.js';
import { connectSql } from '../../src/platform/sql/sql.js';
import { migrate } from '../../src/store/operations/migrate.js';

const TEMPLATE = 'sitetab_template';

/** Makes the migrated database that each test database is a copy of. */
export async function preparePostgres(url: string): Promise<string> {
  await runOnce(url, (sql) => sql`create database ${sql(TEMPLATE)}`);
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${TEMPLATE}`;
  await runOnce(templateUrl.href, (sql) => migrate(sql, packagePath('src/store/migrations')));
  return TEMPLATE;
}

async function runOnce(
  url: string,
  work: (sql: ReturnType<typeof connectSql>) => Promise<unknown>,
): Promise<void> {
  const sql = connectSql(url, { max: 1, name: 'test setup' });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
