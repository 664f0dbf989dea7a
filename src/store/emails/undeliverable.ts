import { likePart } from '../../platform/sql/likePart.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** An address of an account that refused an email permanently. */
export interface UndeliverableAddress {
  readonly address: string;
  readonly since: number;
  readonly reason: string;
}

export interface Refused extends UndeliverableAddress {
  /** The mail server that refused it; null: it was bounced later by another server. */
  readonly server: string | null;
}

/** Marks an address of an account, once. Returns whether it was already marked, or no longer belongs to the account. */
export async function markUndeliverable(
  sql: Queryable,
  accountId: string,
  mark: Refused,
): Promise<'new' | 'known' | 'foreign'> {
  const [row] = await sql<{ isNew: boolean }[]>`
    insert into undeliverable_addresses (account_id, address, since, reason, server)
    select a.id, ${mark.address}, ${mark.since}, ${mark.reason}, ${mark.server} from accounts a
     where a.id = ${accountId} and ${mark.address} = any(array_prepend(a.email, a.more_emails))
    on conflict (account_id, address) do update set address = excluded.address returning xmax = 0 as is_new`;
  if (row === undefined) return 'foreign';
  return row.isNew ? 'new' : 'known';
}

export async function listUndeliverable(sql: Queryable, accountId: string): Promise<UndeliverableAddress[]> {
  return sql<UndeliverableAddress[]>`
    select address, since, reason from undeliverable_addresses where account_id = ${accountId} order by since, address`;
}

/** Deletes an account's marks: all, or those of addresses that it no longer has. Returns how many there were. */
export async function clearUndeliverable(
  sql: Queryable,
  accountId: string,
  which: 'all' | 'former',
): Promise<number> {
  const { count } = await sql`
    delete from undeliverable_addresses u using accounts a
     where u.account_id = ${accountId} and a.id = u.account_id
       and (${which === 'all'} or u.address <> all(array_prepend(a.email, a.more_emails)))`;
  return count;
}

/** Accounts with an address that a different mail server has refused. */
export async function listMarkedElsewhere(sql: Queryable, server: string): Promise<string[]> {
  const rows = await sql<{ accountId: string }[]>`
    select distinct account_id from undeliverable_addresses where server <> ${server} order by account_id limit 500`;
  return rows.map((row) => row.accountId);
}

/** Marks the notices of an email as not sent; returns how many there were on an open account. */
export async function rearmByEmail(sql: Queryable, key: string, at: number): Promise<number> {
  const { count } = await sql`
    update notices n set rearmed_at = ${at} from accounts a
     where n.email_key = ${key} and n.rearmed_at is null and a.id = n.account_id and a.closed_at is null`;
  if (count > 0) {
    // A client who got no notice needs no all-clear.
    await sql`
      update accounts a set warned_number = null, clear_since = null from notices n
       where n.email_key = ${key} and a.id = n.account_id
         and not exists (select 1 from notices o where o.account_id = a.id and o.rearmed_at is null)`;
  }
  return count;
}

/**
 * Requeues emails that reached no address and still matter: those about the current suspension, payments and settled
 * periods. Their keys are released; the stored emails stay readable.
 */
export async function renewEmails(sql: Queryable, accountId: string): Promise<void> {
  await sql`
    with freed as (
      update emails l set key = l.key || '/undelivered/' || l.id
        from (select id, key as was from emails
               where account_id = ${accountId} and site_id is null and accepted_addresses = '{}'
                 and (failed_at is not null or sent_at is not null) and position('/undelivered/' in key) = 0
                 and (kind in ('receipt', 'statement')
                      or key in (select 'suspended/' || s.id from suspensions s
                                  where s.account_id = ${accountId} and s.ended_at is null))) f
       where l.id = f.id returning f.was
    ), suspended as (
      update suspensions set email_due = true
       where account_id = ${accountId} and 'suspended/' || id in (select was from freed)
    ), settled as (
      update periods set statement_due = true
       where account_id = ${accountId} and 'statement/' || account_id || '/' || start_date in (select was from freed)
    )
    update accounts a set receipted_number = least(a.receipted_number, e.first - 1)
      from (select min(number) as first from entries
             where account_id = ${accountId} and 'receipt/' || id in (select was from freed)) e
     where a.id = ${accountId} and e.first is not null`;
}

/** Updates the recipients of a pending email after the account's addresses have changed. */
export async function redirectWaiting(sql: Queryable, accountId: string): Promise<void> {
  await sql`
    update emails l set recipient_address = a.email, more_addresses = a.more_emails
      from accounts a
     where a.id = ${accountId} and l.account_id = a.id and l.site_id is null
       and l.sent_at is null and l.failed_at is null`;
}

export interface BouncedEmail {
  readonly id: string;
  readonly key: string;
  readonly accountId: string;
  readonly addresses: readonly string[];
}

interface BouncedRow {
  id: string;
  key: string;
  accountId: string;
  addresses: string[];
}

/** The email to a tenant's client with this Message-ID; the newest, where one was written again. */
export async function findByMessageId(
  sql: Queryable,
  siteId: string,
  messageId: string,
): Promise<BouncedEmail | undefined> {
  const [row] = await sql<BouncedRow[]>`
    select l.id, l.key, l.account_id, array_prepend(l.recipient_address, l.more_addresses) as addresses
      from emails l join accounts a on a.id = l.account_id
     where l.message_id = ${messageId} and l.site_id is null and a.site_id = ${siteId}
     order by l.id desc limit 1`;
  return row && bouncedOf(row);
}

/** The emails about an account's current notices that were sent to an address. */
export async function listNoticeEmails(
  sql: Queryable,
  accountId: string,
  address: string,
): Promise<BouncedEmail[]> {
  const rows = await sql<BouncedRow[]>`
    select l.id, l.key, l.account_id, array_prepend(l.recipient_address, l.more_addresses) as addresses
      from emails l
     where l.account_id = ${accountId} and l.site_id is null and ${address} = any(l.accepted_addresses)
       and l.key in (select email_key from notices where account_id = ${accountId} and rearmed_at is null)`;
  return rows.map(bouncedOf);
}

function bouncedOf(row: BouncedRow): BouncedEmail {
  return { id: row.id, key: row.key, accountId: row.accountId, addresses: row.addresses };
}

/** Records that an address bounced an email; returns whether no address is left that received it. */
export async function insertBounce(
  sql: Queryable,
  bounce: { readonly id: string; readonly address: string; readonly reason: string },
): Promise<boolean> {
  const rows = await sql<{ unaccepted: boolean }[]>`
    update emails set accepted_addresses = array_remove(accepted_addresses, ${bounce.address}),
           refused_addresses = array_append(array_remove(refused_addresses, ${bounce.address}), ${bounce.address}),
           last_error = ${bounce.reason}
     where id = ${bounce.id} and sent_at is not null
     returning accepted_addresses = '{}' as unaccepted`;
  return rows[0]?.unaccepted ?? false;
}

/** A tenant's accounts with this address that received an email, each with the address as spelled there. */
export async function listByAddress(
  sql: Queryable,
  siteId: string,
  address: string,
): Promise<{ accountId: string; address: string }[]> {
  const pattern = `%${likePart(address)}%`;
  const rows = await sql<{ id: string; address: string }[]>`
    select a.id, own.address
      from accounts a cross join lateral unnest(array_prepend(a.email, a.more_emails)) as own (address)
     where a.site_id = ${siteId} and a.all_emails ilike ${pattern} and lower(own.address) = lower(${address})
       and exists (select from emails l where l.account_id = a.id and l.site_id is null
                      and own.address = any(l.accepted_addresses || l.refused_addresses))
     order by a.id`;
  return rows.map((row) => ({ accountId: row.id, address: row.address }));
}
