import type { Sql } from '../../../src/platform/sql/sql.js';

/** What some work sends to the database. */
export async function queriesOf(sql: Sql, work: () => Promise<unknown>): Promise<string[]> {
  const { options } = sql as unknown as { options: { debug: unknown } };
  const queries: string[] = [];
  options.debug = (_connection: number, query: string) => queries.push(query);
  try {
    await work();
  } finally {
    options.debug = false;
  }
  return queries;
}
