import type { BankAccount } from '../../core/values/bankAccount.js';
import type { Particulars } from '../../core/values/particulars.js';
import type { Queryable, Stored } from '../../platform/sql/sql.js';
import { type Entry, entryOf, type EntryRow } from '../ledger/entries.js';

/** The issuer and the recipient of a document, as they were then. */
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
    readonly bankAccount?: BankAccount | null;
    readonly particulars?: Particulars;
  };
  readonly client: {
    readonly name: string;
    readonly email: string;
    readonly reference: string;
    readonly particulars: Particulars;
  };
  readonly siteNames: readonly string[];
  /** What is left of credits after the period, in minor units as text; left out: there are none. */
  readonly credits?: readonly {
    readonly name: string;
    readonly of: string;
    readonly left: string;
    readonly endsOn: string | null;
    readonly isOver: boolean;
  }[];
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

/** An entry and its part in the taxes of a document: taxable, tax, or neither. */
export interface DocumentLine extends Entry {
  readonly taxPart: 'net' | 'tax' | 'none';
}

/** A document's number as printed: the year and its place in the series. */
export function documentNumber(year: number, number: number): string {
  return `${year}-${String(number).padStart(5, '0')}`;
}

/**
 * Issues a document for every settled period of an account that has none, with the next numbers of its tenant's series.
 * The series row stays locked until the transaction ends, so this is the transaction's last step: it then holds all its
 * other locks, and a rollback leaves no gap in the numbers.
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
      on conflict (site_id, kind, year) do update set last_number = document_series.last_number + excluded.last_number
      returning last_number
    )
    insert into documents (id, site_id, year, number, account_id, period_date, issued_at, particulars)
    select gen_random_uuid(), ${siteId}, ${year}, taken.last_number - (select count(*) from due) + due.place,
           ${accountId}, due.start_date, ${at},
           document_particulars(${accountId}) || document_credits(${accountId})
      from due cross join taken`;
}

/** A document of this account, or undefined. */
export async function findDocument(
  sql: Queryable,
  accountId: string,
  id: string,
): Promise<IssuedDocument | undefined> {
  const [row] = await sql<(Omit<Stored<IssuedDocument>, 'number'> & { year: number; number: number })[]>`
    select d.id, d.year, d.number, d.issued_at, d.particulars, p.start_date, p.end_date, p.opening_number,
           p.closing_number, p.opening_balance, p.closing_balance
      from documents d join periods p on p.account_id = d.account_id and p.start_date = d.period_date
     where d.id = ${id} and d.account_id = ${accountId}`;
  if (row === undefined) return undefined;
  const { year, number, openingBalance, closingBalance, ...document } = row;
  return {
    ...document,
    number: documentNumber(year, number),
    openingBalance: BigInt(openingBalance),
    closingBalance: BigInt(closingBalance),
  };
}

/**
 * The entries of a document, oldest first. A reversal counts against the entry it reverses, a credit against its
 * charge.
 */
export async function listDocumentLines(
  sql: Queryable,
  accountId: string,
  { openingNumber, closingNumber }: Pick<IssuedDocument, 'openingNumber' | 'closingNumber'>,
): Promise<DocumentLine[]> {
  const rows = await sql<(EntryRow & { taxPart: DocumentLine['taxPart'] })[]>`
    select e.*, a.currency,
           case when s.kind = 'tax' then 'tax' when s.kind = 'charge' or c.kind = 'charge' then 'net' else 'none' end
             as tax_part
      from entries e join accounts a on a.id = e.account_id
      join entries s on s.id = coalesce(e.reverses, e.id) left join entries c on c.id = s.corrects
     where e.account_id = ${accountId} and e.number > ${openingNumber} and e.number <= ${closingNumber}
     order by e.number`;
  return rows.map((row) => ({ ...entryOf(row), taxPart: row.taxPart }));
}

/** The numbers of an account's statements by the date on which their periods begin. */
export async function findNumbers(
  sql: Queryable,
  accountId: string,
  dates: readonly string[],
): Promise<Map<string, string>> {
  if (dates.length === 0) return new Map();
  const rows = await sql<{ date: string; year: number; number: number }[]>`
    select period_date::text as date, year, number from documents
     where account_id = ${accountId} and period_date = any(${dates as string[]}::date[])`;
  return new Map(rows.map(({ date, year, number }) => [date, documentNumber(year, number)]));
}

/** The statement that lists an entry: its opening number, and its period's start date (null: not issued yet). */
export async function findStatementOf(
  sql: Queryable,
  accountId: string,
  number: number,
): Promise<{ readonly openingNumber: number; readonly startDate: string | null }> {
  const [row] = await sql<{ opening: number; date: string | null }[]>`
    select coalesce(max(closing_number) filter (where closing_number < ${number}), 0) as opening,
           (min(start_date) filter (where opening_number < ${number} and closing_number >= ${number}))::text as date
      from periods where account_id = ${accountId}`;
  return { openingNumber: row?.opening ?? 0, startDate: row?.date ?? null };
}
