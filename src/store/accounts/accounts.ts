import type { AccountState, Tax } from '../../billing/facts.js';
import type { ForecastKind } from '../../billing/projection/outlook.js';
import type { LimitRange } from '../../billing/projection/project.js';
import type { PolicyTerms } from '../../billing/policy/policy.js';
import type { TaxInputs } from '../../billing/tax/accountTax.js';
import { taxColumns, type TaxColumns } from '../../billing/tax/storedTax.js';
import { type ClientRecord, NO_RECORD } from '../../core/values/clientRecord.js';
import type { Particulars } from '../../core/values/particulars.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { taxInputs } from './taxInputs.js';
import { endTenures } from '../sites/tenures.js';

export interface NewAccount {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  readonly email: string;
  readonly moreEmails: readonly string[];
  readonly language: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly creditLimit: bigint;
  readonly tax: Tax | null;
  readonly particulars: Particulars;
  readonly record: ClientRecord;
  readonly statementsWanted: boolean;
  readonly reference: string;
  readonly openedAt: number;
  readonly openFromDate: string;
}

/** An account's tenant, which changes when it moves, its currency, which never changes, and its tax as stored. */
export interface AccountBasics extends TaxColumns {
  readonly timeZone: string;
  readonly taxInputs: TaxInputs | null;
  readonly siteId: string;
  readonly currency: string;
  readonly language: string;
  readonly openedAt: number;
}

export async function findBasics(sql: Queryable, id: string): Promise<AccountBasics | undefined> {
  const [row] = await sql<AccountBasics[]>`
    select site_id, currency, language, opened_at, time_zone, tax_name, tax_percent, tax_category, tax_reason_code, tax_country,
           ${taxInputs(sql)} as tax_inputs
      from accounts a where id = ${id}`;
  return row;
}

/** What an account holds now, and the part of it in dispute. */
export async function findBalance(
  sql: Queryable,
  id: string,
): Promise<{ readonly balance: bigint; readonly disputed: bigint }> {
  const [row] = await sql<{ balance: string; disputed: string }[]>`
    select balance::text, disputed::text from accounts where id = ${id}`;
  return { balance: BigInt(row?.balance ?? 0), disputed: BigInt(row?.disputed ?? 0) };
}

/** What invoices say about a client. */
export async function findParticulars(sql: Queryable, id: string): Promise<Particulars> {
  const [row] = await sql<{ particulars: Particulars }[]>`select particulars from accounts where id = ${id}`;
  return row?.particulars ?? {};
}

/** What the owner keeps about a client. */
export async function findRecord(sql: Queryable, id: string): Promise<ClientRecord> {
  const [row] = await sql<
    ClientRecord[]
  >`select tags, notes, external_id, metadata from accounts where id = ${id}`;
  return row ?? NO_RECORD;
}

/** Which id of another program a write failed for, because something else of the tenant has it. */
export function takenExternalId(error: unknown): 'account' | 'site' | undefined {
  const name = error instanceof Error && 'constraint_name' in error ? error.constraint_name : undefined;
  if (name === 'accounts_by_external_id') return 'account';
  return name === 'sites_by_external_id' ? 'site' : undefined;
}

/** Locks an account against postings and settlement until the transaction ends; false when it does not exist. */
export async function lockAccount(sql: Queryable, id: string): Promise<boolean> {
  const rows = await sql`select 1 from accounts where id = ${id} for no key update`;
  return rows.length > 0;
}

export interface Assessed {
  readonly id: string;
  readonly revision: number;
  readonly at: number;
  readonly nextWakeAt: number | null;
  readonly nextWakeFor: string | null;
  readonly belowSince: number | null;
  readonly clearSince: number | null;
  readonly limitDate: number | null;
  /** The 80 % range of the limit date; null if there is none. */
  readonly limitRange: LimitRange | null;
  readonly suspensionDate: number | null;
  readonly suspensionReason: string | null;
  /** The limit date if nothing more is used. */
  readonly idleLimit: number | null;
  readonly accrued: bigint;
  readonly pacePerDay: bigint;
  readonly usagePerDay: bigint;
  readonly forecast: ForecastKind;
  /** What is wrong with its records, its rating or its forecast; null if nothing is. */
  readonly fault: string | null;
}

/**
 * Records the result of an assessment and the next wake. An assessment of an older revision than the recorded one is
 * ignored: a slow activity must not overwrite a later result.
 */
export async function updateAssessment(sql: Queryable, seen: Assessed): Promise<void> {
  await sql`
    update accounts set assessed_revision = ${seen.revision}, assessed_at = ${seen.at},
           next_wake_at = ${seen.nextWakeAt}, next_wake_for = ${seen.nextWakeFor}, below_since = ${seen.belowSince},
           clear_since = ${seen.clearSince}, limit_date = ${seen.limitDate},
           limit_earliest = ${seen.limitRange?.earliest ?? null}, limit_latest = ${seen.limitRange?.latest ?? null},
           suspension_date = ${seen.suspensionDate},
           suspension_reason = ${seen.suspensionReason}, idle_limit = ${seen.idleLimit},
           accrued = ${seen.accrued.toString()}, pace_per_day = ${seen.pacePerDay.toString()},
           usage_per_day = ${seen.usagePerDay.toString()},
           fault = ${seen.fault}, forecast = ${seen.forecast}
     where id = ${seen.id} and assessed_revision <= ${seen.revision}`;
}

/** Open accounts of a tenant, by id, that have no policy of their own and come to their limit. */
export async function listUnderTenantsPolicy(
  sql: Queryable,
  page: { readonly siteId: string; readonly after: string | undefined; readonly limit: number },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from accounts
     where site_id = ${page.siteId} and closed_at is null and suspension_policy is null
       and (limit_date is not null or below_since is not null)
       and id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
     order by id limit ${page.limit}`;
  return rows.map(({ id }) => id);
}

/** Open accounts of a tenant, by id, whose tax its settings decide. */
export async function listUnderTaxPolicy(
  sql: Queryable,
  page: { readonly siteId: string; readonly after: string | undefined; readonly limit: number },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select a.id from accounts a join sites k on k.id = a.site_id
     where a.site_id = ${page.siteId} and a.closed_at is null and a.tax_name is null
       and jsonb_typeof(k.settings->'taxPolicy') is not null
       and a.id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
     order by a.id limit ${page.limit}`;
  return rows.map(({ id }) => id);
}

/** Marks that something about the account changed, so that it is assessed again. */
export async function touchAccounts(sql: Queryable, ids: readonly string[]): Promise<void> {
  await sql`
    with locked as (select id from accounts where id = any(${ids as string[]}::uuid[]) order by id for no key update)
    update accounts set revision = revision + 1 where id in (select id from locked)`;
}

export interface AccountChanges {
  readonly name?: string;
  readonly email?: string;
  readonly moreEmails?: readonly string[];
  readonly language?: string;
  readonly creditLimit?: bigint;
  readonly statementsWanted?: boolean;
  readonly tax?: Tax | null;
  readonly particulars?: Particulars;
  readonly record?: ClientRecord;
  /** Null: its tenant's. */
  readonly suspensionPolicy?: PolicyTerms | null;
}

export async function updateAccount(sql: Queryable, id: string, changes: AccountChanges): Promise<void> {
  const { tax, moreEmails = null, suspensionPolicy: policy, particulars, record } = changes;
  const borne = tax == null ? undefined : taxColumns(tax);
  await sql`
    update accounts set revision = revision + 1,
           name = coalesce(${changes.name ?? null}, name),
           email = coalesce(${changes.email ?? null}, email),
           more_emails = array_remove(coalesce(${moreEmails as string[] | null}::text[], more_emails),
                                      coalesce(${changes.email ?? null}, email)),
           language = coalesce(${changes.language ?? null}, language),
           credit_limit = coalesce(${changes.creditLimit?.toString() ?? null}::numeric, credit_limit),
           statements_wanted = coalesce(${changes.statementsWanted ?? null}::boolean, statements_wanted),
           suspension_policy = case when ${policy !== undefined}
                                    then ${policy == null ? null : sql.json(policy as never)}::jsonb
                                    else suspension_policy end,
           tax_name = case when ${tax !== undefined} then ${borne?.taxName ?? null} else tax_name end,
           tax_percent = case when ${tax !== undefined} then ${borne?.taxPercent ?? null} else tax_percent end,
           tax_category = case when ${tax !== undefined} then ${borne?.taxCategory ?? null} else tax_category end,
           tax_reason_code = case when ${tax !== undefined} then ${borne?.taxReasonCode ?? null} else tax_reason_code end,
           particulars = coalesce(${particulars === undefined ? null : sql.json(particulars as never)}::jsonb, particulars),
           tags = coalesce(${(record?.tags as string[] | undefined) ?? null}::text[], tags),
           notes = coalesce(${record?.notes ?? null}, notes),
           external_id = case when ${record !== undefined} then ${record?.externalId ?? null} else external_id end,
           metadata = coalesce(${record === undefined ? null : sql.json(record.metadata)}::jsonb, metadata)
     where id = ${id}`;
}

export async function requestClose(sql: Queryable, id: string, at: number): Promise<void> {
  await sql`update accounts set close_requested_at = ${at}, revision = revision + 1 where id = ${id}`;
}

export async function markClosed(sql: Queryable, id: string, at: number): Promise<void> {
  await endTenures(sql, id, at);
  await sql`update accounts set closed_at = ${at}, state = 'closed', revision = revision + 1 where id = ${id}`;
}

export async function setState(sql: Queryable, id: string, state: AccountState): Promise<void> {
  // A suspension has its own email, which takes the place of the notices before it.
  await sql`
    update accounts set state = ${state}, revision = revision + 1,
           warned_number = case when ${state === 'active'} then warned_number end, clear_since = null
     where id = ${id}`;
}

export async function addDisputed(sql: Queryable, id: string, amount: bigint): Promise<void> {
  await sql`update accounts set disputed = disputed + ${amount.toString()}::numeric, revision = revision + 1
             where id = ${id}`;
}

export async function setReceipted(sql: Queryable, id: string, number: number): Promise<void> {
  await sql`update accounts set receipted_number = greatest(receipted_number, ${number}) where id = ${id}`;
}

export async function setOpenFrom(sql: Queryable, id: string, at: number, date: string): Promise<void> {
  await sql`update accounts set open_from = ${at}, open_from_date = ${date}, revision = revision + 1 where id = ${id}`;
}

/** The condition that an account has a tag. */
export function hasTag(sql: Queryable, tag: string): ReturnType<Queryable> {
  return sql`(folded_tags @> array[folded(${tag})] and tags <> '{}')`;
}

/** Ids of this site's accounts after a cursor, oldest first. */
export async function listAccountIds(
  sql: Queryable,
  page: {
    siteId: string;
    after?: string;
    limit: number;
    state?: AccountState;
    externalId?: string;
    /** Whatever its case and accents. */
    tag?: string;
  },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from accounts
     where site_id = ${page.siteId} and id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
       ${page.state === undefined ? sql`` : sql`and state = ${page.state}`}
       ${page.externalId === undefined ? sql`` : sql`and external_id = ${page.externalId}`}
       ${page.tag === undefined ? sql`` : sql`and ${hasTag(sql, page.tag)}`}
     order by id limit ${page.limit}`;
  return rows.map((row) => row.id);
}

/** Open accounts in id order, for sweeps over all of them. */
export async function listOpenAccountIds(
  sql: Queryable,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from accounts
     where closed_at is null and id > ${after ?? '00000000-0000-0000-0000-000000000000'}
     order by id limit ${limit}`;
  return rows.map((row) => row.id);
}

/** Which of these accounts exist and are not closed. */
export async function filterOpenAccounts(sql: Queryable, ids: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from accounts where closed_at is null and id = any(${ids as string[]}::uuid[])`;
  return rows.map((row) => row.id);
}

/** Those of these accounts that changed after their last assessment. */
export async function filterUnassessed(sql: Queryable, ids: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from accounts
     where closed_at is null and revision <> assessed_revision and id = any(${ids as string[]}::uuid[])`;
  return rows.map((row) => row.id);
}

/**
 * Accounts whose workflow is overdue: a wake that passed, or a change that was not assessed, since before
 * `overdueBefore`. This finds a lost workflow.
 */
export async function listOverdue(sql: Queryable, overdueBefore: number, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    (select id from accounts where closed_at is null and next_wake_at < ${overdueBefore}
      order by next_wake_at limit ${limit})
    union
    (select id from accounts where revision <> assessed_revision
        and coalesce(assessed_at, opened_at) < ${overdueBefore} limit ${limit})`;
  return rows.map((row) => row.id);
}

/** The wake that an account's workflow sleeps until. */
export async function findSleeps(
  sql: Queryable,
  ids: readonly string[],
): Promise<Map<string, { since: number | null; to: number | null }>> {
  const rows = await sql<{ id: string; since: number | null; to: number | null }[]>`
    select id, assessed_at as since, next_wake_at as to
      from accounts where closed_at is null and id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map(({ id, since, to }) => [id, { since, to }]));
}

/**
 * The number of things due by then: accounts with a wake or an unassessed change, sites with a pending command, Owners
 * with a pending email about an upstream suspension. For the test clock.
 */
export async function countDueAccounts(sql: Queryable, asOf: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select (select count(*) from accounts where revision <> assessed_revision)
         + (select count(*) from accounts where closed_at is null and (next_wake_at is null or next_wake_at <= ${asOf}))
         + (select count(*) from sites s
             where s.confirmed_generation <> s.generation
               and (s.connector_retry_at is null or s.connector_retry_at <= ${asOf})
               and exists (select 1 from accounts a where a.id in (s.account_id, s.carrier_id) and a.closed_at is null))
         + (select count(*) from upstream_suspensions u join sites c on c.id = u.cause_id
              join accounts a on a.id = c.account_id and a.closed_at is null
             where u.email_due)
           as count`;
  return row?.count ?? 0;
}

/** The data of an account that closing and changing plans need, besides its money. */
interface AccountInForce {
  readonly siteId: string;
  readonly state: AccountState;
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly openedAt: number;
  readonly closeRequestedAt: number | null;
}

export async function findState(sql: Queryable, id: string): Promise<AccountInForce | undefined> {
  const [row] = await sql<AccountInForce[]>`
    select site_id, state, currency, time_zone, billing_day, interval_months, opened_at, close_requested_at
      from accounts where id = ${id}`;
  return row;
}

/** The newest instant on record, or null in a new database. The test clock must not start before it. */
export async function findLatestInstant(sql: Queryable): Promise<number | null> {
  const [row] = await sql<{ at: number | null }[]>`
    select greatest((select max(assessed_at) from accounts), (select max(opened_at) from accounts),
                    (select max(at) from audit)) as at`;
  return row?.at ?? null;
}

/** Which of these accounts a tenant keeps. */
export async function filterTenantAccounts(
  sql: Queryable,
  siteId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from accounts where site_id = ${siteId} and id = any(${ids as string[]}::uuid[])`;
  return rows.map(({ id }) => id);
}
