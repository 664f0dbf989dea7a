import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '../../platform/sql/sql.js';

/** The text that replaces an erased name. */
const NOBODY = 'Erased';
/** An address that cannot receive mail. */
const NOWHERE = 'erased@erased.invalid';

/** What stored responses and lines may say about the client besides name and addresses. */
const RECORD = ['particulars', 'tags', 'notes', 'externalId', 'metadata'];

/** The number of rows changed in each place, without rows that were already neutral. */
export type Erased = Readonly<Record<string, number>>;

/**
 * Replaces everything that names a client or their users by neutral text, except what the law requires to be kept:
 * entries, issued documents, files for an owner's bank, mandates in use within 14 months, the answers about a VAT id that
 * decided a tax, and bank statement lines that an entry was
 * posted for. The audit log contains no such
 * data. Running it again changes nothing.
 */
export async function erasePersonalData(
  sql: Queryable,
  accountId: string,
  { at, wallNow }: { readonly at: number; readonly wallNow: number },
): Promise<Erased> {
  // Before the account itself, since its old name is searched elsewhere.
  const copies = await eraseCopies(sql, accountId);
  return {
    ...copies,
    account: await eraseAccount(sql, accountId),
    emails: await eraseEmails(sql, accountId, at),
    ...(await eraseUsers(sql, accountId, at)),
    ...(await eraseSites(sql, accountId, at)),
    savedCards: await eraseCards(sql, accountId, at, wallNow),
    mandates: await eraseMandates(sql, accountId, at),
    ...(await eraseRemarks(sql, accountId)),
  };
}

async function eraseAccount(sql: Queryable, id: string): Promise<number> {
  await sql`delete from undeliverable_addresses where account_id = ${id}`;
  await sql`delete from vat_ids where account_id = ${id}`;
  const { count } = await sql`
    update accounts set name = ${NOBODY}, email = ${NOWHERE}, more_emails = '{}', particulars = '{}',
           tags = '{}', notes = '', external_id = null, metadata = '{}'
     where id = ${id} and (name, email, particulars, tags, notes, external_id, metadata)
           is distinct from (${NOBODY}, ${NOWHERE}, '{}'::jsonb, '{}'::text[], '', null::text, '{}'::jsonb)`;
  return count;
}

/** A pending email is cancelled, since it has no recipient left. */
async function eraseEmails(sql: Queryable, id: string, at: number): Promise<number> {
  const { count } = await sql`
    update emails set recipient_name = ${NOBODY}, recipient_address = ${NOWHERE}, subject = ${NOBODY},
           more_addresses = '{}', accepted_addresses = '{}', refused_addresses = '{}',
           html = ${NOBODY}, plain = ${NOBODY}, content = null, message_id = coalesce(message_id, ''), sealed_link = null, leased_until = null,
           failed_at = case when sent_at is null then coalesce(failed_at, ${at}::timestamptz) else failed_at end,
           last_error = case when sent_at is null then ${NOBODY} end
     where (account_id = ${id} or site_id in (select id from sites where account_id = ${id}))
       and (recipient_name, recipient_address, subject, html, plain)
           is distinct from (${NOBODY}, ${NOWHERE}, ${NOBODY}, ${NOBODY}, ${NOBODY})`;
  return count;
}

/** The users of the account's sites can no longer log in, and their identity is erased. */
async function eraseUsers(sql: Queryable, id: string, at: number): Promise<Erased> {
  const userIds = sql`select u.id from users u join sites s on s.id = u.site_id where s.account_id = ${id}`;
  const sites = sql`select id from sites where account_id = ${id}`;
  const users = await sql`
    update users set name = ${NOBODY}, email = id || '@erased.invalid', canonical_email = id || '@erased.invalid',
           password_hash = null, totp_sealed = null, totp_confirmed_at = null,
           disabled_at = coalesce(disabled_at, ${at}::timestamptz), credentials_version = credentials_version + 1
     where id in (${userIds}) and email <> id || '@erased.invalid'`;
  const sessions = await sql`delete from sessions where user_id in (${userIds}) or site_id in (${sites})`;
  const browsers = await sql`delete from known_browsers where user_id in (${userIds})`;
  const links = await sql`delete from email_links where user_id in (${userIds})`;
  await sql`delete from list_views where user_id in (${userIds})`;
  await sql`delete from pending_logins where user_id in (${userIds})`;
  await sql`delete from recovery_codes where user_id in (${userIds})`;
  const impersonations = await sql`
    update impersonations set address = '' where impersonator_id in (${userIds}) and address <> ''`;
  return {
    users: users.count,
    sessions: sessions.count,
    knownBrowsers: browsers.count,
    emailLinks: links.count,
    impersonations: impersonations.count,
  };
}

/**
 * The sites' own details, names, hostnames, logos and keys. A site that is the tenant of open accounts keeps them: it
 * is a business that its clients rely on.
 */
async function eraseSites(sql: Queryable, id: string, at: number): Promise<Erased> {
  const resting = sql`
    select s.id from sites s
     where s.account_id = ${id}
       and not exists (select 1 from accounts a where a.site_id = s.id and a.closed_at is null)`;
  const sites = await sql`
    update sites set settings = '{}', name = ${NOBODY}, connector_error = null, external_id = null
     where id in (${resting}) and (settings, name, connector_error, external_id)
           is distinct from ('{}'::jsonb, ${NOBODY}, null, null)`;
  await sql`delete from list_views where site_id in (${resting})`;
  const hostnames = await sql`delete from hostnames where site_id in (${resting})`;
  const logos = await sql`delete from logos where site_id in (${resting})`;
  const keys = await sql`
    update api_keys set name = ${NOBODY}, revoked_at = coalesce(revoked_at, ${at}::timestamptz)
     where site_id in (${resting}) and (name <> ${NOBODY} or revoked_at is null)`;
  const groups = await sql`
    update groups set name = 'erased ' || id where site_id in (${resting}) and name <> 'erased ' || id`;
  return {
    sites: sites.count,
    hostnames: hostnames.count,
    logos: logos.count,
    apiKeys: keys.count,
    groups: groups.count,
  };
}

/** A card's tokens stay sealed until its provider has detached it, since the request to detach it needs them. */
async function eraseCards(sql: Queryable, id: string, at: number, wallNow: number): Promise<number> {
  const { count } = await sql`
    update saved_cards set brand = '', last_four = '', expires = '',
           sealed = case when removed_at is null or detach_at is not null then sealed else '' end,
           detach_at = case when removed_at is null then ${wallNow}::timestamptz else detach_at end,
           removed_at = coalesce(removed_at, ${at}::timestamptz), removed_by = coalesce(removed_by, 'erased')
     where account_id = ${id} and (removed_at is null or last_four <> '')`;
  return count;
}

/**
 * A mandate ends. It is the proof of a debit that its bank may be asked for during 13 months, and a month for the answer:
 * until then who gave it stays, and goes with the next erasure.
 */
async function eraseMandates(sql: Queryable, id: string, at: number): Promise<number> {
  await sql`
    update debits set state = 'cancelled', ended_at = ${at}, ended_by = 'erased', detail = 'not needed'
     where account_id = ${id} and state = 'announced'`;
  await sql`
    update mandates set ended_at = ${at}, ended_by = 'erased', end_reason = 'erased',
           release_at = case when collector <> 'bank' then ${at}::timestamptz end
     where account_id = ${id} and ended_at is null`;
  await sql`delete from mandate_setups where account_id = ${id}`;
  const { count } = await sql`
    update mandates set holder = '', last_four = '', country = '', ip = null, user_agent = null,
           sealed = case when release_at is null then '' else sealed end
     where account_id = ${id} and holder <> ''
       and (used_at is null or used_at < ${at}::timestamptz - interval '14 months')`;
  return count;
}

/** Remarks written by users, provider reports, and planned charges that were never posted. */
async function eraseRemarks(sql: Queryable, id: string): Promise<Erased> {
  const holds = await sql`
    update holds set reason = ${NOBODY} where account_id = ${id} and reason <> ${NOBODY}`;
  const promises = await sql`
    update exemptions set reason = ${NOBODY} where account_id = ${id} and reason <> ${NOBODY}`;
  const disputes = await sql`
    update disputes set reason = ${NOBODY} where account_id = ${id} and reason <> ${NOBODY}`;
  const planned = await sql`
    update scheduled_charges set description = ${NOBODY}
     where account_id = ${id} and entry_id is null and description <> ${NOBODY}`;
  const promotions = await sql`
    update promotions set name = ${NOBODY} where account_id = ${id} and name <> ${NOBODY}`;
  const reports = await sql`
    update payment_events set reason = null, detail = null
     where account_id = ${id} and (reason is not null or detail is not null)`;
  const topUps = await sql`
    update top_ups set detail = null where account_id = ${id} and detail is not null`;
  return {
    remarks: holds.count + promises.count + disputes.count,
    plannedCharges: planned.count,
    promotions: promotions.count,
    providerReports: reports.count,
    topUps: topUps.count,
  };
}

interface Names {
  readonly siteId: string;
  readonly name: string;
  readonly email: string;
  readonly moreEmails: readonly string[];
  readonly reference: string;
}

/**
 * Copies of the client's identity: responses stored for repeated requests, lines of files (also lines that were left
 * out or refused, which belong to no account), bank statement lines without an entry, and emails to others about the
 * client.
 */
async function eraseCopies(sql: Queryable, id: string): Promise<Erased> {
  const [names] = await sql<Names[]>`
    select site_id, name, email, more_emails, reference from accounts where id = ${id}`;
  if (names === undefined || names.email === NOWHERE) return {};
  const erased = { answers: 0, importedLines: 0, mentions: 0 };
  for (const email of [names.email, ...names.moreEmails]) {
    const known = { ...names, email };
    erased.answers += await eraseResponses(sql, id, known);
    erased.importedLines += await eraseLines(sql, id, known);
    erased.mentions += await eraseMentions(sql, known);
  }
  return { ...erased, bankLines: await eraseBankLines(sql, names) };
}

async function eraseResponses(sql: Queryable, id: string, { siteId, name, email }: Names): Promise<number> {
  await sql`
    update idempotency_keys set response = response - ${RECORD}::text[]
     where site_id = ${siteId} and response ?| ${RECORD}::text[]
       and response ->> 'id' in (select ${id}::text union select id::text from sites where account_id = ${id})`;
  await sql`
    update idempotency_keys
       set response = jsonb_set(response, '{sites}', (
             select coalesce(jsonb_agg(site - 'externalId'), '[]') from jsonb_array_elements(response -> 'sites') as site))
     where site_id = ${siteId} and response ->> 'id' = ${id} and jsonb_typeof(response -> 'sites') = 'array'`;
  // Only whole values, since a name may be a part of any other text.
  const { count } = await sql`
    update idempotency_keys
       set response = replace(replace(response::text, to_jsonb(${name}::text)::text, to_jsonb(${NOBODY}::text)::text),
                            to_jsonb(${email}::text)::text, to_jsonb(${NOWHERE}::text)::text)::jsonb
     where response is not null
       and site_id in (select ${siteId}::uuid union select id from sites where account_id = ${id})
       and (position(to_jsonb(${name}::text)::text in response::text) > 0
            or position(to_jsonb(${email}::text)::text in response::text) > 0)`;
  return count;
}

async function eraseLines(sql: Queryable, id: string, { siteId, name, email }: Names): Promise<number> {
  const neutral = sql.json({ name: NOBODY, email: NOWHERE });
  const own = await sql`
    update task_lines set input = (input - ${['moreEmails', 'done', ...RECORD]}::text[]) || ${neutral}, detail = null, problems = null
     where account_id = ${id} and not (input @> ${neutral} and not input ?| ${['moreEmails', 'done', ...RECORD]}::text[])`;
  // A line that opened no account belongs to this client by its address, a bank statement's line by its payer.
  const others = await sql`
    update task_lines
       set input = replace(replace(input::text, to_jsonb(${name}::text)::text, to_jsonb(${NOBODY}::text)::text),
                           to_jsonb(${email}::text)::text, to_jsonb(${NOWHERE}::text)::text)::jsonb,
           detail = case when detail is null then null else ${NOBODY} end,
           problems = case when problems is null then null else jsonb_build_array(
             jsonb_build_object('field', 'line', 'reason', ${NOBODY}::text)) end
     where task_id in (select id from tasks where site_id = ${siteId}) and account_id is null
       and (position(to_jsonb(${email}::text)::text in input::text) > 0
            or position(to_jsonb(${name}::text)::text in input::text) > 0)`;
  return own.count + others.count;
}

async function eraseBankLines(sql: Queryable, { siteId, name, reference }: Names): Promise<number> {
  const { count } = await sql`
    update bank_lines set payer = ${NOBODY}, remittance = ${NOBODY}
     where site_id = ${siteId} and entry_id is null and payer <> ${NOBODY}
       and (lower(payer) = lower(${name}) or position(${reference}::text in remittance) > 0
            or (payer = '' and position(lower(${name}::text) in lower(remittance)) > 0))`;
  await sql`delete from bank_drafts where site_id = ${siteId}`;
  return count;
}

/** Emails to the tenant that name the account among others. */
async function eraseMentions(sql: Queryable, { siteId, name, email }: Names): Promise<number> {
  const { count } = await sql`
    update emails set subject = replace(subject, ${name}, ${NOBODY}),
           plain = replace(replace(plain, ${email}, ${NOWHERE}), ${name}, ${NOBODY}),
           html = replace(replace(html, ${email}, ${NOWHERE}), ${asHtml(name)}, ${NOBODY})
     where site_id = ${siteId} and (position(${name}::text in plain) > 0 or position(${email}::text in plain) > 0)`;
  const waiting = await sql<{ id: string; content: unknown }[]>`
    select id, content from emails where site_id = ${siteId} and content is not null for update`;
  let changed = 0;
  for (const { id, content } of waiting) {
    const neutral = withoutNames(content, (text) => text.replaceAll(email, NOWHERE).replaceAll(name, NOBODY));
    if (isDeepStrictEqual(neutral, content)) continue;
    await sql`update emails set content = ${sql.json(neutral as never)} where id = ${id}`;
    changed += 1;
  }
  return count + changed;
}

/** What chooses the form of an email, counts or leads somewhere; a client may be called like a part of it. */
const NO_NAMES = new Set([
  ...['kind', 'change', 'language', 'timeZone', 'currency', 'missing', 'lastDay', 'accent', 'source'],
  ...['link', 'logUrl', 'forgotUrl', 'pageUrl', 'day', 'since', 'state', 'why'],
]);

/** A value with its texts replaced, but for its keys and for texts without names. */
function withoutNames(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => withoutNames(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([field, part]) => [
    field,
    NO_NAMES.has(field) ? (part as unknown) : withoutNames(part, replace),
  ]);
  return Object.fromEntries(fields) as unknown;
}

function asHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
