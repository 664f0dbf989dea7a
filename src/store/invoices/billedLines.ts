import type { Queryable } from '../../platform/sql/sql.js';

/** Entries numbered after the first number, up to the second. */
export interface EntrySpan {
  readonly openingNumber: number;
  readonly closingNumber: number;
}

/** A charge, or what gives one back, and the tax it bears. Minor units from the client's side. */
export interface BilledRow {
  readonly amount: string;
  readonly description: string;
  readonly meter: string | null;
  readonly quantity: string | null;
  /** The tax of the charge; null: none, or given back by itself. */
  readonly taxName: string | null;
  readonly taxPercent: string | null;
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
      select e.id, e.number, e.amount, e.description, e.meter, e.quantity, s.id as source, r.id as root,
             r.number as root_number, r.tax_name, r.tax_percent, r.line, r.period_date
        from entries e
        join entries s on s.id = coalesce(e.reverses, e.id) and s.kind in ('charge', 'adjustment')
        join entries r on r.id = coalesce(s.corrects, s.id) and r.kind = 'charge'
       where e.account_id = ${accountId} and e.number <= ${upto}
    ), waiver as (
      select u.number, u.description, t.taxes as source
        from entries u join entries t on t.id = u.reverses and t.taxes is not null
       where u.account_id = ${accountId} and u.number <= ${upto} and u.tax_name is null
    ), charged as (
      select n.*, (select min(w.number) from waiver w where w.source in (n.source, n.root)) as waived from net n
    ), line as (
      select number, 0 as place, amount, description, meter, quantity, root_number, line, period_date,
             case when waived is null then tax_name end as tax_name,
             case when waived is null then tax_percent end as tax_percent
        from charged where number > ${since}
      union all
      select w.number, side, sum(amount) * (case side when 0 then -1 else 1 end), w.description, null, null, root_number,
             null, null, case side when 0 then tax_name end, case side when 0 then tax_percent end
        from charged c join waiver w on w.number = c.waived cross join generate_series(0, 1) as side
       where c.number <= ${since} and w.number > ${since}
       group by w.number, side, w.description, root_number, tax_name, tax_percent
      having sum(amount) <> 0
    )
    select l.amount::text, l.description, l.meter, l.quantity::text, l.tax_name, l.tax_percent,
           p.start_date::text as corrects, q.start_date::text as rerates
      from line l
      left join periods p on p.account_id = ${accountId} and l.root_number <= ${since}
       and l.root_number > p.opening_number and l.root_number <= p.closing_number
      left join periods q on q.account_id = ${accountId} and l.root_number > ${since} and l.line is not null
       and q.start_date = l.period_date and q.closing_number <= ${since}
     order by l.number, l.place`;
}
