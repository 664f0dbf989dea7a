import type { PendingQuery, Row } from 'postgres';
import type { TaxColumns } from '../../billing/tax/storedTax.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** Entries numbered after the first number, up to the second. */
export interface EntrySpan {
  readonly openingNumber: number;
  readonly closingNumber: number;
}

/** A charge, or what gives one back, and the tax it bears: none where that was given back by itself. Minor units from the client's side. */
export interface BilledRow extends TaxColumns {
  readonly amount: string;
  readonly description: string;
  readonly meter: string | null;
  readonly quantity: string | null;
  readonly corrects: string | null;
  readonly rerates: string | null;
}

/**
 * What these entries charge and give back, in their order. Each belongs to its charge (`root`), with that charge's tax
 * and, if that is older, the period it corrects, as in the sums that are taxed. Where the tax of an older charge was
 * given back by itself, what was charged moves from that tax to none.
 */
export async function listBilled(
  sql: Queryable,
  accountId: string,
  { openingNumber: since, closingNumber: upto }: EntrySpan,
): Promise<BilledRow[]> {
  return sql<BilledRow[]>`
    with net as (
      select e.number, 0 as place, e.amount, e.description, e.meter, e.quantity, r.number as root_number, r.line,
             r.period_date, waived.number is null as is_taxed, r.tax_name, r.tax_percent, r.tax_category,
             r.tax_reason_code
        from entries e
        join entries b on b.id = coalesce(e.reverses, e.id) and b.kind in ('charge', 'adjustment')
        join entries r on r.id = coalesce(b.corrects, b.id) and r.kind = 'charge'
        left join ${firstWaiver(sql, upto)} waived on true
       where e.account_id = ${accountId} and e.number > ${since} and e.number <= ${upto}
    ), waiver as (
      select u.number, u.description, t.taxes as source
        from entries u join entries t on t.id = u.reverses and t.taxes is not null
       where u.account_id = ${accountId} and u.number > ${since} and u.number <= ${upto} and u.tax_name is null
    ), moved as (
      select w.number, w.description, sum(e.amount) as amount, r.number as root_number, r.tax_name, r.tax_percent,
             r.tax_category, r.tax_reason_code
        from waiver w
        join lateral (select id, corrects from entries where id = w.source
                      union all select id, corrects from entries where corrects = w.source) b on true
        join entries r on r.id = coalesce(b.corrects, b.id) and r.kind = 'charge'
        join lateral (select number, amount from entries where id = b.id
                      union all select number, amount from entries where reverses = b.id) e on e.number <= ${since}
        join ${firstWaiver(sql, upto)} waived on waived.number = w.number
       group by w.number, w.description, r.id
      having sum(e.amount) <> 0
    ), line as (
      select * from net
      union all
      select number, side, amount * (case side when 0 then -1 else 1 end), description, null, null, root_number, null,
             null, side = 0, tax_name, tax_percent, tax_category, tax_reason_code
        from moved cross join generate_series(0, 1) as side
    )
    select l.amount::text, l.description, l.meter, l.quantity::text,
           case when is_taxed then l.tax_name end as tax_name,
           case when is_taxed then l.tax_percent end as tax_percent,
           case when is_taxed then l.tax_category end as tax_category,
           case when is_taxed then l.tax_reason_code end as tax_reason_code,
           p.start_date::text as corrects, q.start_date::text as rerates
      from line l
      left join periods p on p.account_id = ${accountId} and l.root_number <= ${since}
       and l.root_number > p.opening_number and l.root_number <= p.closing_number
      left join periods q on q.account_id = ${accountId} and l.root_number > ${since} and l.line is not null
       and q.start_date = l.period_date and q.closing_number <= ${since}
     order by l.number, l.place`;
}

/** The first entry that gave back the tax on entry `b`, or on its charge `r`, by itself; as in the sums taxed. */
function firstWaiver(sql: Queryable, upto: number): PendingQuery<Row[]> {
  return sql`lateral (
    select min(u.number) as number from entries t join entries u on u.reverses = t.id and u.tax_name is null
     where t.taxes in (b.id, r.id) and u.number <= ${upto})`;
}
