import type { Queryable } from '../platform/index.js';

/** What is known of money that came in: words of its text, what it comes to, who sent it. */
export interface MoneyTraits {
  readonly words: readonly string[];
  /** In minor units of whatever currency the account has. */
  readonly amounts: readonly bigint[];
  readonly payers: readonly string[];
}

/** An open account that shares a trait with money that came in. */
export interface LikelyAccount {
  readonly id: string;
  readonly name: string;
  readonly reference: string;
  readonly currency: string;
  readonly balance: bigint;
  /** Those of the payers whose earlier money went to it. */
  readonly payers: readonly string[];
}

const FOUND_MAX = 300;
/** How far back it is looked who paid for whom. */
const LINES_BACK = 5_000;

/** The open accounts of a site that share a trait with some money, in one look for many lines; the closest first. */
export async function listLikelyAccounts(
  sql: Queryable,
  siteId: string,
  { words, amounts, payers }: MoneyTraits,
): Promise<LikelyAccount[]> {
  const known = words as string[];
  const owed = amounts.map((amount) => String(-amount));
  const rows = await sql<
    {
      id: string;
      name: string;
      reference: string;
      currency: string;
      balance: string;
      payers: string[] | null;
    }[]
  >`
    with paid as materialized (
      select account_id, array_agg(distinct payer) as payers
        from (select account_id, payer, state from bank_lines where site_id = ${siteId}
               order by id desc limit ${LINES_BACK}) recent
       where state = 'posted' and payer <> '' and payer = any(${payers as string[]}::text[])
       group by account_id
    )
    select a.id, a.name, a.reference, a.currency, a.balance::text, p.payers
      from accounts a left join paid p on p.account_id = a.id
     where a.site_id = ${siteId} and a.closed_at is null
       and (p.account_id is not null or a.balance = any(${owed}::numeric[])
            or string_to_array(lower(a.name), ' ') && ${known}::text[])
     order by p.account_id is null,
           cardinality(array(select unnest(string_to_array(lower(a.name), ' ')) intersect
                             select unnest(${known}::text[]))) desc, a.id
     limit ${FOUND_MAX}`;
  return rows.map((row) => ({ ...row, balance: BigInt(row.balance), payers: row.payers ?? [] }));
}

/** What some of a site's accounts are called. */
export async function findAccountNames(
  sql: Queryable,
  siteId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from accounts where site_id = ${siteId} and id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
