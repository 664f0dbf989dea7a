import type { Queryable } from '../../platform/sql/sql.js';

export interface Brake {
  readonly id: string;
  readonly siteId: string;
  readonly pulledAt: number;
  /** Seen when it was pulled: suspended within the hour, of so many active ones, and so many may be. */
  readonly suspended: number;
  readonly active: number;
  readonly allowed: number;
  /** How often the owner was written to. */
  readonly letters: number;
}

const columns = (sql: Queryable) => sql`
  b.id, b.site_id as "siteId", b.pulled_at as "pulledAt", b.suspended, b.active, b.allowed, b.letters`;

export async function findBrake(sql: Queryable, siteId: string): Promise<Brake | undefined> {
  const [row] = await sql<Brake[]>`
    select ${columns(sql)} from brakes b where b.site_id = ${siteId} and b.released_at is null`;
  return row;
}

/** The site's brake while it is on, kept on until the transaction ends: whoever releases it waits for that. */
export async function holdBrake(sql: Queryable, siteId: string): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    select id from brakes where site_id = ${siteId} and released_at is null for share`;
  return row?.id;
}

/**
 * One decision at a time on whether a site's account is suspended or held back: what is counted is then what has been
 * decided. Taken after the account's own lock, by nobody who waits for another account's.
 */
export async function lockSuspensions(sql: Queryable, siteId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('suspensions/' || ${siteId}, 0))`;
}

/**
 * How many of a site's accounts fell in (from, to] and lie there still: who has paid is back, and was rightly asked to.
 * Those are left out whom their owner has let fall, and all who fell before they last said to go on.
 */
export async function countFallen(
  sql: Queryable,
  siteId: string,
  span: { readonly from: number; readonly to: number },
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(distinct s.account_id) as count
      from suspensions s join accounts a on a.id = s.account_id
     where s.reason = 'limit' and s.brake_id is null and a.site_id = ${siteId}
       and s.since > ${span.from} and s.since <= ${span.to} and s.ended_at is null and a.closed_at is null
       and s.since > coalesce((select max(b.released_at) from brakes b where b.site_id = ${siteId}), '-infinity')`;
  return row?.count ?? 0;
}

/** Accounts that are up. */
export async function countActive(sql: Queryable, siteId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from accounts
     where site_id = ${siteId} and (case state when 'suspended' then 0 when 'active' then 1 else 2 end) = 1`;
  return row?.count ?? 0;
}

export async function insertBrake(sql: Queryable, brake: Omit<Brake, 'letters'>): Promise<void> {
  await sql`
    insert into brakes (id, site_id, pulled_at, suspended, active, allowed, letter_at)
    values (${brake.id}, ${brake.siteId}, ${brake.pulledAt}, ${brake.suspended}, ${brake.active}, ${brake.allowed},
            ${brake.pulledAt})`;
}

/** Keeps an account from being suspended; true when it was not kept already. */
export async function insertBraked(
  sql: Queryable,
  braked: { brakeId: string; accountId: string; since: number; headroom: bigint },
): Promise<boolean> {
  const rows = await sql`
    insert into braked_accounts as h (brake_id, account_id, since, headroom)
    values (${braked.brakeId}, ${braked.accountId}, ${braked.since}, ${braked.headroom.toString()})
    on conflict (brake_id, account_id) do update
      set since = excluded.since, headroom = excluded.headroom, ended_at = null
      where h.ended_at is not null
    returning 1`;
  return rows.length > 0;
}

/** The brake that kept an account until its owner said to go on: then it may be suspended, and counts for no other. */
export async function findClearance(
  sql: Queryable,
  accountId: string,
  siteId: string,
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    select b.id from braked_accounts h join brakes b on b.id = h.brake_id
     where h.account_id = ${accountId} and h.ended_at is null and b.site_id = ${siteId} and b.outcome = 'go-on'
     order by b.id desc limit 1`;
  return row?.id;
}

/** The account needs no brake any more, nor anybody's leave to fall: it was suspended, or has paid. */
export async function endBraked(sql: Queryable, accountId: string, at: number): Promise<void> {
  await sql`update braked_accounts set ended_at = ${at} where account_id = ${accountId} and ended_at is null`;
}

/** Lets go of a brake, once; false when somebody else was faster. */
export async function releaseBrake(
  sql: Queryable,
  release: { id: string; at: number; actor: string; outcome: 'go-on' | 'let-off' },
): Promise<boolean> {
  const rows = await sql`
    update brakes set released_at = ${release.at}, released_by = ${release.actor}, outcome = ${release.outcome}
     where id = ${release.id} and released_at is null returning id`;
  return rows.length > 0;
}

/** The accounts a brake keeps up, in the order of their ids. */
export async function listBraked(sql: Queryable, brakeId: string): Promise<string[]> {
  const rows = await sql<{ account_id: string }[]>`
    select h.account_id from braked_accounts h join accounts a on a.id = h.account_id join brakes b on b.id = h.brake_id
     where h.brake_id = ${brakeId} and h.ended_at is null and a.site_id = b.site_id and a.closed_at is null
     order by h.account_id`;
  return rows.map((row) => row.account_id);
}

/** Gives all whom a brake keeps up a promise that takes the place of the one they had, and lets them off the brake. */
export async function exemptBraked(
  sql: Queryable,
  exemption: { brakeId: string; until: number; reason: string; at: number; actor: string },
): Promise<void> {
  const { brakeId, until, reason, at, actor } = exemption;
  const kept = sql`select account_id from braked_accounts where brake_id = ${brakeId} and ended_at is null`;
  await sql`update exemptions set ended_at = ${at} where ended_at is null and account_id in (${kept})`;
  await sql`
    insert into exemptions (id, account_id, until, reason, granted_at, granted_by)
    select gen_random_uuid(), account_id, ${until}::timestamptz, ${reason}, ${at}::timestamptz, ${actor} from (${kept}) as kept`;
  await sql`update braked_accounts set ended_at = ${at} where brake_id = ${brakeId} and ended_at is null`;
}

export interface BrakedAccount {
  readonly accountId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly since: number;
  /** Below zero, in minor units: as it was when it would have been suspended. */
  readonly headroom: bigint;
  /** Names of the sites that would close. */
  readonly sites: readonly string[];
}

/** Whom a brake keeps up, those who fell first before the others. */
export async function readBraked(sql: Queryable, brakeId: string, limit: number): Promise<BrakedAccount[]> {
  const rows = await sql<(Omit<BrakedAccount, 'headroom'> & { headroom: string })[]>`
    select h.account_id as "accountId", a.name, a.currency, a.time_zone as "timeZone", h.since, h.headroom::text,
           array(select s.name from sites s where s.account_id = a.id order by s.slug) as sites
      from braked_accounts h join accounts a on a.id = h.account_id join brakes b on b.id = h.brake_id
     where h.brake_id = ${brakeId} and h.ended_at is null and a.site_id = b.site_id and a.closed_at is null
     order by h.since, h.account_id limit ${limit}`;
  return rows.map((row) => ({ ...row, headroom: BigInt(row.headroom) }));
}

/** How many accounts and sites a brake keeps up. */
export async function countBraked(
  sql: Queryable,
  brakeId: string,
): Promise<{ readonly accounts: number; readonly sites: number }> {
  const [row] = await sql<{ accounts: number; sites: number }[]>`
    select count(*) as accounts,
           coalesce(sum((select count(*) from sites s where s.account_id = a.id)), 0)::bigint as sites
      from braked_accounts h join accounts a on a.id = h.account_id join brakes b on b.id = h.brake_id
     where h.brake_id = ${brakeId} and h.ended_at is null and a.site_id = b.site_id and a.closed_at is null`;
  return row ?? { accounts: 0, sites: 0 };
}

/** Brakes that are on, with the slugs of their sites; for those who look after the installation. */
export async function listBrakes(
  sql: Queryable,
): Promise<(Brake & { readonly slug: string; readonly braked: number })[]> {
  return sql<(Brake & { slug: string; braked: number })[]>`
    select ${columns(sql)}, s.slug,
           (select count(*) from braked_accounts h where h.brake_id = b.id and h.ended_at is null) as braked
      from brakes b join sites s on s.id = b.site_id
     where b.released_at is null order by b.pulled_at, b.id`;
}

/** Brakes whose owners are to be written to by now. */
export async function listBrakeLetters(sql: Queryable, now: number): Promise<Brake[]> {
  return sql<Brake[]>`
    select ${columns(sql)} from brakes b where b.released_at is null and b.letter_at <= ${now} order by b.id`;
}

/** How many owners wait for their letter. */
export async function countDueBrakeLetters(sql: Queryable, now: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from brakes where released_at is null and letter_at <= ${now}`;
  return row?.count ?? 0;
}

/** Notes that the owner was written to and when they are again; false when that was noted by somebody else. */
export async function noteBrakeLetter(
  sql: Queryable,
  brake: { id: string; letters: number },
  nextAt: number,
): Promise<boolean> {
  const rows = await sql`
    update brakes set letters = letters + 1, letter_at = ${nextAt}
     where id = ${brake.id} and letters = ${brake.letters} and released_at is null returning id`;
  return rows.length > 0;
}
