import postgres from 'postgres';
import { StartupFailure, systemErrorCode } from '../processes/startupFailure.js';
import { arrayTypes, readInstant, writeInstant } from './sqlArrays.js';

/** A pool of connections to PostgreSQL. */
export type Sql = postgres.Sql;
/** The one connection of an open transaction. */
export type Transaction = postgres.TransactionSql;
/** Anything that can run a query: the pool, or the transaction that the query must be part of. */
export type Queryable = postgres.ISql;

/** A type as a query returns it: amounts are text. */
export type Stored<Thing> = {
  [Field in keyof Thing]: bigint extends Thing[Field] ? string | Exclude<Thing[Field], bigint> : Thing[Field];
};

export interface SqlOptions {
  /** The maximum number of connections. */
  max: number;
  /** The application name of the connections in pg_stat_activity. */
  name?: string;
  /** The maximum number of queries sent on one connection before the first is answered; default: the driver's 100. */
  pipelineMax?: number | undefined;
}

/** PostgreSQL's numbers for its types. */
const BIGINT = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;

const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * Opens a pool; it connects with the first query. `numeric` is returned as a string, since money must not pass through
 * floating point; `timestamptz` as epoch milliseconds; `date` as 'YYYY-MM-DD', since a local date is not an instant;
 * `bigint`, used only for counts, as a number. A column `account_id` is `accountId` in rows, both in queries and in
 * results; keys inside a value (jsonb) are unchanged.
 */
export function connectSql(url: string, options: SqlOptions): Sql {
  requirePatchedDriver();
  return postgres(url, {
    max: options.max,
    connect_timeout: 10,
    // By default, the driver queries the array types on every new connection. If the server disappears at that moment,
    // the connection's first query never gets an answer.
    fetch_types: false,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    ...(options.pipelineMax === undefined ? {} : { max_pipeline: options.pipelineMax }),
    connection: {
      application_name: options.name ?? 'sitetab',
      TimeZone: 'UTC',
      // An abandoned transaction holds locks and a connection, so the database ends it.
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
    types: {
      ...arrayTypes(),
      bigint: { to: BIGINT, from: [BIGINT], serialize: String, parse: Number },
      instant: {
        to: TIMESTAMPTZ,
        from: [TIMESTAMPTZ],
        serialize: writeInstant,
        parse: readInstant,
      },
      date: { to: DATE, from: [DATE], serialize: (value: string) => value, parse: (value: string) => value },
    },
  });
}

/** The properties that patches/ adds to the driver; the patch says why they are needed. */
const CHANGES = 'sitetab 2';

function requirePatchedDriver(): void {
  const { changes } = postgres as { readonly changes?: string };
  if (changes === CHANGES) return;
  throw new StartupFailure(
    'The database driver lacks the changes in patches/, without which it loses writes. Run `node bin/ready.mjs`.',
  );
}

/** All errors that mean that the database is unavailable: from the machine, the driver or PostgreSQL itself. */
const AWAY = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ],
  ...['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT'],
  ...['08006', '25P03', '53300', '57P01', '57P02', '57P03'],
]);

/**
 * Whether a query failed because the database is away, starting, shutting down or full, so that a retry may succeed.
 */
export function isDatabaseAway(error: unknown): boolean {
  return AWAY.has(systemErrorCode(error) ?? '');
}

/** Whether PostgreSQL refused a statement, which has then changed nothing. */
export function isRefusedStatement(error: unknown): boolean {
  return error instanceof postgres.PostgresError && !isDatabaseAway(error);
}

const UNIQUE_VIOLATION = '23505';

/** Whether another transaction has inserted a row with the same key. */
export function isUniqueViolation(error: unknown): boolean {
  return systemErrorCode(error) === UNIQUE_VIOLATION;
}
