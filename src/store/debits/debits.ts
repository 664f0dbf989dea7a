import type { Collector, DebitMode, DebitPurpose, DebitState } from '../../billing/debits/debit.js';
import type { Queryable } from '../../platform/sql/sql.js';

export interface Debit {
  readonly id: string;
  readonly accountId: string;
  readonly mandateId: string;
  readonly purpose: DebitPurpose;
  /** The start of the settled period. */
  readonly periodDate: string | null;
  readonly amount: bigint;
  readonly endToEndId: string;
  readonly collectOn: string;
  readonly submitOn: string;
  readonly state: DebitState;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly announcedIn: string | null;
  readonly submittedAt: number | null;
  readonly fileId: string | null;
  readonly paymentId: string | null;
  readonly paidAt: number | null;
  readonly entryId: string | null;
  readonly endedAt: number | null;
  readonly returnCode: string | null;
  readonly detail: string | null;
  readonly feeEntryId: string | null;
  /** The next attempt to hand it to a provider that did not answer; null: none failed. */
  readonly retryAt: number | null;
  readonly collector: Collector;
  readonly mandateReference: string;
  readonly country: string;
  readonly lastFour: string;
}

export interface ListedDebit extends Debit {
  readonly accountName: string;
  readonly currency: string;
}

type DebitRow = Omit<Debit, 'amount'> & { readonly amount: string };

const columns = (sql: Queryable) => sql`
  d.id, d.account_id, d.mandate_id, d.purpose, d.period_date::text, d.amount::text, d.end_to_end_id, d.collect_on::text,
  d.submit_on::text, d.state, d.created_at, d.created_by, d.announced_in, d.submitted_at, d.file_id, d.payment_id,
  d.paid_at, d.entry_id, d.ended_at, d.return_code, d.detail, d.fee_entry_id, d.retry_at, m.collector,
  m.reference as mandate_reference, m.country, m.last_four`;

const debitOf = <Row extends DebitRow>(row: Row): Omit<Row, 'amount'> & { readonly amount: bigint } => ({
  ...row,
  amount: BigInt(row.amount),
});

export interface NewDebit {
  readonly id: string;
  readonly accountId: string;
  readonly mandateId: string;
  readonly purpose: DebitPurpose;
  readonly periodDate: string | null;
  readonly amount: bigint;
  readonly endToEndId: string;
  readonly collectOn: string;
  readonly submitOn: string;
  readonly createdAt: number;
  readonly createdBy: string;
}

/** False when one for this purpose is pending already. */
export async function insertDebit(sql: Queryable, debit: NewDebit): Promise<boolean> {
  const rows = await sql`
    insert into debits (id, account_id, mandate_id, purpose, period_date, amount, end_to_end_id, collect_on, submit_on,
                        state, created_at, created_by)
    values (${debit.id}, ${debit.accountId}, ${debit.mandateId}, ${debit.purpose}, ${debit.periodDate},
            ${debit.amount.toString()}, ${debit.endToEndId}, ${debit.collectOn}, ${debit.submitOn}, 'announced',
            ${debit.createdAt}, ${debit.createdBy})
    on conflict do nothing returning id`;
  return rows.length > 0;
}

/** How many debits an account has had: the next one's number follows. */
export async function countDebits(sql: Queryable, accountId: string): Promise<number> {
  const [row] = await sql<{ debits: number }[]>`
    select count(*) as debits from debits where account_id = ${accountId}`;
  return row?.debits ?? 0;
}

export async function findDebit(sql: Queryable, id: string): Promise<Debit | undefined> {
  const [row] = await sql<DebitRow[]>`
    select ${columns(sql)} from debits d join mandates m on m.id = d.mandate_id where d.id = ${id}`;
  return row && debitOf(row);
}

/** A tenant's debit by our id of it. */
export async function findDebitByEndToEnd(
  sql: Queryable,
  siteId: string,
  endToEndId: string,
): Promise<{ readonly id: string; readonly accountId: string } | undefined> {
  const [row] = await sql<{ id: string; accountId: string }[]>`
    select d.id, d.account_id from debits d join accounts a on a.id = d.account_id
     where d.end_to_end_id = ${endToEndId} and a.site_id = ${siteId}`;
  return row;
}

/** An account's debits, newest first, optionally those before one. */
export async function listDebits(
  sql: Queryable,
  accountId: string,
  page: { readonly limit: number; readonly before?: string | undefined },
): Promise<Debit[]> {
  const rows = await sql<DebitRow[]>`
    select ${columns(sql)} from debits d join mandates m on m.id = d.mandate_id
     where d.account_id = ${accountId} and (${page.before ?? null}::uuid is null or d.id < ${page.before ?? null})
     order by d.id desc limit ${page.limit}`;
  return rows.map(debitOf);
}

/** The pending debits of an account, oldest first. */
export async function listPendingDebits(sql: Queryable, accountId: string): Promise<Debit[]> {
  const rows = await sql<DebitRow[]>`
    select ${columns(sql)} from debits d join mandates m on m.id = d.mandate_id
     where d.account_id = ${accountId} and d.state in ('announced', 'submitted') order by d.id`;
  return rows.map(debitOf);
}

/** The debits of a tenant's accounts in these states, newest first. */
export async function listTenantDebits(
  sql: Queryable,
  of: {
    readonly siteId: string;
    readonly states: readonly DebitState[];
    readonly limit: number;
    readonly before?: string | undefined;
  },
): Promise<ListedDebit[]> {
  const rows = await sql<(Omit<ListedDebit, 'amount'> & { amount: string })[]>`
    select ${columns(sql)}, a.name as account_name, a.currency
      from debits d join mandates m on m.id = d.mandate_id join accounts a on a.id = d.account_id
     where a.site_id = ${of.siteId} and d.state = any(${of.states as string[]}::text[])
       and (${of.before ?? null}::uuid is null or d.id < ${of.before ?? null})
     order by d.id desc limit ${of.limit}`;
  return rows.map(debitOf);
}

/** The emails tell the client of a debit once: by the first that names it. */
export async function markAnnounced(sql: Queryable, accountId: string, emailKey: string): Promise<void> {
  await sql`
    update debits set announced_in = ${emailKey}
     where account_id = ${accountId} and announced_in is null and state in ('announced', 'submitted')`;
}

/** The same for one debit. */
export async function setAnnounced(sql: Queryable, id: string, emailKey: string): Promise<void> {
  await sql`update debits set announced_in = ${emailKey} where id = ${id} and announced_in is null`;
}

export interface Submission {
  readonly at: number;
  readonly fileId?: string;
  readonly fileGroup?: number;
  readonly paymentId?: string;
  /** Not more than announced. */
  readonly amount: bigint;
  /** The day, if it had come too near. */
  readonly collectOn?: string;
}

/** Marks an announced debit as handed in. False when it is in another state by now. */
export async function markSubmitted(
  sql: Queryable,
  id: string,
  { at, fileId, fileGroup, paymentId, amount, collectOn }: Submission,
): Promise<boolean> {
  const rows = await sql`
    update debits set state = 'submitted', submitted_at = ${at}, file_id = ${fileId ?? null},
           file_group = ${fileGroup ?? null}, detail = null,
           collect_on = coalesce(${collectOn ?? null}::date, collect_on), payment_id = ${paymentId ?? null}, amount = ${amount.toString()}
     where id = ${id} and state = 'announced' returning id`;
  return rows.length > 0;
}

/** A provider did not answer: the debit is tried again then. */
export async function delayDebit(
  sql: Queryable,
  id: string,
  { retryAt, detail }: { readonly retryAt: number; readonly detail: string },
): Promise<void> {
  await sql`update debits set retry_at = ${retryAt}, detail = ${detail} where id = ${id} and state = 'announced'`;
}

/**
 * The money is there. False when that is known already. Money that a provider reports outranks a debit that was called off
 * or failed here while the provider's answer was lost.
 */
export async function markDebitPaid(
  sql: Queryable,
  id: string,
  { at, entryId, paymentId }: { readonly at: number; readonly entryId: string; readonly paymentId?: string },
): Promise<boolean> {
  const rows = await sql`
    update debits set state = 'paid', paid_at = ${at}, entry_id = ${entryId}, ended_at = null, ended_by = null,
           return_code = null, detail = null, payment_id = coalesce(${paymentId ?? null}, payment_id)
     where id = ${id} and state in ('announced', 'submitted', 'cancelled', 'failed') returning id`;
  return rows.length > 0;
}

export interface EndOfDebit {
  readonly state: 'returned' | 'failed' | 'cancelled';
  readonly at: number;
  readonly by: string;
  /** The bank's code of the reason. */
  readonly code?: string | null;
  readonly detail?: string | null;
}

/** Ends a debit that is in one of these states. False when it is in another. */
export async function endDebit(
  sql: Queryable,
  id: string,
  from: readonly DebitState[],
  { state, at, by, code = null, detail = null }: EndOfDebit,
): Promise<boolean> {
  const rows = await sql`
    update debits set state = ${state}, ended_at = ${at}, ended_by = ${by}, return_code = ${code}, detail = ${detail}
     where id = ${id} and state = any(${from as string[]}::text[]) returning id`;
  return rows.length > 0;
}

export async function setDebitFee(sql: Queryable, id: string, entryId: string): Promise<void> {
  await sql`update debits set fee_entry_id = ${entryId} where id = ${id} and fee_entry_id is null`;
}

/** Moves an announced debit to another day. */
export async function moveDebit(
  sql: Queryable,
  id: string,
  days: { readonly collectOn: string; readonly submitOn: string },
): Promise<boolean> {
  const rows = await sql`
    update debits set collect_on = ${days.collectOn}, submit_on = ${days.submitOn}, announced_in = null
     where id = ${id} and state = 'announced' returning id`;
  return rows.length > 0;
}

/** The debit with this id of ours among a tenant's accounts; it is locked. */
export async function lockDebitBy(
  sql: Queryable,
  of: { readonly siteId: string } & (
    { readonly paymentId: string } | { readonly entryId: string } | { readonly id: string }
  ),
): Promise<Debit | undefined> {
  const by =
    'paymentId' in of
      ? sql`d.payment_id = ${of.paymentId}`
      : 'entryId' in of
        ? sql`d.entry_id = ${of.entryId}`
        : sql`d.id = ${of.id}`;
  const [row] = await sql<DebitRow[]>`
    select ${columns(sql)} from debits d join mandates m on m.id = d.mandate_id join accounts a on a.id = d.account_id
     where a.site_id = ${of.siteId} and ${by} for update of d`;
  return row && debitOf(row);
}

/** What is collected by itself from an account. */
export async function findDebitMode(sql: Queryable, accountId: string): Promise<DebitMode> {
  const [row] = await sql<
    { debitMode: DebitMode }[]
  >`select debit_mode from accounts where id = ${accountId}`;
  return row?.debitMode ?? 'off';
}

export async function setDebitMode(sql: Queryable, accountId: string, mode: DebitMode): Promise<void> {
  await sql`update accounts set debit_mode = ${mode}, revision = revision + 1 where id = ${accountId}`;
}

/** A debit that a provider has not decided. */
export interface AwaitedDebit {
  readonly siteId: string;
  readonly provider: Collector;
  readonly paymentId: string;
}

/** Takes debits at providers without news since then, and records that they are checked now. */
export async function claimAwaitedDebits(
  sql: Queryable,
  { askedBefore, at, limit }: { askedBefore: number; at: number; limit: number },
): Promise<AwaitedDebit[]> {
  return sql<AwaitedDebit[]>`
    update debits d set asked_at = ${at}
      from mandates m, accounts a
     where m.id = d.mandate_id and a.id = d.account_id
       and d.id in (select id from debits
                     where state = 'submitted' and payment_id is not null
                       and coalesce(asked_at, submitted_at) < ${askedBefore}
                     order by submitted_at limit ${limit} for update skip locked)
    returning a.site_id, m.collector as provider, d.payment_id`;
}
