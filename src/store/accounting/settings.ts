import type { Accounting } from '../../billing/accounting/accounting.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** What a tenant has set; undefined if nothing. */
export async function findAccounting(
  sql: Queryable,
  siteId: string,
): Promise<Partial<Accounting> | undefined> {
  const [row] = await sql<{ settings: Partial<Accounting> }[]>`
    select settings from accounting where site_id = ${siteId}`;
  return row?.settings;
}

export async function saveAccounting(sql: Queryable, siteId: string, settings: Accounting): Promise<void> {
  await sql`
    insert into accounting (site_id, settings) values (${siteId}, ${sql.json(settings as never)})
    on conflict (site_id) do update set settings = excluded.settings`;
}

/**
 * Gives the next free numbers from `start` on to the accounts among these that have none, in the order of their opening.
 * Callers of one tenant run one at a time, so that no two clients get one number.
 */
export async function assignDebtors(
  sql: Queryable,
  siteId: string,
  { accountIds, start }: { readonly accountIds: readonly string[]; readonly start: number },
): Promise<void> {
  await sql`
    with held as materialized (
      select pg_advisory_xact_lock(hashtextextended(${`debtors/${siteId}`}, 0))
    ), missing as (
      select a.id, row_number() over (order by a.id) as place
        from accounts a, held
       where a.id = any(${accountIds as string[]}::uuid[]) and a.site_id = ${siteId}
         and not exists (select 1 from debtor_numbers n where n.site_id = ${siteId} and n.account_id = a.id)
    )
    insert into debtor_numbers (site_id, account_id, number)
    select ${siteId}, id,
           place - 1 + greatest(${start}::bigint,
             coalesce((select max(number) + 1 from debtor_numbers where site_id = ${siteId}), 0))
      from missing`;
}

export async function findDebtors(
  sql: Queryable,
  siteId: string,
  accountIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ accountId: string; number: number }[]>`
    select account_id, number from debtor_numbers
     where site_id = ${siteId} and account_id = any(${accountIds as string[]}::uuid[])`;
  return new Map(rows.map(({ accountId, number }) => [accountId, number]));
}

/** Sets a client's number, or removes it. False if another client of the tenant has it. */
export async function setDebtor(
  sql: Queryable,
  { siteId, accountId, number }: { siteId: string; accountId: string; number: number | null },
): Promise<boolean> {
  if (number === null) {
    await sql`delete from debtor_numbers where site_id = ${siteId} and account_id = ${accountId}`;
    return true;
  }
  const rows = await sql`
    insert into debtor_numbers (site_id, account_id, number)
    select ${siteId}, ${accountId}, ${number}
     where not exists (select 1 from debtor_numbers
                        where site_id = ${siteId} and number = ${number} and account_id <> ${accountId})
    on conflict (site_id, account_id) do update set number = excluded.number
    returning number`;
  return rows.length > 0;
}
