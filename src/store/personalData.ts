import type { Queryable } from '../platform/index.js';

/** What stands in the place of a name that was erased. */
const NOBODY = 'Erased';
/** An address that no mail can reach. */
const NOWHERE = 'erased@erased.invalid';

/** Everything that names a client or their people, by where it is kept; as it stands in the database, dates as ISO. */
export type PersonalData = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** The columns of each table that name somebody, and which of its rows are about an account ($1). */
const KEPT: readonly { readonly name: string; readonly query: string }[] = [
  {
    name: 'account',
    query: `select name, email, language, time_zone as "timeZone", reference, opened_at as "openedAt",
                   closed_at as "closedAt" from accounts where id = $1`,
  },
  {
    name: 'sites',
    query: `select slug, name, settings, array(select hostname from hostnames h where h.site_id = s.id) as hostnames
              from sites s where account_id = $1 order by slug`,
  },
  {
    name: 'users',
    query: `select u.name, u.email, user_group as "group", u.created_at as "createdAt", last_login_at as "lastLoginAt",
                   totp_confirmed_at is not null as "secondFactor"
              from users u join sites s on s.id = u.site_id where s.account_id = $1 order by u.created_at`,
  },
  {
    name: 'sessions',
    query: `select x.address, x.browser, x.created_at as "createdAt", x.last_seen_at as "lastSeenAt"
              from sessions x join users u on u.id = x.user_id join sites s on s.id = u.site_id
             where s.account_id = $1 order by x.created_at`,
  },
  {
    name: 'letters',
    query: `select kind, recipient_name as "recipientName", recipient_address as "recipientAddress", subject, html,
                   plain as text, created_at as "createdAt", sent_at as "sentAt"
              from letters where account_id = $1 or site_id in (select id from sites where account_id = $1) order by id`,
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
    name: 'bankLines',
    query: `select booked_on as "bookedOn", amount, payer, remittance from bank_lines where account_id = $1 order by id`,
  },
  {
    name: 'savedCards',
    query: `select provider, brand, last_four as "lastFour", expires, saved_at as "savedAt", removed_at as "removedAt"
              from saved_cards where account_id = $1 order by saved_at`,
  },
  {
    name: 'importedLines',
    query: `select input from job_lines where account_id = $1 order by job_id, number`,
  },
];

export async function readPersonalData(sql: Queryable, accountId: string): Promise<PersonalData> {
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

/** How many rows were changed in each place; those that were neutral already do not count. */
export type Erased = Readonly<Record<string, number>>;

/**
 * Puts neutral words in the place of everything that names a client or their people, except where the law wants it
 * kept: entries, issued documents and lines of a bank's statement. Run again, it finds nothing left.
 */
export async function erasePersonalData(
  sql: Queryable,
  accountId: string,
  { at, wallNow }: { readonly at: number; readonly wallNow: number },
): Promise<Erased> {
  return {
    account: await eraseAccount(sql, accountId),
    letters: await eraseLetters(sql, accountId, at),
    ...(await erasePeople(sql, accountId, at)),
    sites: await eraseSettings(sql, accountId),
    savedCards: await eraseCards(sql, accountId, at, wallNow),
    ...(await eraseAnswers(sql, accountId)),
  };
}

async function eraseAccount(sql: Queryable, id: string): Promise<number> {
  const { count } = await sql`
    update accounts set name = ${NOBODY}, email = ${NOWHERE}
     where id = ${id} and (name, email) is distinct from (${NOBODY}, ${NOWHERE})`;
  return count;
}

/** A letter that waits is not sent any more: there is nobody left to send it to. */
async function eraseLetters(sql: Queryable, id: string, at: number): Promise<number> {
  const { count } = await sql`
    update letters set recipient_name = ${NOBODY}, recipient_address = ${NOWHERE}, subject = ${NOBODY},
           html = ${NOBODY}, plain = ${NOBODY}, sealed_link = null, leased_until = null,
           failed_at = case when sent_at is null then coalesce(failed_at, ${at}::timestamptz) else failed_at end,
           last_error = case when sent_at is null then ${NOBODY} end
     where (account_id = ${id} or site_id in (select id from sites where account_id = ${id}))
       and (recipient_name, recipient_address, subject, html, plain)
           is distinct from (${NOBODY}, ${NOWHERE}, ${NOBODY}, ${NOBODY}, ${NOBODY})`;
  return count;
}

/** The people of the account's sites: nobody can log in as them any more, and nothing says who they were. */
async function erasePeople(sql: Queryable, id: string, at: number): Promise<Erased> {
  const people = sql`select u.id from users u join sites s on s.id = u.site_id where s.account_id = ${id}`;
  const sites = sql`select id from sites where account_id = ${id}`;
  const users = await sql`
    update users set name = ${NOBODY}, email = id || '@erased.invalid', canonical_email = id || '@erased.invalid',
           password_hash = null, totp_sealed = null, totp_confirmed_at = null,
           disabled_at = coalesce(disabled_at, ${at}::timestamptz), credentials_version = credentials_version + 1
     where id in (${people}) and email <> id || '@erased.invalid'`;
  const sessions = await sql`delete from sessions where user_id in (${people}) or site_id in (${sites})`;
  const browsers = await sql`delete from known_browsers where user_id in (${people})`;
  const links = await sql`delete from mail_links where user_id in (${people})`;
  await sql`delete from pending_logins where user_id in (${people})`;
  await sql`delete from recovery_codes where user_id in (${people})`;
  const visits = await sql`
    update impersonations set address = '' where impersonator_id in (${people}) and address <> ''`;
  return {
    users: users.count,
    sessions: sessions.count,
    knownBrowsers: browsers.count,
    mailLinks: links.count,
    impersonations: visits.count,
  };
}

/** What the sites say of themselves to their own clients; a site that still keeps accounts goes on saying it. */
async function eraseSettings(sql: Queryable, id: string): Promise<number> {
  const { count } = await sql`
    update sites s set settings = '{}'
     where account_id = ${id} and settings <> '{}'
       and not exists (select 1 from accounts a where a.site_id = s.id and a.closed_at is null)`;
  return count;
}

/** A card's tokens stay sealed until its provider has let go of it, too: without them it could not be asked to. */
async function eraseCards(sql: Queryable, id: string, at: number, wallNow: number): Promise<number> {
  const { count } = await sql`
    update saved_cards set brand = '', last_four = '', expires = '',
           sealed = case when removed_at is null or detach_at is not null then sealed else '' end,
           detach_at = case when removed_at is null then ${wallNow}::timestamptz else detach_at end,
           removed_at = coalesce(removed_at, ${at}::timestamptz), removed_by = coalesce(removed_by, 'erased')
     where account_id = ${id} and (removed_at is null or last_four <> '')`;
  return count;
}

/** Answers kept for a request that comes again, and the lines of files that clients were imported from. */
async function eraseAnswers(sql: Queryable, id: string): Promise<Erased> {
  const neutral = sql.json({ name: NOBODY, email: NOWHERE });
  const answers = await sql`
    update idempotency_keys set answer = answer || ${neutral}
     where site_id = (select site_id from accounts where id = ${id}) and answer->>'id' = ${id}
       and answer ? 'email' and not answer @> ${neutral}`;
  const lines = await sql`
    update job_lines set input = input || ${neutral} where account_id = ${id} and not input @> ${neutral}`;
  return { answers: answers.count, importedLines: lines.count };
}
