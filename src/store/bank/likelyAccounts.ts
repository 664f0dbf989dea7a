import type { Queryable } from '../../platform/sql/sql.js';

/** The known traits of a payment: words of its text, its amount, its payer. */
export interface MoneyTraits {
  readonly words: readonly string[];
  /** Two adjacent words, separated by a space. */
  readonly pairs: readonly string[];
  /** In minor units of each account's own currency. */
  readonly amounts: readonly bigint[];
  readonly payers: readonly string[];
  readonly references: readonly string[];
}

/** An open account that shares a trait with a payment. */
export interface LikelyAccount {
  readonly id: string;
  readonly name: string;
  readonly reference: string;
  readonly currency: string;
  readonly balance: bigint;
  /** The payers whose earlier payments went to it. */
  readonly payers: readonly string[];
}

const FOUND_MAX = 300;
/** The maximum number of accounts for each word, or for those that owe exactly this amount. */
const EACH_MAX = 100;
/** The maximum number of a payer's earlier lines that are searched. */
const LINES_BACK = 20;

/**
 * A site's open accounts that share a trait with payments, in one query for many lines; the best match first. A word in
 * many names is weak evidence, so two adjacent words are searched together.
 */
export async function listLikelyAccounts(
  sql: Queryable,
  siteId: string,
  { words, pairs, amounts, payers, references }: MoneyTraits,
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
      select l.account_id, array_agg(distinct p.payer) as payers
        from unnest(${payers as string[]}::text[]) as p(payer)
             cross join lateral (select account_id from bank_lines
                                  where site_id = ${siteId} and payer = p.payer and payer <> '' and state = 'posted'
                                  order by id desc limit ${LINES_BACK}) l
       group by l.account_id
    ), likely as (
      select account_id as id from paid
      union
      select a.id from accounts a
       where a.site_id = ${siteId} and a.reference = any(${references as string[]}::text[])
      union
      select f.id from (select array[w] as part from unnest(${known}::text[]) as w
                        union all
                        select string_to_array(pair, ' ') from unnest(${pairs as string[]}::text[]) as pair) parts
                       cross join lateral (select a.id from accounts a
                                            where string_to_array(lower(a.name), ' ') @> parts.part
                                              and a.site_id = ${siteId} and a.closed_at is null limit ${EACH_MAX}) f
      union
      (select a.id from accounts a
        where a.site_id = ${siteId} and a.closed_at is null and a.balance = any(${owed}::numeric[]) limit ${EACH_MAX})
    )
    select a.id, a.name, a.reference, a.currency, a.balance::text, p.payers
      from likely join accounts a on a.id = likely.id left join paid p on p.account_id = a.id
     where a.site_id = ${siteId} and a.closed_at is null
     order by a.reference <> all(${references as string[]}::text[]), p.account_id is null,
           cardinality(array(select unnest(string_to_array(lower(a.name), ' ')) intersect
                             select unnest(${known}::text[]))) desc, a.id
     limit ${FOUND_MAX}`;
  return rows.map((row) => ({ ...row, balance: BigInt(row.balance), payers: row.payers ?? [] }));
}

/** The names of some of a site's accounts. */
export async function findAccountNames(
  sql: Queryable,
  siteId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from accounts where site_id = ${siteId} and id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
