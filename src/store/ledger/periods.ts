import type { Tax } from '../../billing/facts.js';
import { taxColumns } from '../../billing/tax/storedTax.js';
import type { Queryable, Stored } from '../../platform/sql/sql.js';
import { documentNumber } from '../statements/documents.js';

export interface SettledPeriod {
  readonly accountId: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly settledAt: number;
  /** Its statement shows the entries numbered after the opening number, up to the closing number. */
  readonly openingNumber: number;
  readonly closingNumber: number;
  readonly openingBalance: bigint;
  readonly closingBalance: bigint;
  readonly statementDue: boolean;
}

const columns = (sql: Queryable) => sql`
  p.account_id, p.start_date, p.end_date, p.starts_at, p.ends_at, p.settled_at, p.opening_number, p.closing_number,
  p.opening_balance, p.closing_balance, p.statement_due`;

function periodOf(row: Stored<SettledPeriod>): SettledPeriod {
  return { ...row, openingBalance: BigInt(row.openingBalance), closingBalance: BigInt(row.closingBalance) };
}

/** Records that a period is settled. Its statement runs from the end of the previous one to the newest entry. */
export async function insertSettledPeriod(
  sql: Queryable,
  period: {
    accountId: string;
    startDate: string;
    endDate: string;
    startsAt: number;
    endsAt: number;
    settledAt: number;
    statementDue: boolean;
    /** The account's tax at that time. */
    tax: Tax | null;
    /** The totals of the meters, for each plan separately. */
    usage: readonly { readonly assignmentId: string; readonly meter: string; readonly quantity: string }[];
  },
): Promise<void> {
  const usage: Record<string, Record<string, string>> = {};
  const tax = period.tax === null ? undefined : taxColumns(period.tax);
  for (const { assignmentId, meter, quantity } of period.usage) {
    (usage[assignmentId] ??= {})[meter] = quantity;
  }
  await sql`
    insert into periods (account_id, start_date, end_date, starts_at, ends_at, settled_at, opening_number,
           closing_number, opening_balance, closing_balance, statement_due, tax_name, tax_percent, tax_category,
           tax_reason_code, tax_country, usage)
    select a.id, ${period.startDate}, ${period.endDate}, ${period.startsAt}, ${period.endsAt}, ${period.settledAt},
           coalesce(last.closing_number, 0), a.last_number, coalesce(last.closing_balance, 0), a.balance,
           ${period.statementDue}, ${tax?.taxName ?? null}, ${tax?.taxPercent ?? null}, ${tax?.taxCategory ?? null},
           ${tax?.taxReasonCode ?? null}, ${tax?.taxCountry ?? null}, ${sql.json(usage)}
      from accounts a
      left join lateral (select closing_number, closing_balance from periods
                          where account_id = a.id order by start_date desc limit 1) as last on true
     where a.id = ${period.accountId}`;
}

interface DocumentNames {
  id: string;
  year: number;
  number: number;
}

/** A settled period with the document that was issued for it. */
export interface Statement extends SettledPeriod {
  readonly document: { readonly id: string; readonly number: string };
}

/** The settled periods before a cursor date, newest first. */
export async function listSettled(
  sql: Queryable,
  page: { accountId: string; before?: string; limit: number },
): Promise<Statement[]> {
  const rows = await sql<(Stored<SettledPeriod> & DocumentNames)[]>`
    select ${columns(sql)}, d.id, d.year, d.number
      from periods p join documents d on d.account_id = p.account_id and d.period_date = p.start_date
     where p.account_id = ${page.accountId} and p.start_date < ${page.before ?? '9999-12-31'}
     order by p.start_date desc limit ${page.limit}`;
  return rows.map(({ id, year, number, ...row }) => ({
    ...periodOf(row),
    document: { id, number: documentNumber(year, number) },
  }));
}

/** The oldest settled period without an email of its statement. */
export async function nextStatementDue(
  sql: Queryable,
  accountId: string,
): Promise<SettledPeriod | undefined> {
  const [row] = await sql<Stored<SettledPeriod>[]>`
    select ${columns(sql)} from periods p where account_id = ${accountId} and statement_due order by start_date limit 1`;
  return row && periodOf(row);
}

export async function clearStatementDue(sql: Queryable, accountId: string, startDate: string): Promise<void> {
  await sql`update periods set statement_due = false where account_id = ${accountId} and start_date = ${startDate}`;
}

/** Whether an account has a statement of a date or a later one. */
export async function hasStatementFrom(sql: Queryable, accountId: string, date: string): Promise<boolean> {
  const rows =
    await sql`select 1 from periods where account_id = ${accountId} and start_date >= ${date} limit 1`;
  return rows.length > 0;
}

/** Closed accounts with settled periods that must be rated again. */
export async function listClosedLate(sql: Queryable, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select distinct a.id from periods p join accounts a on a.id = p.account_id and a.closed_at is not null
     where p.late_usage limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Marks the late usage of these periods as rated. */
export async function clearLateUsage(
  sql: Queryable,
  accountId: string,
  dates: readonly string[],
): Promise<void> {
  if (dates.length === 0) return;
  await sql`
    update periods set late_usage = false, late_since = null
     where account_id = ${accountId} and start_date = any(${dates as string[]}::date[])`;
}
