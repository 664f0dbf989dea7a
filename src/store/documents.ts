import type { Queryable } from '../platform/index.js';
import { type Entry, entryOf, type EntryKind, type EntryRow } from './entries.js';

/** Who issued a document to whom, as it was then. */
export interface DocumentParticulars {
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly sender: {
    readonly name: string;
    readonly address?: string;
    readonly phone?: string;
    readonly email?: string;
    readonly taxNumber?: string;
    readonly paymentInstructions?: string;
  };
  readonly client: { readonly name: string; readonly email: string; readonly reference: string };
  readonly siteNames: readonly string[];
  /** The unit of each meter. */
  readonly units: Readonly<Record<string, string>>;
}

export interface IssuedDocument {
  readonly id: string;
  /** `2026-00042`. */
  readonly number: string;
  readonly issuedAt: number;
  readonly startDate: string;
  readonly endDate: string;
  /** It lists the entries numbered after the opening number, up to the closing number. */
  readonly openingNumber: number;
  readonly closingNumber: number;
  readonly openingBalance: bigint;
  readonly closingBalance: bigint;
  readonly particulars: DocumentParticulars;
}

/** An entry with what it takes to add up the taxes of a document. */
export interface DocumentLine extends Entry {
  /** Of a reversal: what was reversed. */
  readonly reversed?: { readonly kind: EntryKind; readonly taxName?: string; readonly taxPercent?: string };
}

/** A document's number as it stands on it: the year and its place in the series. */
export function documentNumber(year: number, number: number): string {
  return `${year}-${String(number).padStart(5, '0')}`;
}

/**
 * Issues a document for every settled period of an account that has none, with the next numbers of the series of whose
 * books it is in. The row of the series stays locked until the transaction ends, so this comes last in it: whoever
 * waits for that lock holds everything else already, and a number that was taken is used or was never taken.
 */
export async function issueDocuments(
  sql: Queryable,
  { accountId, siteId, year, at }: { accountId: string; siteId: string; year: number; at: number },
): Promise<void> {
  await sql`
    with due as (
      select p.start_date, row_number() over (order by p.start_date) as place
        from periods p
       where p.account_id = ${accountId}
         and not exists (select 1 from documents d where d.account_id = p.account_id and d.period_date = p.start_date)
    ), taken as (
      insert into document_series (site_id, year, last_number)
      select ${siteId}, ${year}, count(*) from due having count(*) > 0
      on conflict (site_id, year) do update set last_number = document_series.last_number + excluded.last_number
      returning last_number
    )
    insert into documents (id, site_id, year, number, account_id, period_date, issued_at, particulars)
    select gen_random_uuid(), ${siteId}, ${year}, taken.last_number - (select count(*) from due) + due.place,
           ${accountId}, due.start_date, ${at}, document_particulars(${accountId})
      from due cross join taken`;
}

interface DocumentRow {
  id: string;
  year: number;
  number: number;
  issued_at: number;
  start_date: string;
  end_date: string;
  opening_number: number;
  closing_number: number;
  opening_balance: string;
  closing_balance: string;
  particulars: DocumentParticulars;
}

/** A document of this account, or nothing. */
export async function findDocument(
  sql: Queryable,
  accountId: string,
  id: string,
): Promise<IssuedDocument | undefined> {
  const [row] = await sql<DocumentRow[]>`
    select d.id, d.year, d.number, d.issued_at, d.particulars, p.start_date, p.end_date, p.opening_number,
           p.closing_number, p.opening_balance, p.closing_balance
      from documents d join periods p on p.account_id = d.account_id and p.start_date = d.period_date
     where d.id = ${id} and d.account_id = ${accountId}`;
  return (
    row && {
      id: row.id,
      number: documentNumber(row.year, row.number),
      issuedAt: row.issued_at,
      startDate: row.start_date,
      endDate: row.end_date,
      openingNumber: row.opening_number,
      closingNumber: row.closing_number,
      openingBalance: BigInt(row.opening_balance),
      closingBalance: BigInt(row.closing_balance),
      particulars: row.particulars,
    }
  );
}

interface LineRow extends EntryRow {
  reversed_kind: EntryKind | null;
  reversed_tax_name: string | null;
  reversed_tax_percent: string | null;
}

/** The entries a document lists, oldest first. */
export async function listDocumentLines(
  sql: Queryable,
  accountId: string,
  { openingNumber, closingNumber }: Pick<IssuedDocument, 'openingNumber' | 'closingNumber'>,
): Promise<DocumentLine[]> {
  const rows = await sql<LineRow[]>`
    select e.*, a.currency, o.kind as reversed_kind, o.tax_name as reversed_tax_name,
           o.tax_percent as reversed_tax_percent
      from entries e join accounts a on a.id = e.account_id left join entries o on o.id = e.reverses
     where e.account_id = ${accountId} and e.number > ${openingNumber} and e.number <= ${closingNumber}
     order by e.number`;
  return rows.map(lineOf);
}

function lineOf(row: LineRow): DocumentLine {
  const { reversed_kind: kind, reversed_tax_name: name, reversed_tax_percent: percent } = row;
  if (kind === null) return entryOf(row);
  const tax = {
    ...(name === null ? {} : { taxName: name }),
    ...(percent === null ? {} : { taxPercent: percent }),
  };
  return { ...entryOf(row), reversed: { kind, ...tax } };
}
