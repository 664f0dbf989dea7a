import type { Queryable } from '../../platform/sql/sql.js';

/**
 * The right side of `id = …` for some ids. PostgreSQL makes a new plan whenever it gets a list, which for a query with
 * many joins takes longer than the query; for a single id it keeps one.
 */
export function oneOf(sql: Queryable, ids: readonly string[]): ReturnType<Queryable> {
  const [id] = ids;
  return ids.length === 1 && id !== undefined ? sql`${id}::uuid` : sql`any(${ids as string[]}::uuid[])`;
}
