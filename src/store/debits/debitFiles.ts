import type { Queryable } from '../../platform/sql/sql.js';

/** A file for the owner's bank, without its content. */
export interface DebitFile {
  readonly id: string;
  readonly number: number;
  /** Of the file as it was made; minor units of euros. */
  readonly debits: number;
  readonly total: bigint;
  readonly firstDate: string;
  readonly lastDate: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly refusedAt: number | null;
  readonly refusedReason: string | null;
}

type FileRow = Omit<DebitFile, 'total'> & { readonly total: string };

const fileOf = (row: FileRow): DebitFile => ({ ...row, total: BigInt(row.total) });

const columns = (sql: Queryable) => sql`
  id, number, debits, total::text, first_date::text, last_date::text, created_at, created_by, refused_at, refused_reason`;

/** Keeps two files of a tenant from being made, or refused, at once. */
export async function lockDebitFiles(sql: Queryable, siteId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`debit files ${siteId}`}, 0))`;
}

export async function nextFileNumber(sql: Queryable, siteId: string): Promise<number> {
  const [row] = await sql<{ number: number }[]>`
    select coalesce(max(number), 0) + 1 as number from debit_files where site_id = ${siteId}`;
  return row?.number ?? 1;
}

export async function insertDebitFile(
  sql: Queryable,
  siteId: string,
  file: Omit<DebitFile, 'refusedAt' | 'refusedReason'> & { readonly content: string },
): Promise<void> {
  await sql`
    insert into debit_files (id, site_id, number, content, debits, total, first_date, last_date, created_at, created_by)
    values (${file.id}, ${siteId}, ${file.number}, ${file.content}, ${file.debits}, ${file.total.toString()},
            ${file.firstDate}, ${file.lastDate}, ${file.createdAt}, ${file.createdBy})`;
}

/** Newest first. */
export async function listDebitFiles(
  sql: Queryable,
  siteId: string,
  page: { readonly limit: number; readonly before?: string | undefined },
): Promise<DebitFile[]> {
  const rows = await sql<FileRow[]>`
    select ${columns(sql)} from debit_files
     where site_id = ${siteId} and (${page.before ?? null}::uuid is null or id < ${page.before ?? null})
     order by id desc limit ${page.limit}`;
  return rows.map(fileOf);
}

export async function findDebitFile(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<DebitFile | undefined> {
  const [row] = await sql<FileRow[]>`
    select ${columns(sql)} from debit_files where site_id = ${siteId} and id = ${id}`;
  return row && fileOf(row);
}

export async function findDebitFileContent(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<{ readonly number: number; readonly content: string } | undefined> {
  const [row] = await sql<{ number: number; content: string }[]>`
    select number, content from debit_files where site_id = ${siteId} and id = ${id}`;
  return row;
}

export async function markFileRefused(
  sql: Queryable,
  id: string,
  refusal: { readonly at: number; readonly by: string; readonly reason: string },
): Promise<void> {
  await sql`
    update debit_files set refused_at = ${refusal.at}, refused_by = ${refusal.by}, refused_reason = ${refusal.reason}
     where id = ${id}`;
}

/** How many of a file's debits have an outcome already. */
export async function countDecided(sql: Queryable, fileId: string): Promise<number> {
  const [row] = await sql<{ debits: number }[]>`
    select count(*) as debits from debits where file_id = ${fileId} and state <> 'submitted'`;
  return row?.debits ?? 0;
}

/** The debits of a file that wait for an outcome are announced again, for another file. */
export async function freeFromFile(
  sql: Queryable,
  fileId: string,
): Promise<{ readonly accountId: string }[]> {
  return sql<{ accountId: string }[]>`
    update debits set state = 'announced', submitted_at = null, file_id = null, file_group = null
     where file_id = ${fileId} and state = 'submitted' returning account_id`;
}

/** The debits that the owner's bank should get, with what the file says about each, in the order of their accounts. */
export interface DebitToFile {
  readonly id: string;
  readonly accountId: string;
  readonly mandateId: string;
  readonly signedOn: string;
  readonly holder: string;
  readonly sealed: string;
  readonly reference: string;
  readonly street: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly country: string | null;
}

export async function listDebitsToFile(
  sql: Queryable,
  siteId: string,
  { submitOn, limit }: { readonly submitOn: string; readonly limit: number },
): Promise<DebitToFile[]> {
  return sql<DebitToFile[]>`
    select d.id, d.account_id, d.mandate_id, m.signed_on::text, m.holder, m.sealed, a.reference,
           a.particulars->>'street' as street, a.particulars->>'postcode' as postcode, a.particulars->>'city' as city,
           a.particulars->>'country' as country
      from debits d join mandates m on m.id = d.mandate_id join accounts a on a.id = d.account_id
     where a.site_id = ${siteId} and d.state = 'announced' and d.announced_in is not null and m.collector = 'bank'
       and d.submit_on <= ${submitOn} and m.sealed <> ''
     order by d.account_id, d.id limit ${limit}`;
}

/** The debits of a group of one of a tenant's files, or of the whole file; they are locked. */
export async function listFiled(
  sql: Queryable,
  of: { readonly siteId: string; readonly number: number; readonly group: number | null },
): Promise<{ readonly id: string; readonly accountId: string; readonly amount: bigint }[]> {
  const rows = await sql<{ id: string; accountId: string; amount: string }[]>`
    select d.id, d.account_id, d.amount::text from debits d join debit_files f on f.id = d.file_id
     where f.site_id = ${of.siteId} and f.number = ${of.number} and f.refused_at is null
       and (${of.group}::integer is null or d.file_group = ${of.group}::integer)
     order by d.account_id, d.id`;
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}
