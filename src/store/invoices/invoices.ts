import type { Invoice, InvoiceKind } from '../../billing/invoices/invoice.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { decodeInvoice, encodeInvoice, type InvoiceJson } from './invoiceJson.js';

export interface SeriesNumber {
  readonly year: number;
  readonly place: number;
  /** The place among all of the owner's invoices and credit notes. */
  readonly position: number;
}

/**
 * Takes the next number of each document's series. The rows stay locked until the transaction ends, so this is among its
 * last steps, and a rollback leaves no gap. All series are locked by one statement, in one order.
 */
export async function takeNumbers(
  sql: Queryable,
  { siteId, year, kinds }: { siteId: string; year: number; kinds: readonly InvoiceKind[] },
): Promise<SeriesNumber[]> {
  const rows = await sql<{ kind: string; last: number; count: number }[]>`
    with wanted as (
      select kind, count(*) as count from unnest(${kinds as InvoiceKind[]}::text[]) as kind group by kind
      union all select 'issued', ${kinds.length}
    ), taken as (
      insert into document_series (site_id, kind, year, last_number)
      select ${siteId}, kind, case kind when 'issued' then 0 else ${year} end, count from wanted order by kind
      on conflict (site_id, kind, year) do update set last_number = document_series.last_number + excluded.last_number
      returning kind, last_number
    )
    select kind, taken.last_number as last, wanted.count from taken join wanted using (kind)`;
  const next = new Map(rows.map(({ kind, last, count }) => [kind, last - count]));
  const take = (kind: string): number => {
    const number = (next.get(kind) ?? 0) + 1;
    next.set(kind, number);
    return number;
  };
  return kinds.map((kind) => ({ year, place: take(kind), position: take('issued') }));
}

export interface NewInvoice extends SeriesNumber {
  readonly id: string;
  readonly siteId: string;
  readonly accountId: string;
  readonly issuedAt: number;
  readonly periodDate: string | null;
  readonly corrects: string | null;
  readonly closingNumber: number;
  readonly paymentId: string | null;
  readonly total: bigint;
  readonly invoice: Invoice;
  readonly design: StoredDesign;
}

/** How a document looks, as of its issue. */
export interface StoredDesign {
  readonly logo?: string;
  readonly footer?: string;
}

export async function insertInvoice(sql: Queryable, row: NewInvoice): Promise<void> {
  const { kind, number, issuedOn, currency } = row.invoice;
  await sql`
    insert into invoices (id, site_id, account_id, position, kind, year, place, number, issued_on, issued_at,
           period_date, corrects, closing_number, payment_id, currency, total, content, design)
    values (${row.id}, ${row.siteId}, ${row.accountId}, ${row.position}, ${kind}, ${row.year}, ${row.place}, ${number},
           ${issuedOn}, ${row.issuedAt}, ${row.periodDate}, ${row.corrects}, ${row.closingNumber}, ${row.paymentId},
           ${currency}, ${row.total.toString()}, ${sql.json(encodeInvoice(row.invoice))},
            ${sql.json(row.design as never)})`;
}

/** The last number of each of a tenant's series of a year. */
export async function findLastNumbers(
  sql: Queryable,
  siteId: string,
  year: number,
): Promise<Readonly<Partial<Record<InvoiceKind, number>>>> {
  const rows = await sql<{ kind: string; lastNumber: number }[]>`
    select kind, last_number from document_series where site_id = ${siteId} and year = ${year}`;
  return Object.fromEntries(rows.map(({ kind, lastNumber }) => [kind, lastNumber]));
}

/** Lets a series go on with a higher number. False if it has that number already. */
export async function skipTo(
  sql: Queryable,
  series: { siteId: string; kind: InvoiceKind; year: number; next: number },
): Promise<boolean> {
  const last = series.next - 1;
  const rows = await sql`
    insert into document_series (site_id, kind, year, last_number)
    values (${series.siteId}, ${series.kind}, ${series.year}, ${last})
    on conflict (site_id, kind, year) do update set last_number = excluded.last_number
     where document_series.last_number <= excluded.last_number
    returning kind`;
  return rows.length > 0;
}

/** An invoice, a credit note or a prepayment invoice, without its content. */
export interface IssuedInvoice {
  readonly id: string;
  readonly accountId: string;
  readonly position: number;
  readonly kind: InvoiceKind;
  readonly number: string;
  readonly issuedOn: string;
  readonly issuedAt: number;
  readonly periodDate: string | null;
  /** Start of the earlier period whose documents it corrects. */
  readonly corrects: string | null;
  readonly currency: string;
  readonly total: bigint;
}

interface IssuedRow extends Omit<IssuedInvoice, 'total'> {
  readonly total: string;
}

const columns = (sql: Queryable) => sql`
  i.id, i.account_id, i.position, i.kind, i.number, i.issued_on::text as issued_on, i.issued_at,
  i.period_date::text as period_date, i.corrects::text as corrects, i.currency, i.total::text as total`;

function issuedOf({ total, ...row }: IssuedRow): IssuedInvoice {
  return { ...row, total: BigInt(total) };
}

/** An account's documents before a position, newest first. */
export async function listInvoices(
  sql: Queryable,
  page: { accountId: string; before?: number; limit: number },
): Promise<IssuedInvoice[]> {
  const rows = await sql<IssuedRow[]>`
    select ${columns(sql)} from invoices i
     where i.account_id = ${page.accountId} and i.position < ${page.before ?? MOST}::bigint
     order by i.position desc limit ${page.limit}`;
  return rows.map(issuedOf);
}

/** A tenant's documents after a position, oldest first: in the order of their commits. */
export async function listIssuedAfter(
  sql: Queryable,
  page: { siteId: string; after?: number; limit: number },
): Promise<IssuedInvoice[]> {
  const rows = await sql<IssuedRow[]>`
    select ${columns(sql)} from invoices i
     where i.site_id = ${page.siteId} and i.position > ${page.after ?? 0}::bigint
     order by i.position limit ${page.limit}`;
  return rows.map(issuedOf);
}

/** An issued document with its client's name. */
export interface ClientInvoice extends IssuedInvoice {
  readonly accountName: string;
}

/** A tenant's documents before a position, newest first. */
export async function listIssuedBefore(
  sql: Queryable,
  page: { siteId: string; before?: number; limit: number },
): Promise<ClientInvoice[]> {
  const rows = await sql<(IssuedRow & { accountName: string })[]>`
    select ${columns(sql)}, a.name as account_name from invoices i join accounts a on a.id = i.account_id
     where i.site_id = ${page.siteId} and i.position < ${page.before ?? MOST}::bigint
     order by i.position desc limit ${page.limit}`;
  return rows.map(({ accountName, ...row }) => ({ ...issuedOf(row), accountName }));
}

const MOST = 2_147_483_647;

/** A document with its content as issued. */
export interface StoredInvoice extends IssuedInvoice {
  readonly invoice: Invoice;
  readonly design: StoredDesign;
}

type StoredRow = IssuedRow & { readonly content: InvoiceJson; readonly design: StoredDesign };

/** A document of this account, or undefined. */
export async function findInvoice(
  sql: Queryable,
  accountId: string,
  id: string,
): Promise<StoredInvoice | undefined> {
  const [row] = await sql<StoredRow[]>`
    select ${columns(sql)}, i.content, i.design from invoices i where i.id = ${id} and i.account_id = ${accountId}`;
  return row && storedOf(row);
}

function storedOf({ content, design, ...row }: StoredRow): StoredInvoice {
  return { ...issuedOf(row), invoice: decodeInvoice(content), design };
}

/** A tenant's documents of some days, with content, in the order of issue; no receipts, as they say nothing of tax. */
export async function listIssuedBetween(
  sql: Queryable,
  page: { siteId: string; from: string; to: string; after: number; limit: number },
): Promise<StoredInvoice[]> {
  const rows = await sql<StoredRow[]>`
    select ${columns(sql)}, i.content, i.design from invoices i
     where i.site_id = ${page.siteId} and i.kind <> 'receipt' and i.issued_on >= ${page.from} and i.issued_on < ${page.to}
       and i.position > ${page.after}::bigint
     order by i.position limit ${page.limit}`;
  return rows.map(storedOf);
}

/** The periods to document after this number, and the newest entry of the account. */
export interface Undocumented {
  readonly documentedNumber: number;
  readonly lastNumber: number;
  /** The newest settled periods, oldest first. */
  readonly periods: readonly {
    readonly startDate: string;
    readonly endDate: string;
    readonly closingNumber: number;
    readonly openingNumber: number;
    readonly closingBalance: bigint;
  }[];
}

/** The latest settled periods of an account, and up to where its entries are documented. */
export async function findUndocumented(
  sql: Queryable,
  accountId: string,
  periods: number,
): Promise<Undocumented> {
  const [row] = await sql<{ documented: number; last: number }[]>`
    select greatest((select coalesce(max(closing_number), 0) from invoices
                      where account_id = a.id and payment_id is null),
                    (select coalesce(max(closing_number), 0) from periods where account_id = a.id)) as documented,
           a.last_number as last
      from accounts a where a.id = ${accountId}`;
  const settled = await sql<
    {
      startDate: string;
      endDate: string;
      closingNumber: number;
      openingNumber: number;
      closingBalance: string;
      documented: number;
    }[]
  >`
    select p.start_date::text as start_date, p.end_date::text as end_date, p.opening_number, p.closing_number,
           p.closing_balance,
           (select coalesce(max(closing_number), 0) from invoices
             where account_id = p.account_id and payment_id is null) as documented
      from periods p where p.account_id = ${accountId} order by p.start_date desc limit ${periods}`;
  return {
    documentedNumber: row?.documented ?? 0,
    lastNumber: row?.last ?? 0,
    periods: settled.reverse().map(({ documented, openingNumber, closingBalance, ...period }) => ({
      ...period,
      openingNumber: Math.max(openingNumber, documented),
      closingBalance: BigInt(closingBalance),
    })),
  };
}

/** A document that an email names and attaches. */
export interface AttachedDocument {
  readonly id: string;
  readonly kind: InvoiceKind;
  readonly number: string;
}

/** The invoices and credit notes issued with the settlement of a period, in the order of issue. */
export async function listIssuedWith(
  sql: Queryable,
  accountId: string,
  periodDate: string,
): Promise<AttachedDocument[]> {
  return sql<AttachedDocument[]>`
    select id, kind, number from invoices
     where account_id = ${accountId} and period_date = ${periodDate} order by position`;
}

/** A document that another must name. */
export interface NamedDocument {
  readonly number: string;
  readonly issuedOn: string;
}

/** The documents of the charges of these periods, by their start; a statement where there is no invoice. */
export async function findDocumentsOf(
  sql: Queryable,
  accountId: string,
  dates: readonly string[],
): Promise<Map<string, NamedDocument[]>> {
  const found = new Map<string, NamedDocument[]>();
  if (dates.length === 0) return found;
  const rows = await sql<{ date: string; number: string; issuedOn: string }[]>`
    select p.start_date::text as date, coalesce(i.number, d.year || '-' || lpad(d.number::text, 5, '0')) as number,
           coalesce(i.issued_on, (d.issued_at at time zone a.time_zone)::date)::text as issued_on
      from periods p
      join accounts a on a.id = p.account_id
      left join invoices i on i.account_id = p.account_id and i.period_date = p.start_date and i.corrects is null
       and i.payment_id is null
      left join documents d on d.account_id = p.account_id and d.period_date = p.start_date
     where p.account_id = ${accountId} and p.start_date = any(${dates as string[]}::date[])
       and coalesce(i.id, d.id) is not null
     order by p.start_date, i.position`;
  for (const { date, ...document } of rows) found.set(date, [...(found.get(date) ?? []), document]);
  return found;
}

/** Documents by their ids. */
export async function listInvoicesOf(
  sql: Queryable,
  ids: readonly string[],
): Promise<Map<string, IssuedInvoice>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<IssuedRow[]>`
    select ${columns(sql)} from invoices i where i.id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, issuedOf(row)]));
}
