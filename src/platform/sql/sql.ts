import postgres from 'postgres';
import { StartupFailure, systemErrorCode } from '../processes/startupFailure.js';
import { arrayTypes, readInstant, writeInstant } from './sqlArrays.js';

/** A pool of connections to PostgreSQL. */
export type Sql = postgres.Sql;
/** The one connection of an open transaction. */
export type Transaction = postgres.TransactionSql;
/** Whatever a query can be asked through: the pool, or the transaction it must be part of. */
export type Queryable = postgres.ISql;

/** What its row has of something: amounts are text. */
export type Stored<Thing> = {
  [Field in keyof Thing]: bigint extends Thing[Field] ? string | Exclude<Thing[Field], bigint> : Thing[Field];
};

export interface SqlOptions {
  /** How many connections at most. */
  max: number;
  /** What the connections are called in pg_stat_activity. */
  name?: string;
  /** How many queries may be sent on one connection before the first is answered; the driver's 100 when left out. */
  pipelineMax?: number | undefined;
}

/** PostgreSQL's numbers for its types. */
const BIGINT = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;

const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * Opens a pool; nothing is connected before the first query. `numeric` comes back as a string, since money must not
 * pass through floating point; `timestamptz` as epoch milliseconds; `date` as 'YYYY-MM-DD', since a local date is not
 * an instant; `bigint`, which only ever counts things here, as a number. A column `account_id` is `accountId` in
 * rows, read or written; what is inside a value (the keys of a jsonb) stays as it is.
 */
export function connectSql(url: string, options: SqlOptions): Sql {
  requirePatchedDriver();
  return postgres(url, {
    max: options.max,
    connect_timeout: 10,
    // The driver would ask every new connection for the array types; a server that goes away in that moment leaves
    // the first query of the connection without an answer for ever.
    fetch_types: false,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    ...(options.pipelineMax === undefined ? {} : { max_pipeline: options.pipelineMax }),
    connection: {
      application_name: options.name ?? 'sitetab',
      TimeZone: 'UTC',
      // A transaction that nothing is asked of any more holds locks and a connection: the database ends it.
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

/** The properties that patches/ adds to the driver; see there what the driver lacks without it. */
const CHANGES = 'sitetab 2';

function requirePatchedDriver(): void {
  const { changes } = postgres as { readonly changes?: string };
  if (changes === CHANGES) return;
  throw new StartupFailure(
    'The database driver lacks the changes in patches/, without which it loses writes. Run `node bin/ready.mjs`.',
  );
}

/** Every way there is of saying that the database is not there now: by the machine, the driver or PostgreSQL itself. */
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

/** Whether a query failed because the database is away, starting, shutting down or full: it may be asked again later. */
export function isDatabaseAway(error: unknown): boolean {
  return AWAY.has(systemErrorCode(error) ?? '');
}
