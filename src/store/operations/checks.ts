import type { Queryable } from '../../platform/sql/sql.js';

/** An account whose stored figures differ from the sums of its entries. */
export interface WrongFigures {
  readonly accountId: string;
  readonly balance: bigint;
  readonly balanceByEntries: bigint;
  readonly disputed: bigint;
  readonly disputedByDisputes: bigint;
  readonly lastNumber: number;
  readonly lastNumberByEntries: number;
}

/** Compares the account's own columns with its entries and disputes. */
export async function findWrongFigures(sql: Queryable, limit: number): Promise<WrongFigures[]> {
  const rows = await sql<
    {
      id: string;
      balance: string;
      sum: string;
      disputed: string;
      open: string;
      last: number;
      found: number;
    }[]
  >`
    select a.id, a.balance::text as balance, coalesce(e.sum, 0)::text as sum, a.disputed::text as disputed,
           coalesce(d.sum, 0)::text as open, a.last_number as last, coalesce(e.last, 0) as found
      from accounts a
      left join (select account_id, sum(amount) as sum, max(number) as last from entries group by account_id) e
        on e.account_id = a.id
      left join (select account_id, sum(amount) as sum from disputes where resolved_at is null group by account_id) d
        on d.account_id = a.id
     where a.balance <> coalesce(e.sum, 0) or a.last_number <> coalesce(e.last, 0)
        or a.disputed <> coalesce(d.sum, 0)
     order by a.id limit ${limit}`;
  return rows.map((row) => ({
    accountId: row.id,
    balance: BigInt(row.balance),
    balanceByEntries: BigInt(row.sum),
    disputed: BigInt(row.disputed),
    disputedByDisputes: BigInt(row.open),
    lastNumber: row.last,
    lastNumberByEntries: row.found,
  }));
}

/** Sets an account's stored figures to the sums of its entries and disputes. The caller holds the account's lock. */
export async function restoreFigures(sql: Queryable, accountId: string): Promise<void> {
  await sql`
    update accounts a
       set balance = coalesce((select sum(amount) from entries where account_id = a.id), 0),
           last_number = coalesce((select max(number) from entries where account_id = a.id), 0),
           disputed = coalesce((select sum(amount) from disputes where account_id = a.id and resolved_at is null), 0),
           revision = revision + 1
     where a.id = ${accountId}`;
}

/** The first entry of each account that breaks the sequence of numbers or balances; this cannot be repaired. */
export async function findBrokenChains(
  sql: Queryable,
  limit: number,
): Promise<{ accountId: string; number: number }[]> {
  return sql<{ accountId: string; number: number }[]>`
    select account_id, min(number) as number from (
      select account_id, number, balance_after,
             row_number() over chain as place, sum(amount) over chain as running
        from entries window chain as (partition by account_id order by number)) as chained
     where number <> place or balance_after <> running
     group by account_id order by account_id limit ${limit}`;
}

/** Sites whose state differs from that of the account that pays for them. */
export async function findWrongSites(
  sql: Queryable,
  limit: number,
): Promise<
  { siteId: string; slug: string; accountId: string | null; wanted: string; state: string | null }[]
> {
  return sql<
    { siteId: string; slug: string; accountId: string | null; wanted: string; state: string | null }[]
  >`
    select s.id as site_id, s.slug, s.account_id, s.wanted_state as wanted, a.state
      from sites s left join accounts a on a.id = s.account_id
     where (a.state in ('active', 'suspended') and a.state <> s.wanted_state)
     order by s.slug limit ${limit}`;
}

/** A site marked as suspended upstream where no parent site is suspended, or the other way round. */
export interface WrongUpstream {
  readonly siteId: string;
  readonly slug: string;
  readonly parentId: string;
  readonly isUpstream: boolean;
}

export async function findWrongUpstream(sql: Queryable, limit: number): Promise<WrongUpstream[]> {
  return sql<WrongUpstream[]>`
    with recursive below as (
      select c.id, c.wanted_state, p.wanted_state = 'suspended' as closed
        from sites p join sites c on c.parent_id = p.id where p.parent_id is null
      union all
      select c.id, c.wanted_state, b.closed or b.wanted_state = 'suspended'
        from below b join sites c on c.parent_id = b.id
    )
    select s.id as site_id, s.slug, s.parent_id, s.upstream_since is not null as is_upstream
      from below b join sites s on s.id = b.id
     where b.closed <> (s.upstream_since is not null)
     order by s.slug limit ${limit}`;
}

/** Sites whose connector has not confirmed its command, and its last message. */
export async function findUnconfirmed(
  sql: Queryable,
  limit: number,
): Promise<{ slug: string; accountId: string | null; attempts: number; error: string | null }[]> {
  return sql<{ slug: string; accountId: string | null; attempts: number; error: string | null }[]>`
    select slug, account_id, connector_attempts as attempts, connector_error as error from sites
     where confirmed_generation <> generation order by slug limit ${limit}`;
}

/** Signals pending since before an instant: how many, and for how many accounts. */
export async function countStuckSignals(
  sql: Queryable,
  before: number,
): Promise<{ rows: number; accounts: number }> {
  const [row] = await sql<{ rows: number; accounts: number }[]>`
    select count(*) as rows, count(distinct account_id) as accounts from outbox where created_at < ${before}`;
  return { rows: row?.rows ?? 0, accounts: row?.accounts ?? 0 };
}

/** Emails pending since before an instant, and those that were given up. */
export async function findStuckEmails(
  sql: Queryable,
  before: number,
  limit: number,
): Promise<{ key: string; kind: string; givenUp: boolean; error: string | null }[]> {
  return sql<{ key: string; kind: string; givenUp: boolean; error: string | null }[]>`
    select key, kind, failed_at is not null as given_up, last_error as error from emails
     where sent_at is null and (failed_at is not null or created_at < ${before})
     order by created_at limit ${limit}`;
}

/** The database's current time. */
export async function findDatabaseClock(sql: Queryable): Promise<number> {
  const [row] = await sql<{ at: number }[]>`select clock_timestamp() as at`;
  return row?.at ?? 0;
}

/** The number of the database's schema: that of the last migration recorded in it. */
export async function findSchemaNumber(sql: Queryable): Promise<number> {
  const [row] = await sql<{ number: number }[]>`
    select coalesce(max(number), 0) as number from schema_migrations`;
  return row?.number ?? 0;
}
