import type { Queryable, Sql } from '../../../src/platform/sql/sql.js';

/** What lies in the database about one account, read as it lies there. */
export interface Found {
  readonly account: {
    readonly balance: bigint;
    readonly disputed: bigint;
    readonly lastNumber: number;
    readonly state: string;
    readonly creditLimit: bigint;
    readonly openFrom: string;
    readonly held: boolean;
    readonly exemptUntil: number | null;
    readonly notified: readonly string[];
  };
  readonly entries: readonly FoundEntry[];
  readonly assignments: readonly FoundAssignment[];
  readonly months: readonly { readonly start: string; readonly end: string; readonly closing: number }[];
  readonly emails: readonly { readonly kind: string; readonly key: string }[];
  readonly suspensions: readonly { readonly reason: string; readonly isOpen: boolean }[];
  readonly planned: readonly { readonly description: string; readonly state: string }[];
  readonly usage: ReadonlyMap<string, bigint>;
  readonly site: { readonly wanted: string; readonly isConfirmed: boolean };
  /** Per currency, over both legs of all of the account's entries. */
  readonly ledgerSum: bigint;
}

export interface FoundEntry {
  readonly id: string;
  readonly number: number;
  readonly kind: 'payment' | 'charge' | 'tax' | 'refund' | 'reversal' | 'adjustment';
  readonly amount: bigint;
  readonly balanceAfter: bigint;
  readonly description: string;
  readonly reference: string | null;
  readonly reverses: string | null;
  readonly taxes: string | null;
  readonly corrects: string | null;
  readonly assignmentId: string | null;
  readonly line: string | null;
  readonly month: string | null;
  readonly category: string | null;
}

export interface FoundAssignment {
  readonly id: string;
  readonly planId: string;
  readonly from: string;
  readonly to: string | null;
}

type Texts<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] };

/** Reads it in one go. */
export async function findAll(sql: Sql, accountId: string): Promise<Found> {
  const [accounts, entries, assignments, months, emails, suspensions, planned, usage, sites, sums] =
    await Promise.all([
      sql<Texts<Found['account']>[]>`
        select balance::text, disputed::text, last_number as "lastNumber", state, credit_limit::text as "creditLimit",
               open_from_date::text as "openFrom",
               exists (select from holds h where h.account_id = a.id and released_at is null) as held,
               (select until from exemptions x where x.account_id = a.id and ended_at is null) as "exemptUntil",
               array(select kind from notices n where n.account_id = a.id and rearmed_at is null) as notified
          from accounts a where id = ${accountId}`,
      findEntries(sql, accountId),
      sql<FoundAssignment[]>`
        select id, plan_id as "planId", from_date::text as from, to_date::text as to
          from assignments where account_id = ${accountId} order by created_at, id`,
      sql<{ start: string; end: string; closing: number }[]>`
        select start_date::text as start, end_date::text as end, closing_number as closing
          from periods where account_id = ${accountId} order by 1`,
      sql<{ kind: string; key: string }[]>`select kind, key from emails where account_id = ${accountId}`,
      sql<{ reason: string; isOpen: boolean }[]>`
        select reason, ended_at is null as "isOpen" from suspensions where account_id = ${accountId} order by since`,
      sql<{ description: string; state: string }[]>`
        select description, case when entry_id is not null then 'posted' when cancelled_at is not null then 'cancelled'
               else 'open' end as state
          from scheduled_charges where account_id = ${accountId}`,
      sql<{ day: string; total: string }[]>`
        select day::text, sum(total)::text as total
          from usage_days d where d.account_id = ${accountId} group by day`,
      sql<{ wanted: string; isConfirmed: boolean }[]>`
        select wanted_state as wanted, confirmed_generation = generation as "isConfirmed"
          from sites where account_id = ${accountId}`,
      sql<{ sum: string }[]>`
        select coalesce(sum(l.amount), 0)::text as sum
          from ledger_lines l join entries e on e.id = l.entry_id where e.account_id = ${accountId}`,
    ]);
  const [account, site] = [accounts[0], sites[0]];
  if (account === undefined || site === undefined) throw new Error(`the account ${accountId} is gone`);
  return {
    account: {
      ...account,
      balance: BigInt(account.balance),
      disputed: BigInt(account.disputed),
      creditLimit: BigInt(account.creditLimit),
    },
    entries,
    assignments: plain(assignments),
    months: plain(months),
    emails: plain(emails),
    suspensions: plain(suspensions),
    planned: plain(planned),
    site,
    usage: new Map(usage.map(({ day, total }) => [day, BigInt(total.split('.')[0] ?? '0')])),
    ledgerSum: BigInt(sums[0]?.sum ?? '0'),
  };
}

/** An account's entries, oldest first. */
export async function findEntries(sql: Queryable, accountId: string): Promise<FoundEntry[]> {
  const rows = await sql<Texts<FoundEntry>[]>`
    select id, number, kind, amount::text, balance_after::text as "balanceAfter", description, reference,
           reverses, taxes, corrects, assignment_id as "assignmentId", line, period_date::text as month, category
      from entries where account_id = ${accountId} order by number`;
  return rows.map((entry) => ({
    ...entry,
    amount: BigInt(entry.amount),
    balanceAfter: BigInt(entry.balanceAfter),
  }));
}

/** A result is more than a list, and a list it is to be compared with. */
function plain<T extends object>(rows: readonly T[]): T[] {
  return Array.from(rows, (row) => ({ ...row }));
}
