import type { Queryable } from '../platform/index.js';

export interface BankImport {
  readonly id: string;
  readonly name: string;
  readonly importedAt: number;
  readonly finishedAt: number | null;
  readonly posted: number;
  readonly unmatched: number;
  readonly doubles: number;
  readonly outgoing: number;
  readonly pending: number;
  readonly unreadable: readonly { readonly line: number; readonly reason: string }[];
  readonly seenBefore: readonly { readonly line: number; readonly bankLineId: string }[];
}

interface ImportRow {
  id: string;
  name: string;
  imported_at: number;
  finished_at: number | null;
  posted: number;
  unmatched: number;
  doubles: number;
  outgoing: number;
  pending: number;
  unreadable: BankImport['unreadable'];
  seen_before: BankImport['seenBefore'];
}

function importOf({
  imported_at: importedAt,
  finished_at: finishedAt,
  seen_before: seenBefore,
  ...row
}: ImportRow): BankImport {
  return { ...row, importedAt, finishedAt, seenBefore };
}

const importColumns = (sql: Queryable) => sql`
  id, name, imported_at, finished_at, posted, unmatched, doubles, outgoing, pending, unreadable, seen_before`;

export async function insertBankImport(
  sql: Queryable,
  row: { id: string; siteId: string; name: string; at: number; actor: string },
): Promise<void> {
  await sql`
    insert into bank_imports (id, site_id, name, imported_at, actor)
    values (${row.id}, ${row.siteId}, ${row.name}, ${row.at}, ${row.actor})`;
}

export async function endBankImport(
  sql: Queryable,
  id: string,
  at: number,
  counts: Omit<BankImport, 'id' | 'name' | 'importedAt' | 'finishedAt'>,
): Promise<void> {
  await sql`
    update bank_imports set finished_at = ${at}, posted = ${counts.posted}, unmatched = ${counts.unmatched},
           doubles = ${counts.doubles}, outgoing = ${counts.outgoing}, pending = ${counts.pending},
           unreadable = ${sql.json(counts.unreadable)}, seen_before = ${sql.json(counts.seenBefore)}
     where id = ${id}`;
}

export async function findBankImport(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<BankImport | undefined> {
  const [row] = await sql<ImportRow[]>`
    select ${importColumns(sql)} from bank_imports where id = ${id} and site_id = ${siteId}`;
  return row && importOf(row);
}

export async function listBankImports(
  sql: Queryable,
  page: { siteId: string; before?: string; limit: number },
): Promise<BankImport[]> {
  const rows = await sql<ImportRow[]>`
    select ${importColumns(sql)} from bank_imports
     where site_id = ${page.siteId} and id < ${page.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
     order by id desc limit ${page.limit}`;
  return rows.map(importOf);
}

export type BankLineState = 'posted' | 'unmatched' | 'dismissed';

export interface BankLine {
  readonly id: string;
  readonly importId: string;
  readonly line: number;
  readonly bookedOn: string;
  /** A plain decimal string in major units. */
  readonly amount: string;
  readonly currency: string | null;
  readonly payer: string;
  readonly remittance: string;
  readonly state: BankLineState;
  readonly reason: string | null;
  readonly accountId: string | null;
  readonly entryId: string | null;
}

interface LineRow {
  id: string;
  import_id: string;
  line: number;
  booked_on: string;
  amount: string;
  currency: string | null;
  payer: string;
  remittance: string;
  state: BankLineState;
  reason: string | null;
  account_id: string | null;
  entry_id: string | null;
}

function lineOf(row: LineRow): BankLine {
  return {
    id: row.id,
    importId: row.import_id,
    line: row.line,
    bookedOn: row.booked_on,
    amount: row.amount,
    currency: row.currency,
    payer: row.payer,
    remittance: row.remittance,
    state: row.state,
    reason: row.reason,
    accountId: row.account_id,
    entryId: row.entry_id,
  };
}

export interface NewBankLine {
  readonly id: string;
  readonly siteId: string;
  readonly importId: string;
  readonly line: number;
  readonly fingerprint: Buffer;
  readonly bookedOn: string;
  readonly amount: string;
  readonly currency: string | null;
  readonly payer: string;
  readonly remittance: string;
}

/** Keeps a line as one that nobody's account was found for yet; the id of the earlier one when it came before. */
export async function insertBankLine(
  sql: Queryable,
  line: NewBankLine,
): Promise<{ seenBefore: string } | undefined> {
  const rows = await sql`
    insert into bank_lines (id, site_id, import_id, line, fingerprint, booked_on, amount, currency, payer, remittance,
           state)
    values (${line.id}, ${line.siteId}, ${line.importId}, ${line.line}, ${line.fingerprint}, ${line.bookedOn},
            ${line.amount}, ${line.currency}, ${line.payer}, ${line.remittance}, 'unmatched')
    on conflict (site_id, fingerprint) do nothing returning id`;
  if (rows.length > 0) return undefined;
  const [earlier] = await sql<{ id: string }[]>`
    select id from bank_lines where site_id = ${line.siteId} and fingerprint = ${line.fingerprint}`;
  return { seenBefore: earlier?.id ?? '' };
}

export async function settleBankLine(
  sql: Queryable,
  id: string,
  outcome: {
    state: BankLineState;
    reason?: string;
    accountId?: string;
    entryId?: string;
    at?: number;
    actor?: string;
  },
): Promise<void> {
  await sql`
    update bank_lines set state = ${outcome.state}, reason = ${outcome.reason ?? null},
           account_id = ${outcome.accountId ?? null}, entry_id = ${outcome.entryId ?? null},
           decided_at = ${outcome.at ?? null}, decided_by = ${outcome.actor ?? null}
     where id = ${id}`;
}

export async function findBankLine(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<BankLine | undefined> {
  const [row] = await sql<LineRow[]>`select * from bank_lines where id = ${id} and site_id = ${siteId}`;
  return row && lineOf(row);
}

/** How many lines nobody's account was found for yet. */
export async function countUnmatched(sql: Queryable, siteId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::integer as count from bank_lines where site_id = ${siteId} and state = 'unmatched'`;
  return row?.count ?? 0;
}

/** Locks a line until the transaction ends, so that it is assigned once. */
export async function lockBankLine(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<BankLine | undefined> {
  const [row] = await sql<LineRow[]>`
    select * from bank_lines where id = ${id} and site_id = ${siteId} for update`;
  return row && lineOf(row);
}

export async function listBankLines(
  sql: Queryable,
  page: { siteId: string; state?: BankLineState; importId?: string; before?: string; limit: number },
): Promise<BankLine[]> {
  const rows = await sql<LineRow[]>`
    select * from bank_lines
     where site_id = ${page.siteId} and id < ${page.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
       ${page.state === undefined ? sql`` : sql`and state = ${page.state}`}
       ${page.importId === undefined ? sql`` : sql`and import_id = ${page.importId}`}
     order by id desc limit ${page.limit}`;
  return rows.map(lineOf);
}

export interface ReferencedAccount {
  readonly id: string;
  readonly reference: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly isClosed: boolean;
}

/** A site's accounts by their references. */
export async function findByReferences(
  sql: Queryable,
  siteId: string,
  references: readonly string[],
): Promise<ReferencedAccount[]> {
  const rows = await sql<
    { id: string; reference: string; currency: string; time_zone: string; closed: boolean }[]
  >`
    select id, reference, currency, time_zone, closed_at is not null as closed from accounts
     where site_id = ${siteId} and reference = any(${references as string[]}::text[])`;
  return rows.map(({ id, reference, currency, time_zone: timeZone, closed: isClosed }) => ({
    id,
    reference,
    currency,
    timeZone,
    isClosed,
  }));
}

/** The currencies a site's open accounts are kept in. */
export async function listCurrencies(sql: Queryable, siteId: string): Promise<string[]> {
  const rows = await sql<{ currency: string }[]>`
    select distinct currency from accounts where site_id = ${siteId} and closed_at is null order by currency`;
  return rows.map(({ currency }) => currency);
}
