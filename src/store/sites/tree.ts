import type { Queryable } from '../../platform/sql/sql.js';

/**
 * Locks these sites and all sites below them against every other decision about a site's state, in id order, so that
 * two decisions wait for each other instead of deadlocking.
 */
export async function lockTrees(sql: Queryable, siteIds: readonly string[]): Promise<void> {
  await sql`
    with recursive below as (
      select id from sites where id = any(${siteIds as string[]}::uuid[])
      union all
      select c.id from below b join sites c on c.parent_id = b.id
    )
    select id from sites where id in (select id from below) order by id for no key update`;
}

/**
 * Locks the state of a site and of all its parent sites while a site is put below. Returns whether one of them is
 * suspended.
 */
export async function lockAbove(sql: Queryable, siteId: string): Promise<boolean> {
  const rows = await sql<{ isSuspended: boolean }[]>`
    with recursive above as (
      select id, parent_id from sites where id = ${siteId}
      union all
      select p.id, p.parent_id from above a join sites p on p.id = a.parent_id
    )
    select wanted_state = 'suspended' as is_suspended from sites
     where id in (select id from above) order by id for share`;
  return rows.some(({ isSuspended }) => isSuspended);
}

/** An arbitrary number: one site moves at a time, so that two simultaneous moves cannot make a circle. */
const MOVE_LOCK = 7_482_914;

/** Locks the sites of a move: the moving sites with all below them, their new parent, and all its parents. */
export async function lockForMove(
  sql: Queryable,
  siteIds: readonly string[],
  parentId: string,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(${MOVE_LOCK})`;
  await sql`
    with recursive below as (
      select id from sites where id = any(${siteIds as string[]}::uuid[])
      union all
      select c.id from below b join sites c on c.parent_id = b.id
    ), above as (
      select id, parent_id from sites where id = ${parentId}
      union all
      select p.id, p.parent_id from above a join sites p on p.id = a.parent_id
    )
    select id from sites
     where id in (select id from below) or id in (select id from above)
     order by id for no key update`;
}

/**
 * Updates the upstream state of these sites and all below them, whose locks the caller holds: a site is closed upstream
 * while any parent site is suspended. Each site that opens or closes because of this gets a new generation; a site that
 * is suspended itself stays closed and does not. Returns the accounts whose workflows have something to do.
 */
export async function refreshUpstream(
  sql: Queryable,
  siteIds: readonly string[],
  at: number,
): Promise<string[]> {
  const rows = await sql<{ accountId: string }[]>`
    with recursive above as (
      select r.id as root, p.id, p.parent_id, p.account_id, p.wanted_state, 1 as height
        from sites r join sites p on p.id = r.parent_id where r.id = any(${siteIds as string[]}::uuid[])
      union all
      select a.root, p.id, p.parent_id, p.account_id, p.wanted_state, a.height + 1
        from above a join sites p on p.id = a.parent_id
    ), below as (
      -- The nearest suspended parent site, and the nearest open account among the parents.
      select r.id, r.wanted_state, r.account_id,
             (select a.id from above a where a.root = r.id and a.wanted_state = 'suspended'
               order by a.height limit 1) as cause_id,
             (select p.id from above a join accounts p on p.id = a.account_id and p.closed_at is null
               where a.root = r.id order by a.height limit 1) as payer_id
        from sites r where r.id = any(${siteIds as string[]}::uuid[])
      union all
      select c.id, c.wanted_state, c.account_id,
             case when b.wanted_state = 'suspended' then b.id else b.cause_id end,
             coalesce((select p.id from accounts p where p.id = b.account_id and p.closed_at is null), b.payer_id)
        from below b join sites c on c.parent_id = b.id
    ), found as (
      select b.id, b.cause_id, own.id as own_id, causing.id as causing_id, b.payer_id
        from below b
        left join accounts own on own.id = b.account_id and own.closed_at is null
        left join sites cause on cause.id = b.cause_id
        left join accounts causing on causing.id = cause.account_id and causing.closed_at is null
    ), changed as (
      update sites s
         set upstream_since = case when f.cause_id is not null then ${at}::timestamptz end,
             generation = s.generation + (s.wanted_state = 'active')::integer,
             connector_attempts = case when s.wanted_state = 'active' then 0 else s.connector_attempts end,
             connector_retry_at = case when s.wanted_state <> 'active' then s.connector_retry_at end,
             connector_error = case when s.wanted_state <> 'active' then s.connector_error end,
             -- The account that sent the command also sends its end.
             carrier_id = case when f.own_id is null then coalesce(f.causing_id,
               (select k.id from accounts k where k.id = s.carrier_id and k.closed_at is null), f.payer_id) end
        from found f
       where s.id = f.id and (s.upstream_since is null) <> (f.cause_id is null)
      returning s.id, s.wanted_state, s.carrier_id, f.cause_id, f.own_id, f.causing_id
    ), opened as (
      insert into upstream_suspensions (id, site_id, cause_id, since, email_due)
      select gen_random_uuid(), id, cause_id, ${at}, causing_id is not null from changed where cause_id is not null
    ), ended as (
      -- An email that was not written during the suspension would only confuse.
      update upstream_suspensions u set ended_at = ${at}, email_due = false
        from changed c where u.site_id = c.id and u.ended_at is null and c.cause_id is null
    ), passed_on as (
      update upstream_suspensions u set cause_id = f.cause_id
        from found f where u.site_id = f.id and u.ended_at is null and u.cause_id <> f.cause_id
    )
    select coalesce(own_id, carrier_id) as account_id from changed
     where wanted_state = 'active' and coalesce(own_id, carrier_id) is not null
    union
    select causing_id from changed where causing_id is not null`;
  return rows.map((row) => row.accountId);
}

/** Hands the commands of a closing account's sites to the workflow of the account that closed them upstream. */
export async function handOverSites(sql: Queryable, accountId: string): Promise<void> {
  await sql`
    update sites s set carrier_id = c.account_id
      from upstream_suspensions u
      join sites c on c.id = u.cause_id
      join accounts a on a.id = c.account_id and a.closed_at is null
     where s.account_id = ${accountId} and u.site_id = s.id and u.ended_at is null`;
}

export interface DueUpstreamEmail {
  /** The start of the upstream suspension. */
  readonly id: string;
  readonly siteId: string;
  readonly since: number;
  /** The account that pays for the site. */
  readonly accountId: string | null;
  /** Its Owner; null where there is none. */
  readonly recipient: { readonly name: string; readonly address: string } | null;
}

/** The Owners who still need an email about an upstream suspension that this account caused. */
export async function listUpstreamEmails(
  sql: Queryable,
  accountId: string,
  limit: number,
): Promise<DueUpstreamEmail[]> {
  const rows = await sql<
    (Omit<DueUpstreamEmail, 'recipient'> & { name: string | null; email: string | null })[]
  >`
    select u.id, u.site_id, u.since, s.account_id, o.name, o.email
      from sites c
      join upstream_suspensions u on u.cause_id = c.id and u.email_due
      join sites s on s.id = u.site_id
      left join users o on o.site_id = u.site_id and o.user_group = 'Owner'
     where c.account_id = ${accountId}
     order by u.site_id limit ${limit}`;
  return rows.map(({ name, email, ...row }) => ({
    ...row,
    recipient: name === null || email === null ? null : { name, address: email },
  }));
}

/** False when another process wrote it already, or the suspension is over. */
export async function clearUpstreamEmailDue(sql: Queryable, id: string): Promise<boolean> {
  const rows = await sql`
    update upstream_suspensions set email_due = false where id = ${id} and email_due returning id`;
  return rows.length > 0;
}
