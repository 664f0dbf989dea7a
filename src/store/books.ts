import type { Queryable } from '../platform/index.js';

/** How a site's books stand now in one currency; amounts in minor units. */
export interface BooksRow {
  readonly currency: string;
  readonly open: number;
  /** What clients owe, and what they have in credit. */
  readonly owed: bigint;
  readonly held: bigint;
  readonly atRisk: number;
  readonly suspended: number;
}

export async function sumBooks(sql: Queryable, siteId: string, riskBefore: number): Promise<BooksRow[]> {
  const rows = await sql<
    { currency: string; open: number; owed: string; held: string; at_risk: number; suspended: number }[]
  >`
    select currency, count(*) filter (where state <> 'closed') as open,
           coalesce(-sum(balance) filter (where balance < 0), 0)::text as owed,
           coalesce(sum(balance) filter (where balance > 0), 0)::text as held,
           count(*) filter (where state = 'active' and limit_date < ${riskBefore}) as at_risk,
           count(*) filter (where state = 'suspended') as suspended
      from accounts where site_id = ${siteId} group by currency order by count(*) desc, currency`;
  return rows.map(({ currency, open, owed, held, at_risk: atRisk, suspended }) => ({
    currency,
    open,
    owed: BigInt(owed),
    held: BigInt(held),
    atRisk,
    suspended,
  }));
}

/** What usage was charged in [from, to) by currency, in minor units. */
export async function sumUsageCharged(
  sql: Queryable,
  siteId: string,
  from: number,
  to: number,
): Promise<Map<string, bigint>> {
  const rows = await sql<{ currency: string; charged: string }[]>`
    select a.currency, (-sum(e.amount))::text as charged
      from entries e join accounts a on a.id = e.account_id
     where e.house = 'revenue:usage' and e.posted_at >= ${from} and e.posted_at < ${to} and a.site_id = ${siteId}
     group by a.currency`;
  return new Map(rows.map(({ currency, charged }) => [currency, BigInt(charged)]));
}

/** What a month came to in one currency; amounts in minor units. */
export interface MonthRow {
  /** The month's first day. */
  readonly month: string;
  readonly currency: string;
  /** Charges and taxes, less what was reversed or adjusted in the clients' favour. */
  readonly invoiced: bigint;
  /** Payments less refunds. */
  readonly paid: bigint;
  readonly usage: bigint;
  readonly entries: number;
}

interface MonthSums {
  month: string;
  currency: string;
  invoiced: string;
  paid: string;
  usage: string;
  entries: number;
}

function monthOf(row: MonthSums): MonthRow {
  const { month, currency, invoiced, paid, usage, entries } = row;
  return {
    month,
    currency,
    invoiced: BigInt(invoiced),
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
           coalesce(-sum(e.amount) filter (where e.house not like 'cash:%'), 0)::text as invoiced,
           coalesce(sum(e.amount) filter (where e.house like 'cash:%'), 0)::text as paid,
           coalesce(-sum(e.amount) filter (where e.house = 'revenue:usage'), 0)::text as usage,
           count(*) as entries
      from entries e join accounts a on a.id = e.account_id
     where a.site_id = ${siteId} and e.posted_at >= ${month.from} and e.posted_at < ${month.to}
     group by a.currency order by a.currency`;
  return rows.map(monthOf);
}

/** The months of these that were worked out before. */
export async function listMonths(
  sql: Queryable,
  siteId: string,
  months: readonly string[],
): Promise<{ readonly known: ReadonlySet<string>; readonly rows: readonly MonthRow[] }> {
  const [known, rows] = await Promise.all([
    sql<{ month: string }[]>`
      select month from months_known where site_id = ${siteId} and month = any(${months as string[]}::date[])`,
    sql<MonthSums[]>`
      select month, currency, invoiced::text, paid::text, usage::text, entries from months
       where site_id = ${siteId} and month = any(${months as string[]}::date[]) order by month, currency`,
  ]);
  return { known: new Set(known.map(({ month }) => month)), rows: rows.map(monthOf) };
}

/** Keeps what a month that is over came to; whoever was quicker has kept the same. */
export async function keepMonth(
  sql: Queryable,
  siteId: string,
  month: string,
  rows: readonly MonthRow[],
): Promise<void> {
  for (const row of rows) {
    await sql`
      insert into months (site_id, month, currency, invoiced, paid, usage, entries)
      values (${siteId}, ${month}, ${row.currency}, ${row.invoiced.toString()}, ${row.paid.toString()},
              ${row.usage.toString()}, ${row.entries})
      on conflict do nothing`;
  }
  await sql`insert into months_known (site_id, month) values (${siteId}, ${month}) on conflict do nothing`;
}

/** An account has come or gone, with all its months. */
export async function forgetMonths(sql: Queryable, siteIds: readonly string[]): Promise<void> {
  await sql`delete from months_known where site_id = any(${siteIds as string[]}::uuid[])`;
  await sql`delete from months where site_id = any(${siteIds as string[]}::uuid[])`;
}

/** When the first account of a site was opened; nothing where there is none. */
export async function findFirstOpening(sql: Queryable, siteId: string): Promise<number | null> {
  const [row] = await sql<{ at: number | null }[]>`
    select min(opened_at) as at from accounts where site_id = ${siteId}`;
  return row?.at ?? null;
}
