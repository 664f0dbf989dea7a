import type { PendingQuery, Row } from 'postgres';
import type { BookedAccount, BookedDocument, BookedRow } from '../../billing/accounting/booked.js';
import type { InvoiceKind } from '../../billing/invoices/invoice.js';
import { storedTax, type TaxColumns } from '../../billing/tax/storedTax.js';
import type { Particulars } from '../../core/values/particulars.js';
import type { Instant } from '../../core/values/zone.js';
import type { Queryable, Stored } from '../../platform/sql/sql.js';
import { documentNumber } from '../statements/documents.js';

/** A posting is dated when it begins; it may be committed, and numbered, up to this much later. */
const SURE_MS = 3_600_000;

/** Instants: from the first (inclusive) to the second. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** A tenant's accounts after an id, by id. */
export async function listBookedAccounts(
  sql: Queryable,
  page: { readonly siteId: string; readonly after?: string; readonly limit: number },
): Promise<BookedAccount[]> {
  return sql<BookedAccount[]>`
    select a.id, a.name, a.email, a.reference, a.currency, a.time_zone, a.language, a.particulars, n.number as debtor
      from accounts a left join debtor_numbers n on n.account_id = a.id and n.site_id = a.site_id
     where a.site_id = ${page.siteId} and a.id > ${page.after ?? NO_ID} order by a.id limit ${page.limit}`;
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

type RowColumns = Omit<Stored<BookedRow>, 'tax' | 'accountId'> & TaxColumns & { readonly accountId: string };

/**
 * The entries of these accounts that are booked in a span of time, in the order of their numbers. A charge, its tax, and
 * what gives them back are booked with the settlement that documents them; after closing, and for all other entries, when
 * they were posted. Where the tax of an older charge was given back by itself, two more rows move what was charged from
 * that tax to none, as its documents do.
 */
export async function listBookedRows(
  sql: Queryable,
  accountIds: readonly string[],
  { from, to }: Span,
): Promise<BookedRow[]> {
  const rows = await sql<RowColumns[]>`
    with account as materialized (
      select a.id, a.opened_at, a.closed_at,
             coalesce((select max(p.closing_number) from periods p
                        where p.account_id = a.id and p.settled_at < ${from - SURE_MS}), 0) as low,
             (select min(p.closing_number) from periods p
               where p.account_id = a.id and p.settled_at >= ${to + SURE_MS}) as high
        from accounts a where a.id = any(${accountIds as string[]}::uuid[])
    ), booked as materialized (
      select e.*, s.kind as source_kind, p.start_date as settled_date, p.opening_number, p.closing_number,
             s.kind in ('charge', 'tax') or (s.kind = 'adjustment' and s.corrects is not null) as is_documented,
             a.closed_at is not null and e.posted_at >= a.closed_at
               and (p.settled_at is null or p.settled_at > a.closed_at) as is_after_closing,
             e.kind = 'adjustment' and e.corrects is null and e.posted_at = a.opened_at as is_opening,
             case when s.kind = 'tax' then coalesce(s.taxes, s.id) else s.id end as base_id,
             case when s.kind = 'tax' then s.id end as tax_id, p.settled_at
        from account a
        join entries e on e.account_id = a.id and e.number > a.low and (a.high is null or e.number <= a.high)
        join entries s on s.id = coalesce(e.reverses, e.id)
        left join periods p on p.account_id = e.account_id and e.number > p.opening_number
         and e.number <= p.closing_number
    ), timed as materialized (
      select b.*, case when is_documented and not is_after_closing then settled_at else posted_at end as booked_at
        from booked b
    ), net as (
      select t.id as entry_id, 0 as place, t.account_id, t.number, t.kind, t.amount, t.contra_account, t.description,
             t.method, t.reference, t.effective_at, t.posted_at, t.booked_at, t.is_after_closing, t.is_opening,
             t.settled_date, case when not t.is_documented then 'none' when t.tax_id is not null then 'tax' else 'net' end as part,
             t.tax_id is not null and x.taxes is null as rounds, r.number as root_number, r.contra_account as root_account,
             case when t.tax_id is not null then true
                  when t.is_after_closing then waived.posted_at is null or waived.posted_at > t.posted_at
                  else waived.number is null or waived.number > t.closing_number end as is_taxed,
             coalesce(x.tax_name, r.tax_name) as tax_name, coalesce(x.tax_percent, r.tax_percent) as tax_percent,
             case when x.id is null then r.tax_category else x.tax_category end as tax_category,
             case when x.id is null then r.tax_reason_code else x.tax_reason_code end as tax_reason_code,
             case when x.id is null then r.tax_country else x.tax_country end as tax_country
        from timed t
        join entries b on b.id = t.base_id
        join entries r on r.id = coalesce(b.corrects, b.id)
        left join entries x on x.id = t.tax_id
        left join ${firstWaiver(sql)} waived on t.is_documented and r.tax_name is not null
       where t.booked_at >= ${from} and t.booked_at < ${to}
    ), waiver as (
      select t.*, x.taxes as source, case when t.is_after_closing then t.number - 1 else t.opening_number end as since
        from timed t join entries x on x.id = t.reverses and x.taxes is not null
       where t.tax_name is null and t.booked_at >= ${from} and t.booked_at < ${to}
    ), moved as (
      select w.id as entry_id, w.account_id, w.number, w.description, w.effective_at, w.posted_at, w.booked_at,
             w.is_after_closing, w.settled_date, sum(e.amount) as amount, r.number as root_number,
             r.contra_account as root_account, r.tax_name, r.tax_percent, r.tax_category, r.tax_reason_code, r.tax_country
        from waiver w
        join lateral (select id, corrects from entries where id = w.source
                      union all select id, corrects from entries where corrects = w.source) b on true
        join entries r on r.id = coalesce(b.corrects, b.id) and r.kind = 'charge'
        join lateral (select number, amount from entries where id = b.id
                      union all select number, amount from entries where reverses = b.id) e on e.number <= w.since
        join ${firstWaiver(sql)} waived on waived.number = w.number
       group by w.id, w.account_id, w.number, w.description, w.effective_at, w.posted_at, w.booked_at,
                w.is_after_closing, w.settled_date, r.id
      having sum(e.amount) <> 0
    ), line as (
      select * from net
      union all
      select entry_id, 1 + side, account_id, number, 'reversal', amount * (case side when 0 then -1 else 1 end),
             root_account, description, null, null, effective_at, posted_at, booked_at, is_after_closing, false,
             settled_date, 'net', false, root_number, root_account, side = 0, tax_name, tax_percent, tax_category,
             tax_reason_code, tax_country
        from moved cross join generate_series(0, 1) as side
    )
    select l.entry_id, l.place, l.account_id, l.number, l.kind, l.amount::text as amount, l.contra_account, l.description,
           l.method, l.reference, l.effective_at, l.posted_at, l.booked_at, l.is_after_closing, l.is_opening,
           l.settled_date::text as settled_date, l.part, l.rounds, l.root_account,
           case when l.part <> 'none' then q.start_date::text end as corrects,
           case when l.is_taxed and l.part <> 'none' then l.tax_name end as tax_name,
           case when l.is_taxed and l.part <> 'none' then l.tax_percent end as tax_percent,
           case when l.is_taxed and l.part <> 'none' then l.tax_category end as tax_category,
           case when l.is_taxed and l.part <> 'none' then l.tax_reason_code end as tax_reason_code,
           case when l.is_taxed and l.part <> 'none' then l.tax_country end as tax_country
      from line l
      left join periods q on q.account_id = l.account_id and l.root_number > q.opening_number
       and l.root_number <= q.closing_number and q.closing_number < l.number
     order by l.account_id, l.number, l.place`;
  return rows.map(rowOf);
}

/**
 * The first entry that gave back the tax on entry `b`, or on its charge `r`, by itself; as on invoices. `offset 0` keeps
 * the planner from reading all reversals there are for each row.
 */
function firstWaiver(sql: Queryable): PendingQuery<Row[]> {
  return sql`lateral (
    select u.number, u.posted_at from entries t
     cross join lateral (select number, posted_at from entries where reverses = t.id and tax_name is null offset 0) u
     where t.taxes in (b.id, r.id) order by u.number limit 1)`;
}

function rowOf({
  taxName,
  taxPercent,
  taxCategory,
  taxReasonCode,
  taxCountry,
  ...row
}: RowColumns): BookedRow {
  const tax = storedTax({ taxName, taxPercent, taxCategory, taxReasonCode, taxCountry } as TaxColumns);
  return { ...row, amount: BigInt(row.amount), tax };
}

interface TaxJson {
  readonly treatment: { readonly category: string; readonly percent: string };
  readonly tax: string;
}

interface DocumentColumns extends Omit<BookedDocument, 'taxes' | 'total' | 'client' | 'preceding'> {
  readonly kind: InvoiceKind;
  readonly total: string;
  readonly taxes: readonly TaxJson[];
  readonly deducted: readonly (TaxJson & { readonly total: string })[];
  readonly buyer: Particulars & { readonly name: string };
  readonly preceding: readonly { readonly number: string }[];
}

/** The invoices and credit notes of these accounts that were issued in a span of time, in the order of issue. */
export async function listBookedInvoices(
  sql: Queryable,
  accountIds: readonly string[],
  { from, to }: Span,
): Promise<BookedDocument[]> {
  const rows = await sql<DocumentColumns[]>`
    select i.account_id, i.kind, i.number, i.issued_on::text as issued_on, i.content->>'dueOn' as due_on, i.issued_at,
           i.period_date::text as period_date, i.corrects::text as corrects, i.closing_number, i.payment_id,
           i.total::text as total, i.content->'taxes' as taxes, i.content->'buyer' as buyer,
           i.content->'preceding' as preceding,
           coalesce((select jsonb_agg(jsonb_build_object('treatment', p.content->'taxes'->0->'treatment',
                                                         'total', u.total::text, 'tax', u.tax::text))
                       from prepayment_uses u join invoices p on p.id = u.prepayment_id
                      where u.document_id = i.id), '[]') as deducted
      from invoices i
     where i.account_id = any(${accountIds as string[]}::uuid[])
       and i.issued_at >= ${from - SURE_MS} and i.issued_at < ${to + SURE_MS}
     order by i.position`;
  // An invoice deducts prepayments with their tax; the ledger charges the whole.
  return rows.map(({ buyer, taxes, total, preceding, deducted, ...row }) => ({
    ...row,
    total: deducted.reduce((sum, each) => sum + BigInt(each.total), BigInt(total)),
    client: clientOf(buyer),
    preceding: preceding.map(({ number }) => number),
    taxes: [...taxes, ...deducted].map(({ treatment: { category, percent }, tax }) => ({
      ...{ category, percent: BigInt(percent), tax: BigInt(tax) },
    })),
  }));
}

/** The statements of these accounts that were issued in a span of time. */
export async function listBookedStatements(
  sql: Queryable,
  accountIds: readonly string[],
  { from, to }: Span,
): Promise<BookedDocument[]> {
  const rows = await sql<
    {
      accountId: string;
      year: number;
      number: number;
      issuedOn: string;
      issuedAt: Instant;
      periodDate: string;
      closingNumber: number;
      client: { name: string; particulars?: Particulars };
    }[]
  >`
    select d.account_id, d.year, d.number, (d.issued_at at time zone a.time_zone)::date::text as issued_on, d.issued_at,
           d.period_date::text as period_date, p.closing_number, d.particulars->'client' as client
      from documents d
      join accounts a on a.id = d.account_id
      join periods p on p.account_id = d.account_id and p.start_date = d.period_date
     where d.account_id = any(${accountIds as string[]}::uuid[])
       and d.issued_at >= ${from - SURE_MS} and d.issued_at < ${to + SURE_MS}
     order by d.account_id, d.period_date`;
  return rows.map(({ year, number, client, ...row }) => ({
    ...row,
    kind: 'statement',
    number: documentNumber(year, number),
    dueOn: null,
    corrects: null,
    paymentId: null,
    total: 0n,
    taxes: [],
    preceding: [],
    client: clientOf({ ...client.particulars, name: client.name }),
  }));
}

function clientOf({
  name,
  legalName,
  vatId,
  country,
}: Particulars & { readonly name: string }): BookedDocument['client'] {
  return {
    name: legalName ?? name,
    ...(vatId === undefined ? {} : { vatId }),
    ...(country === undefined ? {} : { country }),
  };
}

/** How much was charged, with tax, that is on no document yet, by currency; in minor units. */
export async function sumUndocumented(
  sql: Queryable,
  siteId: string,
): Promise<{ readonly currency: string; readonly entries: number; readonly minor: bigint }[]> {
  const rows = await sql<{ currency: string; entries: number; minor: string }[]>`
    select a.currency, count(*) as entries, (-sum(e.amount))::text as minor
      from accounts a
      join entries e on e.account_id = a.id
       and e.number > coalesce((select max(closing_number) from periods p where p.account_id = a.id), 0)
      join entries s on s.id = coalesce(e.reverses, e.id)
       and (s.kind in ('charge', 'tax') or (s.kind = 'adjustment' and s.corrects is not null))
     where a.site_id = ${siteId} and a.closed_at is null
     group by a.currency order by a.currency`;
  return rows.map((row) => ({ ...row, minor: BigInt(row.minor) }));
}

export interface StatementName {
  readonly id: string;
  readonly accountId: string;
  readonly number: string;
  readonly issuedOn: string;
}

/** Statements of a tenant that were issued in a span of time without an invoice or credit note, by id. */
export async function listStatementsOf(
  sql: Queryable,
  page: { readonly siteId: string; readonly span: Span; readonly after?: string; readonly limit: number },
): Promise<StatementName[]> {
  const rows = await sql<(Omit<StatementName, 'number'> & { year: number; number: number })[]>`
    select d.id, d.account_id, d.year, d.number, (d.issued_at at time zone a.time_zone)::date::text as issued_on
      from documents d join accounts a on a.id = d.account_id and a.site_id = d.site_id
     where d.site_id = ${page.siteId} and d.issued_at >= ${page.span.from} and d.issued_at < ${page.span.to}
       and d.id > ${page.after ?? NO_ID}
       and not exists (select 1 from invoices i
                        where i.account_id = d.account_id and i.period_date = d.period_date and i.payment_id is null)
     order by d.id limit ${page.limit}`;
  return rows.map(({ year, number, ...row }) => ({ ...row, number: documentNumber(year, number) }));
}
