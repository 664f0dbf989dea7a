import type { ExemptionKind } from '../../billing/facts.js';
import type { Queryable, Stored } from '../../platform/sql/sql.js';

/** Opens a suspension; the account's one open row has its start and its reason. */
export async function insertSuspension(
  sql: Queryable,
  suspension: {
    id: string;
    accountId: string;
    reason: 'limit' | 'hold';
    limitHitAt: number;
    since: number;
    balance: bigint;
    headroom: bigint;
    emailDue: boolean;
    /** The breaker that held the account back until its owner reset it. */
    breakerId: string | null;
  },
): Promise<void> {
  await sql`
    insert into suspensions (id, account_id, reason, limit_hit_at, since, balance, headroom, email_due, breaker_id)
    values (${suspension.id}, ${suspension.accountId}, ${suspension.reason}, ${suspension.limitHitAt},
            ${suspension.since}, ${suspension.balance.toString()}, ${suspension.headroom.toString()},
            ${suspension.emailDue}, ${suspension.breakerId})`;
}

/** Ends the open suspension. An email about it that is still due stays due, since the client should know about it. */
export async function endSuspension(
  sql: Queryable,
  accountId: string,
  at: number,
  emailDue: boolean,
): Promise<void> {
  await sql`
    update suspensions set ended_at = ${at}, reactivation_email_due = ${emailDue}
     where account_id = ${accountId} and ended_at is null`;
}

export interface SuspensionRow {
  readonly id: string;
  readonly reason: 'limit' | 'hold';
  readonly limitHitAt: number;
  readonly since: number;
  /** As they were when the sites were suspended, in minor units. */
  readonly balance: bigint;
  readonly headroom: bigint;
  readonly endedAt: number | null;
}

export interface SuspensionEmail {
  readonly kind: 'suspended' | 'reactivated';
  readonly suspension: SuspensionRow;
}

/** The oldest suspension that still needs an email to the client: first about its start, then about its end. */
export async function nextSuspensionEmail(
  sql: Queryable,
  accountId: string,
): Promise<SuspensionEmail | undefined> {
  const [row] = await sql<(Stored<SuspensionRow> & { emailDue: boolean })[]>`
    select id, reason, limit_hit_at, since, balance::text, headroom::text, ended_at, email_due from suspensions
     where account_id = ${accountId} and (email_due or reactivation_email_due)
     order by since, id limit 1`;
  if (row === undefined) return undefined;
  const { emailDue, balance, headroom, ...suspension } = row;
  return {
    kind: emailDue ? 'suspended' : 'reactivated',
    suspension: { ...suspension, balance: BigInt(balance), headroom: BigInt(headroom) },
  };
}

export async function clearSuspensionEmailDue(
  sql: Queryable,
  { kind, suspension }: SuspensionEmail,
): Promise<void> {
  if (kind === 'suspended') {
    await sql`update suspensions set email_due = false where id = ${suspension.id}`;
  } else {
    await sql`update suspensions set reactivation_email_due = false where id = ${suspension.id}`;
  }
}

/** False when the account is held already. */
export async function insertHold(
  sql: Queryable,
  hold: { id: string; accountId: string; reason: string; at: number; actor: string },
): Promise<boolean> {
  const rows = await sql`
    insert into holds (id, account_id, reason, placed_at, placed_by)
    values (${hold.id}, ${hold.accountId}, ${hold.reason}, ${hold.at}, ${hold.actor})
    on conflict do nothing returning id`;
  return rows.length > 0;
}

/** False when there was no hold. */
export async function releaseHold(
  sql: Queryable,
  accountId: string,
  at: number,
  actor: string,
): Promise<boolean> {
  const rows = await sql`
    update holds set released_at = ${at}, released_by = ${actor}
     where account_id = ${accountId} and released_at is null returning id`;
  return rows.length > 0;
}

/** A new exemption replaces the previous one; without a value, the account has none. */
export async function setExemption(
  sql: Queryable,
  accountId: string,
  at: number,
  exemption: {
    readonly id: string;
    readonly until: number;
    readonly reason: string;
    readonly actor: string;
    readonly givenFor: ExemptionKind;
    readonly upTo?: bigint | null;
  } | null,
): Promise<void> {
  await sql`update exemptions set ended_at = ${at} where account_id = ${accountId} and ended_at is null`;
  if (exemption === null) return;
  await sql`
    insert into exemptions (id, account_id, until, reason, granted_at, granted_by, given_for, up_to)
    values (${exemption.id}, ${accountId}, ${exemption.until}, ${exemption.reason}, ${at}, ${exemption.actor},
            ${exemption.givenFor}, ${exemption.upTo?.toString() ?? null})`;
}

/** When the client was last given more time on their own request; null: never. */
export async function findLastPromise(sql: Queryable, accountId: string): Promise<number | null> {
  const [row] = await sql<{ grantedAt: number }[]>`
    select granted_at from exemptions where account_id = ${accountId} and given_for = 'client'
     order by granted_at desc limit 1`;
  return row?.grantedAt ?? null;
}

export async function insertNotice(
  sql: Queryable,
  notice: {
    id: string;
    accountId: string;
    kind: 'week' | 'day';
    notifiedAt: number;
    limitDate: number | null;
    emailKey: string;
  },
): Promise<void> {
  await sql`
    insert into notices (id, account_id, kind, notified_at, limit_date, email_key, terms)
    select ${notice.id}, a.id, ${notice.kind}, ${notice.notifiedAt}, ${notice.limitDate}, ${notice.emailKey},
           ${noticeTerms(sql)} from accounts a where a.id = ${notice.accountId}
    on conflict (account_id, kind) where rearmed_at is null do update set
      notified_at = excluded.notified_at, terms = excluded.terms, beyond_since = null`;
}

/** The suspension policy of an account or else of its tenant, as text; null: there is none. */
export const policyText = (sql: Queryable) => sql`
  coalesce(a.suspension_policy, (select k.settings->'suspensionPolicy' from sites k where k.id = a.site_id))::text`;

/** The client has been warned, and has paid nothing since. */
export async function setWarned(sql: Queryable, accountId: string): Promise<void> {
  await sql`update accounts set warned_number = last_number, clear_since = null where id = ${accountId}`;
}

/** The client knows that the last warning is over. */
export async function clearWarned(sql: Queryable, accountId: string): Promise<void> {
  await sql`update accounts set warned_number = null, clear_since = null where id = ${accountId}`;
}

/**
 * Everything that an owner or client can change and that moves a suspension: money, limit, exemption, policy, tax and
 * plans.
 */
export const noticeTerms = (sql: Queryable) => sql`
  concat_ws(' ', a.last_number, a.credit_limit, a.disputed, a.tax_percent,
            a.particulars->>'country', a.particulars->>'buyerKind',
            (select concat_ws(' ', v.vat_id, v.status) from vat_ids v where v.account_id = a.id),
            (select x.until from exemptions x where x.account_id = a.id and x.ended_at is null), ${policyText(sql)},
            (select string_agg(concat_ws(' ', p.id, p.from_date, p.to_date), ' ' order by p.id)
               from assignments p where p.account_id = a.id))`;

/**
 * Re-arms notices whose limit date has moved away, and records for the others since when it is far enough away to
 * re-arm them.
 */
export async function rearmNotices(
  sql: Queryable,
  accountId: string,
  after: {
    readonly rearmed: readonly ('week' | 'day')[];
    readonly weekBeyondSince: number | null;
    readonly dayBeyondSince: number | null;
  },
  at: number,
): Promise<void> {
  await sql`
    update notices set rearmed_at = case when kind = any(${after.rearmed as string[]}::text[]) then ${at}::timestamptz end,
           beyond_since = case kind when 'week' then ${after.weekBeyondSince}::timestamptz
                                    else ${after.dayBeyondSince}::timestamptz end
     where account_id = ${accountId} and rearmed_at is null`;
}

/** How many notices of a kind were sent by an email of their own; the next email's number is derived from it. */
export async function countNotices(
  sql: Queryable,
  accountId: string,
  kind: 'week' | 'day' | 'all-clear',
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from emails where account_id = ${accountId} and kind = ${kind}`;
  return row?.count ?? 0;
}

/** False when the entry is already in dispute, or this dispute of a provider is already open. */
export async function insertDispute(
  sql: Queryable,
  dispute: {
    id: string;
    entryId: string;
    accountId: string;
    amount: bigint;
    /** The provider's id of the dispute. */
    reference?: string;
    reason: string;
    at: number;
    actor: string;
  },
): Promise<boolean> {
  const rows = await sql`
    insert into disputes (id, entry_id, account_id, amount, reason, opened_at, opened_by, reference)
    values (${dispute.id}, ${dispute.entryId}, ${dispute.accountId}, ${dispute.amount.toString()}, ${dispute.reason},
            ${dispute.at}, ${dispute.actor}, ${dispute.reference ?? null})
    on conflict do nothing returning id`;
  return rows.length > 0;
}

export async function isDisputed(sql: Queryable, entryId: string): Promise<boolean> {
  const rows = await sql`select 1 from disputes where entry_id = ${entryId} and resolved_at is null`;
  return rows.length > 0;
}

/**
 * Ends an entry's disputes, or the one with the given provider id, and returns the amount that counts again; undefined
 * when there was none.
 */
export async function resolveDispute(
  sql: Queryable,
  resolution: {
    entryId: string;
    at: number;
    actor: string;
    outcome: 'upheld' | 'dismissed';
    reference?: string;
  },
): Promise<bigint | undefined> {
  const { reference = null } = resolution;
  const rows = await sql<{ amount: string }[]>`
    update disputes set resolved_at = ${resolution.at}, resolved_by = ${resolution.actor},
           outcome = ${resolution.outcome}
     where entry_id = ${resolution.entryId} and resolved_at is null
       and (${reference}::text is null or reference = ${reference}) returning amount::text`;
  return rows.length === 0 ? undefined : rows.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}
