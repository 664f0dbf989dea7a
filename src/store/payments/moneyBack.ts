import type { PendingQuery, Row } from 'postgres';
import type { Queryable } from '../../platform/sql/sql.js';
import { type Entry, entryOf, type EntryRow } from '../ledger/entries.js';

/** The part of entry `e` that was given back: the sum of what corrects or reverses it, less their own reversals. */
function back(sql: Queryable): PendingQuery<Row[]> {
  return sql`lateral (
    select coalesce(sum(b.amount + coalesce(undone.amount, 0)), 0) as amount
      from entries b left join entries undone on undone.reverses = b.id
     where b.corrects = e.id or b.reverses = e.id) back`;
}

/** What is left of an entry, with its sign. */
export async function findLeft(sql: Queryable, entryId: string): Promise<bigint> {
  const [row] = await sql<{ left: string }[]>`
    select (e.amount + back.amount)::text as left from entries e cross join ${back(sql)} where e.id = ${entryId}`;
  return BigInt(row?.left ?? '0');
}

/**
 * What is left of all charges for one line of a period, and of the tax on it, signed: of the line alone, of what one
 * promotion took off it, or of both together.
 */
export async function findLineLeft(
  sql: Queryable,
  of: {
    readonly accountId: string;
    readonly periodDate: string;
    readonly assignmentId: string;
    readonly line: string;
    /** Null: the line alone; left out: with all that promotions took off it. */
    readonly promotionId?: string | null;
  },
): Promise<{ readonly net: bigint; readonly tax: bigint }> {
  const [row] = await sql<{ net: string; tax: string }[]>`
    with charged as (
      select id, amount from entries
       where account_id = ${of.accountId} and period_date = ${of.periodDate} and kind = 'charge'
         and assignment_id = ${of.assignmentId} and line = ${of.line}
         and ${of.promotionId === undefined ? sql`true` : sql`promotion_id is not distinct from ${of.promotionId}::uuid`}
    ), taxed as (
      select id, amount from entries where taxes in (select id from charged)
    )
    select (select coalesce(sum(e.amount + back.amount), 0) from charged e cross join ${back(sql)})::text as net,
           (select coalesce(sum(e.amount + back.amount), 0) from taxed e cross join ${back(sql)})::text as tax`;
  return { net: BigInt(row?.net ?? '0'), tax: BigInt(row?.tax ?? '0') };
}

/** The origin and use of an account's money, to compute how much may be refunded. */
export interface MoneyLeft {
  readonly balance: bigint;
  /** The disputed parts of payments. */
  readonly contested: bigint;
  /** What is left of all payments. */
  readonly payments: bigint;
  /** Refunds that name no payment. */
  readonly unnamed: bigint;
  /** Credit that no payment brought. */
  readonly credits: bigint;
}

export async function findMoneyLeft(sql: Queryable, accountId: string): Promise<MoneyLeft> {
  const [row] = await sql<Record<keyof MoneyLeft, string>[]>`
    select (select balance from accounts where id = ${accountId})::text as balance,
           (select coalesce(sum(amount), 0) from disputes
             where account_id = ${accountId} and resolved_at is null and amount > 0)::text as contested,
           coalesce(sum(e.amount + back.amount) filter (where e.kind = 'payment'), 0)::text as payments,
           coalesce(-sum(e.amount + back.amount) filter (where e.kind = 'refund'), 0)::text as unnamed,
           coalesce(sum(e.amount + back.amount) filter (where e.kind = 'adjustment' and e.amount > 0), 0)::text as credits
      from entries e cross join ${back(sql)}
     where e.account_id = ${accountId} and e.kind in ('payment', 'refund', 'adjustment') and e.corrects is null`;
  const read = (text: string | undefined): bigint => BigInt(text ?? '0');
  return {
    balance: read(row?.balance),
    contested: read(row?.contested),
    payments: read(row?.payments),
    unnamed: read(row?.unnamed),
    credits: read(row?.credits),
  };
}

/** Payments of which something is left, newest first. */
export async function listPaymentsLeft(
  sql: Queryable,
  accountId: string,
  limit: number,
): Promise<{ readonly payment: Entry; readonly left: bigint }[]> {
  const rows = await sql<(EntryRow & { left: string })[]>`
    select e.*, a.currency,
           (e.amount + back.amount - coalesce((select sum(d.amount) from disputes d
              where d.entry_id = e.id and d.resolved_at is null), 0))::text as left
      from entries e join accounts a on a.id = e.account_id cross join ${back(sql)}
     where e.account_id = ${accountId} and e.kind = 'payment' and e.amount + back.amount > 0
     order by e.number desc limit ${limit}`;
  return rows.map((row) => ({ payment: entryOf(row), left: BigInt(row.left) }));
}

/** A payment, or a part of it, that is in dispute. */
export interface OpenDispute {
  readonly id: string;
  readonly entryId: string;
  readonly amount: bigint;
}

/** Of an account's payments, oldest first. */
export async function listContested(sql: Queryable, accountId: string): Promise<OpenDispute[]> {
  const rows = await sql<{ id: string; entryId: string; amount: string }[]>`
    select id, entry_id, amount::text from disputes
     where account_id = ${accountId} and resolved_at is null and amount > 0 order by id`;
  return rows.map(({ id, entryId, amount }) => ({ id, entryId, amount: BigInt(amount) }));
}

/** Sets the disputed amount of a dispute; zero ends it. */
export async function trimDispute(
  sql: Queryable,
  { id, amount, at, actor }: { id: string; amount: bigint; at: number; actor: string },
): Promise<void> {
  if (amount > 0n) await sql`update disputes set amount = ${amount.toString()} where id = ${id}`;
  else
    await sql`update disputes set amount = 0, resolved_at = ${at}, resolved_by = ${actor}, outcome = 'upheld'
               where id = ${id}`;
}

/** The entries posted for one refund or dispute of a payment by a provider's reports. */
export interface Leg {
  readonly entry: Entry;
  /** The actor who reversed it; null if it was not reversed. */
  readonly undoneBy: string | null;
}

/** Of one payment, oldest first. */
export async function listLegs(sql: Queryable, paymentId: string): Promise<Leg[]> {
  const rows = await sql<(EntryRow & { undoneBy: string | null })[]>`
    select e.*, a.currency, undone.actor as undone_by
      from entries e join accounts a on a.id = e.account_id left join entries undone on undone.reverses = e.id
     where e.corrects = ${paymentId} and e.kind = 'refund' and e.reference is not null order by e.number`;
  return rows.map((row) => ({ entry: entryOf(row), undoneBy: row.undoneBy }));
}

/** A dispute reported by a provider, as stored here. */
export interface ReportedDispute {
  readonly id: string;
  readonly reference: string;
  readonly amount: bigint;
  /** Null while it is open. */
  readonly outcome: 'upheld' | 'dismissed' | null;
  readonly resolvedBy: string | null;
}

/** Of one payment, oldest first; a later one with the same reference replaces an earlier one. */
export async function listReportedDisputes(sql: Queryable, entryId: string): Promise<ReportedDispute[]> {
  const rows = await sql<
    {
      id: string;
      reference: string;
      amount: string;
      outcome: ReportedDispute['outcome'];
      by: string | null;
    }[]
  >`
    select id, reference, amount::text, outcome, resolved_by as by from disputes
     where entry_id = ${entryId} and reference is not null order by id`;
  return rows.map(({ amount, by, ...row }) => ({ ...row, amount: BigInt(amount), resolvedBy: by }));
}

/** Sets the amount of an open dispute. */
export async function setDisputed(sql: Queryable, id: string, amount: bigint): Promise<void> {
  await sql`update disputes set amount = ${amount.toString()} where id = ${id}`;
}
