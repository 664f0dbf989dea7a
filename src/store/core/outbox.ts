import type { Queryable } from '../../platform/sql/sql.js';

export interface OutboxRow {
  readonly id: number;
  readonly accountId: string;
  readonly signal: string;
  readonly about: string | null;
  /** The reference of the account. */
  readonly reference: string;
}

/** Records that an account needs an assessment; part of the transaction that makes the change. */
export async function addToOutbox(
  sql: Queryable,
  rows: readonly { accountId: string; signal: string; about?: string }[],
  at: number,
  retryFrom: number,
): Promise<void> {
  await sql`
    insert into outbox (account_id, signal, about, created_at, retry_at)
    select account_id, signal, about, ${at}, ${retryFrom}
      from jsonb_to_recordset(${sql.json(
        rows.map((row) => ({ account_id: row.accountId, signal: row.signal, about: row.about ?? null })),
      )}) as r(account_id uuid, signal text, about text)`;
}

/** A signal due later than this was stored before the clock was put back, so it is due now. */
const PUT_OFF_MS_MAX = 60_000;

const isTurn = (sql: Queryable, wallNow: number) =>
  sql`(retry_at <= ${wallNow} or retry_at > ${wallNow + PUT_OFF_MS_MAX})`;

/** Every signal waiting for one account. */
export async function waitingSignals(sql: Queryable, accountId: string): Promise<OutboxRow[]> {
  return sql<OutboxRow[]>`
    select o.id, o.account_id, o.signal, o.about, a.reference
      from outbox o join accounts a on a.id = o.account_id
     where o.account_id = ${accountId} order by o.id`;
}

/** Accounts with signals due at this wall-clock time, longest waiting first. */
export async function accountsWaiting(sql: Queryable, wallNow: number, limit: number): Promise<string[]> {
  // Only the head of a long queue is read: sorting all of it every half second would be slow.
  const rows = await sql<{ accountId: string }[]>`
    select account_id from (
      select account_id, retry_at from outbox where ${isTurn(sql, wallNow)} order by retry_at limit ${limit * 10}
    ) as head
     group by account_id order by min(retry_at) limit ${limit}`;
  return rows.map((row) => row.accountId);
}

/** Only suspended accounts, since their visitors are waiting. */
export async function suspendedWaiting(sql: Queryable, wallNow: number, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select a.id from accounts a
     where a.state = 'suspended'
       and exists (select 1 from outbox o where o.account_id = a.id and ${isTurn(sql, wallNow)})
     limit ${limit}`;
  return rows.map((row) => row.id);
}

/** Which of these accounts have a pending signal. */
export async function filterWaiting(sql: Queryable, accountIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ accountId: string }[]>`
    select distinct account_id from outbox where account_id = any(${accountIds as string[]}::uuid[])`;
  return new Set(rows.map((row) => row.accountId));
}

/** Whether at least this many recent signals are pending that the scheduler may not send yet. */
export async function areManyFresh(sql: Queryable, wallNow: number, many: number): Promise<boolean> {
  const rows = await sql`
    select 1 from outbox where not ${isTurn(sql, wallNow)} and attempts = 0 offset ${many - 1} limit 1`;
  return rows.length > 0;
}

/** Deletes delivered signals. */
export async function removeFromOutbox(sql: Queryable, ids: readonly number[]): Promise<void> {
  await sql`delete from outbox where id = any(${ids as number[]}::bigint[])`;
}

/** Postpones signals that could not be delivered. */
export async function postponeOutbox(sql: Queryable, accountId: string, retryAt: number): Promise<void> {
  await sql`update outbox set attempts = attempts + 1, retry_at = ${retryAt} where account_id = ${accountId}`;
}

export async function outboxDepth(sql: Queryable): Promise<{ rows: number; oldestAt: number | null }> {
  const [row] = await sql<{ rows: number; oldest: number | null }[]>`
    select count(*) as rows, min(created_at) as oldest from outbox`;
  return { rows: row?.rows ?? 0, oldestAt: row?.oldest ?? null };
}
