import postgres from 'postgres';

/** A pool of connections to PostgreSQL. */
export type Sql = postgres.Sql;
/** The one connection of an open transaction. */
export type Transaction = postgres.TransactionSql;
/** Whatever a query can be asked through: the pool, or the transaction it must be part of. */
export type Queryable = postgres.ISql;

export interface SqlOptions {
  /** How many connections at most. */
  max: number;
  /** What the connections are called in pg_stat_activity. */
  name?: string;
}

/** PostgreSQL's number for the type `date`. */
const DATE = 1082;

/**
 * Opens a pool; nothing is connected before the first query. `bigint` and `numeric` come back as strings, since
 * money must not pass through floating point, and `date` as 'YYYY-MM-DD', since a local date is not an instant.
 */
export function connectSql(url: string, options: SqlOptions): Sql {
  return postgres(url, {
    max: options.max,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: options.name ?? 'sitetab' },
    types: {
      date: { to: DATE, from: [DATE], serialize: (value: string) => value, parse: (value: string) => value },
    },
  });
}

/** Runs the work in one transaction: committed when it answers, rolled back when it throws. */
export async function inTransaction<Answer>(
  sql: Sql,
  work: (transaction: Transaction) => Promise<Answer>,
): Promise<Answer> {
  return (await sql.begin(work)) as Answer;
}
