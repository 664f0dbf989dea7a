import type { AccountState } from '../../billing/facts.js';
import type { TaxCategory } from '../../billing/tax/treatment.js';
import { storable } from '../../platform/files/decodeText.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { keyLock } from '../core/idempotency.js';

export type EntryKind = 'payment' | 'charge' | 'tax' | 'refund' | 'reversal' | 'adjustment';

/** An entry as it is to be posted; the database gives it its number and the balance after it. */
export interface NewEntry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly category?: string;
  /** Minor units from the client's side: a payment is positive, a charge negative. */
  readonly amount: bigint;
  /** The contra account, e.g. `cash:bank`. */
  readonly contraAccount: string;
  readonly description: string;
  readonly method?: string;
  readonly reference?: string;
  readonly reverses?: string;
  readonly taxes?: string;
  /** The entry that this partly or wholly gives back: a refund's payment, a credit's charge. */
  readonly corrects?: string;
  /** The tax that a charge bears, or that a tax entry is for; the percentage as written. */
  readonly taxName?: string;
  readonly taxPercent?: string;
  readonly taxCategory?: TaxCategory;
  readonly taxReasonCode?: string;
  readonly taxCountry?: string;
  readonly assignmentId?: string;
  readonly line?: string;
  /** The credit or discount by which this reduces its line. */
  readonly promotionId?: string;
  readonly periodDate?: string;
  readonly meter?: string;
  readonly quantity?: string;
  /** The meter's total; `quantity` is the difference to what was charged before. */
  readonly meterTotal?: string;
  readonly effectiveAt: number;
}

export interface Entry extends Omit<NewEntry, 'effectiveAt'> {
  readonly accountId: string;
  readonly number: number;
  readonly balanceAfter: bigint;
  readonly currency: string;
  readonly effectiveAt: number;
  readonly postedAt: number;
}

/** An entry just posted, and the account's state at that moment. */
export interface PostedEntry extends Entry {
  readonly accountState: AccountState;
}

export interface Posting {
  readonly accountId: string;
  /** The tenant; an account of another site is not found. */
  readonly siteId: string;
  /** The currency of the amounts; an account in another currency is not found. */
  readonly currency?: string;
  readonly entries: readonly [NewEntry, ...NewEntry[]];
  readonly actor: string;
  readonly postedAt: number;
  /** Whether the entries may be posted to a closed account, too. */
  readonly afterClosing?: boolean;
  /** Not posted where the tenant wants a document for each payment: that takes a transaction of its own. */
  readonly undocumented?: boolean;
  /** The caller's key and a digest of the request; absent for the system's own postings. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: Buffer };
  /** The signal for the workflow, and the wall-clock time from which the scheduler may send it. */
  readonly signal?: { readonly name: string; readonly retryFrom: number };
  /** For postings by a user; the system's own postings need no audit row. */
  readonly audit?: PostingAudit;
}

/** The audit row of a posting, written by the same SQL statement. */
export interface PostingAudit {
  readonly id: string;
  readonly action: string;
  readonly actedAs: string | null;
  readonly requestId: string | null;
  /** How many decimals the account's currency has. */
  readonly decimals: number;
  /** The posted values; the entry's number and the balance before and after it are added. */
  readonly posted: object;
}

export interface EntryRow {
  id: string;
  accountId: string;
  number: number;
  kind: EntryKind;
  category: string | null;
  amount: string;
  balanceAfter: string;
  contraAccount: string;
  description: string;
  method: string | null;
  reference: string | null;
  reverses: string | null;
  taxes: string | null;
  corrects: string | null;
  taxName: string | null;
  taxPercent: string | null;
  taxCategory: TaxCategory | null;
  taxReasonCode: string | null;
  taxCountry: string | null;
  assignmentId: string | null;
  line: string | null;
  promotionId: string | null;
  periodDate: string | null;
  meter: string | null;
  quantity: string | null;
  meterTotal: string | null;
  effectiveAt: number;
  postedAt: number;
  currency: string;
}

export function entryOf(row: EntryRow): Entry {
  return {
    id: row.id,
    accountId: row.accountId,
    number: row.number,
    kind: row.kind,
    amount: BigInt(row.amount),
    balanceAfter: BigInt(row.balanceAfter),
    contraAccount: row.contraAccount,
    description: row.description,
    currency: row.currency,
    effectiveAt: row.effectiveAt,
    postedAt: row.postedAt,
    ...(row.category === null ? {} : { category: row.category }),
    ...(row.method === null ? {} : { method: row.method }),
    ...(row.reference === null ? {} : { reference: row.reference }),
    ...(row.reverses === null ? {} : { reverses: row.reverses }),
    ...(row.taxes === null ? {} : { taxes: row.taxes }),
    ...(row.corrects === null ? {} : { corrects: row.corrects }),
    ...(row.taxName === null ? {} : { taxName: row.taxName }),
    ...(row.taxPercent === null ? {} : { taxPercent: row.taxPercent }),
    ...(row.taxCategory === null ? {} : { taxCategory: row.taxCategory }),
    ...(row.taxReasonCode === null ? {} : { taxReasonCode: row.taxReasonCode }),
    ...(row.taxCountry === null ? {} : { taxCountry: row.taxCountry }),
    ...(row.assignmentId === null ? {} : { assignmentId: row.assignmentId }),
    ...(row.line === null ? {} : { line: row.line }),
    ...(row.promotionId === null ? {} : { promotionId: row.promotionId }),
    ...(row.periodDate === null ? {} : { periodDate: row.periodDate }),
    ...(row.meter === null ? {} : { meter: row.meter }),
    ...(row.quantity === null ? {} : { quantity: row.quantity }),
    ...(row.meterTotal === null ? {} : { meterTotal: row.meterTotal }),
  };
}

/** Posts entries on one account, in the caller's transaction if there is one: see `postTogether`. */
export async function postEntries(sql: Queryable, posting: Posting): Promise<PostedEntry[]> {
  const [posted] = await postTogether(sql, [posting]);
  return posted === undefined || isBusy(posted) ? [] : posted;
}

/** What another transaction holds. */
export type Busy = 'busy account' | 'busy key';

export function isBusy(outcome: PostedEntry[] | Busy): outcome is Busy {
  return typeof outcome === 'string';
}

/** What a posting waits for while another transaction holds it: everything, only its account, or nothing. */
export type Patience = 'all' | 'account' | 'none';

/** An entry's number and balance, or nothing where its posting was not done. */
interface PlacedRow {
  posting: number;
  number: number | null;
  balanceAfter: string;
  currency: string;
  state: AccountState;
  isAccountBusy: boolean;
  isKeyBusy: boolean;
}

/**
 * Does several postings in a single SQL statement, which is its own transaction when none is open: keys, balances and
 * numbers, entries, audit rows and signals are written together or not at all. Each posting has its own outcome, in the
 * order of the postings: nothing is posted when the account does not exist or is closed, or when the key was used
 * before. Keys are locked first, then the account rows, each in one order, so postings on one account queue up and their
 * numbers have no gaps. With less patience, a posting whose key or account is locked elsewhere is not done and busy, as
 * is one whose account does not exist.
 */
export async function postTogether(
  sql: Queryable,
  postings: readonly Posting[],
  patience: Patience = 'all',
): Promise<(PostedEntry[] | Busy)[]> {
  const lock = keyLock(sql, 'site_id', 'key');
  const rows = await sql<PlacedRow[]>`
    with posting as materialized (
      select p.*, ${lock} as lock from jsonb_to_recordset(${sql.json(postings.map(postingRow) as never)}) as p(
        posting integer, account_id uuid, site_id uuid, currency text, after_closing boolean, actor text,
        posted_at timestamptz, key text, fingerprint text, entry_id uuid, total numeric, entries integer, signal text,
        retry_at timestamptz, undocumented boolean, audit_id uuid, acted_as text, request_id text, action text, minor_unit numeric, posted jsonb)
    ), held as materialized (
      select lock, ${patience === 'all' ? sql`pg_advisory_xact_lock(lock) is not null` : sql`pg_try_advisory_xact_lock(lock)`} as is_ours
        from (select distinct lock from posting where lock is not null order by lock) as l
    ), free as materialized (
      select p.* from posting p where lock is null or lock in (select lock from held where is_ours)
    ), account as materialized (
      select id, site_id, currency, closed_at from accounts where id = any(array(select account_id from free))
       order by id for no key update ${patience === 'none' ? sql`skip locked` : sql``}
    ), open as materialized (
      select p.* from free p join account a on a.id = p.account_id and a.site_id = p.site_id
       where (a.closed_at is null or p.after_closing) and a.currency = coalesce(p.currency, a.currency)
         and not (p.undocumented and exists (
               select from sites s where s.id = p.site_id and s.settings->'invoicing'->>'prepayments' <> 'off'))
    ), fresh_key as (
      insert into idempotency_keys (site_id, key, fingerprint, entry_id, created_at)
      select site_id, key, decode(fingerprint, 'hex'), entry_id, posted_at from open where key is not null
       order by site_id, key, posting
      on conflict do nothing
      returning entry_id
    ), done as materialized (
      select * from open where key is null or entry_id in (select entry_id from fresh_key)
    ), charged as (
      update accounts a set balance = balance + d.total, last_number = last_number + d.entries,
             revision = revision + d.postings
        from (select account_id, sum(total) as total, sum(entries) as entries, count(*) as postings
                from done group by account_id) as d
       where a.id = d.account_id
      returning a.id, a.currency, a.state, a.balance - d.total as before, a.last_number - d.entries as base
    ), item as materialized (
      select i.*, d.account_id, d.actor, d.posted_at, charged.base + row_number() over earlier as number,
             charged.before + sum(i.amount) over earlier as balance_after
        from jsonb_to_recordset(${sql.json(postings.flatMap(itemRows))}) as i(
               posting integer, place integer, id uuid, kind text, category text, amount numeric, contra_account text,
               description text, method text, reference text, reverses uuid, taxes uuid, corrects uuid, tax_name text,
               tax_percent text, tax_category text, tax_reason_code text, tax_country text, assignment_id uuid, line text, promotion_id uuid, period_date date, meter text, quantity numeric,
               meter_total numeric, effective_at timestamptz)
        join done d using (posting)
        join charged on charged.id = d.account_id
      window earlier as (partition by d.account_id order by i.posting, i.place)
    ), signalled as (
      insert into outbox (account_id, signal, about, created_at, retry_at)
      select account_id, signal, entry_id::text, posted_at, retry_at from done where signal is not null order by posting
    ), audited as (
      insert into audit (id, at, site_id, account_id, actor, acted_as, request_id, action, subject, before, after)
      select d.audit_id, d.posted_at, d.site_id, d.account_id, d.actor, d.acted_as, d.request_id, d.action,
             'entry/' || d.entry_id,
             jsonb_build_object('balance', ((i.balance_after - i.amount) * d.minor_unit)::text),
             d.posted || jsonb_build_object('number', i.number,
               'balance', ((i.balance_after - i.amount + d.total) * d.minor_unit)::text)
        from done d join item i on i.id = d.entry_id
       where d.audit_id is not null
    ), posted as (
      insert into entries (id, account_id, number, kind, category, amount, balance_after, contra_account, description, method,
             reference, reverses, taxes, corrects, tax_name, tax_percent, tax_category, tax_reason_code,
             tax_country, assignment_id, line, promotion_id, period_date, meter, quantity, meter_total, effective_at, posted_at, actor)
      select id, account_id, number, kind, category, amount, balance_after, contra_account, description, method,
             reference, reverses, taxes, corrects, tax_name, tax_percent, tax_category, tax_reason_code,
             tax_country, assignment_id, line, promotion_id, period_date, meter, quantity, meter_total, effective_at, posted_at, actor
        from item order by account_id, number
    )
    select p.posting, i.number, i.balance_after::text, charged.currency, charged.state,
           account.id is null as is_account_busy, held.is_ours is false as is_key_busy
      from posting p
      left join held on held.lock = p.lock
      left join account on account.id = p.account_id
      left join item i on i.posting = p.posting
      left join charged on charged.id = i.account_id
     order by p.posting, i.place`;
  const placed = postings.map((): PlacedRow[] => []);
  for (const row of rows) placed[row.posting]?.push(row);
  return postings.map((posting, index) => outcomeOf(posting, placed[index] ?? []));
}

function outcomeOf(
  { accountId, postedAt, entries }: Posting,
  rows: readonly PlacedRow[],
): PostedEntry[] | Busy {
  if (rows.some(({ isKeyBusy }) => isKeyBusy)) return 'busy key';
  if (rows.some(({ isAccountBusy }) => isAccountBusy)) return 'busy account';
  return entries.flatMap((entry, place) => {
    const row = rows[place];
    if (row === undefined || row.number === null) return [];
    const { number, balanceAfter, currency, state: accountState } = row;
    return [
      { ...entry, accountId, number, balanceAfter: BigInt(balanceAfter), currency, postedAt, accountState },
    ];
  });
}

function postingRow(
  {
    accountId,
    siteId,
    currency,
    entries,
    actor,
    postedAt,
    afterClosing,
    undocumented,
    idempotency,
    signal,
    audit,
  }: Posting,
  posting: number,
): object {
  return {
    posting,
    account_id: accountId,
    site_id: siteId,
    currency,
    after_closing: afterClosing === true,
    actor,
    posted_at: new Date(postedAt).toISOString(),
    key: idempotency?.key,
    fingerprint: idempotency?.fingerprint.toString('hex'),
    entry_id: entries[0].id,
    total: entries.reduce((sum, { amount }) => sum + amount, 0n).toString(),
    entries: entries.length,
    signal: signal?.name,
    retry_at: signal && new Date(signal.retryFrom).toISOString(),
    undocumented: undocumented === true,
    audit_id: audit?.id,
    acted_as: audit?.actedAs,
    request_id: audit?.requestId,
    action: audit?.action,
    minor_unit: audit && `1e-${audit.decimals}`,
    posted: audit?.posted,
  };
}

function itemRows({ entries }: Posting, posting: number): Record<string, string | number | undefined>[] {
  return entries.map((entry, place) => ({
    posting,
    place,
    id: entry.id,
    kind: entry.kind,
    category: entry.category,
    amount: entry.amount.toString(),
    contra_account: entry.contraAccount,
    description: storable(entry.description),
    method: entry.method,
    reference: entry.reference && storable(entry.reference),
    reverses: entry.reverses,
    taxes: entry.taxes,
    corrects: entry.corrects,
    tax_name: entry.taxName,
    tax_percent: entry.taxPercent,
    tax_category: entry.taxCategory,
    tax_reason_code: entry.taxReasonCode,
    tax_country: entry.taxCountry,
    assignment_id: entry.assignmentId,
    line: entry.line,
    promotion_id: entry.promotionId,
    period_date: entry.periodDate,
    meter: entry.meter,
    quantity: entry.quantity,
    meter_total: entry.meterTotal,
    effective_at: new Date(entry.effectiveAt).toISOString(),
  }));
}

/** One entry of this tenant, or undefined; without a site, of any tenant. */
export async function findEntry(
  sql: Queryable,
  siteId: string | undefined,
  id: string,
): Promise<Entry | undefined> {
  const [row] = await sql<EntryRow[]>`
    select e.*, a.currency from entries e join accounts a on a.id = e.account_id
     where e.id = ${id} and a.site_id = coalesce(${siteId ?? null}::uuid, a.site_id)`;
  return row && entryOf(row);
}

export interface EntryPage {
  readonly accountId: string;
  /** Entries with a lower number than this, newest first; default: from the newest. */
  readonly beforeNumber?: number;
  readonly limit: number;
}

export async function listEntries(sql: Queryable, page: EntryPage): Promise<Entry[]> {
  const rows = await sql<EntryRow[]>`
    select e.*, a.currency from entries e join accounts a on a.id = e.account_id
     where e.account_id = ${page.accountId} and e.number < ${page.beforeNumber ?? Number.MAX_SAFE_INTEGER}
     order by e.number desc limit ${page.limit}`;
  return rows.map(entryOf);
}

/** Entries numbered (after, to], oldest first: the entries of one statement. */
export async function entriesBetween(
  sql: Queryable,
  accountId: string,
  afterNumber: number,
  toNumber: number,
): Promise<Entry[]> {
  const rows = await sql<EntryRow[]>`
    select e.*, a.currency from entries e join accounts a on a.id = e.account_id
     where e.account_id = ${accountId} and e.number > ${afterNumber} and e.number <= ${toNumber}
     order by e.number`;
  return rows.map(entryOf);
}

/** The entries that settlement posted for one plan of one period, and the taxes on them, oldest first. */
export async function listLineEntries(
  sql: Queryable,
  of: { readonly accountId: string; readonly periodDate: string; readonly assignmentId: string },
): Promise<Entry[]> {
  const rows = await sql<EntryRow[]>`
    select e.*, a.currency from entries e join accounts a on a.id = e.account_id
     where e.account_id = ${of.accountId} and e.period_date = ${of.periodDate}
       and e.assignment_id = ${of.assignmentId} order by e.number`;
  return rows.map(entryOf);
}

/** What promotions took off a charge of settlement: posted after it for the same line, before the line's next charge. */
export async function listReductionsOf(sql: Queryable, charge: Entry): Promise<Entry[]> {
  const { accountId, periodDate, assignmentId, line, number } = charge;
  if (periodDate === undefined || assignmentId === undefined || line === undefined) return [];
  const rows = await sql<EntryRow[]>`
    with same as materialized (
      select * from entries
       where account_id = ${accountId} and period_date = ${periodDate} and assignment_id = ${assignmentId}
         and line = ${line} and kind = 'charge' and number > ${number})
    select e.*, a.currency from same e join accounts a on a.id = e.account_id
     where e.promotion_id is not null
       and e.number < coalesce((select min(number) from same where promotion_id is null), 9223372036854775807)
     order by e.number`;
  return rows.map(entryOf);
}

/** The tax entries that belong to a charge. */
export async function taxesOf(sql: Queryable, chargeId: string): Promise<Entry[]> {
  const rows = await sql<EntryRow[]>`
    select e.*, a.currency from entries e join accounts a on a.id = e.account_id where e.taxes = ${chargeId}`;
  return rows.map(entryOf);
}

/** The reversal of an entry, if it was reversed. */
export async function reversalOf(sql: Queryable, entryId: string): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`select id from entries where reverses = ${entryId}`;
  return row?.id;
}

/** The oldest payment without a receipt. */
export async function nextUnreceipted(
  sql: Queryable,
  accountId: string,
  afterNumber: number,
): Promise<Entry | undefined> {
  const [row] = await sql<EntryRow[]>`
    select e.*, a.currency from entries e join accounts a on a.id = e.account_id
     where e.account_id = ${accountId} and e.number > ${afterNumber} and e.kind = 'payment'
     order by e.number limit 1`;
  return row && entryOf(row);
}

/**
 * The sum over all ledger accounts, by currency: always zero. Clients' balances come from the account rows, and contra
 * accounts' from the entries' amounts, so that a posting with a missing or changed side is detected. An entry without
 * an account has no currency and counts under `?`.
 */
export async function ledgerSums(sql: Queryable): Promise<{ currency: string; sum: bigint }[]> {
  const rows = await sql<{ currency: string; sum: string }[]>`
    select currency, sum(amount)::text as sum from (
      select a.currency, last.balance_after as amount
        from accounts a
        cross join lateral (select balance_after from entries where account_id = a.id order by number desc limit 1) last
      union all
      select coalesce(a.currency, '?'), -sum(e.amount)
        from entries e left join accounts a on a.id = e.account_id group by 1) as sides
     group by currency order by currency`;
  return rows.map((row) => ({ currency: row.currency, sum: BigInt(row.sum) }));
}
