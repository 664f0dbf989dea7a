import type { PendingQuery, Row } from 'postgres';
import type { TaxedSum } from '../../billing/facts.js';
import { storedTax } from '../../billing/tax/storedTax.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { type Faults, groupByAccount } from '../facts/groupByAccount.js';

interface SumRow {
  accountId: string;
  taxName: string;
  taxPercent: string;
  taxCategory: string | null;
  taxReasonCode: string | null;
  taxCountry: string | null;
  corrects: string | null;
  netBefore: string;
  net: string;
  posted: string;
  rounded: string;
}

/** The sums of the entries since the last statement, by tax. */
export async function loadTaxed(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, TaxedSum[]>> {
  const span = sql`
    select a.id as account_id, coalesce(max(p.closing_number), 0) as since, a.last_number as upto
      from accounts a left join periods p on p.account_id = a.id
     where a.id = any(${ids as string[]}::uuid[]) group by a.id`;
  return groupByAccount(await sumRows(sql, span), sumOfRow, faults);
}

/** The same for the entries of one statement, numbered after the opening number, up to the closing number. */
export async function taxedSumsOf(
  sql: Queryable,
  accountId: string,
  { openingNumber, closingNumber }: { readonly openingNumber: number; readonly closingNumber: number },
): Promise<TaxedSum[]> {
  const span = sql`
    select ${accountId}::uuid as account_id, ${openingNumber}::bigint as since, ${closingNumber}::bigint as upto`;
  return (await sumRows(sql, span)).map(sumOfRow);
}

/**
 * An entry belongs to the charge it is, taxes, gives back or reverses (`root`), and bears that charge's tax, unless the
 * tax was reversed alone. Taxes of one category and rate are one, whatever they are called. Where the charge is on an earlier statement, what counts is the difference between the tax
 * due now and the tax stated before, so all of its charges and their credits are read.
 */
async function sumRows(sql: Queryable, span: PendingQuery<Row[]>): Promise<SumRow[]> {
  return sql<SumRow[]>`
    with span as materialized (${span}),
    fresh as materialized (
      select span.account_id, span.since, span.upto, e.number, e.amount, s.kind = 'tax' as is_tax, r.kind = 'tax' as is_rounding,
             r.number as root_number, r.tax_name, r.tax_percent, coalesce(r.tax_category, '') as tax_category,
             r.tax_reason_code, r.tax_country, waived.number as waived_by
        from span
        join entries e on e.account_id = span.account_id and e.number > span.since and e.number <= span.upto
         and e.kind in ('charge', 'tax', 'adjustment', 'reversal')
         and (e.tax_name is not null or e.reverses is not null or e.taxes is not null or e.corrects is not null)
        join entries s on s.id = coalesce(e.reverses, e.id) and s.kind in ('charge', 'tax', 'adjustment')
        join entries b on b.id = case when s.kind = 'tax' then coalesce(s.taxes, s.id) else s.id end
        join entries r on r.id = coalesce(b.corrects, b.id) and r.kind in ('charge', 'tax') and r.tax_name is not null
        left join ${waiver(sql)} waived on true
    ), origin as materialized (
      select distinct f.account_id, f.since, f.upto, p.start_date, p.opening_number, p.closing_number
        from fresh f
        join periods p on p.account_id = f.account_id and f.root_number > p.opening_number
         and f.root_number <= p.closing_number
       where f.root_number <= f.since
    ), corrected as (
      select o.account_id, r.tax_percent, coalesce(r.tax_category, '') as tax_category, o.start_date,
             coalesce(sum(e.amount) filter (where e.number <= o.since
               and (waived.number is null or waived.number > o.since)), 0) as net_before,
             coalesce(sum(e.amount) filter (where waived.number is null or waived.number > o.upto), 0) as net
        from origin o
        join entries r on r.account_id = o.account_id and r.number > o.opening_number
         and r.number <= o.closing_number and r.kind = 'charge' and r.tax_name is not null
        join lateral (select id, corrects from entries where id = r.id
                      union all select id, corrects from entries where corrects = r.id) b on true
        join lateral (select number, amount from entries where id = b.id
                      union all select number, amount from entries where reverses = b.id) e on e.number <= o.upto
        left join ${waiver(sql)} waived on true
       group by o.account_id, r.tax_percent, coalesce(r.tax_category, ''), o.start_date
    ), posted as (
      select f.account_id, f.tax_percent, f.tax_category, o.start_date,
             max(f.tax_name) as tax_name, max(f.tax_reason_code) as tax_reason_code, max(f.tax_country) as tax_country,
             coalesce(sum(f.amount) filter (where not f.is_tax
               and (f.waived_by is null or f.waived_by > f.upto)), 0) as net,
             coalesce(sum(f.amount) filter (where f.is_tax), 0) as tax,
             coalesce(sum(f.amount) filter (where f.is_rounding), 0) as rounded
        from fresh f
        left join origin o on o.account_id = f.account_id and f.root_number > o.opening_number
         and f.root_number <= o.closing_number
       group by f.account_id, f.tax_percent, f.tax_category, o.start_date
    )
    select account_id, tax_name, tax_percent, nullif(tax_category, '') as tax_category, p.tax_reason_code, p.tax_country,
           p.start_date::text as corrects,
           (-coalesce(c.net_before, 0))::text as net_before, (-coalesce(c.net, p.net))::text as net, (-p.tax)::text as posted,
           (-p.rounded)::text as rounded
      from posted p left join corrected c using (account_id, tax_percent, tax_category, start_date)
     order by account_id, tax_percent, tax_category, start_date nulls first`;
}

/** The number of the entry that reversed the tax on entry `b`, or on its charge `r`, alone; null if there is none. */
function waiver(sql: Queryable): PendingQuery<Row[]> {
  return sql`lateral (
    select min(u.number) as number from entries t join entries u on u.reverses = t.id and u.tax_name is null
     where t.taxes in (b.id, r.id)) `;
}

function sumOfRow(row: SumRow): TaxedSum {
  const tax = storedTax(row);
  if (tax === null) throw new Error('a taxed sum has a tax');
  return {
    tax,
    corrects: row.corrects,
    netBefore: BigInt(row.netBefore),
    net: BigInt(row.net),
    posted: BigInt(row.posted),
    rounded: BigInt(row.rounded),
  };
}
