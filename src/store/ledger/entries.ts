import type { PendingQuery, Row } from 'postgres';
import type { AccountState } from '../../billing/facts.js';
import type { Queryable } from '../../platform/sql/sql.js';

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
  readonly assignmentId?: string;
  readonly line?: string;
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
  readonly entries: readonly [NewEntry, ...NewEntry[]];
  readonly actor: string;
  readonly postedAt: number;
  /** Whether the entries may be posted to a closed account, too. */
  readonly afterClosing?: boolean;
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
  assignmentId: string | null;
  line: string | null;
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
    ...(row.assignmentId === null ? {} : { assignmentId: row.assignmentId }),
    ...(row.line === null ? {} : { line: row.line }),
    ...(row.periodDate === null ? {} : { periodDate: row.periodDate }),
    ...(row.meter === null ? {} : { meter: row.meter }),
    ...(row.quantity === null ? {} : { quantity: row.quantity }),
    ...(row.meterTotal === null ? {} : { meterTotal: row.meterTotal }),
  };
}

function itemOf(entry: NewEntry): Record<string, string | null> {
  return {
    id: entry.id,
    kind: entry.kind,
    category: entry.category ?? null,
    amount: entry.amount.toString(),
    contra_account: entry.contraAccount,
    description: entry.description,
    method: entry.method ?? null,
    reference: entry.reference ?? null,
    reverses: entry.reverses ?? null,
    taxes: entry.taxes ?? null,
    corrects: entry.corrects ?? null,
    tax_name: entry.taxName ?? null,
    tax_percent: entry.taxPercent ?? null,
    assignment_id: entry.assignmentId ?? null,
    line: entry.line ?? null,
    period_date: entry.periodDate ?? null,
    meter: entry.meter ?? null,
    quantity: entry.quantity ?? null,
    meter_total: entry.meterTotal ?? null,
    effective_at: new Date(entry.effectiveAt).toISOString(),
  };
}

/**
 * Posts entries on one account in a single SQL statement, which is its own transaction when none is open: the key, the
 * account's balance and numbers, the entries and the outbox row are written together or not at all. The account row is
 * locked first, so postings on one account queue up and their numbers have no gaps. Posts nothing when the account does
 * not exist or is closed, or when the key was used before.
 */
export async function postEntries(sql: Queryable, posting: Posting): Promise<PostedEntry[]> {
  if (posting.entries.length === 1) return postOne(sql, posting, posting.entries[0]);
  const { accountId, siteId, entries, actor, postedAt, idempotency, signal } = posting;
  const total = entries.reduce((sum, entry) => sum + entry.amount, 0n).toString();
  const rows = await sql<(EntryRow & { state: AccountState })[]>`
    with account as materialized (
      select id from accounts
       where id = ${accountId} and site_id = ${siteId} and (closed_at is null or ${posting.afterClosing === true})
         for no key update
    ), fresh_key as (
      insert into idempotency_keys (site_id, key, fingerprint, entry_id, created_at)
      select ${siteId}, ${idempotency?.key ?? null}::text, ${idempotency?.fingerprint ?? null}::bytea,
             ${entries[0].id}, ${postedAt}
        from account where ${idempotency?.key ?? null}::text is not null
      on conflict do nothing
      returning key
    ), charged as (
      update accounts set balance = balance + ${total}::numeric, last_number = last_number + ${entries.length},
             revision = revision + 1
       where id = (select id from account)
         and (${idempotency?.key ?? null}::text is null or exists (select 1 from fresh_key))
      returning id, currency, state, balance, balance - ${total}::numeric as before, last_number - ${entries.length} as base
    ), audited as (
      ${auditRowOf(sql, posting, entries[0].id, sql`charged.before`, sql`charged.base + 1`)}
    ), item as (
      select i.*, row_number() over () as ordinal
        from jsonb_to_recordset(${sql.json(entries.map(itemOf))}) as i(
          id uuid, kind text, category text, amount numeric, contra_account text, description text, method text,
          reference text, reverses uuid, taxes uuid, corrects uuid, tax_name text, tax_percent text, assignment_id uuid, line text, period_date date,
          meter text, quantity numeric, meter_total numeric, effective_at timestamptz)
    ), signalled as (
      insert into outbox (account_id, signal, about, created_at, retry_at)
      select id, ${signal?.name ?? null}::text, ${entries[0].id}::text, ${postedAt}, ${signal?.retryFrom ?? 0}
        from charged where ${signal?.name ?? null}::text is not null
    ), posted as (
      insert into entries (id, account_id, number, kind, category, amount, balance_after, contra_account, description, method,
             reference, reverses, taxes, corrects, tax_name, tax_percent, assignment_id, line, period_date, meter, quantity,
             meter_total, effective_at, posted_at, actor)
      select item.id, charged.id, charged.base + item.ordinal, item.kind, item.category, item.amount,
             charged.before + sum(item.amount) over (order by item.ordinal), item.contra_account, item.description,
             item.method, item.reference, item.reverses, item.taxes, item.corrects, item.tax_name, item.tax_percent,
             item.assignment_id, item.line, item.period_date, item.meter, item.quantity, item.meter_total,
             item.effective_at, ${postedAt}, ${actor}
        from item cross join charged
      returning *
    )
    select posted.*, charged.currency, charged.state from posted cross join charged order by posted.number`;
  return rows.map((row) => ({ ...entryOf(row), accountState: row.state }));
}

/**
 * The same for a single entry, such as a payment: without the list and its running sums it takes the database half the
 * time. Values that are already known are not returned.
 */
async function postOne(sql: Queryable, posting: Posting, entry: NewEntry): Promise<PostedEntry[]> {
  const { accountId, siteId, actor, postedAt, idempotency, signal } = posting;
  const key = idempotency?.key ?? null;
  const amount = entry.amount.toString();
  const rows = await sql<{ number: number; balance: string; currency: string; state: AccountState }[]>`
    with account as materialized (
      select id from accounts
       where id = ${accountId} and site_id = ${siteId} and (closed_at is null or ${posting.afterClosing === true})
         for no key update
    ), fresh_key as (
      insert into idempotency_keys (site_id, key, fingerprint, entry_id, created_at)
      select ${siteId}, ${key}::text, ${idempotency?.fingerprint ?? null}::bytea, ${entry.id}, ${postedAt}
        from account where ${key}::text is not null
      on conflict do nothing
      returning key
    ), charged as (
      update accounts set balance = balance + ${amount}::numeric, last_number = last_number + 1, revision = revision + 1
       where id = (select id from account) and (${key}::text is null or exists (select 1 from fresh_key))
      returning id, currency, state, balance, last_number
    ), signalled as (
      insert into outbox (account_id, signal, about, created_at, retry_at)
      select id, ${signal?.name ?? null}::text, ${entry.id}::text, ${postedAt}, ${signal?.retryFrom ?? 0}
        from charged where ${signal?.name ?? null}::text is not null
    ), audited as (
      ${auditRowOf(sql, posting, entry.id, sql`charged.balance - ${amount}::numeric`, sql`charged.last_number`)}
    ), posted as (
      insert into entries (id, account_id, number, kind, category, amount, balance_after, contra_account, description, method,
             reference, reverses, taxes, corrects, tax_name, tax_percent, assignment_id, line, period_date, meter, quantity,
             meter_total, effective_at, posted_at, actor)
      select ${entry.id}, id, last_number, ${entry.kind}, ${entry.category ?? null}, ${amount}::numeric, balance,
             ${entry.contraAccount}, ${entry.description}, ${entry.method ?? null}, ${entry.reference ?? null},
             ${entry.reverses ?? null}, ${entry.taxes ?? null}, ${entry.corrects ?? null}, ${entry.taxName ?? null}, ${entry.taxPercent ?? null},
             ${entry.assignmentId ?? null}, ${entry.line ?? null},
             ${entry.periodDate ?? null}, ${entry.meter ?? null}, ${entry.quantity ?? null}::numeric,
             ${entry.meterTotal ?? null}::numeric,
             ${entry.effectiveAt}, ${postedAt}, ${actor}
        from charged
    )
    select last_number as number, balance, currency, state from charged`;
  return rows.map(({ number, balance, currency, state }) => ({
    ...entry,
    accountId,
    number,
    balanceAfter: BigInt(balance),
    currency,
    postedAt,
    accountState: state,
  }));
}

/** The audit row of a posting, if it needs one, as a part of the posting's SQL statement. */
function auditRowOf(
  sql: Queryable,
  { siteId, actor, postedAt, audit }: Posting,
  entryId: string,
  before: PendingQuery<Row[]>,
  number: PendingQuery<Row[]>,
): PendingQuery<Row[]> {
  if (audit === undefined) return sql`select`;
  const { id, actedAs, requestId, action, decimals, posted } = audit;
  const minorUnit = `1e-${decimals}`;
  return sql`
      insert into audit (id, at, site_id, account_id, actor, acted_as, request_id, action, subject, before, after)
      select ${id}, ${postedAt}, ${siteId}, charged.id, ${actor}, ${actedAs}, ${requestId}, ${action},
             ${`entry/${entryId}`}, jsonb_build_object('balance', ((${before}) * ${minorUnit}::numeric)::text),
             ${sql.json(posted as never)}::jsonb || jsonb_build_object('number', ${number},
               'balance', (charged.balance * ${minorUnit}::numeric)::text)
        from charged`;
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
