import type { Queryable, Stored } from '../../platform/sql/sql.js';
import { listTenants } from '../accounts/tenantSums.js';
import { tenantZone } from '../sites/tenantZone.js';

const DAY_MS = 86_400_000;
/** A later next list was written before the clock was put back. */
const NEXT_MS_MAX = 2 * DAY_MS;

/** Tenants whose next morning list is due, or that never had one. */
export async function listMorningTenants(sql: Queryable, now: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select t.id from unnest(${await listTenants(sql)}::uuid[]) as t (id)
     where not exists (select 1 from mornings m
                        where m.site_id = t.id and m.next_at > ${now} and m.next_at <= ${now + NEXT_MS_MAX})`;
  return rows.map(({ id }) => id);
}

/** The zone of a tenant's days: that of the account that pays for it, else of most of its open accounts, else UTC. */
export async function findTenantZone(sql: Queryable, siteId: string): Promise<string> {
  const [row] = await sql<{ timeZone: string }[]>`
    select coalesce(a.time_zone, ${tenantZone(sql)}, 'UTC') as time_zone
      from sites s left join accounts a on a.id = s.account_id where s.id = ${siteId}`;
  return row?.timeZone ?? 'UTC';
}

export interface Morning {
  readonly siteId: string;
  readonly day: string;
  readonly takenAt: number;
  readonly nextAt: number;
}

/** False if that day's list exists: then the next one is only put to its time again. */
export async function insertMorning(
  sql: Queryable,
  { siteId, day, takenAt, nextAt }: Morning,
): Promise<boolean> {
  const rows = await sql<{ isNew: boolean }[]>`
    insert into mornings (site_id, day, taken_at, next_at) values (${siteId}, ${day}, ${takenAt}, ${nextAt})
    on conflict (site_id, day) do update set next_at = excluded.next_at returning xmax = 0 as is_new`;
  return rows[0]?.isNew === true;
}

export async function insertMorningAccounts(
  sql: Queryable,
  { siteId, day }: Pick<Morning, 'siteId' | 'day'>,
  accountIds: readonly string[],
): Promise<void> {
  await sql`
    insert into morning_accounts (site_id, day, account_id)
    select ${siteId}, ${day}, unnest(${accountIds as string[]}::uuid[]) on conflict do nothing`;
}

/** Lists before this day are no longer compared with. */
export async function deleteMornings(sql: Queryable, siteId: string, before: string): Promise<void> {
  await sql`delete from mornings where site_id = ${siteId} and day < ${before}`;
}

/** The latest list before a day, and the accounts on it. */
export async function findMorningBefore(
  sql: Queryable,
  siteId: string,
  day: string,
): Promise<
  { readonly day: string; readonly takenAt: number; readonly accountIds: readonly string[] } | undefined
> {
  const [row] = await sql<{ day: string; takenAt: number; accountIds: string[] }[]>`
    select m.day, m.taken_at,
           array(select k.account_id::text from morning_accounts k where k.site_id = m.site_id and k.day = m.day)
             as account_ids
      from mornings m where m.site_id = ${siteId} and m.day < ${day} order by m.day desc limit 1`;
  return row;
}

/** Active accounts whose suspension, as last assessed, is before an instant; the earliest first. */
export async function listNearLimit(
  sql: Queryable,
  siteId: string,
  { before, limit }: { readonly before: number; readonly limit: number },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select a.id from accounts a
     where a.site_id = ${siteId}
       and (case a.state when 'suspended' then 0 when 'active' then 1 else 2 end) = 1
       and coalesce(a.suspension_date, 'infinity'::timestamptz) < ${before}::timestamptz
     order by coalesce(a.suspension_date, 'infinity'::timestamptz), a.id limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** An email that warned a client, and what became of it. */
export interface SentNotice {
  readonly accountId: string;
  readonly kind: 'week' | 'day' | 'reactivated';
  /** Accepted by the mail server, refused for good, or still to be accepted. */
  readonly state: 'accepted' | 'refused' | 'waiting';
  /** When it was accepted or refused, or else written. */
  readonly at: number;
}

/** The emails of the notices that count for these accounts now, oldest first. */
export async function listSentNotices(sql: Queryable, accountIds: readonly string[]): Promise<SentNotice[]> {
  return sql<SentNotice[]>`
    select e.account_id, e.kind,
           case when e.sent_at is not null and e.accepted_addresses <> '{}' then 'accepted'
                when coalesce(e.sent_at, e.failed_at) is not null then 'refused' else 'waiting' end as state,
           coalesce(e.sent_at, e.failed_at, e.created_at) as at
      from emails e
     where e.account_id = any(${accountIds as string[]}::uuid[]) and e.kind in ('week', 'day', 'reactivated')
       and e.key in (select n.email_key from notices n
                      where n.account_id = any(${accountIds as string[]}::uuid[]) and n.rearmed_at is null)
     order by e.id`;
}

/** The sum of each account's payments posted since an instant, without reversed ones; minor units. */
export async function sumPaymentsSince(
  sql: Queryable,
  accountIds: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, bigint>> {
  const rows = await sql<Stored<{ accountId: string; paid: bigint }>[]>`
    select e.account_id, sum(e.amount)::text as paid from entries e
     where e.account_id = any(${accountIds as string[]}::uuid[]) and e.kind = 'payment' and e.posted_at >= ${since}
       and not exists (select 1 from entries r where r.reverses = e.id)
     group by e.account_id`;
  return new Map(rows.map(({ accountId, paid }) => [accountId, BigInt(paid)]));
}
