import type { Queryable } from '../../platform/sql/sql.js';

export interface Breaker {
  readonly id: string;
  readonly siteId: string;
  readonly trippedAt: number;
  /** The figures when it tripped: suspended within the hour, active accounts, and the limit. */
  readonly suspended: number;
  readonly active: number;
  readonly allowed: number;
  /** How often the owner was written to. */
  readonly emails: number;
}

const columns = (sql: Queryable) => sql`
  b.id, b.site_id as "siteId", b.tripped_at as "trippedAt", b.suspended, b.active, b.allowed, b.emails`;

export async function findTrippedBreaker(sql: Queryable, siteId: string): Promise<Breaker | undefined> {
  const [row] = await sql<Breaker[]>`
    select ${columns(sql)} from breakers b where b.site_id = ${siteId} and b.reset_at is null`;
  return row;
}

/** The site's tripped breaker, locked until the transaction ends so that a reset waits. */
export async function lockTrippedBreaker(sql: Queryable, siteId: string): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    select id from breakers where site_id = ${siteId} and reset_at is null for share`;
  return row?.id;
}

/**
 * Serialises decisions on whether a site's account is suspended or held back, so that all earlier decisions are
 * counted. Taken after the account's own lock, and never by a transaction that waits for another account's.
 */
export async function lockSuspensions(sql: Queryable, siteId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('suspensions/' || ${siteId}, 0))`;
}

/**
 * How many of a site's accounts were suspended in (from, to] and still are: an account that paid was rightly suspended.
 * Leaves out suspensions by hand, and all before the last reset.
 */
export async function countRecentSuspensions(
  sql: Queryable,
  siteId: string,
  span: { readonly from: number; readonly to: number },
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(distinct s.account_id) as count
      from suspensions s join accounts a on a.id = s.account_id
     where s.reason = 'limit' and s.breaker_id is null and a.site_id = ${siteId}
       and s.since > ${span.from} and s.since <= ${span.to} and s.ended_at is null and a.closed_at is null
       and s.since > coalesce((select max(b.reset_at) from breakers b where b.site_id = ${siteId}), '-infinity')`;
  return row?.count ?? 0;
}

/** Active accounts. */
export async function countActive(sql: Queryable, siteId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from accounts
     where site_id = ${siteId} and (case state when 'suspended' then 0 when 'active' then 1 else 2 end) = 1`;
  return row?.count ?? 0;
}

export async function insertBreaker(sql: Queryable, breaker: Omit<Breaker, 'emails'>): Promise<void> {
  await sql`
    insert into breakers (id, site_id, tripped_at, suspended, active, allowed, next_email_at)
    values (${breaker.id}, ${breaker.siteId}, ${breaker.trippedAt}, ${breaker.suspended}, ${breaker.active}, ${breaker.allowed},
            ${breaker.trippedAt})`;
}

/** Holds an account back from suspension; true when it was not held back already. */
export async function insertHeldBack(
  sql: Queryable,
  heldBack: { breakerId: string; accountId: string; since: number; headroom: bigint },
): Promise<boolean> {
  const rows = await sql`
    insert into held_back_accounts as h (breaker_id, account_id, since, headroom)
    values (${heldBack.breakerId}, ${heldBack.accountId}, ${heldBack.since}, ${heldBack.headroom.toString()})
    on conflict (breaker_id, account_id) do update
      set since = excluded.since, headroom = excluded.headroom, ended_at = null
      where h.ended_at is not null
    returning 1`;
  return rows.length > 0;
}

/**
 * The breaker that held an account back until its owner reset it: the account may then be suspended, and counts for no
 * other breaker.
 */
export async function findClearance(
  sql: Queryable,
  accountId: string,
  siteId: string,
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    select b.id from held_back_accounts h join breakers b on b.id = h.breaker_id
     where h.account_id = ${accountId} and h.ended_at is null and b.site_id = ${siteId} and b.outcome = 'reset'
     order by b.id desc limit 1`;
  return row?.id;
}

/** The account was suspended or has paid, so no breaker holds it back any more. */
export async function endHeldBack(sql: Queryable, accountId: string, at: number): Promise<void> {
  await sql`update held_back_accounts set ended_at = ${at} where account_id = ${accountId} and ended_at is null`;
}

/** Resets a breaker once; false when it was reset in the meantime. */
export async function markBreakerReset(
  sql: Queryable,
  release: { id: string; at: number; actor: string; outcome: 'reset' | 'exempt' },
): Promise<boolean> {
  const rows = await sql`
    update breakers set reset_at = ${release.at}, reset_by = ${release.actor}, outcome = ${release.outcome}
     where id = ${release.id} and reset_at is null returning id`;
  return rows.length > 0;
}

/** The accounts that a breaker holds back, ordered by id. */
export async function listHeldBackIds(sql: Queryable, breakerId: string): Promise<string[]> {
  const rows = await sql<{ accountId: string }[]>`
    select h.account_id from held_back_accounts h join accounts a on a.id = h.account_id join breakers b on b.id = h.breaker_id
     where h.breaker_id = ${breakerId} and h.ended_at is null and a.site_id = b.site_id and a.closed_at is null
     order by h.account_id`;
  return rows.map((row) => row.accountId);
}

/**
 * Gives all accounts that a breaker holds back an exemption in place of their own, and removes them from the breaker.
 */
export async function exemptHeldBack(
  sql: Queryable,
  exemption: { breakerId: string; until: number; reason: string; at: number; actor: string },
): Promise<void> {
  const { breakerId, until, reason, at, actor } = exemption;
  const kept = sql`select account_id from held_back_accounts where breaker_id = ${breakerId} and ended_at is null`;
  await sql`update exemptions set ended_at = ${at} where ended_at is null and account_id in (${kept})`;
  await sql`
    insert into exemptions (id, account_id, until, reason, granted_at, granted_by, given_for)
    select gen_random_uuid(), account_id, ${until}::timestamptz, ${reason}, ${at}::timestamptz, ${actor}, 'breaker'
      from (${kept}) as kept`;
  await sql`update held_back_accounts set ended_at = ${at} where breaker_id = ${breakerId} and ended_at is null`;
}

export interface HeldBackAccount {
  readonly accountId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly since: number;
  /** The headroom when it would have been suspended: negative, in minor units. */
  readonly headroom: bigint;
  /** Names of the sites that would close. */
  readonly sites: readonly string[];
}

/** The accounts that a breaker holds back, the earliest limit dates first. */
export async function listHeldBack(
  sql: Queryable,
  breakerId: string,
  limit: number,
): Promise<HeldBackAccount[]> {
  const rows = await sql<(Omit<HeldBackAccount, 'headroom'> & { headroom: string })[]>`
    select h.account_id as "accountId", a.name, a.currency, a.time_zone as "timeZone", h.since, h.headroom::text,
           array(select s.name from sites s where s.account_id = a.id order by s.slug) as sites
      from held_back_accounts h join accounts a on a.id = h.account_id join breakers b on b.id = h.breaker_id
     where h.breaker_id = ${breakerId} and h.ended_at is null and a.site_id = b.site_id and a.closed_at is null
     order by h.since, h.account_id limit ${limit}`;
  return rows.map((row) => ({ ...row, headroom: BigInt(row.headroom) }));
}

/** The number of accounts and sites that stay active because of a breaker. */
export async function countHeldBack(
  sql: Queryable,
  breakerId: string,
): Promise<{ readonly accounts: number; readonly sites: number }> {
  const [row] = await sql<{ accounts: number; sites: number }[]>`
    select count(*) as accounts,
           coalesce(sum((select count(*) from sites s where s.account_id = a.id)), 0)::bigint as sites
      from held_back_accounts h join accounts a on a.id = h.account_id join breakers b on b.id = h.breaker_id
     where h.breaker_id = ${breakerId} and h.ended_at is null and a.site_id = b.site_id and a.closed_at is null`;
  return row ?? { accounts: 0, sites: 0 };
}

/** Tripped breakers, with the slugs of their sites; for operators of the installation. */
export async function listBreakers(
  sql: Queryable,
): Promise<(Breaker & { readonly slug: string; readonly heldBack: number })[]> {
  return sql<(Breaker & { slug: string; heldBack: number })[]>`
    select ${columns(sql)}, s.slug,
           (select count(*) from held_back_accounts h where h.breaker_id = b.id and h.ended_at is null) as "heldBack"
      from breakers b join sites s on s.id = b.site_id
     where b.reset_at is null order by b.tripped_at, b.id`;
}

/** Breakers whose next email to the owner is due. */
export async function listBreakerEmails(sql: Queryable, now: number): Promise<Breaker[]> {
  return sql<Breaker[]>`
    select ${columns(sql)} from breakers b where b.reset_at is null and b.next_email_at <= ${now} order by b.id`;
}

/** How many owners wait for their email. */
export async function countDueBreakerEmails(sql: Queryable, now: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from breakers where reset_at is null and next_email_at <= ${now}`;
  return row?.count ?? 0;
}

/** Records the email to the owner and the time of the next; false when another process recorded it. */
export async function updateBreakerEmail(
  sql: Queryable,
  breaker: { id: string; emails: number },
  nextAt: number,
): Promise<boolean> {
  const rows = await sql`
    update breakers set emails = emails + 1, next_email_at = ${nextAt}
     where id = ${breaker.id} and emails = ${breaker.emails} and reset_at is null returning id`;
  return rows.length > 0;
}
