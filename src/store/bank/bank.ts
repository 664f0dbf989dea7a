import type { LineReason } from '../../core/values/lineReason.js';
import type { LineCounts } from '../../bank/reading/mapping.js';
import type { Queryable } from '../../platform/sql/sql.js';

export interface BankImport {
  readonly id: string;
  readonly name: string;
  /** What the file is: `CSV`, `camt.053.001.08`. */
  readonly kind: string;
  readonly importedAt: number;
  readonly finishedAt: number | null;
  readonly posted: number;
  /** Payments that came back and were reversed. */
  readonly takenBack: number;
  readonly unmatched: number;
  readonly doubles: number;
  readonly outgoing: number;
  readonly pending: number;
  readonly unreadable: readonly { readonly line: number; readonly reason: string }[];
  /** The first of them; `doubles` is their number. */
  readonly seenBefore: readonly { readonly line: number; readonly bankLineId: string }[];
  /** The number of lines to import and of lines done; null: the file was imported at once. */
  readonly total: number | null;
  readonly taken: number;
  /** The number of lines by result; together they are all lines. */
  readonly counts: LineCounts;
}

const importsOf = (sql: Queryable, seenMax: number) => sql`
  select i.id, i.name, i.kind, i.imported_at, i.finished_at, i.posted, i.taken_back, i.unmatched, i.doubles, i.outgoing, i.pending,
         i.unreadable, i.counts, j.total, coalesce(j.done + j.failed, 0) as taken,
         coalesce((select jsonb_agg(jsonb_build_object('line', s.line, 'bankLineId', s.bank_line_id) order by s.line)
            from (select line, bank_line_id from bank_seen_before b where b.import_id = i.id order by line
                   limit ${seenMax}) s), '[]') as seen_before
    from bank_imports i left join tasks j on j.id = i.id`;

export interface NewBankImport extends Pick<BankImport, 'kind' | 'outgoing' | 'pending' | 'unreadable'> {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  readonly at: number;
  readonly actor: string;
  readonly counts: LineCounts;
  /** Without lines to import, it is finished at once. */
  readonly finishedAt: number | null;
}

export async function insertBankImport(sql: Queryable, row: NewBankImport): Promise<void> {
  await sql`
    insert into bank_imports (id, site_id, name, kind, imported_at, actor, finished_at, outgoing, pending, unreadable,
                              counts)
    values (${row.id}, ${row.siteId}, ${row.name}, ${row.kind}, ${row.at}, ${row.actor}, ${row.finishedAt}, ${row.outgoing},
            ${row.pending}, ${sql.json(row.unreadable)}, ${sql.json({ ...row.counts })})`;
}

/** Counts the results of some lines. The import is finished when its task is. */
export async function addToBankImport(
  sql: Queryable,
  id: string,
  counts: Pick<BankImport, 'posted' | 'takenBack' | 'unmatched' | 'doubles'>,
): Promise<void> {
  await sql`
    update bank_imports set posted = posted + ${counts.posted}, taken_back = taken_back + ${counts.takenBack},
           unmatched = unmatched + ${counts.unmatched},
           doubles = doubles + ${counts.doubles}, finished_at = (select finished_at from tasks where id = ${id})
     where id = ${id}`;
}

const SEEN_SHOWN_MAX = 1_000;
/** In a list they would be larger than everything else. */
const SEEN_LISTED_MAX = 20;

export async function findBankImport(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<BankImport | undefined> {
  const [row] = await sql<BankImport[]>`
    ${importsOf(sql, SEEN_SHOWN_MAX)} where i.id = ${id} and i.site_id = ${siteId}`;
  return row;
}

export async function listBankImports(
  sql: Queryable,
  page: { siteId: string; before?: string; limit: number },
): Promise<BankImport[]> {
  return sql<BankImport[]>`
    ${importsOf(sql, SEEN_LISTED_MAX)}
     where i.site_id = ${page.siteId} and i.id < ${page.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
     order by i.id desc limit ${page.limit}`;
}

export type BankLineState = 'posted' | 'unmatched' | 'held-back' | 'dismissed';

export interface BankLine {
  readonly id: string;
  readonly importId: string;
  readonly line: number;
  /** Null where the line is held back because its day cannot be read. */
  readonly bookedOn: string | null;
  /** A plain decimal string in major units; null where the line is held back because its amount cannot be read. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly payer: string;
  readonly remittance: string;
  readonly state: BankLineState;
  readonly reason: LineReason | null;
  readonly accountId: string | null;
  readonly entryId: string | null;
}

const lineColumns = (sql: Queryable) => sql`
  id, import_id, line, booked_on, amount, currency, payer, remittance, state, reason, account_id, entry_id`;

export interface NewBankLine {
  readonly id: string;
  readonly siteId: string;
  readonly importId: string;
  readonly line: number;
  readonly fingerprint: Buffer;
  /** Derived from day, amount, currency and reference. */
  readonly identity: Buffer;
  /** The receiving account and the bank's own id of the booking, where they are known. */
  readonly receiving: string | null;
  readonly bankId: string | null;
  /** The payer's id of the payment, to find it if it comes back. */
  readonly endToEndId: string | null;
  readonly bookedOn: string;
  readonly amount: string;
  readonly currency: string | null;
  readonly payer: string;
  readonly remittance: string;
}

/** A line that was imported before, by this import or by another one. */
export interface EarlierLine {
  readonly isOwn: boolean;
  readonly outcome: 'posted' | 'unmatched';
  readonly accountId: string | null;
}

/**
 * Stores a line without an account. If it was imported before, returns the earlier line, marked if it came with another
 * import.
 */
export async function insertBankLine(sql: Queryable, line: NewBankLine): Promise<EarlierLine | undefined> {
  const rows = await sql`
    insert into bank_lines (id, site_id, import_id, line, fingerprint, identity, receiving, bank_id, end_to_end_id, booked_on, amount,
           currency, payer, remittance, state)
    values (${line.id}, ${line.siteId}, ${line.importId}, ${line.line}, ${line.fingerprint}, ${line.identity},
            ${line.receiving}, ${line.bankId}, ${line.endToEndId}, ${line.bookedOn}, ${line.amount}, ${line.currency}, ${line.payer},
            ${line.remittance}, 'unmatched')
    on conflict (site_id, fingerprint) do nothing returning id`;
  if (rows.length > 0) return undefined;
  const [earlier] = await sql<
    { id: string; importId: string; line: number; state: BankLineState; accountId: string | null }[]
  >`
    select id, import_id, line, state, account_id from bank_lines
     where site_id = ${line.siteId} and fingerprint = ${line.fingerprint}`;
  if (earlier === undefined) throw new Error('a line of a statement that came before is not there');
  const isOwn = earlier.importId === line.importId && earlier.line === line.line;
  if (!isOwn) {
    await sql`
      insert into bank_seen_before (import_id, line, bank_line_id)
      values (${line.importId}, ${line.line}, ${earlier.id}) on conflict do nothing`;
  }
  const { state, accountId } = earlier;
  return { isOwn, outcome: state === 'posted' ? 'posted' : 'unmatched', accountId };
}

/** Serialises imports of the same payment from two simultaneous statements. */
export async function lockBankIdentity(sql: Queryable, siteId: string, identity: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bank-line ${siteId} ${identity}`}, 0))`;
}

/**
 * The posted lines of other statements for the same payment, oldest first. Two different ids from the same bank, or two
 * receiving IBANs, mean two payments.
 */
export async function findPostedAlike(
  sql: Queryable,
  line: Pick<NewBankLine, 'siteId' | 'identity' | 'receiving' | 'bankId'> & {
    readonly importId: string | null;
  },
): Promise<{ readonly line: number; readonly name: string }[]> {
  return sql<{ line: number; name: string }[]>`
    select b.line, i.name from bank_lines b join bank_imports i on i.id = b.import_id
     where b.site_id = ${line.siteId} and b.identity = ${line.identity} and b.state = 'posted'
       and b.import_id is distinct from ${line.importId}
       and not coalesce(b.receiving = ${line.receiving}::text and b.bank_id <> ${line.bankId}::text
                        and split_part(b.bank_id, ':', 1) = split_part(${line.bankId}::text, ':', 1), false)
       and not coalesce(b.receiving <> ${line.receiving}::text and b.receiving ~ '^[A-Z]{2}[0-9]{2}'
                        and ${line.receiving}::text ~ '^[A-Z]{2}[0-9]{2}', false)
     order by b.id`;
}

export async function updateBankLine(
  sql: Queryable,
  id: string,
  outcome: {
    state: BankLineState;
    reason?: LineReason;
    accountId?: string | null;
    entryId?: string | null;
    at?: number;
    actor?: string;
    /** Day and amount of a line that was held back without them. */
    bookedOn?: string;
    amount?: string;
    identity?: Buffer;
  },
): Promise<void> {
  await sql`
    update bank_lines set state = ${outcome.state}, reason = ${outcome.reason === undefined ? null : JSON.stringify(outcome.reason)}::text::jsonb,
           booked_on = coalesce(booked_on, ${outcome.bookedOn ?? null}::date),
           amount = coalesce(amount, ${outcome.amount ?? null}),
           identity = coalesce(identity, ${outcome.identity ?? null}),
           account_id = ${outcome.accountId ?? null}, entry_id = ${outcome.entryId ?? null},
           decided_at = ${outcome.at ?? null}, decided_by = ${outcome.actor ?? null}
     where id = ${id}`;
}

export async function findBankLine(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<BankLine | undefined> {
  const [row] = await sql<
    BankLine[]
  >`select ${lineColumns(sql)} from bank_lines where id = ${id} and site_id = ${siteId}`;
  return row;
}

/** How many lines have no account yet, or are held back. */
export async function countBankLines(
  sql: Queryable,
  siteId: string,
  state: 'unmatched' | 'held-back',
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::integer as count from bank_lines where site_id = ${siteId} and state = ${state}`;
  return row?.count ?? 0;
}

/** Locks a line until the transaction ends, so that it is assigned once. */
export async function lockBankLine(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<BankLine | undefined> {
  const [row] = await sql<BankLine[]>`
    select ${lineColumns(sql)} from bank_lines where id = ${id} and site_id = ${siteId} for update`;
  return row;
}

export async function listBankLines(
  sql: Queryable,
  page: { siteId: string; state?: BankLineState; importId?: string; before?: string; limit: number },
): Promise<BankLine[]> {
  return sql<BankLine[]>`
    select ${lineColumns(sql)} from bank_lines
     where site_id = ${page.siteId} and id < ${page.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
       ${page.state === undefined ? sql`` : sql`and state = ${page.state}`}
       ${page.importId === undefined ? sql`` : sql`and import_id = ${page.importId}`}
     order by id desc limit ${page.limit}`;
}

export interface ReferencedAccount {
  readonly id: string;
  readonly reference: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly openedAt: number;
  readonly isClosed: boolean;
}

/** A site's accounts by their references. */
export async function findByReferences(
  sql: Queryable,
  siteId: string,
  references: readonly string[],
): Promise<ReferencedAccount[]> {
  const rows = await sql<
    {
      id: string;
      reference: string;
      currency: string;
      timeZone: string;
      openedAt: number;
      closed: boolean;
    }[]
  >`
    select id, reference, currency, time_zone, opened_at, closed_at is not null as closed from accounts
     where site_id = ${siteId} and reference = any(${references as string[]}::text[])`;
  return rows.map(({ timeZone, openedAt, closed: isClosed, ...row }) => ({
    ...row,
    timeZone,
    openedAt,
    isClosed,
  }));
}

/** The currencies of a site's open accounts. */
export async function listCurrencies(sql: Queryable, siteId: string): Promise<string[]> {
  const rows = await sql<{ currency: string }[]>`
    select distinct currency from accounts where site_id = ${siteId} and closed_at is null order by currency`;
  return rows.map(({ currency }) => currency);
}
