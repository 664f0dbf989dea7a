import type { Collector } from '../../billing/debits/debit.js';
import type { Queryable } from '../../platform/sql/sql.js';

export type MandateEnd = 'client' | 'owner' | 'replaced' | 'lapsed' | 'returned' | 'erased';

export interface Mandate {
  readonly id: string;
  readonly accountId: string;
  /** The unique mandate reference. */
  readonly reference: string;
  readonly collector: Collector;
  readonly holder: string;
  /** Of the IBAN. */
  readonly country: string;
  readonly lastFour: string;
  /** The owner has the signed original. */
  readonly onPaper: boolean;
  /** The text as it was shown. */
  readonly shown: string;
  readonly language: string;
  readonly signedOn: string;
  readonly givenAt: number;
  readonly givenBy: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly usedAt: number | null;
  readonly endedAt: number | null;
  readonly endedBy: string | null;
  readonly endReason: MandateEnd | null;
  readonly endCode: string | null;
}

export type NewMandate = Omit<Mandate, 'usedAt' | 'endedAt' | 'endedBy' | 'endReason' | 'endCode'> & {
  /** The IBAN or the provider's tokens. */
  readonly sealed: string;
};

const columns = (sql: Queryable) => sql`
  id, account_id, reference, collector, holder, country, last_four, on_paper, shown, language, signed_on::text,
  given_at, given_by, ip, user_agent, used_at, ended_at, ended_by, end_reason, end_code`;

export async function insertMandate(sql: Queryable, mandate: NewMandate): Promise<void> {
  await sql`
    insert into mandates (id, account_id, reference, collector, holder, country, last_four, sealed, on_paper, shown,
                          language, signed_on, given_at, given_by, ip, user_agent)
    values (${mandate.id}, ${mandate.accountId}, ${mandate.reference}, ${mandate.collector}, ${mandate.holder},
            ${mandate.country}, ${mandate.lastFour}, ${mandate.sealed}, ${mandate.onPaper}, ${mandate.shown},
            ${mandate.language}, ${mandate.signedOn}, ${mandate.givenAt}, ${mandate.givenBy}, ${mandate.ip},
            ${mandate.userAgent})`;
}

/** How many mandates an account has had: the next one's number follows. */
export async function countMandates(sql: Queryable, accountId: string): Promise<number> {
  const [row] = await sql<{ mandates: number }[]>`
    select count(*) as mandates from mandates where account_id = ${accountId}`;
  return row?.mandates ?? 0;
}

/** How many a client has given on pages since then, against floods. */
export async function countMandatesSince(sql: Queryable, accountId: string, since: number): Promise<number> {
  const [row] = await sql<{ mandates: number }[]>`
    select count(*) as mandates from mandates where account_id = ${accountId} and given_at > ${since}`;
  return row?.mandates ?? 0;
}

/** Whether a tenant's account has, or had, a mandate with this reference. */
export async function isMandateReferenceTaken(
  sql: Queryable,
  siteId: string,
  reference: string,
): Promise<boolean> {
  const rows = await sql`
    select 1 from mandates m join accounts a on a.id = m.account_id
     where m.reference = ${reference} and a.site_id = ${siteId}`;
  return rows.length > 0;
}

/** The mandate of an account that is in force. */
export async function findMandate(sql: Queryable, accountId: string): Promise<Mandate | undefined> {
  const [row] = await sql<Mandate[]>`
    select ${columns(sql)} from mandates where account_id = ${accountId} and ended_at is null`;
  return row;
}

export async function findMandateById(sql: Queryable, id: string): Promise<Mandate | undefined> {
  const [row] = await sql<Mandate[]>`select ${columns(sql)} from mandates where id = ${id}`;
  return row;
}

/** All mandates of an account, newest first. */
export async function listMandates(sql: Queryable, accountId: string, limit = 50): Promise<Mandate[]> {
  return sql<Mandate[]>`
    select ${columns(sql)} from mandates where account_id = ${accountId} order by id desc limit ${limit}`;
}

/** The sealed IBAN, or tokens, of a mandate. */
export async function findSealedMandate(sql: Queryable, id: string): Promise<string | undefined> {
  const [row] = await sql<{ sealed: string }[]>`select sealed from mandates where id = ${id}`;
  return row?.sealed;
}

export interface EndOfMandate {
  readonly at: number;
  readonly by: string;
  readonly reason: MandateEnd;
  readonly code?: string | null;
}

/** False when it has ended already. A provider that keeps it has to revoke it, too. */
export async function endMandate(sql: Queryable, id: string, end: EndOfMandate): Promise<boolean> {
  const rows = await sql`
    update mandates set ended_at = ${end.at}, ended_by = ${end.by}, end_reason = ${end.reason},
           end_code = ${end.code ?? null}, release_at = case when collector <> 'bank' then ${end.at}::timestamptz end
     where id = ${id} and ended_at is null returning id`;
  return rows.length > 0;
}

export async function markMandatesUsed(sql: Queryable, ids: readonly string[], at: number): Promise<void> {
  await sql`update mandates set used_at = ${at} where id = any(${ids as string[]}::uuid[])`;
}

/** Mandates in force that were last used, or given, before then. */
export async function listToLapse(
  sql: Queryable,
  usedBefore: number,
  limit: number,
): Promise<{ readonly id: string; readonly accountId: string; readonly siteId: string }[]> {
  return sql`
    select m.id, m.account_id, a.site_id from mandates m join accounts a on a.id = m.account_id
     where m.ended_at is null and coalesce(m.used_at, m.given_at) < ${usedBefore} order by m.id limit ${limit}`;
}

/** A tenant's mandate in force with this reference, at a collector. */
export async function findMandateByReference(
  sql: Queryable,
  of: { readonly siteId: string; readonly collector: Collector; readonly reference: string },
): Promise<{ readonly id: string; readonly accountId: string } | undefined> {
  const [row] = await sql<{ id: string; accountId: string }[]>`
    select m.id, m.account_id from mandates m join accounts a on a.id = m.account_id
     where m.reference = ${of.reference} and m.collector = ${of.collector} and m.ended_at is null
       and a.site_id = ${of.siteId}`;
  return row;
}

export interface MandateToRelease {
  readonly id: string;
  readonly siteId: string;
  readonly collector: Collector;
  readonly sealed: string;
  readonly attempts: number;
}

/** Takes one ended mandate that its provider has to revoke. It waits for the debits that are handed in. */
export async function claimMandateToRelease(
  sql: Queryable,
  now: number,
  heldTo: number,
): Promise<MandateToRelease | undefined> {
  const [row] = await sql<MandateToRelease[]>`
    update mandates m set release_at = ${heldTo}, release_attempts = release_attempts + 1
      from accounts a
     where a.id = m.account_id
       and m.id = (select r.id from mandates r
                    where r.release_at <= ${now}
                      and not exists (select 1 from debits d where d.mandate_id = r.id and d.state = 'submitted')
                    order by r.release_at limit 1 for update skip locked)
    returning m.id, a.site_id, m.collector, m.sealed, m.release_attempts as attempts`;
  return row;
}

/** The provider has revoked it, or the attempts are given up: deletes its tokens. */
export async function endMandateRelease(sql: Queryable, id: string): Promise<void> {
  await sql`update mandates set sealed = '', release_at = null where id = ${id} and ended_at is not null`;
}

export async function releaseMandateLater(sql: Queryable, id: string, at: number): Promise<void> {
  await sql`update mandates set release_at = ${at} where id = ${id} and release_at is not null`;
}
