import type { Queryable } from '../../platform/sql/sql.js';

/** Everything that names a client or their users, by table; values as in the database, dates as ISO. */
export type PersonalData = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** The columns of each table that name a person, and the rows that are about an account ($1). */
const KEPT: readonly { readonly name: string; readonly query: string }[] = [
  {
    name: 'account',
    query: `select name, email, more_emails as "moreEmails", language, particulars, tags, notes, external_id as "externalId", metadata, time_zone as "timeZone", reference, opened_at as "openedAt",
                   closed_at as "closedAt" from accounts where id = $1`,
  },
  {
    name: 'vatIdChecks',
    query: `select vat_id as "vatId", status, checked_at as "checkedAt", name, address,
                   consultation_number as "consultationNumber"
              from vat_checks where account_id = $1 order by checked_at`,
  },
  {
    name: 'sites',
    query: `select slug, name, external_id as "externalId", settings, array(select hostname from hostnames h where h.site_id = s.id) as hostnames
              from sites s where account_id = $1 order by slug`,
  },
  {
    name: 'users',
    query: `select u.name, u.email, user_group as "group", u.created_at as "createdAt", last_login_at as "lastLoginAt",
                   totp_confirmed_at is not null as "secondFactor"
              from users u join sites s on s.id = u.site_id where s.account_id = $1 order by u.created_at`,
  },
  {
    name: 'listViews',
    query: `select v.name, v.query, v.created_at as "createdAt"
              from list_views v join sites s on s.id = v.site_id where s.account_id = $1 order by v.created_at`,
  },
  {
    name: 'sessions',
    query: `select x.address, x.browser, x.created_at as "createdAt", x.last_seen_at as "lastSeenAt"
              from sessions x join users u on u.id = x.user_id join sites s on s.id = u.site_id
             where s.account_id = $1 order by x.created_at`,
  },
  {
    name: 'emails',
    query: `select kind, recipient_name as "recipientName", recipient_address as "recipientAddress",
                   more_addresses as "moreAddresses", subject, html,
                   plain as text, content, created_at as "createdAt", sent_at as "sentAt"
              from emails where account_id = $1 or site_id in (select id from sites where account_id = $1) order by id`,
  },
  {
    name: 'entries',
    query: `select number, kind, amount::text as "minorUnits", description, reference, posted_at as "postedAt"
              from entries where account_id = $1 order by number`,
  },
  {
    name: 'documents',
    query: `select year, number, issued_at as "issuedAt", particulars->'client' as client
              from documents where account_id = $1 order by year, number`,
  },
  {
    name: 'invoices',
    query: `select number, issued_on as "issuedOn", content->'buyer' as client from invoices
             where account_id = $1 order by position`,
  },
  {
    name: 'debtorNumbers',
    query: `select number from debtor_numbers where account_id = $1 order by number`,
  },
  {
    name: 'bankLines',
    query: `select booked_on as "bookedOn", amount, payer, remittance from bank_lines where account_id = $1 order by id`,
  },
  {
    name: 'savedCards',
    query: `select provider, brand, last_four as "lastFour", expires, saved_at as "savedAt", removed_at as "removedAt"
              from saved_cards where account_id = $1 order by saved_at`,
  },
  {
    name: 'mandates',
    query: `select reference, collector, holder, country, last_four as "lastFour", on_paper as "onPaper", shown, language,
                   signed_on as "signedOn", given_at as "givenAt", ip, user_agent as "userAgent", ended_at as "endedAt",
                   end_reason as "endReason"
              from mandates where account_id = $1 order by id`,
  },
  {
    name: 'debits',
    query: `select end_to_end_id as "endToEndId", amount::text as "minorUnits", collect_on as "collectOn", state,
                   return_code as "returnCode"
              from debits where account_id = $1 order by id`,
  },
  {
    name: 'importedLines',
    query: `select input from task_lines where account_id = $1 order by task_id, number`,
  },
  {
    name: 'plannedCharges',
    query: `select due_on as "dueOn", amount::text as "minorUnits", description from scheduled_charges
             where account_id = $1 order by id`,
  },
  {
    name: 'promotions',
    query: `select name, kind, amount::text as "minorUnits", percent, scope, starts_on as "startsOn", ends_on as "endsOn",
                   periods, created_at as "grantedAt", ended_on as "endedOn"
              from promotions where account_id = $1 order by id`,
  },
  {
    name: 'remarks',
    query: `select 'hold' as about, reason as remark, placed_at as "at" from holds where account_id = $1
            union all select 'promise to pay', reason, granted_at from exemptions where account_id = $1
            union all select 'dispute', reason, opened_at from disputes where account_id = $1 order by 3`,
  },
  {
    name: 'providerReports',
    query: `select provider, kind, amount::text as "minorUnits", currency, reason, detail, happened_at as "happenedAt"
              from payment_events where account_id = $1 order by id`,
  },
  {
    name: 'apiKeys',
    query: `select k.name, k.created_at as "createdAt", k.revoked_at as "revokedAt"
              from api_keys k join sites s on s.id = k.site_id where s.account_id = $1 order by k.created_at`,
  },
];

export async function loadPersonalData(sql: Queryable, accountId: string): Promise<PersonalData> {
  const found: Record<string, readonly Record<string, unknown>[]> = {};
  for (const { name, query } of KEPT) {
    const rows = await sql.unsafe<{ line: Record<string, unknown> }[]>(
      `select to_jsonb(kept) as line from (${query}) as kept`,
      [accountId],
    );
    found[name] = rows.map(({ line }) => line);
  }
  return found;
}
