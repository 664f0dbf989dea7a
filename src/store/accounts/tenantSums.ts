import type { Queryable } from '../../platform/sql/sql.js';

/** The current sums of a site's accounts in one currency; amounts in minor units. */
export interface TenantSummaryRow {
  readonly currency: string;
  readonly open: number;
  /** The clients' total debt and total credit. */
  readonly owed: bigint;
  readonly held: bigint;
  readonly atRisk: number;
  readonly suspended: number;
}

export async function sumTenant(
  sql: Queryable,
  siteId: string,
  riskBefore: number,
): Promise<TenantSummaryRow[]> {
  const rows = await sql<
    { currency: string; open: number; owed: string; held: string; atRisk: number; suspended: number }[]
  >`
    select currency, count(*) filter (where state <> 'closed') as open,
           coalesce(-sum(balance) filter (where balance < 0), 0)::text as owed,
           coalesce(sum(balance) filter (where balance > 0), 0)::text as held,
           count(*) filter (where state = 'active' and suspension_date < ${riskBefore}) as at_risk,
           count(*) filter (where state = 'suspended') as suspended
      from accounts where site_id = ${siteId} group by currency order by count(*) desc, currency`;
  return rows.map(({ currency, open, owed, held, atRisk, suspended }) => ({
    currency,
    open,
    owed: BigInt(owed),
    held: BigInt(held),
    atRisk,
    suspended,
  }));
}

/** The sums of a month in one currency; amounts in minor units. */
export interface MonthRow {
  /** The month's first day. */
  readonly month: string;
  readonly currency: string;
  /** Charges and taxes, less what was reversed of them. */
  readonly invoiced: bigint;
  /** Opening balances, corrections and write-offs; positive in the clients' favour. */
  readonly adjusted: bigint;
  /** Payments less refunds. */
  readonly paid: bigint;
  readonly usage: bigint;
  readonly entries: number;
}

interface MonthSums {
  month: string;
  currency: string;
  invoiced: string;
  adjusted: string;
  paid: string;
  usage: string;
  entries: number;
}

function monthOf(row: MonthSums): MonthRow {
  const { month, currency, invoiced, adjusted, paid, usage, entries } = row;
  return {
    month,
    currency,
    invoiced: BigInt(invoiced),
    adjusted: BigInt(adjusted),
    paid: BigInt(paid),
    usage: BigInt(usage),
    entries,
  };
}

/** Adds up what was posted in [from, to). */
export async function sumMonth(
  sql: Queryable,
  siteId: string,
  month: { readonly month: string; readonly from: number; readonly to: number },
): Promise<MonthRow[]> {
  const rows = await sql<MonthSums[]>`
    select ${month.month}::date as month, a.currency,
           coalesce(-sum(e.amount) filter (where e.contra_account ~ '^(revenue|tax):'), 0)::text as invoiced,
           coalesce(sum(e.amount) filter (where e.contra_account !~ '^(cash|revenue|tax):'), 0)::text as adjusted,
           coalesce(sum(e.amount) filter (where e.contra_account like 'cash:%'), 0)::text as paid,
           coalesce(-sum(e.amount) filter (where e.contra_account = 'revenue:usage'), 0)::text as usage,
           count(*) as entries
      from entries e join accounts a on a.id = e.account_id
     where a.site_id = ${siteId} and e.posted_at >= ${month.from} and e.posted_at < ${month.to}
     group by a.currency order by a.currency`;
  return rows.map(monthOf);
}

/** A month known to have no entries has no currency either. */
type MonthOrNothing = Omit<MonthSums, 'currency'> & { until: MonthUntil; currency: string | null };

/** The instant up to which a month is added up; null: to its end. */
export type MonthUntil = number | null;

/** Which of these months were added up before, up to which instant, and their sums. */
export async function listMonths(
  sql: Queryable,
  siteId: string,
  months: readonly string[],
): Promise<{ readonly known: ReadonlyMap<string, MonthUntil>; readonly rows: readonly MonthRow[] }> {
  const rows = await sql<MonthOrNothing[]>`
    select k.month, k.until, m.currency, m.invoiced::text, m.adjusted::text, m.paid::text, m.usage::text, m.entries
      from months_known k left join months m on m.site_id = k.site_id and m.month = k.month
     where k.site_id = ${siteId} and k.month = any(${months as string[]}::date[]) order by k.month, m.currency`;
  return {
    known: new Map(rows.map(({ month, until }) => [month, until])),
    rows: rows.flatMap((row) => (row.currency === null ? [] : [monthOf({ ...row, currency: row.currency })])),
  };
}

/**
 * Locks the stored sum of a month until the transaction ends; returns the instant it covers, or undefined if none is
 * stored.
 */
export async function lockMonth(
  sql: Queryable,
  siteId: string,
  month: string,
): Promise<MonthUntil | undefined> {
  await holdMonths(sql, [siteId]);
  const [row] = await sql<{ until: MonthUntil }[]>`
    select until from months_known where site_id = ${siteId} and month = ${month}`;
  return row?.until;
}

/** Adds newer entries to a month's stored sum. */
export async function addToMonth(
  sql: Queryable,
  siteId: string,
  { month, until }: { readonly month: string; readonly until: MonthUntil },
  rows: readonly MonthRow[],
): Promise<void> {
  for (const row of rows) {
    await sql`
      insert into months (site_id, month, currency, invoiced, adjusted, paid, usage, entries)
      values (${siteId}, ${month}, ${row.currency}, ${row.invoiced.toString()}, ${row.adjusted.toString()},
              ${row.paid.toString()}, ${row.usage.toString()}, ${row.entries})
      on conflict (site_id, month, currency) do update
         set invoiced = months.invoiced + excluded.invoiced, adjusted = months.adjusted + excluded.adjusted, paid = months.paid + excluded.paid,
             usage = months.usage + excluded.usage, entries = months.entries + excluded.entries`;
  }
  await sql`
    insert into months_known (site_id, month, until) values (${siteId}, ${month}, ${until})
    on conflict (site_id, month) do update set until = excluded.until`;
}

/** An account was moved in or out, with all its months. */
export async function forgetMonths(sql: Queryable, siteIds: readonly string[]): Promise<void> {
  await holdMonths(sql, siteIds);
  await sql`delete from months_known where site_id = any(${siteIds as string[]}::uuid[])`;
  await sql`delete from months where site_id = any(${siteIds as string[]}::uuid[])`;
}

/** Callers that store or delete months of these sites run one at a time until the transaction ends. */
async function holdMonths(sql: Queryable, siteIds: readonly string[]): Promise<void> {
  for (const siteId of [...siteIds].sort()) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`months/${siteId}`}, 0))`;
  }
}

/** When a site's first account was opened; undefined if there is none. Ids are ordered by time. */
export async function findFirstOpening(sql: Queryable, siteId: string): Promise<number | null> {
  const [row] = await sql<{ at: number }[]>`
    select opened_at as at from accounts where site_id = ${siteId} order by id limit 1`;
  return row?.at ?? null;
}

/** The tenants. */
export async function listTenants(sql: Queryable): Promise<string[]> {
  // Skips from one to the next by the index, since a tenant may have many accounts.
  const rows = await sql<{ id: string }[]>`
    with recursive tenants as (
      (select site_id as id from accounts order by site_id limit 1)
      union all
      select (select a.site_id from accounts a where a.site_id > k.id order by a.site_id limit 1)
        from tenants k where k.id is not null
    )
    select id from tenants where id is not null`;
  return rows.map(({ id }) => id);
}
